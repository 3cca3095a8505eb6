"""Whether a removal is rightly decided: the product's rule and the bare verifier's say the same, case by case."""

from types import SimpleNamespace

import pytest

from app.records import removals
from app.records.removals import SignedList
from verifier import qualward_verify as verifier

FILE, NAMED = "a" * 64, frozenset({"records.attachment/1"})
REMOVAL = {"number": "DSP-1", "record_type": "x", "record_id": 1, "digest": FILE}
CASES = {
    "two persons, listed": ([(1, "DISPOSE", "7", {FILE: NAMED}), (2, "APPROVE-QA", "8", {FILE: NAMED})], True),
    "one person twice": ([(1, "DISPOSE", "7", {FILE: NAMED}), (2, "APPROVE-QA", "7", {FILE: NAMED})], False),
    "one meaning twice": ([(1, "DISPOSE", "7", {FILE: NAMED}), (2, "DISPOSE", "8", {FILE: NAMED})], False),
    "signed afterwards": ([(1, "DISPOSE", "7", {FILE: NAMED}), (6, "APPROVE-QA", "8", {FILE: NAMED})], False),
    "listed for one only": ([(1, "DISPOSE", "7", {}), (2, "APPROVE-QA", "8", {FILE: NAMED})], False),
    "named by more": ([(1, "DISPOSE", "7", {FILE: NAMED}), (2, "APPROVE-QA", "8", {FILE: frozenset()})], False),
}


@pytest.mark.parametrize("case", CASES)
def test_both_verifiers_judge_alike(case):
    given, is_right = CASES[case]
    signed = [SignedList(*one) for one in given]
    assert (removals.fault_of(5, REMOVAL, signed, NAMED) is None) is is_right
    esigs = [
        (one.seq, {"meaning": one.meaning, "signer": {"id": one.signer_id}, "revision_sha256": str(one.seq),
                   "record": {"type": "x", "id": "1"}})
        for one in signed
    ]  # fmt: skip
    lists = {f"revisions/{one.seq}.json": {name: set(by) for name, by in one.files.items()} for one in signed}
    run = SimpleNamespace(signed=esigs, lists=lists, namers={FILE: dict.fromkeys(NAMED, 1)}, disposed={})
    assert (verifier._settle_removal(run, 5, REMOVAL) is None) is is_right
    assert bool(run.disposed) is is_right
