"""That nothing was lost, doubled, displaced or changed: of records, not of impressions."""

from typing import Iterable, Sequence

from . import message
from .publisher import Publisher
from .subscriber import Subscriber


class Broken(AssertionError):
    """A promise of the hub's that does not hold."""


def prove(publishers: Sequence[Publisher], subscribers: Sequence[Subscriber]) -> int:
    """Everything there is to prove of a load that has finished; how many messages it was."""
    for subscriber in subscribers:
        prove_undisturbed(subscriber)
        prove_record(subscriber.name, subscriber.record, publishers)
    first = subscribers[0].record
    for subscriber in subscribers[1:]:
        if subscriber.record != first:
            raise Broken(f"{subscriber.name} and {subscribers[0].name} do not have the same record")
    return len(first)


def prove_undisturbed(subscriber: Subscriber) -> None:
    if subscriber.troubles:
        raise Broken(f"{subscriber.name}: {subscriber.troubles[:5]} "
                     f"({len(subscriber.troubles)} in all, {subscriber.connections} connections)")


def prove_record(name: str, record: Sequence[message.Seen], publishers: Iterable[Publisher]) -> None:
    prove_order(name, record)
    for publisher in publishers:
        prove_publisher(name, [seen for seen in record if seen.source == publisher.source], publisher)


def prove_order(name: str, record: Sequence[message.Seen]) -> None:
    """Offsets go up, and each message names the one before it on its topic."""
    last, last_of = 0, {}
    for seen in record:
        if seen.offset <= last:
            raise Broken(f"{name}: offset {seen.offset} came after {last}")
        if seen.prev != last_of.get(seen.topic, 0):
            raise Broken(f"{name}: {seen} names {seen.prev} as the one before it on its topic, "
                         f"which was {last_of.get(seen.topic, 0)}")
        last = last_of[seen.topic] = seen.offset


def prove_publisher(name: str, record: Sequence[message.Seen], publisher: Publisher) -> None:
    """Every message up to the last accepted, once and in order, with the content that it had."""
    for number, seen in enumerate(record, 1):
        if seen.seq != number:
            raise Broken(f"{name}: {publisher.source}'s seq {seen.seq} (offset {seen.offset}) came "
                         f"where {number} was due")
        content = message.payload(publisher.source, number, publisher.longest)
        if (seen.topic, seen.checksum) != (message.topic(publisher.source, number),
                                           message.checksum(content)):
            raise Broken(f"{name}: {seen} isn't what {publisher.source} said")
        if publisher.offsets.get(number, seen.offset) != seen.offset:
            raise Broken(f"{name}: {publisher.source}'s seq {number} was acknowledged at offset "
                         f"{publisher.offsets[number]} and came at {seen.offset}")
    if len(record) < publisher.accepted:
        raise Broken(f"{name}: {publisher.source}'s messages after {len(record)} are lost; "
                     f"{publisher.accepted} were accepted")
