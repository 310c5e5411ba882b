"""What deploy/overlays come to: pods that a restricted namespace takes, and what the secure one promises."""

import json
import shutil
import subprocess
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
OVERLAYS = sorted(path.parent.name for path in (ROOT / "deploy/overlays").glob("*/kustomization.yaml"))
# What a restricted namespace lets a pod mount (Pod Security Standards).
VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}


def render(overlay: str) -> list[dict]:
    shown = subprocess.run(["kubectl", "kustomize", str(ROOT / "deploy/overlays" / overlay)],
                           capture_output=True, text=True, check=True)
    return list(yaml.safe_load_all(shown.stdout))


def of_kind(kind: str, objects: list[dict]) -> dict[str, dict]:
    return {found["metadata"]["name"]: found for found in objects if found["kind"] == kind}


def pods(objects: list[dict]) -> dict[str, dict]:
    return {name: found["spec"]["template"]["spec"] for name, found in of_kind("Deployment", objects).items()}


def containers(objects: list[dict]) -> list[dict]:
    return [container for pod in pods(objects).values()
            for container in pod.get("initContainers", []) + pod["containers"]]


@unittest.skipUnless(shutil.which("kubectl"), "kubectl is not in PATH")
class Every(unittest.TestCase):
    def each(self):
        self.assertIn("secure", OVERLAYS)
        for overlay in OVERLAYS:
            with self.subTest(overlay=overlay):
                yield render(overlay)

    def test_the_namespace_takes_restricted_pods_alone(self) -> None:
        for objects in self.each():
            labels = of_kind("Namespace", objects)["crier"]["metadata"]["labels"]
            self.assertEqual(labels["pod-security.kubernetes.io/enforce"], "restricted")
            for found in objects:
                if found["kind"] != "Namespace":
                    self.assertEqual(found["metadata"]["namespace"], "crier", found["metadata"]["name"])

    def test_pods_are_restricted(self) -> None:
        for objects in self.each():
            self.assertEqual(sorted(pods(objects)), ["crier-broadcaster", "crier-hub"])
            for pod in pods(objects).values():
                context = pod["securityContext"]
                self.assertIs(context["runAsNonRoot"], True)
                self.assertNotEqual(context["runAsUser"], 0)
                self.assertEqual(context["seccompProfile"], {"type": "RuntimeDefault"})
                self.assertIs(pod["automountServiceAccountToken"], False)
                self.assertFalse({"hostNetwork", "hostPID", "hostIPC"} & pod.keys())
                for volume in pod.get("volumes", []):
                    self.assertLessEqual(volume.keys() - {"name"}, VOLUMES)

    def test_containers_are_restricted_and_limited(self) -> None:
        for objects in self.each():
            for container in containers(objects):
                self.assertEqual(container["securityContext"], {
                    "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                    "capabilities": {"drop": ["ALL"]}})
                self.assertIn("memory", container["resources"]["limits"])
                self.assertFalse(any("hostPort" in port for port in container.get("ports", [])))


@unittest.skipUnless(shutil.which("kubectl"), "kubectl is not in PATH")
class Secure(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.objects = render("secure")
        cls.policies = {name: found["spec"] for name, found in of_kind("NetworkPolicy", cls.objects).items()}

    def settings(self, name: str) -> dict[str, str]:
        """Of a container of that pod, without what differs between pods."""
        (container,) = pods(self.objects)[name]["containers"]
        maps = of_kind("ConfigMap", self.objects)
        out = {}
        for source in container["envFrom"]:
            out.update(maps[source["configMapRef"]["name"]]["data"])
        return out | {entry["name"]: entry.get("value") for entry in container.get("env", [])}

    def test_secrets_are_mounted_for_reading_by_the_group_alone(self) -> None:
        for name, pod in pods(self.objects).items():
            volumes = {volume["name"]: volume.get("secret", volume.get("projected")) for volume in pod["volumes"]}
            self.assertEqual({volume["defaultMode"] for volume in volumes.values()}, {0o440})
            self.assertEqual(volumes["tls"]["secretName"], f"{name}-tls")
            self.assertEqual(pod["securityContext"]["fsGroup"], pod["securityContext"]["runAsGroup"])
            (container,) = pod["containers"]
            for mount in container["volumeMounts"]:
                self.assertIs(mount["readOnly"], True)
                self.assertIn(mount["name"], volumes)

    def test_what_the_hub_is_told_of_permissions_is_there(self) -> None:
        maps = of_kind("ConfigMap", self.objects)
        volumes = {volume["name"]: volume for volume in pods(self.objects)["crier-hub"]["volumes"]}
        key, permitted = volumes["access"]["projected"]["sources"]
        self.assertEqual(key["secret"]["name"], "crier-hub-token-key")
        permissions = json.loads(maps[permitted["configMap"]["name"]]["data"]["permissions.json"])
        self.assertNotIn("anonymous", permissions)
        self.assertIn(self.settings("crier-broadcaster")["CRIER_SOURCE"], permissions["certificates"])
        settings = self.settings("crier-hub")
        self.assertEqual(settings["CRIER_PERMISSIONS"], "/etc/crier/access/permissions.json")
        self.assertEqual(settings["CRIER_TOKEN_KEY"], "/etc/crier/access/token.pub")

    def test_files_are_named_where_they_are_mounted(self) -> None:
        for name, pod in pods(self.objects).items():
            folders = [mount["mountPath"] for mount in pod["containers"][0]["volumeMounts"]]
            files = [value for value in self.settings(name).values() if value and value.startswith("/")]
            self.assertGreaterEqual(len(files), 3)
            for file in files:
                self.assertIn(str(Path(file).parent), folders)

    def test_broadcasters_are_named_after_their_certificate(self) -> None:
        (container,) = pods(self.objects)["crier-broadcaster"]["containers"]
        self.assertEqual(self.settings("crier-broadcaster")["CRIER_SOURCE"], "broadcaster")
        names = [entry["name"] for entry in container["env"]]
        self.assertEqual(names[0], "POD")  # before what is made of it

    def test_probes_speak_tls(self) -> None:
        (hub,) = pods(self.objects)["crier-hub"]["containers"]
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            self.assertEqual(hub[probe]["httpGet"]["scheme"], "HTTPS")

    def test_pods_have_accounts_of_their_own_without_tokens(self) -> None:
        accounts = of_kind("ServiceAccount", self.objects)
        for name, pod in pods(self.objects).items():
            self.assertEqual(pod["serviceAccountName"], name)
            self.assertIs(accounts[name]["automountServiceAccountToken"], False)

    def test_nothing_passes_that_is_not_named(self) -> None:
        self.assertEqual(self.policies["crier-default-deny"],
                         {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})
        self.assertEqual(len(self.policies), 3)

    def test_the_page_is_for_anybody_and_publishing_for_broadcasters(self) -> None:
        policy = self.policies["crier-hub"]
        self.assertEqual(policy["policyTypes"], ["Ingress"])
        web, publish = policy["ingress"]
        self.assertEqual(web, {"ports": [{"protocol": "TCP", "port": "web"}]})
        self.assertEqual([port["port"] for port in publish["ports"]], ["publish"])
        (peer,) = publish["from"]
        broadcaster = of_kind("Deployment", self.objects)["crier-broadcaster"]["spec"]["template"]["metadata"]["labels"]
        self.assertLessEqual(peer["podSelector"]["matchLabels"].items(), broadcaster.items())

    def test_broadcasters_reach_the_hub_and_names(self) -> None:
        hub, names = self.policies["crier-broadcaster"]["egress"]
        self.assertEqual(hub["to"], [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "crier-hub"}}}])
        self.assertEqual({port["port"] for port in names["ports"]}, {53})


if __name__ == "__main__":
    unittest.main()
