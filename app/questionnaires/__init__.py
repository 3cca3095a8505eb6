"""Questionnaires: what a supplier is asked, what it answers, and what the answers are worth.

Definition – one version of a questionnaire, or of the risk model, with its signatures. Request – one sending of a
questionnaire to a supplier for one service, frozen at that moment. Response – the answers to a request. Respondent – an
outside person who answers by a personal link and sees only that.
"""
