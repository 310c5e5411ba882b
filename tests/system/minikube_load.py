"""minikube_load.py PROFILE NAMESPACE OVERLAY: what becomes of publishers and subscribers while the hub in
minikube is rolled, killed, misconfigured, evicted, and broadcasters come and go. Each step prints the
longest silence of any subscriber; the last line is what was sent, missing and doubled."""

import asyncio
import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from contextlib import contextmanager
from os.path import relpath
from pathlib import Path
from typing import Callable, Iterator

from stranger import DIRECT
from rig import proof
from rig.steady import SteadyLoad
from rig.watch import back_off

DEADLINE, ANSWER_DEADLINE = 180, 5
HUB = "statefulset/crier-hub"
POD = "crier-hub-0"
PUBLISHERS, SUBSCRIBERS, RATE = 3, 10, 200
LOOK_EVERY = 0.25

# From outside, by a port that stays while pods come and go: a port-forward ends with its pod.
SERVICE = """
apiVersion: v1
kind: Service
metadata: {{name: crier-test-{port}}}
spec:
  type: NodePort
  selector: {{app.kubernetes.io/name: crier-hub}}
  ports: [{{name: {port}, port: {number}, targetPort: {port}}}]
"""


class Broken(AssertionError):
    """Of the cluster, or of what it runs."""


class Cluster:
    """Where the load finds the hub, and what is done to it."""

    def __init__(self, profile: str, namespace: str, overlay: Path):
        self.profile, self.namespace, self.overlay = profile, namespace, overlay
        self.host, self.publish_port = self._expose("publish", 7000)
        _, self.web_port = self._expose("web", 8080)

    def kubectl(self, *arguments: str, said: str = "") -> str:
        told = subprocess.run(["kubectl", "--context", self.profile, "--namespace", self.namespace, *arguments],
                              input=said, capture_output=True, text=True, timeout=DEADLINE, check=False)
        if told.returncode:
            raise Broken(f"kubectl {' '.join(arguments)}: {told.stderr.strip()}")
        return told.stdout

    def _expose(self, port: str, number: int) -> tuple[str, int]:
        self.kubectl("apply", "-f", "-", said=SERVICE.format(port=port, number=number))
        told = subprocess.run(["minikube", "-p", self.profile, "service", f"crier-test-{port}", "-n", self.namespace,
                               "--url"], capture_output=True, text=True, timeout=DEADLINE, check=True).stdout
        address = urllib.parse.urlsplit(told.split()[0])
        return address.hostname, address.port

    def must_run(self) -> None:
        """It is what is tried here that it ends."""

    def rolled_out(self, workload: str = HUB) -> None:
        self.kubectl("rollout", "status", workload, f"--timeout={DEADLINE}s")

    def pod(self) -> dict:
        return json.loads(self.kubectl("get", "pod", POD, "-o", "json"))

    def budget(self) -> dict:
        return json.loads(self.kubectl("get", "poddisruptionbudget", "crier-hub", "-o", "json"))["status"]

    def apply(self, setting: str) -> None:
        """The overlay with another setting."""
        with tempfile.TemporaryDirectory(prefix="crier-overlay-", dir=self.overlay.parent) as made:
            changed = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
                       "namespace": self.namespace, "resources": [relpath(self.overlay, made)],
                       "configMapGenerator": [{"name": "crier-hub", "behavior": "merge", "literals": [setting]}]}
            (Path(made) / "kustomization.yaml").write_text(json.dumps(changed))
            self.kubectl("apply", "-k", made)

    def evict(self) -> None:
        """Where the budget allows it; servers before 1.22 know it by its older name alone."""
        path = f"/api/v1/namespaces/{self.namespace}/pods/{POD}/eviction"
        asked = {"kind": "Eviction", "metadata": {"name": POD, "namespace": self.namespace}}
        old = int(re.sub(r"\D", "", json.loads(self.kubectl("version", "-o", "json"))["serverVersion"]["minor"])) < 22
        version = "policy/v1beta1" if old else "policy/v1"
        self.kubectl("create", "--raw", path, "-f", "-", said=json.dumps({"apiVersion": version, **asked}))

    def publishers(self) -> int:
        """As many as the hub says it has; -1 where it doesn't say."""
        try:
            with DIRECT.open(f"http://{self.host}:{self.web_port}/metrics", timeout=ANSWER_DEADLINE) as answer:
                told = answer.read().decode()
        except OSError:
            return -1
        return int(re.search(r'^crier_connections\{kind="publisher"\} (\d+)', told, re.M).group(1))


async def until(is_true: Callable[[], bool], what: str) -> None:
    """Kubernetes tells of much of this only who asks."""
    end = asyncio.get_running_loop().time() + DEADLINE
    while not await asyncio.to_thread(is_true):
        if asyncio.get_running_loop().time() > end:
            raise Broken(f"not within {DEADLINE} s: {what}")
        await back_off(asyncio.Event(), LOOK_EVERY)


class Steps:
    def __init__(self, cluster: Cluster, load: SteadyLoad):
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

    def is_new(self, before: str, is_ready: bool) -> bool:
        try:
            pod = self.cluster.pod()
        except Broken:
            return False  # there is none between the two
        ready = {told["type"]: told["status"] for told in pod["status"].get("conditions", [])}.get("Ready")
        return pod["metadata"]["uid"] != before and (not is_ready or ready == "True")

    async def restart(self) -> None:
        await self.on_new_pod("a rolling restart", lambda: self.cluster.kubectl("rollout", "restart", HUB))
        self.cluster.rolled_out()

    async def kill(self) -> None:
        await self.on_new_pod("the pod killed by force", lambda: self.cluster.kubectl(
            "delete", "pod", POD, "--grace-period=0", "--force"))

    async def change_settings(self) -> None:
        await self.on_new_pod("a changed setting", lambda: self.cluster.apply("CRIER_LOG_LEVEL=debug"))
        self.cluster.rolled_out()

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
            try:
                self.cluster.evict()
            except Broken as refused:
                if "disruption budget" not in str(refused):
                    raise
            else:
                raise Broken("a budget that lets nothing go let the hub go")
            if self.cluster.pod()["metadata"]["uid"] != uid:
                raise Broken("an eviction that was refused took the hub")
        print("ok: with minAvailable 1 an eviction is refused", flush=True)
        await until(lambda: self.cluster.budget()["disruptionsAllowed"] == 1, "one disruption is allowed")
        await self.on_new_pod("an eviction that the budget allows", self.cluster.evict)

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
        await until(lambda: self.cluster.publishers() == count + PUBLISHERS, f"{count} broadcasters are connected")
        await self.load.until_all_hear()
        print(f"ok: {count} broadcasters are connected: longest silence {self.load.take_silence():.1f} s", flush=True)


async def endure(cluster: Cluster) -> bool:
    load = SteadyLoad(cluster, publishers=PUBLISHERS, subscribers=SUBSCRIBERS, rate=RATE)
    for runner in (*load.publishers, *load.subscribers):
        runner.host = cluster.host
    async with load:
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
    sys.exit(0 if asyncio.run(endure(Cluster(profile, namespace, Path(overlay).resolve()))) else 1)
