"""Every option of every program, as tables."""

import re

from help_text import Help, Option, commands, help_of
from markdown import code, table

SERVING = ("crier-hub", "crier-broadcaster", "crier-mqtt")
COLUMNS = ("default", "what it does")


def prose(text: str) -> str:
    """With what is typed as it is marked so."""
    return re.sub(r"(?<!\S)(--[a-z-]+|CRIER_[A-Z_]+)", lambda typed: code(typed[0]), text)


def row(option: Option) -> tuple[str, str, str]:
    # What has a space in it is an explanation, or reads as well without.
    default = code(option.default) if option.default and " " not in option.default else prose(option.default)
    return code(f"{option.name} {option.value}".strip()), default, prose(option.does)


def group(heading: str, options: list[Option]) -> str:
    return table((heading, *COLUMNS), [row(option) for option in options])


def groups(told: Help, *, but_for: list[Option]) -> str:
    left = {heading: [option for option in options if option not in but_for] for heading, options in told.groups.items()}
    return "\n".join(group(heading, options) for heading, options in left.items() if options)


def in_all(told: list[Help]) -> dict[str, list[Option]]:
    """What each of them says in the same words."""
    first, *others = told
    shared = {heading: [option for option in options if all(option in other.groups.get(heading, []) for other in others)]
              for heading, options in first.groups.items()}
    return {heading: options for heading, options in shared.items() if options}


def flat(shared: dict[str, list[Option]]) -> list[Option]:
    return [option for options in shared.values() for option in options]


def of_all_servers() -> str:
    return "\n".join(group(heading, options) for heading, options in in_all([help_of(name) for name in SERVING]).items())


def of_server(program: str) -> str:
    shared = in_all([help_of(name) for name in SERVING])
    return groups(help_of(program), but_for=flat(shared))


def of_crier() -> str:
    """What its commands have in common first: completion alone doesn't talk to a hub."""
    told = {name: help_of("crier", name) for name in commands()}
    shared = in_all([one for one in told.values() if "The hub" in one.groups])
    parts = [group(heading, options) for heading, options in shared.items()]
    for name, one in told.items():
        parts.append(f"### crier {name}\n\n{one.summary}: {code(one.usage)}\n")
        own = groups(one, but_for=flat(shared))
        parts += [own] if own else []
    return "\n".join(parts)
