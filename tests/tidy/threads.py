"""One loop thread: what threads need belongs to the rooms that own threads; nothing is detached."""

import re
from fnmatch import fnmatch
from typing import Iterator

from finding import Finding
from source import Source

OWNERS = ["src/async/worker.*", "src/history/nats_reader.*"]

SHARED = re.compile(
    r"\bstd::(?:recursive_|timed_|shared_|recursive_timed_|shared_timed_)?mutex\b"
    r"|\bstd::(?:atomic\w*|condition_variable\w*|lock_guard|unique_lock|scoped_lock|shared_lock"
    r"|counting_semaphore|binary_semaphore|latch|barrier|call_once|once_flag)\b"
    r"|\#\s*include\s*<(?:mutex|atomic|shared_mutex|condition_variable)>"
)
DETACHED = re.compile(r"\bdetached\b")


def check(source: Source) -> Iterator[Finding]:
    if source.language != "c++":
        return
    if source.parts[0] in {"src", "include"} and not owns_threads(source.path):
        for match in SHARED.finditer(source.code):
            yield Finding(
                source.path, source.line_of(match.start()),
                f"{match.group()} outside {OWNERS[0]}: everything else runs on the loop's one"
                " thread; hand blocking work to a worker and post the result back",
            )
    for match in DETACHED.finditer(source.code):
        yield Finding(
            source.path, source.line_of(match.start()),
            "detached: spawn it in a task group, so that stopping can wait for it",
        )


def owns_threads(path: str) -> bool:
    return any(fnmatch(path, owner) for owner in OWNERS)
