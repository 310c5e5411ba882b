"""crier with a hub that speaks TLS and wants to know who comes."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from command_line import crier  # noqa: E402
from tls_test import WithHub, make_certificates  # noqa: E402


class Secure(WithHub):
    def crier(self, *arguments: str):
        return crier(None, *arguments, CRIER_URL=f"https://127.0.0.1:{self.hub.web_port}",
                     CRIER_HUB=f"127.0.0.1:{self.hub.publish_port}")

    def test_both_addresses_are_reached_with_one_authority(self) -> None:
        done = self.crier("publish", "a", "x", "--tls-ca", self.ca, "--source", "me")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.crier("watch", "a", "--since", "0", "--count", "1", "--format", "raw", "--tls-ca", self.ca)
        self.assertEqual((done.returncode, done.stdout), (0, "x\n"), done.stderr)
        self.assertEqual(self.crier("check", "--round-trip", "--tls-ca", self.ca).returncode, 0)
        self.assertEqual(self.crier("bench", "--duration", "200ms", "--tls-ca", self.ca).returncode, 0)

    def test_a_certificate_is_shown_and_must_fit_the_source(self) -> None:
        shown = ("--tls-ca", self.ca, "--tls-certificate", str(self.made / "press-7.pem"),
                 "--tls-key", str(self.made / "press-7.key"))
        self.assertEqual(self.crier("publish", "a", "x", "--source", "press-7", *shown).returncode, 0)
        done = self.crier("publish", "a", "x", "--source", "press-8", *shown)
        self.assertEqual(done.returncode, 1)
        self.assertIn("(forbidden)", done.stderr)

    def test_a_replay_as_several_sources_takes_the_certificate_of_each(self) -> None:
        make_certificates(self.made, "press-7", "press-8")
        file = self.folder / "shift.ndjson"
        file.write_text("".join(
            f'{{"type":"message","topic":"shift","offset":{n + 1},"prev":{n},"time":"2026-11-22T20:11:0{n}.000000Z",'
            f'"source":"press-{7 + n % 2}","seq":1,"data":"{n}"}}\n' for n in range(6)))
        for source, status, texts in (("press-7", 1, "024"), ("press-8", 0, "135")):
            done = self.crier("replay", str(file), "--speed", "max", "--keep-sources", *self.shown(source, self.made))
            other = "press-8" if source == "press-7" else "press-7"
            self.assertEqual(done.returncode, status)
            self.assertIn(f"source {other} is refused", done.stderr)
            self.assertIn("(forbidden)", done.stderr)
            shown = self.crier("watch", "shift", "--last", "3", "--count", "3", "--format", "raw", "--tls-ca", self.ca)
            self.assertEqual(shown.stdout.split(), list(texts))

    def test_an_authority_that_nobody_told_of_is_not_trusted(self) -> None:
        done = self.crier("topics")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, "certificate")
        missing = self.crier("topics", "--tls-ca", "/nonexistent.pem")
        self.assertEqual(missing.returncode, 2)
        self.assertIn("/nonexistent.pem", missing.stderr)


del WithHub  # whose tests, none, would be found here

if __name__ == "__main__":
    unittest.main()
