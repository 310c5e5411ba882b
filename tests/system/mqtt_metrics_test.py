"""crier-mqtt's --metrics-address: what Prometheus and the probes are told, as the documents say, and true."""

import re
import shutil
import socket
import subprocess
import unittest
import urllib.error
import urllib.request
from contextlib import closing

from mosquitto import DEADLINE, Bridge, Broker, until
from mqtt_test import Bridged
from prometheus import Prometheus, panels_of
from rig.hub import BIN

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
DIRECTIONS = ("to_hub", "to_mqtt")


class Watched(Bridged):
    def watched(self, broker: Broker, *options: str) -> Bridge:
        return self.bridge(broker, "--metrics-address", "127.0.0.1:0", *options)

    @staticmethod
    def address(bridge: Bridge) -> str:
        bridge.until_says("metrics and probes are at http://")
        return re.findall(r"metrics and probes are at http://(\S+)", bridge.words())[-1]

    def get(self, bridge: Bridge, path: str, method: str = "GET") -> tuple[int, str]:
        asked = urllib.request.Request(f"http://{self.address(bridge)}{path}", method=method)
        try:
            with DIRECT.open(asked, timeout=DEADLINE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def number(self, bridge: Bridge, name: str) -> int:
        (found,) = re.findall(rf"^{re.escape('crier_mqtt_' + name)} (\d+)$", self.get(bridge, "/metrics")[1], re.M)
        return int(found)

    def until_number(self, bridge: Bridge, name: str, value: int) -> None:
        until(f"{name} is {value}", lambda: self.number(bridge, name) == value, lambda: self.get(bridge, "/metrics")[1])


class Numbers(Watched):
    def test_prometheus_finds_nothing_wrong(self) -> None:
        text = self.get(self.watched(self.broker()), "/metrics")[1]
        self.assertIn("# HELP process_resident_memory_bytes ", text)
        self.assertEqual(set(re.findall(r"(\w+)=\"", text)), {"version", "direction", "side"})
        promtool = shutil.which("promtool")
        self.assertIsNotNone(promtool, "promtool is in Debian's package prometheus")
        checked = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))

    def test_the_dashboard_shows_the_bridge(self) -> None:
        bridge = self.watched(self.broker())
        with Prometheus(self.address(bridge), "", "crier-mqtt") as prometheus:
            panels = panels_of(bridge=True)
            self.assertEqual(len(panels), 3)
            prometheus.see_panels(panels)

    def test_what_is_taken_is_acknowledged_refused_or_waiting(self) -> None:
        broker = self.broker()
        bridge = self.watched(broker, "--to-mqtt", "command/#")
        broker.publish("line1/press", "1", "2", "3")
        broker.publish("/".join(["x" * 99] * 4), "too long a topic")
        self.publish_in_hub("command/a", "on")
        self.publish_in_hub("elsewhere", "not for the broker")
        self.until_number(bridge, 'messages_acknowledged_total{direction="to_hub"}', 3)
        self.until_number(bridge, 'messages_refused_total{direction="to_hub"}', 1)
        self.until_number(bridge, 'messages_acknowledged_total{direction="to_mqtt"}', 1)
        for direction, taken in zip(DIRECTIONS, (4, 1)):
            self.assertEqual(self.number(bridge, f'messages_taken_total{{direction="{direction}"}}'), taken)
            self.assertEqual(self.number(bridge, f'messages_waiting{{direction="{direction}"}}'), 0)
        broker.end(15)
        self.publish_in_hub("command/a", "off")
        self.until_number(bridge, 'messages_waiting{direction="to_mqtt"}', 1)
        broker.start()
        self.until_number(bridge, 'messages_waiting{direction="to_mqtt"}', 0)

    def test_what_waits_for_a_hub_that_stands_still(self) -> None:
        broker = self.broker()
        bridge = self.watched(broker)
        self.hub.pause()
        try:
            broker.publish("line1/press", "1", "2")
            until("something waits", lambda: self.number(bridge, 'messages_waiting{direction="to_hub"}') > 0)
        finally:
            self.hub.go_on()
        self.until_number(bridge, 'messages_acknowledged_total{direction="to_hub"}', 2)
        self.until_number(bridge, 'messages_waiting{direction="to_hub"}', 0)

    def test_a_message_that_the_broker_sends_again_is_counted_as_that(self) -> None:
        broker = self.broker()
        bridge = self.watched(broker, "--keepalive", "5s")
        self.hub.pause()
        try:
            broker.publish("line1/press", "1")
            # Until it has left the broker, which has no acknowledgement then and sends the message again.
            self.until_number(bridge, 'connected{side="broker"}', 0)
        finally:
            self.hub.go_on()
        self.until_number(bridge, "messages_repeated_total", 1)
        self.until_number(bridge, 'messages_taken_total{direction="to_hub"}', 1)
        self.assertEqual(len(self.until_stored(1)), 1)


class Probes(Watched):
    def test_it_is_ready_while_both_sides_are_there(self) -> None:
        broker = self.broker()
        bridge = self.watched(broker)
        self.assertEqual(self.get(bridge, "/readyz"), (200, "ready\n"))
        broker.end(15)
        self.until_ready(bridge, (503, "there is no connection to the broker\n"))
        for path in ("/livez", "/healthz"):
            self.assertEqual(self.get(bridge, path), (200, "ok\n"))
        broker.start()
        self.until_ready(bridge, (200, "ready\n"))
        self.until_number(bridge, 'reconnects_total{side="broker"}', 1)
        self.assertEqual(self.number(bridge, 'reconnects_total{side="hub"}'), 0)
        self.hub.kill()
        self.until_ready(bridge, (503, "there is no connection to the hub\n"))
        self.hub.start()
        self.until_ready(bridge, (200, "ready\n"))
        self.assertEqual(self.number(bridge, 'reconnects_total{side="hub"}'), 1)

    def until_ready(self, bridge: Bridge, answer: tuple[int, str]) -> None:
        until(f"/readyz says {answer}", lambda: self.get(bridge, "/readyz") == answer, bridge.words)

    def test_a_bridge_that_stops_is_not_ready_and_answers_to_its_end(self) -> None:
        broker = self.broker()
        bridge = self.watched(broker)
        self.hub.pause()
        try:
            broker.publish("line1/press", "1")
            until("something waits", lambda: self.number(bridge, 'messages_waiting{direction="to_hub"}') > 0)
            bridge.tell(15)
            self.until_ready(bridge, (503, "stopping\n"))
        finally:
            self.hub.go_on()
        self.assertEqual(bridge.ended(), 0, bridge.words())

    def test_other_requests_are_told_what_there_is(self) -> None:
        bridge = self.watched(self.broker())
        status, text = self.get(bridge, "/")
        self.assertEqual((status, "/metrics, /livez and /readyz" in text), (404, True))
        self.assertEqual(self.get(bridge, "/metrics", "HEAD"), (200, ""))
        self.assertEqual(self.get(bridge, "/metrics?all", "GET")[0], 200)
        self.assertEqual(self.get(bridge, "/metrics", "DELETE")[0], 405)
        host, port = self.address(bridge).split(":")
        with closing(socket.create_connection((host, int(port)), DEADLINE)) as stranger:
            stranger.sendall(b"hello\r\n\r\n")
            self.assertTrue(stranger.recv(1000).startswith(b"HTTP/1.1 400 Bad Request\r\n"))

    def test_many_connections_leave_it_alive(self) -> None:
        bridge = self.watched(self.broker())
        host, port = self.address(bridge).split(":")
        silent = [socket.create_connection((host, int(port)), DEADLINE) for _ in range(100)]
        # Those past the most that it keeps are closed without a word.
        closed = sum(connection.recv(1) == b"" for connection in silent[32:])
        self.assertEqual(closed, 68)
        for connection in silent:
            connection.close()
        until("it answers again", lambda: self.answers(bridge), bridge.words)

    def answers(self, bridge: Bridge) -> bool:
        try:
            return self.get(bridge, "/livez")[0] == 200
        except OSError:
            return False

    def test_an_address_that_is_taken_is_said(self) -> None:
        broker = self.broker()
        with closing(socket.create_server(("127.0.0.1", 0))) as taken:
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            ended = subprocess.run([str(BIN / "crier-mqtt"), "--hub", f"localhost:{self.hub.publish_port}", "--broker",
                                    f"localhost:{broker.port}", "--metrics-address", address], capture_output=True,
                                   text=True, timeout=DEADLINE, check=False)
        self.assertEqual(ended.returncode, 1)
        self.assertIn(f"can't listen on {address}: Address already in use; choose another address with "
                      "--metrics-address", ended.stderr)


if __name__ == "__main__":
    unittest.main()
