"""A test that sleeps is slow when it is right and wrong when the machine is slow."""

import re
from typing import Iterator

from finding import Finding
from source import Source

NAPS = {
    "c++": re.compile(r"\bsleep_(?:for|until)\b|\b(?:u|nano)?sleep\s*\("),
    "python": re.compile(r"\btime\s*\.\s*sleep\b|\bfrom\s+time\s+import\b.*\bsleep\b"),
    "typescript": re.compile(
        r"\bsetTimeout\s*\(\s*(?:resolve|res|r|done)\b"
        r"|\bsetTimeout\s*\(\s*\(\)\s*=>\s*\{?\s*(?:resolve|res|done)\s*\("
        r"|\bwaitForTimeout\s*\("
    ),
    "text": re.compile(r"^\s*sleep\s+[0-9]", re.MULTILINE),
}


def check(source: Source) -> Iterator[Finding]:
    if not source.is_test or source.language not in NAPS:
        return
    for match in NAPS[source.language].finditer(source.code):
        yield Finding(
            source.path, source.line_of(match.start()),
            "a sleep in a test: wait for the event itself, with a deadline",
        )
