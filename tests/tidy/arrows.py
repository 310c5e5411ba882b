"""Who may include whom: the table of arrows between the rooms of src."""

import re
from typing import Iterator, Optional

from finding import Finding
from source import Source

BASE = {"protocol", "async", "metrics"}
PROGRAMS = {"broadcaster", "cli", "mqtt"}
ARROWS = {
    "protocol": set(),
    "async": set(),
    "metrics": set(),
    "options": set(),
    "history": BASE,
    "broadcast": BASE,
    "access": BASE,
    "faults": BASE,
    "publish": BASE | {"access", "history", "faults"},
    "subscribe": BASE | {"access", "history", "broadcast", "faults"},
    "http": BASE | {"access", "history", "faults"},
    "client": {"protocol", "async"},
    "hub": BASE | {"options", "history", "broadcast", "access", "faults", "publish", "subscribe", "http"},
    "broadcaster": {"protocol", "async", "client", "options"},
    "cli": {"protocol", "async", "client", "options"},
    "mqtt": BASE | {"client", "options"},
}
WHERE = "the table of arrows is in tests/tidy/arrows.py"

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]', re.MULTILINE)


def check(source: Source) -> Iterator[Finding]:
    if source.language != "c++":
        return
    for match in INCLUDE.finditer(source.text):
        # In a comment, or in a string over several lines, it includes nothing.
        if "include" not in source.code[match.start():match.end()]:
            continue
        message = wrong(source, match.group(1), match.group(2))
        if message:
            yield Finding(source.path, source.line_of(match.start(2)), message)


def wrong(source: Source, quote: str, target: str) -> Optional[str]:
    if "../" in target:
        return f'include "{target}" climbs with ../; name it from its root: "room/file.hpp"'
    if source.parts[:2] == ("include", "crier"):
        return wrong_in_public_header(quote, target)
    if source.parts[0] == "src" and len(source.parts) > 2:
        return wrong_in_room(source.parts[1], quote, target)
    return None


def wrong_in_public_header(quote: str, target: str) -> Optional[str]:
    if quote == '"':
        return f'a public header includes <crier/...>, Boost and std alone, not "{target}"'
    if "/" in target and target.split("/")[0] not in {"crier", "boost", "asio"}:
        return f"a public header includes <crier/...>, Boost and std alone, not <{target}>"
    return None


def wrong_in_room(room: str, quote: str, target: str) -> Optional[str]:
    if room not in ARROWS:
        return f"room {room} has no row: {WHERE}"
    other = target.split("/")[0]
    if quote == "<":
        if other in ARROWS and target.endswith(".hpp"):
            return f'a room\'s file is included with quotes: "{target}"'
        return None
    if other == "crier":
        return f"a public header is included with angle brackets: <{target}>"
    if "/" not in target:
        return f'include "{target}" names no room: write "{room}/{target}"'
    if other == room or other in ARROWS[room]:
        return None
    allowed = ", ".join(sorted(ARROWS[room])) or "nothing of ours"
    return f"wrong-way include: {room} may include {allowed}, not {other}; {WHERE}"
