"""crier-mqtt between Debian's mosquitto and a hub: what a message becomes, both directions, retained messages,
TLS and passwords. (What is killed, and bad options: mqtt_killed_test, mqtt_options_test.)"""

import base64
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from urllib.parse import quote

from mosquitto import DEADLINE, Bridge, Broker, Heard, until
from rig.hub import ROOT, Hub


class Bridged(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.hub = self.enterContext(Hub(self.folder / "hub"))

    def broker(self, config: str = "", **options) -> Broker:
        return self.enterContext(Broker(self.folder / "broker", config, **options))

    def bridge(self, broker: Broker, *options: str) -> Bridge:
        return self.enterContext(Bridge(self.folder, self.hub, broker, *options))

    def heard(self, broker: Broker, topic: str) -> Heard:
        heard = Heard(broker, topic)
        self.addCleanup(heard.close)
        return heard

    def stored(self, filters: str = "#") -> list[dict]:
        answer = self.hub.get(f"/api/v1/messages?since=0&limit=10000&topics={quote(filters)}")
        return [entry for entry in json.loads(answer[1])["messages"] if entry["source"] != "hub"]

    def until_stored(self, count: int, filters: str = "#") -> list[dict]:
        until(f"{count} messages stored", lambda: len(self.stored(filters)) >= count, lambda: str(self.stored(filters)))
        return self.stored(filters)

    def publish_in_hub(self, topic: str, payload: str) -> None:
        subprocess.run(["curl", "--silent", "--fail", "--noproxy", "*", "-d", payload, "-H", "Content-Type: text/plain",
                        f"http://127.0.0.1:{self.hub.web_port}/api/v1/publish/{topic}"], check=True,
                       capture_output=True, timeout=DEADLINE)


class Messages(Bridged):
    def test_topic_and_payload_are_the_hub_s_as_they_were_the_broker_s(self) -> None:
        broker = self.broker()
        self.bridge(broker)
        broker.publish("line1/press", "on", "21.5", '{"state": "on"}', "{not JSON")
        broker.publish("line1/quick", "zero", options=("-q", "0"))
        broker.publish_bytes("line1/camera", b"\xff\x00\xfe")
        broker.publish_bytes("line1/empty", b"")
        found = self.until_stored(7)
        told = {(entry["topic"], json.dumps(entry["data"])) for entry in found if "data" in entry}
        self.assertEqual(told, {("line1/press", '"on"'), ("line1/press", '"21.5"'), ("line1/press", '{"state": "on"}'),
                                ("line1/press", '"{not JSON"'), ("line1/quick", '"zero"'), ("line1/empty", '""')})
        (binary,) = [entry for entry in found if "data_base64" in entry]
        self.assertEqual((binary["topic"], base64.b64decode(binary["data_base64"])), ("line1/camera", b"\xff\x00\xfe"))
        self.assertEqual({entry["source"] for entry in found}, {"mqtt"})
        of_press = [entry["data"] for entry in found if entry["topic"] == "line1/press"]
        self.assertEqual(of_press, ["on", "21.5", {"state": "on"}, "{not JSON"])

    def test_prefix_filters_and_a_level_that_is_the_source(self) -> None:
        broker = self.broker()
        self.bridge(broker, "--topics", "line1/#", "--topics", "+/alarm", "--prefix", "plant/", "--source-level", "2",
                    "--source", "nobody", "--sources-max", "3")
        machines = [f"press {number}" for number in range(10)]
        for machine in machines:
            broker.publish(f"line1/{machine}/state", "on")
        broker.publish("line2/press/state", "not asked for")
        broker.publish("line1", "from nobody")
        broker.publish("line2/alarm", "fire")
        found = self.until_stored(12)
        expected = {(f"plant/line1/{machine}/state", machine.replace(" ", "-")) for machine in machines}
        self.assertEqual({(entry["topic"], entry["source"]) for entry in found},
                         expected | {("plant/line1", "nobody"), ("plant/line2/alarm", "alarm")})

    def test_what_no_hub_would_take_is_told_and_does_not_stop_the_rest(self) -> None:
        broker = self.broker()
        bridge = self.bridge(broker)
        long = "/".join(["x" * 99] * 4)
        broker.publish(long, "too long a topic")
        broker.publish("$hub/fake", "not for us")
        broker.publish_bytes("large", b"x" * ((1 << 20) + 1))
        broker.publish("fine", "on")
        self.assertEqual([entry["topic"] for entry in self.until_stored(1)], ["fine"])
        broker.publish(long, *["again"] * 100)
        broker.publish("fine", "still")
        self.until_stored(2)
        self.assertLess(bridge.count("message dropped"), 100)  # a disk isn't filled with it
        bridge.until_says("message dropped connection=mqtt topic=large code=bad_payload")
        bridge.until_says("message dropped connection=mqtt topic=xxx.* code=bad_topic")
        self.assertEqual(bridge.end(15), 0)
        self.assertIn("messages=2 dropped=102", bridge.words())

    def test_a_broker_s_retained_message_comes_once(self) -> None:
        broker = self.broker()
        broker.publish("state/old", "retained", options=("-q", "1", "-r"))
        bridge = self.bridge(broker)
        self.until_stored(1, "state/old")
        for number in range(2):  # with the session that it has, and with another connection
            bridge.end(15 if number else 9)
            bridge.start()
            bridge.wait_subscribed()
        broker.end(15)
        broker.start()
        bridge.until_says("subscribed at the broker", 4)
        broker.publish("state/mark", "now")
        self.until_stored(1, "state/mark")
        self.assertEqual([entry["data"] for entry in self.stored("state/old")], ["retained"])

    def test_retained_messages_always_and_never(self) -> None:
        broker = self.broker()
        broker.publish("state/old", "retained", options=("-q", "1", "-r"))
        for retained, expected in (("never", 0), ("always", 1), ("always", 2), ("never", 2)):
            with Bridge(self.folder, self.hub, broker, "--retained", retained) as bridge:
                broker.publish("state/mark", retained)
                self.until_stored(1, "state/mark")
                until("the mark", lambda: self.stored("state/mark")[-1]["data"] == retained)  # pylint: disable=W0640
                self.assertEqual(bridge.end(15), 0)
            self.assertEqual(len(self.stored("state/old")), expected, retained)


class Returns(Bridged):
    def test_both_directions_without_a_loop(self) -> None:
        broker = self.broker()
        self.bridge(broker, "--prefix", "plant/", "--to-mqtt", "#")
        heard = self.heard(broker, "#")
        broker.publish("line1/press", "from the broker")
        self.publish_in_hub("plant/line1/command", "from the hub")
        self.publish_in_hub("elsewhere", "from the hub too")
        self.assertEqual(sorted(heard.until(3)), ["elsewhere from the hub too", "line1/command from the hub",
                                                  "line1/press from the broker"])
        self.publish_in_hub("end", "of it")
        self.assertEqual(heard.until(4)[3:], ["end of it"])  # had anything come twice, it would be here
        self.until_stored(4)
        broker.publish("last", "word")
        found = [(entry["topic"], entry["data"]) for entry in self.until_stored(5)]
        self.assertEqual(len(found), 5, found)
        self.assertEqual(found[-1], ("plant/last", "word"))

    def test_what_is_meant_for_a_broker_that_is_away_reaches_it(self) -> None:
        broker = self.broker()
        self.bridge(broker, "--to-mqtt", "command/#")
        before = self.heard(broker, "command/#")
        self.publish_in_hub("command/a", "0")
        before.until(1)
        before.close()
        broker.end(15)
        for number in range(1, 30):
            self.publish_in_hub("command/a", str(number))
        broker.start()
        after = self.heard(broker, "command/#")
        self.assertEqual(after.until(29), [f"command/a {number}" for number in range(1, 30)])

    def test_with_a_state_file_what_came_while_it_was_away_is_sent(self) -> None:
        broker = self.broker()
        bridge = self.bridge(broker, "--to-mqtt", "command/#", "--state-file", str(self.folder / "state"))
        heard = self.heard(broker, "command/#")
        for number, signal in enumerate((15, 9, 15)):
            self.publish_in_hub("command/a", f"{number} while it runs")
            heard.until(3 * number + 1)
            # Once the broker's acknowledgement is on disk: what is published after it is behind that.
            until("that is in the file", lambda: self.stored("command/#")[-1]["offset"] <= self.returned())
            self.assertEqual(bridge.end(signal), 0 if signal == 15 else -9)
            self.publish_in_hub("command/a", f"{number} while it doesn't")
            self.publish_in_hub("command/a", f"{number} and on")
            bridge.start()
            heard.until(3 * number + 3)
        expected = [f"command/a {number} {when}" for number in range(3)
                    for when in ("while it runs", "while it doesn't", "and on")]
        self.assertEqual(heard.lines, expected)

    def returned(self) -> int:
        """Up to which offset the state file says that the broker has everything."""
        found = re.search(r"^returned [0-9a-f]+:(\d+)$", (self.folder / "state").read_text(), re.M)
        return int(found.group(1)) if found else -1


if __name__ == "__main__":
    unittest.main()
