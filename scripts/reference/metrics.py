"""What a hub and the bridge to MQTT tell Prometheus. Each series is there from the start, at 0, so one that was just begun
tells all of them; a hub that keeps messages on disk tells of its files too."""

import re
import subprocess
import tempfile
import urllib.request
from contextlib import contextmanager
from typing import ContextManager, Iterator

from help_text import path_of
from markdown import code, table

DEADLINE = 20
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def address_of_a_hub() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="crier-reference-") as folder, \
            address_of([path_of("crier-hub"), "--data-dir", folder, "--publish-address", "127.0.0.1:0", "--web-address",
                        "127.0.0.1:0", "--log-level", "error"], r" web=(\S+)") as address:
        yield address


def address_of_the_bridge() -> ContextManager[str]:
    """It says its numbers whether there is a hub and a broker or not; at port 1 there are none."""
    return address_of([path_of("crier-mqtt"), "--hub", "127.0.0.1:1", "--broker", "127.0.0.1:1", "--metrics-address",
                       "127.0.0.1:0"], r"metrics and probes are at (\S+)")


@contextmanager
def address_of(command: list, told: str) -> Iterator[str]:
    """Of a program that runs meanwhile, in the words with which it tells it."""
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
        try:
            said = ""
            for line in program.stdout:
                said += line
                if found := re.search(told, line):
                    yield found.group(1)
                    return
            raise SystemExit(f"{command[0].name} did not start: {said}")
        finally:
            program.terminate()


def labels_of(name: str, told: str) -> str:
    """Their names, and the values that they have where there is a choice."""
    series = [dict(re.findall(r'(\w+)="([^"]*)"', labels))
              for labels in re.findall(rf"^{name}\{{(.*?)\}} ", told, re.MULTILINE)]
    names = sorted({label for one in series for label in one})
    if len(series) < 2:
        return ", ".join(map(code, names))
    return "; ".join(f"{code(label)}: {', '.join(code(one[label]) for one in series)}" for label in names)


def of(address: str) -> str:
    with DIRECT.open(f"{address}/metrics", timeout=DEADLINE) as answer:
        told = answer.read().decode()
    types = dict(re.findall(r"^# TYPE (\w+) (\w+)", told, re.MULTILINE))
    helps = re.findall(r"^# HELP (\w+) (.*)", told, re.MULTILINE)
    return table(("metric", "type", "labels", "what it is"),
                 [(code(name), types[name], labels_of(name, told), text) for name, text in helps])


def of_a_hub() -> str:
    with address_of_a_hub() as address:
        return of(address)


def of_the_bridge() -> str:
    with address_of_the_bridge() as address:
        return of(address)
