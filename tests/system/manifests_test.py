"""What deploy/overlays come to: pods that a restricted namespace takes, a hub that there is once and
that keeps its history, and what the secure overlay promises. (Hubs that share one: manifests_cluster_test; a
bridge to MQTT: manifests_mqtt_test.)"""

import json
import re
import unittest
from pathlib import Path

from manifests import (NEEDS_KUBECTL, OVERLAYS, PROBES, ROOT, SHARED, Rendered, containers, number, of_kind, pods, render,
                       settings_of, workloads)

# What a restricted namespace lets a pod mount (Pod Security Standards).
VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
LABELS = ("name", "component", "part-of", "instance", "managed-by")
# Of the component: the bridge, and a broker for it.
BRIDGED = ("crier-mqtt", "mosquitto")
OTHERS = {"nats", "mosquitto"}  # programs that aren't ours
HEARTBEAT = 15  # seconds, the hub's own
JOURNAL = 64 << 20  # beside the history's file (docs/history.md)


class Every(Rendered):

    def test_the_namespace_takes_restricted_pods_alone(self) -> None:
        for objects in self.each():
            labels = of_kind("Namespace", objects)["crier"]["metadata"]["labels"]
            self.assertEqual(labels["pod-security.kubernetes.io/enforce"], "restricted")
            for found in objects:
                if found["kind"] != "Namespace":
                    self.assertEqual(found["metadata"]["namespace"], "crier", found["metadata"]["name"])

    def test_pods_are_restricted(self) -> None:
        for objects in self.each():
            beside = {"nats", *BRIDGED}  # of the cluster overlay, and of the component
            self.assertEqual(sorted(pods(objects).keys() - beside), ["crier-broadcaster", "crier-hub"])
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
                for bound in ("requests", "limits"):
                    self.assertEqual(container["resources"][bound].keys(), {"cpu", "memory"})
                self.assertFalse(any("hostPort" in port for port in container.get("ports", [])))
                self.assertRegex(container["image"], r":\d+\.\d+\.\d+(-alpine)?$")

    def test_who_has_ports_is_probed_at_them(self) -> None:
        for objects in self.each():
            for container in containers(objects):
                names = {port["name"] for port in container.get("ports", [])}
                how = "tcpSocket" if container["name"] in OTHERS - {"nats"} else "httpGet"
                probes = {kind: container[kind][how] for kind in PROBES if kind in container}
                self.assertEqual(len(probes), len(PROBES) if names else 0, container["name"])
                for probe in probes.values():
                    self.assertIn(probe["port"], names)

    def test_everything_is_labelled(self) -> None:
        version = re.search(r"^project\(crier VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(), re.M).group(1)
        for objects in self.each():
            for found in objects:
                labels = found["metadata"]["labels"]
                self.assertEqual(labels["app.kubernetes.io/part-of"], "crier", found["metadata"]["name"])
                if found["kind"] not in ("Namespace", "NetworkPolicy"):
                    self.assertLessEqual({f"app.kubernetes.io/{name}" for name in LABELS}, labels.keys())
            for name, found in workloads(objects).items():
                tag = pods(objects)[name]["containers"][0]["image"].split(":")[1]
                for labels in (found["metadata"]["labels"], found["spec"]["template"]["metadata"]["labels"]):
                    said = labels["app.kubernetes.io/version"]
                    self.assertEqual(said, tag.removesuffix("-alpine") if name in OTHERS else version)
                # A version in the selector could never change.
                self.assertEqual(found["spec"]["selector"]["matchLabels"].keys(), {"app.kubernetes.io/name"})

    def test_a_changed_setting_is_a_changed_pod(self) -> None:
        for objects in self.each():
            for name in of_kind("ConfigMap", objects):
                self.assertRegex(name, r"^crier-.*-[0-9a-z]{10}$")
            for pod in pods(objects).values():
                used = [source["configMapRef"]["name"] for source in pod["containers"][0].get("envFrom", [])]
                used += [volume["configMap"]["name"] for volume in pod.get("volumes", []) if "configMap" in volume]
                self.assertTrue(used)
                self.assertLessEqual(set(used), of_kind("ConfigMap", objects).keys())

    def test_a_hub_has_time_to_drain(self) -> None:
        for objects in self.each():
            settings = settings_of("crier-hub", objects)
            drain = sum(int(settings[name].removesuffix("s")) for name in ("CRIER_DRAIN_DELAY", "CRIER_DRAIN_TIMEOUT"))
            self.assertGreaterEqual(pods(objects)["crier-hub"]["terminationGracePeriodSeconds"], drain + 5)

    def test_prometheus_finds_a_hub_s_numbers_and_a_bridge_s(self) -> None:
        for objects in self.each():
            for name in {"crier-hub", "crier-mqtt"} & workloads(objects).keys():
                annotations = workloads(objects)[name]["spec"]["template"]["metadata"]["annotations"]
                ports = {port["name"]: port["containerPort"] for port in pods(objects)[name]["containers"][0]["ports"]}
                told = settings_of(name, objects)["CRIER_METRICS_ADDRESS"]
                self.assertEqual(told, f"0.0.0.0:{annotations['prometheus.io/port']}")
                self.assertEqual(str(ports["metrics"]), annotations["prometheus.io/port"])
                service = of_kind("Service", objects)[name]["spec"]
                self.assertEqual((service["clusterIP"], service["publishNotReadyAddresses"]), ("None", True))

    def test_broadcasters_stand_in_different_places(self) -> None:
        for objects in self.each():
            (spread,) = pods(objects)["crier-broadcaster"]["topologySpreadConstraints"]
            self.assertEqual((spread["maxSkew"], spread["topologyKey"], spread["whenUnsatisfiable"]),
                             (1, "kubernetes.io/hostname", "ScheduleAnyway"))


class History(Rendered):
    """There is one hub, and what it keeps outlives it."""

    overlays = [overlay for overlay in OVERLAYS if overlay != SHARED]

    def test_there_is_one_hub_and_never_two(self) -> None:
        for objects in self.each():
            spec = of_kind("StatefulSet", objects)["crier-hub"]["spec"]
            self.assertEqual(spec["replicas"], 1)
            self.assertEqual(spec["updateStrategy"], {"type": "RollingUpdate"})
            self.assertIn(spec["serviceName"], of_kind("Service", objects))
            self.assertFalse(any(found["spec"]["scaleTargetRef"]["name"] == "crier-hub"
                                 for found in of_kind("HorizontalPodAutoscaler", objects).values()))

    def test_its_history_is_on_a_volume_of_its_own(self) -> None:
        for objects in self.each():
            (claim,) = of_kind("StatefulSet", objects)["crier-hub"]["spec"]["volumeClaimTemplates"]
            self.assertEqual(claim["spec"]["accessModes"], ["ReadWriteOnce"])
            pod = pods(objects)["crier-hub"]
            mounts = {mount["name"]: mount for mount in pod["containers"][0]["volumeMounts"]}
            settings = settings_of("crier-hub", objects)
            self.assertEqual(mounts[claim["metadata"]["name"]]["mountPath"], settings["CRIER_DATA_DIR"])
            self.assertEqual(pod["securityContext"]["fsGroup"], pod["securityContext"]["runAsGroup"])
            needed = number(settings["CRIER_RETAIN_BYTES"]) * 3 // 2 + JOURNAL
            self.assertGreater(number(claim["spec"]["resources"]["requests"]["storage"]), needed)

    def test_a_drain_of_its_node_is_possible(self) -> None:
        for objects in self.each():
            budget = of_kind("PodDisruptionBudget", objects)["crier-hub"]["spec"]
            hub = of_kind("StatefulSet", objects)["crier-hub"]["spec"]
            self.assertEqual(budget, {"maxUnavailable": 1, "selector": hub["selector"]})
            annotations = hub["template"]["metadata"]["annotations"]
            self.assertEqual(annotations["cluster-autoscaler.kubernetes.io/safe-to-evict"], "false")


@NEEDS_KUBECTL
class Components(unittest.TestCase):
    def test_an_ingress_outwaits_the_silence_and_is_one_address(self) -> None:
        objects = render("minikube", "ingress")
        ingress = of_kind("Ingress", objects)["crier-hub"]
        told = {key.rsplit("/", 1)[1]: value for key, value in ingress["metadata"]["annotations"].items()}
        for way in ("read", "send"):
            self.assertGreaterEqual(int(told[f"proxy-{way}-timeout"]), 4 * HEARTBEAT)
        backend = ingress["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
        ports = of_kind("Service", objects)[backend["name"]]["spec"]["ports"]
        self.assertIn(backend["port"]["name"], [port["name"] for port in ports])
        self.assertEqual(settings_of("crier-hub", objects)["CRIER_MAX_CONNECTIONS_PER_ADDRESS"], "0")

    def test_an_autoscaler_alone_says_how_many_broadcasters_there_are(self) -> None:
        objects = render("minikube", "broadcaster-autoscaling")
        target = of_kind("HorizontalPodAutoscaler", objects)["crier-broadcaster"]["spec"]["scaleTargetRef"]
        self.assertNotIn("replicas", of_kind(target["kind"], objects)[target["name"]]["spec"])


@NEEDS_KUBECTL
class Secure(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.objects = render("secure")
        cls.policies = {name: found["spec"] for name, found in of_kind("NetworkPolicy", cls.objects).items()}

    def settings(self, name: str) -> dict[str, str]:
        return settings_of(name, self.objects)

    def test_secrets_are_mounted_for_reading_by_the_group_alone(self) -> None:
        for name, pod in pods(self.objects).items():
            volumes = {volume["name"]: volume.get("secret", volume.get("projected")) for volume in pod["volumes"]}
            self.assertEqual({volume["defaultMode"] for volume in volumes.values()}, {0o440})
            self.assertEqual(volumes["tls"]["secretName"], f"{name}-tls")
            self.assertEqual(pod["securityContext"]["fsGroup"], pod["securityContext"]["runAsGroup"])
            (container,) = pod["containers"]
            mounts = {mount["name"]: mount for mount in container["volumeMounts"] if mount["name"] != "data"}
            self.assertEqual(mounts.keys(), volumes.keys())
            for mount in mounts.values():
                self.assertIs(mount["readOnly"], True)

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
                self.assertTrue({file, str(Path(file).parent)} & set(folders), file)

    def test_broadcasters_are_named_after_their_certificate(self) -> None:
        (container,) = pods(self.objects)["crier-broadcaster"]["containers"]
        self.assertEqual(self.settings("crier-broadcaster")["CRIER_SOURCE"], "broadcaster")
        names = [entry["name"] for entry in container["env"]]
        self.assertEqual(names[0], "POD")  # before what is made of it

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
        web, publish, _ = policy["ingress"]
        self.assertEqual(web, {"ports": [{"protocol": "TCP", "port": "web"}]})
        self.assertEqual([port["port"] for port in publish["ports"]], ["publish"])
        (peer,) = publish["from"]
        broadcaster = of_kind("Deployment", self.objects)["crier-broadcaster"]["spec"]["template"]["metadata"]["labels"]
        self.assertLessEqual(peer["podSelector"]["matchLabels"].items(), broadcaster.items())

    def test_the_numbers_are_for_who_watches(self) -> None:
        numbers = self.policies["crier-hub"]["ingress"][2]
        self.assertEqual(numbers["ports"], [{"protocol": "TCP", "port": "metrics"}])
        self.assertEqual(numbers["from"], [{"namespaceSelector": {"matchLabels": {"purpose": "monitoring"}}}])

    def test_broadcasters_reach_the_hub_and_names(self) -> None:
        hub, names = self.policies["crier-broadcaster"]["egress"]
        self.assertEqual(hub["to"], [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "crier-hub"}}}])
        self.assertEqual({port["port"] for port in names["ports"]}, {53})


if __name__ == "__main__":
    unittest.main()
