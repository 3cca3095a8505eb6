"""Qualifying a service for its intended use: so far the risk model at work, and the scored tier of a service.

Tiering
    How critical a service is (INH-2026-0003): ten factors scored with a rationale each, reckoned by a risk model whose
    whole text the tiering keeps, signed. It puts its tier on the service::

        scoring --(T1, or semi-formal and more)--> second_scoring --both sheets opened--> weighing
        weighing --AUTHOR--> in_approval --APPROVE-BPO (and APPROVE-QA for T1, T2, lowered)--> signed
        signed --a later one--> superseded, found wrong --VOID--> voided; in_approval --REJECT--> rejected

Sheet
    What one scorer wrote. Until everybody who has to score is done it is *sealed*: it stands outside the trail, only
    its scorer reads it, and a salted digest in the trail binds it. Opening it writes every score to the record.

Start reading here
    `rules/inherent.py`   ten scores → points, score, floors, tier
    `rules/formality.py`  how formally the risk is assessed, with the sum
    `rules/areas.py`      answers of one area → its score
    `rules/residual.py`   area scores, knock-outs, findings → residual risk, band, best decision
    `commands.py`         the two reckonings on the command line, without database, secret or installation
"""
