"""What the load says: everything about a message follows from its publisher and its seq."""

import zlib
from typing import NamedTuple

ROOT = "load"
TOPICS = 3  # of each publisher; every fifth message is on a topic of all


def topic(source: str, seq: int) -> str:
    return f"{ROOT}/all" if seq % 5 == 0 else f"{ROOT}/{source}/{seq % TOPICS}"


def payload(source: str, seq: int, longest: int) -> bytes:
    text = f"{source} {seq} ".encode()
    return text + b"." * (seq * 7919 % max(1, longest - len(text)))


def checksum(content: bytes) -> int:
    return zlib.crc32(content)


class Seen(NamedTuple):
    """A message as a subscriber got it, or as it is stored."""

    offset: int
    prev: int
    topic: str
    source: str
    seq: int
    checksum: int
    time: object
    delta: object
