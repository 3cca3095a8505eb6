"""The verifier's own arithmetic against published vectors: RFC 8785, RFC 6962, RFC 8032, C2SP."""

import base64
import hashlib
import time

import pytest

from tests.verifier.pack_builder import KEY, tree_path, tree_root
from verifier import qualward_verify as verifier

# The leaves and roots of certificate-transparency's merkle_tree_test.cc.
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEFT_PAIR = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
CT_PATHS = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            LEFT_PAIR,
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            CT_ROOTS[4],
        ],
    ),
    (2, 3, [CT_ROOTS[2]]),
    (1, 5, [CT_ROOTS[1], LEFT_PAIR, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]
# RFC 8032 s7.1, tests 1 to 3: public key, message, signature.
ED25519 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2465"
            "5141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb0"
            "0d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc0"
            "27beceea1ec40a"
        ),
    ),
]
VERIFIERS = [verifier.verify_pure, verifier.verify_fast()]
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


def ct_leaves(size: int) -> list[bytes]:
    return [verifier.leaf_hash(bytes.fromhex(leaf)) for leaf in CT_LEAVES[:size]]


@pytest.mark.parametrize("size", range(9))
def test_tree_heads_are_those_of_certificate_transparency(size: int) -> None:
    tree = verifier.Tree()
    for leaf in ct_leaves(size):
        tree.append(leaf)
    assert (tree.size, tree.root().hex()) == (size, CT_ROOTS[size])


@pytest.mark.parametrize(("index", "size", "path"), CT_PATHS)
def test_published_inclusion_proofs_lead_to_the_published_roots(index: int, size: int, path: list[str]) -> None:
    steps = [bytes.fromhex(step) for step in path]
    root = verifier.root_from_path(ct_leaves(size)[index], index, size, steps)
    assert root is not None
    assert root.hex() == CT_ROOTS[size]


def test_every_proof_up_to_forty_leaves_holds_and_no_other_does() -> None:
    leaves = [verifier.leaf_hash(bytes([number])) for number in range(40)]
    for size in range(1, 41):
        root = tree_root(leaves[:size])
        for index in range(size):
            path = tree_path(leaves[:size], index)
            assert verifier.root_from_path(leaves[index], index, size, path) == root
            assert verifier.root_from_path(leaves[index], index + 1, size, path) != root
            assert verifier.root_from_path(leaves[index], index, size, [*path, leaves[0]]) is None
            assert not path or verifier.root_from_path(leaves[index], index, size, path[:-1]) is None
    assert verifier.root_from_path(leaves[0], -1, 4, []) is None


def test_field_names_sort_by_utf16_as_in_rfc_8785() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    assert verifier.in_order(names) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert max(names) == "\U0001f600"  # the plain order differs


def test_canonical_text_follows_rfc_8785() -> None:
    text = '\u20ac$\u000f\nA\'B"\\\\"/'  # the string of RFC 8785 s3.2.2.2
    assert verifier.jcs(text) == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'
    assert verifier.jcs("\b\t\n\f\r\x1f\x7f\u2028") == '"\\b\\t\\n\\f\\r\\u001f\x7f\u2028"'
    assert verifier.jcs({"literals": [None, True, False], "a": 2**53 - 1}) == (
        '{"a":9007199254740991,"literals":[null,true,false]}'
    )


@pytest.mark.parametrize("value", [1.5, 1e30, float("nan"), 2**53, -(2**53), {"A": 1}, {"": 1}, {"a-b": 1}, {"é": 1}])
def test_what_the_ledger_does_not_use_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="does not use"):
        verifier.jcs([value])


def test_depth_sixteen_is_the_last() -> None:
    deep: object = 1
    for _ in range(16):
        deep = [deep]
    assert verifier.jcs(deep) == "[" * 16 + "1" + "]" * 16
    with pytest.raises(ValueError, match="depth"):
        verifier.jcs([deep])


@pytest.mark.parametrize("text", ['{"a":1,"a":1}', "1.0", "[1e3]", "NaN", "[" * 100_000, '"\xff"', ""])
def test_doubled_fields_floats_and_endless_nesting_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        verifier.parse(text.encode("latin-1"))


@pytest.mark.parametrize("verify", VERIFIERS)
@pytest.mark.parametrize(("public", "message", "signature"), ED25519)
def test_rfc_8032_signatures_hold_and_their_neighbours_do_not(
    verify: verifier.Verify, public: str, message: str, signature: str
) -> None:
    key, text, seal = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert verify(key, text, seal)
    for bit in range(0, 512, 37):
        flipped = bytearray(seal)
        flipped[bit // 8] ^= 1 << bit % 8
        assert not verify(key, text, bytes(flipped))
    larger = int.from_bytes(seal[32:], "little") + GROUP_ORDER
    assert not verify(key, text, seal[:32] + larger.to_bytes(32, "little"))
    assert not verify(key, text + b"x", seal)
    assert not verify(KEY.public_key().public_bytes_raw(), text, seal)
    assert not verify(key, text, seal[:-1])
    assert not verify(b"", text, seal)


def test_small_and_unreduced_keys_are_refused() -> None:
    small = [(1).to_bytes(32, "little"), bytes(32), (2**255 - 20).to_bytes(32, "little")]  # orders 1, 4 and 2
    unreduced = [(2**255 - 19 + low).to_bytes(32, "little") for low in range(19)]
    assert not any(verifier.is_sound_key(key) for key in small + unreduced)
    assert verifier.is_sound_key(bytes.fromhex(ED25519[0][0]))


def test_the_pure_verification_takes_less_than_fifty_milliseconds() -> None:
    key, text, seal = (bytes.fromhex(part) for part in ED25519[2])
    took = []
    for _ in range(5):
        start = time.perf_counter()
        verifier.verify_pure(key, text, seal)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.05


def test_a_published_key_number_and_note_form() -> None:
    # The public key of Go's checksum database, "sum.golang.org+033de0ae+…", uses the same numbering.
    public = base64.b64decode("Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
    assert hashlib.sha256(b"sum.golang.org\n" + public).hexdigest()[:8] == "033de0ae"
    # The example of C2SP tlog-checkpoint.
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    seal = "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8="
    note = verifier.read_note(f"{text}\n— example.com/behind-the-sofa {seal}\n")
    assert note is not None
    assert (note.origin, note.size, note.key_id) == ("example.com/behind-the-sofa", 20852163, "033de0ae")
    assert note.signed == text.encode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n20", "\n020"),
        ("\n\n— ", "\n— "),
        ("— ex", "-- ex"),
        ("q2I=", "q2J="),
        ("AYQ8=\n", "AYQ8=\nmore\n"),
        ("AYQ8=\n", "AYQ8="),
        ("— example", "— sample"),
        ("\n\n", "\nextension\n\n"),
    ],
)
def test_another_form_of_note_is_no_head(old: str, new: str) -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    seal = "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8="
    note = f"{text}\n— example.com/behind-the-sofa {seal}\n"
    assert old in note
    assert verifier.read_note(note.replace(old, new, 1)) is None
