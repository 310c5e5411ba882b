"""What the images are laid out of: everything that the program needs, nothing else, and a true list of it."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from stranger import BIN

ROOT = Path(__file__).resolve().parents[2]

# By image.
PROGRAMS = {"hub": ("crier-hub", "crier"), "broadcaster": ("crier-broadcaster",), "mqtt": ("crier-mqtt",)}
DOCKERFILE = (ROOT / "docker/Dockerfile").read_text()


class Dockerfile(unittest.TestCase):
    def test_bases_are_arguments_and_can_be_pinned(self) -> None:
        bases = dict(re.findall(r"^ARG (\w+_IMAGE)=(\S+)$", DOCKERFILE, re.M))
        for base in re.findall(r"^FROM (\S+)", DOCKERFILE, re.M):
            if base != "scratch":
                self.assertIn(base.strip("${}"), bases)
        for name in bases.values():
            self.assertRegex(name, r":[^:]+$")
            self.assertFalse(name.endswith(":latest"))

    def test_an_image_is_its_program_alone_and_not_root_s(self) -> None:
        stages = DOCKERFILE.split("FROM scratch AS ")[1:]
        self.assertEqual([stage.split()[0] for stage in stages], ["broadcaster", "mqtt", "hub"])
        for stage in stages:
            self.assertIn("\nUSER 65532:65532\n", stage)
            self.assertEqual(stage.count("\nCOPY "), 1)
            self.assertFalse(re.search(r"^(RUN|HEALTHCHECK|ENV|VOLUME)\b", stage, re.M))
            labels = set(re.findall(r"org\.opencontainers\.image\.(\w+)=", stage))
            self.assertEqual(labels, {"title", "description", "licenses", "version", "revision"})


class Staged(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="crier-image-")))
        cls.roots = {image: folder / image for image in PROGRAMS}
        for image, root in cls.roots.items():
            subprocess.run([ROOT / "docker/stage", image, BIN, root], check=True)
        cls.everything = [(cls.roots[image], program) for image, programs in PROGRAMS.items() for program in programs]

    @staticmethod
    def bill(root: Path, program: str) -> dict:
        return json.loads((root / f"usr/share/sbom/{program}.cdx.json").read_text())

    def test_its_programs_run_in_it(self) -> None:
        enter = [] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user"]
        if enter and subprocess.run([*enter, "true"], capture_output=True, check=False).returncode:
            self.skipTest("this user may not change its root folder here")
        for root, program in self.everything:
            told = subprocess.run([*enter, "chroot", root, f"/usr/local/bin/{program}", "--version"],
                                  capture_output=True, text=True, check=False)
            self.assertRegex(told.stdout, rf"^{program} \d", told.stderr)

    def test_nothing_else_is_in_it(self) -> None:
        for image, root in self.roots.items():
            files = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
            others = [file for file in files if ".so" not in file.name]
            self.assertEqual(sorted(map(str, others)), sorted(
                ["etc/group", "etc/nsswitch.conf", "etc/passwd",
                 *(f"usr/local/bin/{program}" for program in PROGRAMS[image]),
                 *(f"usr/share/sbom/{program}.cdx.json" for program in PROGRAMS[image])]))
            self.assertLess(sum((root / file).stat().st_size for file in files), 40 << 20)

    def test_the_bill_is_cyclonedx(self) -> None:
        for root, program in self.everything:
            bill = self.bill(root, program)
            self.assertEqual((bill["bomFormat"], bill["specVersion"], bill["version"]), ("CycloneDX", "1.5", 1))
            self.assertRegex(bill["serialNumber"], r"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
            self.assertEqual(bill["metadata"]["component"]["name"], program)
            references = [part["bom-ref"] for part in bill["components"]]
            self.assertEqual(len(references), len(set(references)))
            self.assertEqual(bill["dependencies"], [
                {"ref": bill["metadata"]["component"]["bom-ref"], "dependsOn": sorted(references)}])
            for part in bill["components"]:
                self.assertEqual(part["type"], "library")
                self.assertTrue(part["name"] and part["version"])
                self.assertRegex(part["purl"], r"^pkg:(deb/debian|npm)/[^@\s]+@[^@\s]+$")
                for digest in part.get("hashes", []):
                    self.assertRegex(digest["content"], r"^[0-9a-f]{64,128}$")

    def test_the_bill_names_every_library_that_is_there(self) -> None:
        for image, root in self.roots.items():
            there = {f"/{path.relative_to(root)}" for path in root.rglob("*.so*")}
            named = {told["value"] for program in PROGRAMS[image] for part in self.bill(root, program)["components"]
                     for told in part["properties"] if told["name"] == "crier:file"}
            self.assertEqual(named, there)

    def test_the_hub_s_bill_has_its_page(self) -> None:
        bills = {program: self.bill(root, program) for root, program in self.everything}
        purls = [part["purl"] for part in bills["crier-hub"]["components"]]
        self.assertTrue(any(purl.startswith("pkg:npm/preact@") for purl in purls))
        self.assertTrue(any("libprometheus-cpp-core" in purl for purl in purls))
        for program in bills.keys() - {"crier-hub"}:
            self.assertFalse(any("pkg:npm" in part["purl"] for part in bills[program]["components"]), program)

    def test_there_is_no_other_image(self) -> None:
        told = subprocess.run([ROOT / "docker/stage", "press", BIN, self.roots["hub"]], capture_output=True, text=True,
                              check=False)
        self.assertEqual(told.returncode, 2)
        self.assertIn('there is no image "press": hub, broadcaster or mqtt', told.stderr)

    def test_make_sbom_tells_of_every_program(self) -> None:
        told = re.search(r"^for program in (.*); do$", (ROOT / "scripts/sbom").read_text(), re.M).group(1)
        self.assertEqual(told.split(), [program for _, program in self.everything])


if __name__ == "__main__":
    unittest.main()
