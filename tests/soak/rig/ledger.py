"""The hub's own account of every message, held against what was said and what was received."""

import asyncio
import json

from .hub import Hub
from .load import Load
from .proof import Broken
from .watch import back_off

LOOK_EVERY = 0.02
LOOKS = 1500
OF_SUBSCRIBERS = ("delivered", "queued", "waiting", "skipped")


async def prove_ledger(hub: Hub, load: Load) -> dict:
    """Of a load that has finished, everybody connected: each message that the hub was given was stored
    or refused, and each that a subscriber was due was delivered, waits, or is told to be missing."""
    connected = await all_connected(hub, len(load.subscribers))
    for subscriber in connected:
        prove_balance(subscriber["address"], subscriber["ledger"], OF_SUBSCRIBERS)
    received = sorted(subscriber.on_connection for subscriber in load.subscribers)
    delivered = sorted(subscriber["ledger"]["delivered"] for subscriber in connected)
    if received != delivered:
        raise Broken(f"the hub says that it delivered {delivered}, and {received} came")
    book = await settled(hub)
    prove_balance("all subscribers", book, (*OF_SUBSCRIBERS, "abandoned"))
    prove_taken_in("the hub", book)
    prove_topics(hub, book)
    return book


async def settled(hub: Hub) -> dict:
    """Once nothing is being stored any more: that publishers leave is told behind their messages."""
    for _ in range(LOOKS):
        book = (await asyncio.to_thread(hub.info))["ledger"]
        if book["accepted"] == book["stored"] + sum(book["refused"].values()):
            return book
        await back_off(asyncio.Event(), LOOK_EVERY)
    return book  # the proof says what is wrong with it


async def all_connected(hub: Hub, count: int) -> list[dict]:
    """Once the hub has noticed which connections ended."""
    for _ in range(LOOKS):
        told = json.loads((await asyncio.to_thread(hub.get, "/api/v1/subscribers"))[1])["subscribers"]
        if len(told) == count and all(entry["live"] and not entry["ledger"]["queued"] for entry in told):
            return told
        await back_off(asyncio.Event(), LOOK_EVERY)
    raise Broken(f"{count} subscribers are connected and have everything; the hub tells of {told}")


def prove_balance(whose: str, book: dict, parts: tuple) -> None:
    if book["matched"] != sum(book[part] for part in parts):
        raise Broken(f"of {whose}, matched isn't the sum of {parts}: {book}")


def prove_taken_in(whose: str, book: dict) -> None:
    if book["accepted"] != book["stored"] + sum(book["refused"].values()):
        raise Broken(f"of {whose}, accepted isn't stored and refused: {book}")


def prove_topics(hub: Hub, book: dict) -> None:
    """Every topic's account balances too, and together they are the whole."""
    topics = {name: entry["ledger"] for name, entry in hub.topics().items()}
    for name, account in topics.items():
        prove_taken_in(name, account)
    for part in ("stored", "delivered", "queued"):
        whole = sum(account[part] for account in topics.values())
        if whole != book[part]:
            raise Broken(f"the topics have {whole} {part}, and in all there are {book[part]}")
