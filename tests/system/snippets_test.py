"""Every file and program that a document shows is taken by what it is for."""

import json
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

from document import COMMANDS, DOCUMENTS, blocks
from manifests import NEEDS_KUBECTL, of_kind, render
from stranger import ROOT, Hub, call

# What another test takes.
ELSEWHERE = {("README.md", "python"): "documents_test.py", ("README.md", "js"): "readme.test.mjs",
             ("proxies.md", "nginx"): "proxies.py", ("proxies.md", "haproxy"): "proxies.py", ("proxies.md", "caddy"): "proxies.py"}
HERE = {("README.md", "cpp"): 1, ("access.md", "json"): 1, ("metrics.md", "yaml"): 1, ("kubernetes.md", "yaml"): 2,
        ("protocol.md", "json"): 1}


def shown(document: str, language: str) -> list[str]:
    (path,) = [each for each in DOCUMENTS if each.name == document and (each.parent == ROOT or document != "README.md")]
    return [block.text for block in blocks(path.read_text(encoding="utf-8")) if block.language == language]


class Snippets(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="crier-snippet-")))

    def test_there_are_no_others(self) -> None:
        found = [(document.name, block.language) for document in DOCUMENTS
                 for block in blocks(document.read_text(encoding="utf-8")) if block.language not in (*COMMANDS, "text")]
        self.assertEqual({kind: found.count(kind) for kind in found if kind not in ELSEWHERE}, HERE)
        for (document, _), test in ELSEWHERE.items():
            (path,) = [*(ROOT / "tests/system").glob(test), *(ROOT / "tests/client").glob(test)]
            self.assertIn(document, path.read_text(encoding="utf-8"))

    def test_the_readme_s_c_plus_plus_compiles(self) -> None:
        (program,) = shown("README.md", "cpp")
        headers = ("crier/publisher.hpp", "boost/asio/co_spawn.hpp", "boost/asio/io_context.hpp")
        text = "".join(f"#include <{name}>\n" for name in headers) + f"int main() {{\n{program}\n}}\n"
        compiler = ["c++", "-std=c++20", "-fsyntax-only", f"-I{ROOT / 'include'}", "-x", "c++", "-"]
        told = subprocess.run(compiler, input=text, capture_output=True, text=True, check=False)
        self.assertEqual(told.returncode, 0, told.stderr)

    def test_a_hub_takes_the_permissions(self) -> None:
        (text,) = shown("access.md", "json")
        file = self.folder / "permissions.json"
        file.write_text(text)
        with Hub(None, "--permissions", str(file)) as hub:
            said = json.loads(call(hub, "/api/v1/explain?topic=public/a")[1])
            self.assertEqual((said["publish"]["allowed"], said["subscribe"]["allowed"]), (False, True))

    def test_what_the_hub_announces_is_json(self) -> None:
        (text,) = shown("protocol.md", "json")
        self.assertEqual([json.loads(line)["state"] for line in text.splitlines()], ["online", "offline"])

    @unittest.skipUnless(shutil.which("promtool"), "promtool is in Debian's package prometheus")
    def test_prometheus_takes_its_configuration(self) -> None:
        (text,) = shown("metrics.md", "yaml")
        (self.folder / "prometheus.yaml").write_text(text)
        shutil.copy(ROOT / "deploy/monitoring/alerts.yaml", self.folder)
        told = subprocess.run(["promtool", "check", "config", "prometheus.yaml"], cwd=self.folder, capture_output=True,
                              text=True, check=False)
        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)

    @NEEDS_KUBECTL
    def test_kustomize_takes_an_overlay_of_yours(self) -> None:
        overlay, _ = shown("kubernetes.md", "yaml")
        shutil.copytree(ROOT / "deploy", self.folder / "deploy")
        yours = self.folder / "deploy/overlays/yours"
        yours.mkdir()
        (yours / "kustomization.yaml").write_text(overlay)
        made = subprocess.run(["kubectl", "kustomize", str(yours)], capture_output=True, text=True, check=True).stdout
        ingress = of_kind("Ingress", list(yaml.safe_load_all(made)))["crier-hub"]
        self.assertEqual(ingress["spec"]["rules"][0]["host"], re.search(r'"value": "(.*?)"', overlay)[1])

    @NEEDS_KUBECTL
    def test_a_monitor_finds_the_hub_s_service(self) -> None:
        monitor = yaml.safe_load(shown("kubernetes.md", "yaml")[1])
        wanted = monitor["spec"]["selector"]["matchLabels"].items()
        services = of_kind("Service", render("minikube")).values()
        ports = [port["name"] for service in services if wanted <= service["metadata"]["labels"].items()
                 for port in service["spec"]["ports"]]
        for endpoint in monitor["spec"]["endpoints"]:
            self.assertIn(endpoint["port"], ports)


if __name__ == "__main__":
    unittest.main()
