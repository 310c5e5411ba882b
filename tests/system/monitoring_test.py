"""The dashboard's queries and the alerts, tried by a real Prometheus on a real hub."""

import asyncio
import json
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from prometheus import DASHBOARD, Prometheus, hasty, panels_of
from stranger import Hub, call, stream

ROOT = Path(__file__).resolve().parents[2]
MONITORING = ROOT / "deploy/monitoring"
RULES = (MONITORING / "alerts.yaml").read_text()
# Series that there are once there is something to tell.
LATER = ("crier_messages_refused_total", "crier_connections_turned_away_total")


@unittest.skipUnless(shutil.which("promtool"), "promtool is in Debian's package prometheus")
class Rules(unittest.TestCase):
    def promtool(self, *arguments: str, folder: Path = MONITORING) -> subprocess.CompletedProcess:
        return subprocess.run(["promtool", *arguments], cwd=folder, capture_output=True, text=True, check=False)

    def test_promtool_finds_nothing_wrong(self) -> None:
        for arguments in (("check", "rules", "alerts.yaml"), ("test", "rules", "alerts.test.yaml")):
            told = self.promtool(*arguments)
            self.assertEqual(told.returncode, 0, told.stdout + told.stderr)

    def test_each_alert_is_tried_and_missed_when_it_is_gone(self) -> None:
        tried = (MONITORING / "alerts.test.yaml").read_text()
        for name in re.findall(r"- alert: (\w+)", RULES):
            with self.subTest(alert=name), tempfile.TemporaryDirectory(prefix="crier-rules-") as made:
                (Path(made) / "alerts.yaml").write_text(RULES.replace(f"alert: {name}\n", "alert: Another\n"))
                (Path(made) / "alerts.test.yaml").write_text(tried)
                self.assertNotEqual(self.promtool("test", "rules", "alerts.test.yaml", folder=Path(made)).returncode, 0)


class Names(unittest.TestCase):
    def test_every_number_that_is_asked_for_is_documented(self) -> None:
        documented = set(re.findall(r"^\| `(\w+)`", (ROOT / "docs/metrics.md").read_text(), re.M))
        asked = RULES + json.dumps(DASHBOARD["panels"])
        asked = re.sub(r"summary:.*|crier-hub", "", asked)
        names = {re.sub(r"_(bucket|sum|count)$", "", name) for name in re.findall(r"\b((?:crier|process)_\w+)", asked)}
        self.assertLessEqual(names, documented)


@unittest.skipUnless(shutil.which("prometheus"), "there is no prometheus here")
class Running(unittest.TestCase):
    def test_every_panel_shows_something_and_a_dead_hub_is_told_of(self) -> None:
        with tempfile.TemporaryDirectory() as folder, Hub(Path(folder)) as hub, \
                Prometheus(f"127.0.0.1:{hub.web_port}", hasty(RULES)) as prometheus:
            self.use(hub)
            panels = panels_of(bridge=False)
            self.assertGreater(sum(len(panel["targets"]) for panel in panels), 30)
            prometheus.see_panels(panels, LATER)
            self.assertEqual(prometheus.firing(), set())
            hub.kill()
            prometheus.until(lambda: prometheus.firing() == {"CrierHubDown"}, "the hub is down")

    def use(self, hub: Hub) -> None:
        for payload in (b"one", b"two"):
            self.assertEqual(call(hub, "/api/v1/publish/a", body=payload)[0], 200)
        asyncio.run(stream(hub, "topics=a&since=0", until="live"))


class Dashboard(unittest.TestCase):
    def test_panels_have_places_of_their_own(self) -> None:
        taken: dict[tuple[int, int], str] = {}
        for panel in DASHBOARD["panels"]:
            place = panel["gridPos"]
            self.assertLessEqual(place["x"] + place["w"], 24)
            for x in range(place["x"], place["x"] + place["w"]):
                for y in range(place["y"], place["y"] + place["h"]):
                    self.assertNotIn((x, y), taken, panel["title"])
                    taken[x, y] = panel["title"]
        self.assertEqual(len({panel["id"] for panel in DASHBOARD["panels"]}), len(DASHBOARD["panels"]))


if __name__ == "__main__":
    unittest.main()
