"""What deploy/overlays come to, rendered by kubectl, and words for what is in it."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPONENTS = sorted(path.parent.name for path in DEPLOY.glob("components/*/kustomization.yaml"))
OVERLAYS = sorted(path.parent.name for path in (ROOT / "deploy/overlays").glob("*/kustomization.yaml"))
# Where hubs share a history on NATS, whose pods stand beside them.
SHARED = "cluster"
NEEDS_KUBECTL = unittest.skipUnless(shutil.which("kubectl"), "kubectl is not in PATH")
UNITS = {"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


def render(overlay: str, *components: str) -> list[dict]:
    """With components, of an overlay over the overlay that takes them."""
    folder = DEPLOY / "overlays" / overlay
    with tempfile.TemporaryDirectory(prefix="crier-overlay-") as made:
        if components:
            labels = {"app.kubernetes.io/instance": overlay, "app.kubernetes.io/managed-by": "kustomize"}
            taken = {"resources": [os.path.relpath(folder, made)], "namespace": "crier", "labels": [{"pairs": labels}],
                     "components": [os.path.relpath(DEPLOY / "components" / name, made) for name in components]}
            (Path(made) / "kustomization.yaml").write_text(json.dumps(
                {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", **taken}))
            folder = Path(made)
        shown = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=True)
    return list(yaml.safe_load_all(shown.stdout))


def number(text: str) -> int:
    """Of bytes, in Kubernetes' words or in the hub's."""
    digits, unit = re.fullmatch(r"(\d+)(\D*)", text).groups()
    return int(digits) * UNITS.get(unit, 1)


def of_kind(kind: str, objects: list[dict]) -> dict[str, dict]:
    return {found["metadata"]["name"]: found for found in objects if found["kind"] == kind}


def workloads(objects: list[dict]) -> dict[str, dict]:
    return of_kind("Deployment", objects) | of_kind("StatefulSet", objects)


def pods(objects: list[dict]) -> dict[str, dict]:
    return {name: found["spec"]["template"]["spec"] for name, found in workloads(objects).items()}


def containers(objects: list[dict]) -> list[dict]:
    return [container for pod in pods(objects).values()
            for container in pod.get("initContainers", []) + pod["containers"]]


def settings_of(name: str, objects: list[dict]) -> dict[str, str]:
    """Of a container of that pod, without what differs between pods."""
    (container,) = pods(objects)[name]["containers"]
    maps = of_kind("ConfigMap", objects)
    out = {}
    for source in container["envFrom"]:
        out.update(maps[source["configMapRef"]["name"]]["data"])
    return out | {entry["name"]: entry.get("value") for entry in container.get("env", [])}


@NEEDS_KUBECTL
class Rendered(unittest.TestCase):
    rendered: dict[str, list[dict]] = {}
    overlays = OVERLAYS

    def each(self):
        """Each overlay, alone and with all components."""
        self.assertLessEqual({"secure", SHARED}, set(OVERLAYS))
        for overlay in self.overlays:
            for components in ((), COMPONENTS):
                name = " with ".join((overlay, *components))
                if name not in self.rendered:
                    self.rendered[name] = render(overlay, *components)
                with self.subTest(overlay=name):
                    yield self.rendered[name]
