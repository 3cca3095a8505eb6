"""Qualifying a service for its intended use: so far the risk model at work, and the scored tier of a service.

Start reading here
    `rules/inherent.py`   ten scores → points, score, floors, tier
    `rules/formality.py`  how formally the risk is assessed, with the sum
    `rules/areas.py`      answers of one area → its score
    `rules/residual.py`   area scores, knock-outs, findings → residual risk, band, best decision
    `commands.py`         the two reckonings on the command line, without database, secret or installation
"""
