"""The Debian packages: what is in them, that they install, and that the programs run from where they are put."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from stranger import BIN, DEADLINE

ROOT = Path(__file__).resolve().parents[2]
BUILD = BIN.resolve().parent
SECONDS = 240


def run(*command: str, **options) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, **options)
    if ended.returncode:
        raise AssertionError(f"{' '.join(command)}: {ended.stdout}{ended.stderr}")
    return ended.stdout


@unittest.skipUnless(shutil.which("cpack") and shutil.which("dpkg-shlibdeps"), "cpack and dpkg-dev are needed")
class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        run("cpack", "--config", str(BUILD / "CPackConfig.cmake"), "-B", str(cls.folder), cwd=BUILD)
        cls.packages = {path.name.split("_")[0]: path for path in cls.folder.glob("*.deb")}

    def field(self, package: str, name: str) -> str:
        return run("dpkg-deb", "-f", str(self.packages[package]), name).strip()

    def test_they_are_two_and_need_what_they_use(self) -> None:
        self.assertEqual(set(self.packages), {"crier", "libcrier-dev"})
        for library in ("libsqlite3", "libssl3", "libnats"):
            self.assertIn(library, self.field("crier", "Depends"))
        self.assertIn("libssl-dev", self.field("libcrier-dev", "Depends"))
        self.assertTrue(self.field("crier", "Description").startswith("Takes messages"))

    def test_they_install_and_run(self) -> None:
        root = self.folder / "root"
        (root / "var/lib/dpkg").mkdir(parents=True)
        (root / "var/lib/dpkg/status").touch()
        # What they depend on is this system's, and not in that folder.
        run("dpkg", f"--root={root}", "--force-depends", "--force-not-root", "--force-script-chrootless", "-i",
            *map(str, self.packages.values()), env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"})
        for path in ("usr/share/man/man1/crier.1", "usr/share/man/man1/crier-hub.1",
                     "usr/share/man/man1/crier-broadcaster.1", "usr/share/man/man1/crier-mqtt.1", "usr/share/bash-completion/completions/crier",
                     "lib/systemd/system/crier-hub.service", "etc/crier/hub.toml", "usr/include/crier/publisher.hpp"):
            found = [each for each in (root / path, root / "usr" / path) if each.exists()]
            self.assertTrue(found, f"{path} is not there")
        for program in ("crier", "crier-hub", "crier-broadcaster", "crier-mqtt"):
            self.assertIn(program, run(str(root / "usr/bin" / program), "--version"))
        hub = subprocess.Popen(
            [str(root / "usr/bin/crier-hub"), "--config", str(root / "etc/crier/hub.toml"), "--data-dir",
             str(self.folder / "data"), "--publish-address", "127.0.0.1:0", "--web-address", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.assertTrue(hub.stdout.readline().startswith("crier-hub ready "))
        hub.terminate()
        self.assertEqual(hub.wait(DEADLINE), 0)
        hub.stdout.close()

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not in PATH")
    def test_the_services_are_hardened(self) -> None:
        for unit in sorted((ROOT / "packaging").glob("*.service")):
            # Below 2.0 of 10.
            run("systemd-analyze", "security", "--offline=true", "--threshold=19", str(unit))


if __name__ == "__main__":
    unittest.main()
