"""Waiting for something to become true, with a deadline, and without looking again and again."""

import asyncio
from typing import Callable

DEADLINE = 120.0
# How often it is looked at what nobody tells of, such as a hub that ended by itself.
LOOK_EVERY = 1.0


class Watch:
    """Whoever changes something says changed(); whoever waits is woken once it is true."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future]] = []
        self._failure: BaseException | None = None
        self.look = lambda: None  # raises when waiting has become useless

    def changed(self) -> None:
        for is_true, future in self._waiting:
            if not future.done() and is_true():
                future.set_result(None)

    def ended(self, task: asyncio.Task) -> None:
        """To be told of a task that only ends by itself when something is wrong."""
        if task.cancelled() or task.exception() is None:
            return
        self._failure = self._failure or task.exception()
        for _, future in self._waiting:
            if not future.done():
                future.set_exception(self._failure)

    async def until(self, is_true: Callable[[], bool], what: str, deadline: float = DEADLINE) -> None:
        if self._failure:
            raise self._failure
        if is_true():
            return
        entry = (is_true, asyncio.get_running_loop().create_future())
        self._waiting.append(entry)
        end = asyncio.get_running_loop().time() + deadline
        try:
            while not entry[1].done():
                if asyncio.get_running_loop().time() >= end:
                    raise AssertionError(f"not within {deadline:.0f} s: {what}")
                await asyncio.wait([entry[1]], timeout=LOOK_EVERY)
                self.look()
            await entry[1]
        finally:
            self._waiting.remove(entry)


async def back_off(ending: asyncio.Event, seconds: float) -> None:
    """What a program that reconnects does between two attempts; ends early when it is to end."""
    try:
        await asyncio.wait_for(ending.wait(), seconds)
    except asyncio.TimeoutError:
        pass
