"""What deploy/overlays/cluster comes to: several hubs, and a history on NATS that may lose a server."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from manifests import PROBES, SHARED, Rendered, number, of_kind, pods, settings_of, workloads

NATS_PORTS = {"client": 4222, "cluster": 6222, "monitor": 8222}


class Shared(Rendered):
    overlays = [SHARED]

    def test_a_hub_keeps_nothing_and_goes_only_when_another_has_come(self) -> None:
        for objects in self.each():
            hub = of_kind("Deployment", objects)["crier-hub"]["spec"]
            self.assertEqual(hub["strategy"], {"type": "RollingUpdate",
                                               "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}})
            self.assertFalse(hub["template"]["spec"].get("volumes"))
            self.assertNotIn("volumeMounts", hub["template"]["spec"]["containers"][0])
            self.assertNotIn("crier-hub", of_kind("StatefulSet", objects))
            self.assertNotIn("CRIER_DATA_DIR", settings_of("crier-hub", objects))
            (spread,) = hub["template"]["spec"]["topologySpreadConstraints"]
            self.assertEqual(spread["labelSelector"], hub["selector"])
            # New clients go elsewhere before it drains: there is an elsewhere.
            self.assertNotEqual(settings_of("crier-hub", objects)["CRIER_DRAIN_DELAY"], "0s")

    def test_two_hubs_and_two_servers_are_always_there(self) -> None:
        for objects in self.each():
            budgets = of_kind("PodDisruptionBudget", objects)
            for name, bound in (("crier-hub", {"minAvailable": 2}), ("nats", {"maxUnavailable": 1})):
                selector = workloads(objects)[name]["spec"]["selector"]
                self.assertEqual(budgets[name]["spec"], {"selector": selector, **bound})

    def test_an_autoscaler_alone_says_how_many_hubs_there_are(self) -> None:
        for objects in self.each():
            scaler = of_kind("HorizontalPodAutoscaler", objects)["crier-hub"]["spec"]
            self.assertEqual(scaler["scaleTargetRef"]["kind"], "Deployment")
            self.assertGreaterEqual(scaler["minReplicas"], 3)
            self.assertNotIn("replicas", of_kind("Deployment", objects)["crier-hub"]["spec"])

    def test_hubs_and_servers_are_told_where_the_servers_are(self) -> None:
        for objects in self.each():
            nats = of_kind("StatefulSet", objects)["nats"]["spec"]
            service = of_kind("Service", objects)[nats["serviceName"]]["spec"]
            self.assertEqual((service["clusterIP"], service["publishNotReadyAddresses"]), ("None", True))
            self.assertEqual({port["name"]: port["port"] for port in service["ports"]}, NATS_PORTS)
            hosts = [f"nats-{i}.{nats['serviceName']}" for i in range(nats["replicas"])]
            settings = settings_of("crier-hub", objects)
            self.assertEqual(settings["CRIER_HISTORY"], "jetstream")
            self.assertEqual(settings["CRIER_NATS_REPLICAS"], str(len(hosts)))
            self.assertEqual(settings["CRIER_NATS_URL"], ",".join(f"nats://{host}:4222" for host in hosts))
            self.assertEqual(re.findall(r"nats://([^:\"]+):6222", self.config(objects)), hosts)
            self.assertEqual(nats["podManagementPolicy"], "Parallel")

    def test_servers_stand_apart_and_keep_their_part_on_a_volume(self) -> None:
        for objects in self.each():
            nats = of_kind("StatefulSet", objects)["nats"]["spec"]
            pod = nats["template"]["spec"]
            (apart,) = pod["affinity"]["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
            self.assertEqual(apart["podAffinityTerm"], {"topologyKey": "kubernetes.io/hostname",
                                                        "labelSelector": nats["selector"]})
            (claim,) = nats["volumeClaimTemplates"]
            mounts = {mount["name"]: mount["mountPath"] for mount in pod["containers"][0]["volumeMounts"]}
            self.assertIn(f'store_dir: "{mounts[claim["metadata"]["name"]]}"', self.config(objects))
            self.assertEqual(pod["securityContext"]["fsGroup"], pod["securityContext"]["runAsGroup"])
            most = number(re.search(r"max_file_store: (\S+)B", self.config(objects)).group(1) + "iB")
            kept = number(settings_of("crier-hub", objects)["CRIER_RETAIN_BYTES"])
            self.assertGreater(most, 2 * kept)
            self.assertGreater(number(claim["spec"]["resources"]["requests"]["storage"]), most)
            ports = {port["name"]: port["containerPort"] for port in pod["containers"][0]["ports"]}
            self.assertEqual(ports, NATS_PORTS)
            for probe in PROBES:
                self.assertTrue(pod["containers"][0][probe]["httpGet"]["path"].startswith("/healthz"))

    @unittest.skipUnless(shutil.which("nats-server"), "nats-server is not in PATH")
    def test_nats_understands_its_file(self) -> None:
        with tempfile.TemporaryDirectory(prefix="crier-") as folder:
            for objects in self.each():
                file = Path(folder) / "nats.conf"
                file.write_text(self.config(objects).replace('"/data"', f'"{folder}/data"'))
                asked = subprocess.run(["nats-server", "-t", "-c", str(file)], env=dict(os.environ, POD="nats-0"),
                                       capture_output=True, text=True, check=False)
                self.assertEqual(asked.returncode, 0, asked.stderr)

    def test_hubs_alone_speak_to_nats(self) -> None:
        for objects in self.each():
            policy = of_kind("NetworkPolicy", objects)["nats"]["spec"]
            self.assertEqual(policy["podSelector"], workloads(objects)["nats"]["spec"]["selector"])
            self.assertEqual(policy["policyTypes"], ["Ingress"])
            allowed = {rule["from"][0]["podSelector"]["matchLabels"]["app.kubernetes.io/name"]:
                       [port["port"] for port in rule["ports"]] for rule in policy["ingress"]}
            self.assertEqual(allowed, {"crier-hub": ["client"], "nats": ["cluster"]})

    @staticmethod
    def config(objects: list[dict]) -> str:
        (volume,) = [volume for volume in pods(objects)["nats"]["volumes"] if "configMap" in volume]
        return of_kind("ConfigMap", objects)[volume["configMap"]["name"]]["data"]["nats.conf"]


if __name__ == "__main__":
    unittest.main()
