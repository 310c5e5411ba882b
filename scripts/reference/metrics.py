"""What a hub tells Prometheus. Each of its series is there from the start, at 0, so a hub that was just begun tells
all of them; one that keeps messages on disk tells of its files too."""

import re
import subprocess
import tempfile
import urllib.request
from contextlib import contextmanager
from typing import Iterator

from help_text import path_of
from markdown import code, table

DEADLINE = 20
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def web_address_of_a_hub() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="crier-reference-") as folder, subprocess.Popen(
            [str(path_of("crier-hub")), "--data-dir", folder, "--publish-address", "127.0.0.1:0", "--web-address",
             "127.0.0.1:0", "--log-level", "error"], stdout=subprocess.PIPE, text=True) as hub:
        try:
            ready = re.search(r" web=(\S+)", hub.stdout.readline())
            if not ready:
                raise SystemExit("the hub did not start (its own words are above)")
            yield ready.group(1)
        finally:
            hub.terminate()


def labels_of(name: str, told: str) -> str:
    """Their names, and the values that they have where there is a choice."""
    series = [dict(re.findall(r'(\w+)="([^"]*)"', labels))
              for labels in re.findall(rf"^{name}\{{(.*?)\}} ", told, re.MULTILINE)]
    names = sorted({label for one in series for label in one})
    if len(series) < 2:
        return ", ".join(map(code, names))
    return "; ".join(f"{code(label)}: {', '.join(code(one[label]) for one in series)}" for label in names)


def of_a_hub() -> str:
    with web_address_of_a_hub() as address, DIRECT.open(f"{address}/metrics", timeout=DEADLINE) as answer:
        told = answer.read().decode()
    types = dict(re.findall(r"^# TYPE (\w+) (\w+)", told, re.MULTILINE))
    helps = re.findall(r"^# HELP (\w+) (.*)", told, re.MULTILINE)
    return table(("metric", "type", "labels", "what it is"),
                 [(code(name), types[name], labels_of(name, told), text) for name, text in helps])
