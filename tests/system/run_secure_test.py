"""What `make run-secure` does once everything is built: scripts/run-secure on the programs in CRIER_BIN."""

import os
import signal
import ssl
import stat
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from demo import DEADLINE, ROOT, Demo, Running

NAMES = ["anna", "bela", "carla"]


class RunSecure(Demo):
    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.secure = Path(folder.name) / "secure"

    def start_secure(self) -> Running:
        return self.start("run-secure", CRIER_RUN_SECURE=str(self.secure))

    def get(self, url: str) -> str:
        trusting = ssl.create_default_context(cafile=str(self.secure / "ca.pem"))
        without_proxy = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting))
        with without_proxy.open(url, timeout=DEADLINE) as answer:
            self.assertEqual(answer.status, 200)
            return answer.read().decode()

    def test_it_serves_the_page_over_tls_alone(self):
        running = self.start_secure()
        self.assertTrue(running.url.startswith("https://"), running.url)
        self.assertIn("<!doctype html", self.get(running.url).lower())
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.connect_trusting_nobody(running)
        os.killpg(running.process.pid, signal.SIGINT)
        self.assertEqual(running.ended(), 0, running.output)
        self.assert_all_ended(running)

    @staticmethod
    def connect_trusting_nobody(running: Running) -> None:
        try:
            urllib.request.urlopen(running.url, timeout=DEADLINE, context=ssl.create_default_context())
        except urllib.error.URLError as error:
            raise error.reason

    def test_what_is_published_is_for_who_has_the_token(self):
        running = self.start_secure()
        self.assertIn("topics", self.get(running.url.replace("/?", "/api/v1/topics?")))
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.get(running.url.split("?")[0] + "api/v1/topics")
        self.assertEqual(refused.exception.code, 401)
        refused.exception.close()

    def test_broadcasters_are_named_after_their_certificates(self):
        running = self.start_secure()
        self.assertEqual(len(running.started(4)), 4)
        line = running.found(r"Stream +(curl .*)").replace("curl", "curl --silent --noproxy '*'", 1)
        heard = set()
        with subprocess.Popen(["sh", "-c", "exec " + line + "'&last=9'"], stdout=subprocess.PIPE, text=True) as curl:
            try:
                deadline = time.monotonic() + DEADLINE
                for event in curl.stdout:
                    heard.update(name for name in NAMES if f'"source":"{name}"' in event)
                    if len(heard) == len(NAMES):
                        break
                    self.assertLess(time.monotonic(), deadline, heard)
            finally:
                curl.terminate()
        self.assertEqual(sorted(heard), NAMES)

    def test_what_it_made_is_used_again_and_keys_are_for_their_owner(self):
        subprocess.run([str(ROOT / "scripts/dev-ca"), str(self.secure), *NAMES], check=True, capture_output=True)
        before = {file.name: file.read_bytes() for file in self.secure.iterdir() if file.is_file()}
        again = subprocess.run([str(ROOT / "scripts/dev-ca"), str(self.secure), *NAMES], check=True,
                               capture_output=True, text=True)
        self.assertEqual((again.stdout, again.stderr), ("", ""))
        for name, content in before.items():
            file = self.secure / name
            self.assertEqual(file.read_bytes(), content, name)
            if file.suffix == ".key":
                self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600, name)
            if file.suffix == ".pem":
                self.assertLessEqual(self.days_left(file), 825, name)

    @staticmethod
    def days_left(file: Path) -> float:
        shown = subprocess.run(["openssl", "x509", "-in", str(file), "-noout", "-enddate"], check=True,
                               capture_output=True, text=True).stdout
        return (ssl.cert_time_to_seconds(shown.strip().split("=")[1]) - time.time()) / 86400


if __name__ == "__main__":
    unittest.main()
