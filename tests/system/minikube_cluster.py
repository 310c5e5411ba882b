"""A cluster of minikube's from outside: kubectl, ports that stay, what of a load is waited for."""

import asyncio
import json
import re
import subprocess
import tempfile
import urllib.parse
from os.path import relpath
from pathlib import Path
from typing import Callable

import stranger  # noqa: F401  (it knows where the rig is)
from rig.steady import SteadyLoad
from rig.watch import back_off

DEADLINE = 180
LOOK_EVERY = 0.25
RATE = 200

# From outside, by a port that stays while pods come and go: a port-forward ends with its pod.
SERVICE = """
apiVersion: v1
kind: Service
metadata: {{name: crier-test-{name}-{number}}}
spec:
  type: NodePort
  selector: {{app.kubernetes.io/name: {name}}}
  ports: [{{name: port, port: {number}, targetPort: {number}}}]
"""


class Broken(AssertionError):
    """Of the cluster, or of what it runs."""


class Cluster:
    """Where a load finds the hub, and what is done to what runs there."""

    def __init__(self, profile: str, namespace: str, overlay: Path):
        self.profile, self.namespace, self.overlay = profile, namespace, overlay
        self.host, self.publish_port = self.expose("crier-hub", 7000)
        _, self.web_port = self.expose("crier-hub", 8080)

    def kubectl(self, *arguments: str, said: str = "") -> str:
        told = subprocess.run(["kubectl", "--context", self.profile, "--namespace", self.namespace, *arguments],
                              input=said, capture_output=True, text=True, timeout=DEADLINE, check=False)
        if told.returncode:
            raise Broken(f"kubectl {' '.join(arguments)}: {told.stderr.strip()}")
        return told.stdout

    def get(self, *what: str) -> dict:
        return json.loads(self.kubectl("get", *what, "-o", "json"))

    def expose(self, name: str, number: int) -> tuple[str, int]:
        """Where from outside that port of the pods of that name is."""
        self.kubectl("apply", "-f", "-", said=SERVICE.format(name=name, number=number))
        told = subprocess.run(["minikube", "-p", self.profile, "service", f"crier-test-{name}-{number}", "-n",
                               self.namespace, "--url"], capture_output=True, text=True, timeout=DEADLINE,
                              check=True).stdout
        address = urllib.parse.urlsplit(told.split()[0])
        return address.hostname, address.port

    def must_run(self) -> None:
        """It is what is tried here that it ends."""

    def load(self, publishers: int, subscribers: int) -> SteadyLoad:
        """Of the hub here, wherever it is just then."""
        load = SteadyLoad(self, publishers=publishers, subscribers=subscribers, rate=RATE)
        for runner in (*load.publishers, *load.subscribers):
            runner.host = self.host
        return load

    def rolled_out(self, workload: str) -> None:
        self.kubectl("rollout", "status", workload, f"--timeout={DEADLINE}s")

    def pods(self, name: str) -> dict[str, dict]:
        """Of the programs of that name, by the pod's own, those that aren't on their way out."""
        found = self.get("pods", f"--selector=app.kubernetes.io/name={name}")["items"]
        return {pod["metadata"]["name"]: pod for pod in found if "deletionTimestamp" not in pod["metadata"]}

    def apply(self, setting: str) -> None:
        """The overlay with another setting of the hub's."""
        with tempfile.TemporaryDirectory(prefix="crier-overlay-", dir=self.overlay.parent) as made:
            changed = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
                       "namespace": self.namespace, "resources": [relpath(self.overlay, made)],
                       "configMapGenerator": [{"name": "crier-hub", "behavior": "merge", "literals": [setting]}]}
            (Path(made) / "kustomization.yaml").write_text(json.dumps(changed))
            self.kubectl("apply", "-k", made)

    def evict(self, pod: str) -> None:
        """Where the budget allows it; servers before 1.22 know it by its older name alone."""
        path = f"/api/v1/namespaces/{self.namespace}/pods/{pod}/eviction"
        asked = {"kind": "Eviction", "metadata": {"name": pod, "namespace": self.namespace}}
        old = int(re.sub(r"\D", "", json.loads(self.kubectl("version", "-o", "json"))["serverVersion"]["minor"])) < 22
        version = "policy/v1beta1" if old else "policy/v1"
        self.kubectl("create", "--raw", path, "-f", "-", said=json.dumps({"apiVersion": version, **asked}))

    def disruptions_allowed(self, budget: str) -> int:
        return self.get("poddisruptionbudget", budget)["status"]["disruptionsAllowed"]

    def must_refuse_to_evict(self, pod: str) -> None:
        try:
            self.evict(pod)
        except Broken as refused:
            if "disruption budget" not in str(refused):
                raise
        else:
            raise Broken(f"a budget that lets nothing go let {pod} go")


def is_ready(pod: dict) -> bool:
    return {told["type"]: told["status"] for told in pod["status"].get("conditions", [])}.get("Ready") == "True"


async def until(is_true: Callable[[], bool], what: str) -> None:
    """Kubernetes tells of much of this only who asks."""
    end = asyncio.get_running_loop().time() + DEADLINE
    while not await asyncio.to_thread(is_true):
        if asyncio.get_running_loop().time() > end:
            raise Broken(f"not within {DEADLINE} s: {what}")
        await back_off(asyncio.Event(), LOOK_EVERY)
