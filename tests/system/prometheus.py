"""Debian's Prometheus as a child, that looks at a hub, or at a bridge, five times a second."""

import json
import os
import re
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
from pathlib import Path
from typing import Callable

from stranger import DEADLINE, DIRECT, ROOT
from rig.ports import free_port

CONFIG = """\
global: {{scrape_interval: 200ms, evaluation_interval: 200ms}}
rule_files: [alerts.yaml]
scrape_configs:
  - job_name: {job}
    static_configs: [{{targets: ["{address}"]}}]
"""
DASHBOARD = json.loads((ROOT / "deploy/monitoring/dashboard.json").read_text())
BRIDGE_ROW = "Bridge to MQTT"


class Prometheus:
    def __init__(self, address: str, rules: str, job: str = "crier-hub"):
        self.port = free_port()
        self._config, self._rules = CONFIG.format(job=job, address=address), rules

    def __enter__(self) -> "Prometheus":
        self._folder = tempfile.TemporaryDirectory(prefix="crier-prometheus-")
        folder = Path(self._folder.name)
        (folder / "prometheus.yaml").write_text(self._config)
        (folder / "alerts.yaml").write_text(self._rules)
        self._log = os.memfd_create("prometheus' log")
        self._process = subprocess.Popen(
            ["prometheus", f"--config.file={folder / 'prometheus.yaml'}", f"--storage.tsdb.path={folder / 'data'}",
             f"--web.listen-address=127.0.0.1:{self.port}"], stdout=self._log, stderr=self._log)
        self.until(lambda: self._is_ready(), "Prometheus is ready")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(DEADLINE)
        os.close(self._log)
        self._folder.cleanup()

    def _get(self, path: str) -> bytes:
        with DIRECT.open(f"http://127.0.0.1:{self.port}{path}", timeout=DEADLINE) as answer:
            return answer.read()

    def _is_ready(self) -> bool:
        try:
            return bool(self._get("/-/ready"))
        except (urllib.error.URLError, ConnectionError):
            return False

    def until(self, is_true: Callable[[], bool], what: str) -> None:
        """Looks again with each scrape; nobody tells of one."""
        end = time.monotonic() + DEADLINE
        while not is_true():
            if self._process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"not in time: {what}\n{os.pread(self._log, 1 << 20, 0).decode()}")
            try:
                self._process.wait(0.2)
            except subprocess.TimeoutExpired:
                pass

    def query(self, expression: str) -> list[dict]:
        """Its result; raises where Prometheus finds a fault in it."""
        try:
            told = json.loads(self._get("/api/v1/query?" + urllib.parse.urlencode({"query": expression})))
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{expression}: {json.loads(refused.read())['error']}") from None
        assert told["status"] == "success", told
        return told["data"]["result"]

    def see_panels(self, panels: list[dict], maybe_empty: tuple[str, ...] = ()) -> None:
        """Each of their queries has a result; one with such a name need not."""
        for title, expression in [(panel["title"], shown["expr"]) for panel in panels for shown in panel["targets"]]:
            asked = filled_in(expression)
            assert "$" not in asked, asked
            if any(name in expression for name in maybe_empty):
                self.query(asked)
            else:
                self.until(lambda: bool(self.query(asked)), f"{title}: {asked}")

    def firing(self) -> set[str]:
        return {found["metric"]["alertname"] for found in self.query('ALERTS{alertstate="firing"}')}


def hasty(rules: str) -> str:
    """The same rules, without the patience."""
    return re.sub(r"^(\s+for:) \S+$", r"\1 1s", rules, flags=re.M)


def filled_in(expression: str) -> str:
    """As Grafana asks it, with all hubs chosen."""
    return expression.replace("$__rate_interval", "5s").replace("$instance", ".+")


def panels_of(bridge: bool) -> list[dict]:
    """Those of the dashboard that show something: what stands in the bridge's row, or what doesn't."""
    titles = [panel["title"] for panel in DASHBOARD["panels"]]
    row = titles.index(BRIDGE_ROW)
    return DASHBOARD["panels"][row + 1:] if bridge else DASHBOARD["panels"][:row]
