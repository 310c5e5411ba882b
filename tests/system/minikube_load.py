"""minikube_load.py PROFILE NAMESPACE OVERLAY: what becomes of publishers and subscribers while the hub in
minikube is rolled, killed, misconfigured, evicted, and broadcasters come and go. Each step prints the
longest silence of any subscriber; the last line is what was sent, missing and doubled."""

import asyncio
import json
import re
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Iterator

from stranger import DIRECT
from minikube_cluster import Broken, Cluster, is_ready, until
from rig import proof
from rig.steady import SteadyLoad

HUB = "statefulset/crier-hub"
POD = "crier-hub-0"
PUBLISHERS, SUBSCRIBERS = 3, 10
ANSWER_DEADLINE = 5


class OneHub(Cluster):
    def pod(self) -> dict:
        return self.get("pod", POD)

    def publishers(self) -> int:
        """As many as the hub says it has; -1 where it doesn't say."""
        try:
            with DIRECT.open(f"http://{self.host}:{self.web_port}/metrics", timeout=ANSWER_DEADLINE) as answer:
                told = answer.read().decode()
        except OSError:
            return -1
        return int(re.search(r'^crier_connections\{kind="publisher"\} (\d+)', told, re.M).group(1))


class Steps:
    def __init__(self, cluster: OneHub, load: SteadyLoad):
        self.cluster, self.load = cluster, load

    async def on_new_pod(self, what: str, act: Callable[[], None], *, comes_back: bool = True) -> None:
        """Something after which the hub is another process; nobody may miss anything."""
        await self.load.until_all_hear()
        self.load.take_silence()
        before = self.cluster.pod()["metadata"]["uid"]
        begun = time.monotonic()
        await asyncio.to_thread(act)
        await until(lambda: self.is_new(before, comes_back), f"{what}: a new pod")
        took = time.monotonic() - begun
        if comes_back:
            await self.load.until_all_hear()
            again = self.cluster.pod()["status"]["containerStatuses"][0]["restartCount"]
            print(f"ok: {what}: Kubernetes took {took:.1f} s to a hub that is ready (started again {again} times), "
                  f"longest silence {self.load.take_silence():.1f} s", flush=True)

    def is_new(self, before: str, must_be_ready: bool) -> bool:
        try:
            pod = self.cluster.pod()
        except Broken:
            return False  # there is none between the two
        return pod["metadata"]["uid"] != before and (not must_be_ready or is_ready(pod))

    async def restart(self) -> None:
        await self.on_new_pod("a rolling restart", lambda: self.cluster.kubectl("rollout", "restart", HUB))
        self.cluster.rolled_out(HUB)

    async def kill(self) -> None:
        await self.on_new_pod("the pod killed by force", lambda: self.cluster.kubectl(
            "delete", "pod", POD, "--grace-period=0", "--force"))

    async def change_settings(self) -> None:
        await self.on_new_pod("a changed setting", lambda: self.cluster.apply("CRIER_LOG_LEVEL=debug"))
        self.cluster.rolled_out(HUB)

    async def misconfigure(self) -> None:
        """What is wrong is rolled out, never gets ready, and doesn't keep its correction away."""
        await self.load.until_all_hear()
        await self.on_new_pod("", lambda: self.cluster.apply("CRIER_LOG_LEVEL=nonsense"), comes_back=False)
        await until(lambda: self.failed_to_start(), "a pod that fails")
        before = self.cluster.pod()["metadata"]["uid"]
        self.cluster.apply("CRIER_LOG_LEVEL=info")
        await until(lambda: self.is_new(before, True), "a corrected pod")
        await self.load.until_all_hear()
        print(f"ok: a wrong setting and its correction: longest silence {self.load.take_silence():.1f} s", flush=True)

    def failed_to_start(self) -> bool:
        told = self.cluster.pod()["status"].get("containerStatuses", [{}])[0]
        return any("terminated" in told.get(state, {}) for state in ("state", "lastState"))

    async def evict(self) -> None:
        await self.load.until_all_hear()
        with self.must_stay():
            uid = self.cluster.pod()["metadata"]["uid"]
            self.cluster.must_refuse_to_evict(POD)
            if self.cluster.pod()["metadata"]["uid"] != uid:
                raise Broken("an eviction that was refused took the hub")
        print("ok: with minAvailable 1 an eviction is refused", flush=True)
        await until(lambda: self.cluster.disruptions_allowed("crier-hub") == 1, "one disruption is allowed")
        await self.on_new_pod("an eviction that the budget allows", lambda: self.cluster.evict(POD))

    @contextmanager
    def must_stay(self) -> Iterator[None]:
        def patch(**spec: object) -> None:
            self.cluster.kubectl("patch", "poddisruptionbudget", "crier-hub", "--type=merge", "-p",
                                 json.dumps({"spec": spec}))
        patch(maxUnavailable=None, minAvailable=1)
        try:
            yield
        finally:
            patch(maxUnavailable=1, minAvailable=None)

    async def scale(self, count: int) -> None:
        self.cluster.kubectl("scale", "deployment/crier-broadcaster", f"--replicas={count}")
        others = PUBLISHERS + len(self.cluster.pods("crier-mqtt"))  # with COMPONENTS=mqtt the bridge publishes too
        await until(lambda: self.cluster.publishers() == count + others, f"{count} broadcasters are connected")
        await self.load.until_all_hear()
        print(f"ok: {count} broadcasters are connected: longest silence {self.load.take_silence():.1f} s", flush=True)


async def endure(cluster: OneHub) -> bool:
    async with cluster.load(PUBLISHERS, SUBSCRIBERS) as load:
        steps = Steps(cluster, load)
        for _ in range(3):
            await steps.restart()
        await steps.kill()
        await steps.change_settings()
        await steps.misconfigure()
        await steps.evict()
        for count in (3, 20, 1):
            await steps.scale(count)
        await load.finish()
        sent, missing, doubled = load.tally()
        proof.prove(load.publishers, load.subscribers)
    print(f"{sent} sent to each of {SUBSCRIBERS} subscribers: {missing} missing, {doubled} doubled", flush=True)
    return not (missing or doubled)


if __name__ == "__main__":
    profile, namespace, overlay = sys.argv[1:]
    sys.exit(0 if asyncio.run(endure(OneHub(profile, namespace, Path(overlay).resolve()))) else 1)
