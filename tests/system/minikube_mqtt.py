"""minikube_mqtt.py PROFILE NAMESPACE OVERLAY: messages of mosquitto_pub come to the hub's WebSocket, and those of the
hub to mosquitto_sub, while each pod between them is deleted once: nothing is lost, and what the broker sends comes
once. Each step prints the longest silence either way; the last lines are what was said, missing and doubled."""

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from pathlib import Path

from stranger import DIRECT
from minikube_cluster import Broken, Cluster, is_ready, until
from rig.steady import PatientSubscriber
from rig.watch import Watch, back_off

TO_HUB, TO_BROKER = "test/in", "control/test"
PREFIX = "mqtt"  # of the broker's topics in the hub
PAUSE = 0.05
ATTEMPT = 10  # seconds
NAMES = ("crier-mqtt", "mosquitto", "crier-hub")


class Way:
    """One direction: numbers that were said on one side, and heard on the other."""

    def __init__(self, name: str):
        self.name = name
        self.said = 0  # up to here, each is known to be taken
        self.again: set[int] = set()  # said twice, as nobody told whether the first was taken
        self.heard: Counter[int] = Counter()
        self.last_heard = time.monotonic()
        self.silence = 0.0

    def hear(self, text: str) -> None:
        now = time.monotonic()
        self.silence = max(self.silence, now - self.last_heard)
        self.last_heard = now
        self.heard[int(text)] += 1

    def take_silence(self) -> float:
        longest, self.silence = self.silence, 0.0
        return longest

    def missing(self) -> list[int]:
        return [number for number in range(1, self.said + 1) if not self.heard[number]]

    def doubled(self) -> list[int]:
        return [number for number, times in self.heard.items() if times > 1 and number not in self.again and number > 0]

    async def say_all(self, say, ending: asyncio.Event) -> None:
        """One after the other, each until it is taken."""
        while not ending.is_set():
            number = self.said + 1
            while not await asyncio.to_thread(say, str(number)):
                self.again.add(number)
                await back_off(asyncio.Event(), PAUSE)
            self.said = number
            await back_off(ending, PAUSE)


class Page(PatientSubscriber):
    """What comes to a browser."""

    def __init__(self, way: Way, *arguments, **named):
        super().__init__(*arguments, **named)
        self.way = way

    def _note(self, event: dict) -> None:
        super()._note(event)
        self.way.hear(event["data"])


class Bridged:
    def __init__(self, cluster: Cluster):
        self.cluster = cluster
        host, self.broker_port = cluster.expose("mosquitto", 1883)
        self.clients = ("-h", host, "-p", str(self.broker_port), "-V", "mqttv5", "-q", "1")
        self.to_hub, self.to_broker = Way("from mosquitto_pub to the WebSocket"), Way("from the hub to mosquitto_sub")
        self.ways = (self.to_hub, self.to_broker)

    def publish(self, text: str, topic: str = "") -> bool:
        """Whether the broker has acknowledged it."""
        try:
            return subprocess.run(["mosquitto_pub", *self.clients, "-t", topic or TO_HUB, "-m", text], timeout=ATTEMPT,
                                  capture_output=True, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def command(self, text: str) -> bool:
        """Whether the hub has stored it."""
        where = f"http://{self.cluster.host}:{self.cluster.web_port}/api/v1/publish/{TO_BROKER}"
        asked = urllib.request.Request(where, data=text.encode(), headers={"Content-Type": "text/plain"})
        try:
            with DIRECT.open(asked, timeout=ATTEMPT) as answer:
                return answer.status == 200
        except OSError:
            return False

    async def listen_at_broker(self) -> None:
        """The broker keeps its session; it comes back by itself."""
        listening = await asyncio.create_subprocess_exec(
            "mosquitto_sub", *self.clients, "-i", "listener", "-c", "-x", "3600", "-k", "5", "-t", TO_BROKER,
            stdout=asyncio.subprocess.PIPE)
        try:
            async for line in listening.stdout:
                self.to_broker.hear(line.decode())
            raise Broken("mosquitto_sub has ended")
        finally:
            if listening.returncode is None:
                listening.kill()
            await listening.wait()

    async def until_listening(self) -> None:
        """At the broker: what it hears by itself, which is none of the numbers that are counted."""
        await until(lambda: self.publish("0", TO_BROKER) and self.to_broker.heard[0] > 0, "mosquitto_sub is subscribed")

    async def until_it_flows(self) -> None:
        """Something that was said from now on is heard, both ways."""
        for way in self.ways:
            before = way.said + 1
            await until(lambda way=way, before=before: max(way.heard, default=0) > before, f"it flows {way.name}")

    async def delete(self, name: str) -> None:
        """One pod of that name."""
        await self.until_it_flows()
        for way in self.ways:
            way.take_silence()
        found = self.cluster.pods(name)
        pod, count = min(found), len(found)
        uid = found[pod]["metadata"]["uid"]
        begun = time.monotonic()
        await asyncio.to_thread(self.cluster.kubectl, "delete", "pod", pod)

        def is_back() -> bool:
            found = self.cluster.pods(name)
            return all(told["metadata"]["uid"] != uid and is_ready(told) for told in found.values()) and len(found) == count
        await until(is_back, f"{pod} is ready again")
        took = time.monotonic() - begun
        await self.until_it_flows()
        longest = max(way.take_silence() for way in self.ways)
        print(f"ok: {pod} deleted: ready again after {took:.1f} s, longest silence {longest:.1f} s", flush=True)


def numbers(cluster: Cluster) -> str:
    return cluster.kubectl("get", "--raw", f"/api/v1/namespaces/{cluster.namespace}/pods/crier-mqtt-0:9090/proxy/metrics")


async def endure(cluster: Cluster) -> bool:
    bridged, ending = Bridged(cluster), asyncio.Event()
    page = Page(bridged.to_hub, "page", cluster.web_port, Watch(), topics=f"{PREFIX}/{TO_HUB}")
    page.host = cluster.host
    listening = [asyncio.create_task(task) for task in (page.run(), bridged.listen_at_broker())]
    saying = []
    try:
        await bridged.until_listening()
        saying += [asyncio.create_task(bridged.to_hub.say_all(bridged.publish, ending)),
                   asyncio.create_task(bridged.to_broker.say_all(bridged.command, ending))]
        for name in NAMES:
            await bridged.delete(name)
        ending.set()
        await asyncio.gather(*saying)
        for way in bridged.ways:
            await until(lambda way=way: not way.missing(), f"everything is heard {way.name}")
    finally:
        for task in (*saying, *listening):
            task.cancel()
        await asyncio.gather(*saying, *listening, return_exceptions=True)
    if page.troubles:
        raise Broken(json.dumps(page.troubles[:5]))
    told = numbers(cluster)
    if 'crier_mqtt_messages_waiting{direction="to_hub"} 0\n' not in told:
        raise Broken(told)
    for way in bridged.ways:
        print(f"{way.said} said {way.name}: {len(way.missing())} missing, {len(way.doubled())} doubled", flush=True)
    # To the broker a message may come again (docs/mqtt.md).
    return not bridged.to_hub.doubled()


if __name__ == "__main__":
    profile, namespace, overlay = sys.argv[1:]
    sys.exit(0 if asyncio.run(endure(Cluster(profile, namespace, Path(overlay).resolve()))) else 1)
