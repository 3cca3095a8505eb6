"""How bytes to read and the answer travel between a limited reader and its parent.

request   4 bytes length of the facts | 4 bytes length of the document | facts (JSON) | document
answer    4 bytes length | the document as read (JSON)
"""

import struct
from collections.abc import Mapping
from typing import Final

import orjson

REQUEST: Final = struct.Struct(">II")
ANSWER: Final = struct.Struct(">I")


def request(body: bytes, facts: Mapping[str, object]) -> bytes:
    """Return the frame that asks for a document to be read."""
    told = orjson.dumps(facts)
    return REQUEST.pack(len(told), len(body)) + told + body
