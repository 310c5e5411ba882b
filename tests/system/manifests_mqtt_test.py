"""What deploy/components/mqtt and mqtt-secure come to: a bridge that is alone and forgets nothing, a broker that keeps
what waits for it, and over the secure overlay TLS, policies and accounts for both."""

import json
import re
import unittest
from pathlib import Path

from manifests import NEEDS_KUBECTL, number, of_kind, pods, render, settings_of, workloads

FAREWELL = 5  # seconds, that the bridge waits for the hub, and for the broker
BRIDGED = ("crier-mqtt", "mosquitto")
SECRETS = {"crier-mqtt": "crier-mqtt-tls", "mosquitto": "mosquitto-tls"}


def config(objects: list[dict]) -> dict[str, str]:
    (found,) = [found for name, found in of_kind("ConfigMap", objects).items() if "mosquitto" in name]
    return dict(line.split(" ", 1) for line in found["data"]["mosquitto.conf"].splitlines()
                if line and not line.startswith("#"))


def mounts(name: str, objects: list[dict]) -> dict[str, dict]:
    (container,) = pods(objects)[name]["containers"]
    return {mount["name"]: mount for mount in container["volumeMounts"]}


@NEEDS_KUBECTL
class Either(unittest.TestCase):
    """With and without TLS."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.rendered = {"open": render("minikube", "mqtt"), "secure": render("secure", "mqtt", "mqtt-secure")}

    def each(self):
        for name, objects in self.rendered.items():
            with self.subTest(name):
                yield objects

    def test_a_bridge_finds_its_broker_and_the_hub(self) -> None:
        for objects in self.each():
            settings, services = settings_of("crier-mqtt", objects), of_kind("Service", objects)
            for setting in ("CRIER_HUB", "CRIER_BROKER"):
                name, port = settings[setting].split(":")
                self.assertIn(int(port), [entry["port"] for entry in services[name]["spec"]["ports"]])
            (port,) = pods(objects)["mosquitto"]["containers"][0]["ports"]
            self.assertEqual(config(objects)["listener"], str(port["containerPort"]))
            self.assertTrue(settings["CRIER_BROKER"].endswith(f":{port['containerPort']}"))

    def test_there_is_one_bridge_and_it_goes_on_where_the_one_before_was(self) -> None:
        for objects in self.each():
            bridge = of_kind("StatefulSet", objects)["crier-mqtt"]["spec"]
            # Two would take the broker's session from each other.
            self.assertEqual((bridge["replicas"], bridge["updateStrategy"]), (1, {"type": "RollingUpdate"}))
            (claim,) = bridge["volumeClaimTemplates"]
            self.assertEqual(claim["spec"]["accessModes"], ["ReadWriteOnce"])
            where = mounts("crier-mqtt", objects)[claim["metadata"]["name"]]["mountPath"]
            self.assertEqual(str(Path(settings_of("crier-mqtt", objects)["CRIER_STATE_FILE"]).parent), where)
            pod = bridge["template"]["spec"]
            self.assertEqual(pod["securityContext"]["fsGroup"], pod["securityContext"]["runAsGroup"])
            self.assertGreaterEqual(pod["terminationGracePeriodSeconds"], 2 * FAREWELL + 5)

    def test_a_bridge_without_hub_or_broker_is_not_started_again(self) -> None:
        for objects in self.each():
            (container,) = pods(objects)["crier-mqtt"]["containers"]
            paths = [container[probe]["httpGet"]["path"] for probe in ("livenessProbe", "readinessProbe")]
            self.assertEqual(paths, ["/livez", "/readyz"])

    def test_a_broker_keeps_what_waits_for_the_bridge(self) -> None:
        for objects in self.each():
            told = config(objects)
            self.assertEqual((told["persistence"], told["max_queued_messages"]), ("true", "0"))
            (container,) = pods(objects)["mosquitto"]["containers"]
            self.assertEqual(told["persistence_location"].rstrip("/"), mounts("mosquitto", objects)["data"]["mountPath"])
            self.assertEqual(number(container["resources"]["limits"]["memory"]), 2 * int(told["max_queued_bytes"]))


@NEEDS_KUBECTL
class Secure(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.objects = render("secure", "mqtt", "mqtt-secure")
        cls.policies = {name: found["spec"] for name, found in of_kind("NetworkPolicy", cls.objects).items()}

    def test_nobody_speaks_to_the_broker_without_a_certificate(self) -> None:
        told = config(self.objects)
        self.assertEqual((told["require_certificate"], told["use_identity_as_username"], told["allow_anonymous"]),
                         ("true", "true", "false"))
        folder = mounts("mosquitto", self.objects)["tls"]["mountPath"]
        for setting, file in (("cafile", "ca.crt"), ("certfile", "tls.crt"), ("keyfile", "tls.key")):
            self.assertEqual(told[setting], f"{folder}/{file}")

    def test_the_bridge_shows_its_certificate_to_both_and_is_named_after_it(self) -> None:
        settings = settings_of("crier-mqtt", self.objects)
        folder = mounts("crier-mqtt", self.objects)["tls"]["mountPath"]
        for flag in ("CRIER_TLS", "CRIER_BROKER_TLS"):
            self.assertEqual([settings[f"{flag}_{what}"] for what in ("CA", "CERTIFICATE", "KEY")],
                             [f"{folder}/{file}" for file in ("ca.crt", "tls.crt", "tls.key")])
        (permissions,) = [json.loads(found["data"]["permissions.json"]) for name, found in
                          of_kind("ConfigMap", self.objects).items() if "permissions" in name]
        permitted = permissions["certificates"][settings["CRIER_SOURCE"]]
        self.assertEqual(permitted, {"publish": [settings["CRIER_PREFIX"] + "#"], "subscribe": [settings["CRIER_TO_MQTT"]]})

    def test_secrets_are_for_reading_by_the_group_alone(self) -> None:
        for name, secret in SECRETS.items():
            pod = pods(self.objects)[name]
            volumes = {volume["name"]: volume for volume in pod["volumes"]}
            self.assertEqual(volumes["tls"]["secret"], {"secretName": secret, "defaultMode": 0o440})
            self.assertIs(mounts(name, self.objects)["tls"]["readOnly"], True)
            self.assertEqual(pod["securityContext"]["fsGroup"], pod["securityContext"]["runAsGroup"])

    def test_accounts_are_their_own_and_have_no_tokens(self) -> None:
        accounts = of_kind("ServiceAccount", self.objects)
        for name in BRIDGED:
            self.assertEqual(pods(self.objects)[name]["serviceAccountName"], name)
            self.assertIs(accounts[name]["automountServiceAccountToken"], False)

    def allowed(self, name: str, direction: str) -> set[tuple[str, object]]:
        """Whom that policy lets come (or go), and at which port."""
        found = set()
        for rule in self.policies[name][direction]:
            for peer in rule["from" if direction == "ingress" else "to"]:
                who = [value for selector in peer.values() for value in selector["matchLabels"].values()]
                found |= {(*who, port["port"]) for port in rule["ports"]}
        return found

    def test_nothing_passes_but_what_the_bridge_takes(self) -> None:
        self.assertIn("crier-default-deny", self.policies)
        self.assertEqual(self.allowed("crier-mqtt", "egress"), {
            ("crier-hub", "publish"), ("mosquitto", "mqtt"), ("kube-system", 53)})
        self.assertEqual(self.allowed("crier-mqtt", "ingress"), {("monitoring", "metrics")})
        self.assertEqual(self.allowed("crier-hub-bridge", "ingress"), {("crier-mqtt", "publish")})
        self.assertEqual(self.allowed("mosquitto", "ingress"), {("crier-mqtt", "mqtt"), ("mqtt-client", "mqtt")})
        for name in (*BRIDGED, "crier-hub-bridge"):
            selected = self.policies[name]["podSelector"]["matchLabels"]
            self.assertTrue(any(found["spec"]["selector"]["matchLabels"] == selected
                                for found in workloads(self.objects).values()), name)

    def test_ports_are_named_as_the_pods_have_them(self) -> None:
        for name, policy in self.policies.items():
            for port in (port for rule in policy.get("ingress", []) for port in rule["ports"]):
                owner = policy["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
                (container,) = pods(self.objects)[owner]["containers"]
                self.assertIn(port["port"], [there["name"] for there in container["ports"]], name)

    def test_what_the_document_says_of_secrets_is_so(self) -> None:
        document = (Path(__file__).resolve().parents[2] / "docs/mqtt.md").read_text()
        named = set(re.findall(r"create secret generic (\S+)", document))
        self.assertEqual(named, set(SECRETS.values()))


if __name__ == "__main__":
    unittest.main()
