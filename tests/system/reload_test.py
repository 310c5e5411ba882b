"""What a running hub takes of changed settings, and what it says of the rest."""

import signal
import tempfile
import time
import unittest
from pathlib import Path

from stranger import DEADLINE, Hub, call


class Reload(unittest.TestCase):
    def setUp(self) -> None:
        self.config = Path(self.enterContext(tempfile.TemporaryDirectory())) / "hub.toml"
        self.config.write_text('max-filters = 5\nname = "one"\n')
        self.hub = self.enterContext(Hub(None, "--config", str(self.config)))
        self.assertEqual(self.filters_allowed(), 5)

    def filters_allowed(self) -> int:
        return self.hub.info()["limits"]["filters"]

    def wait(self, what, wanted) -> None:
        end = time.monotonic() + DEADLINE
        while what() != wanted:
            self.assertLess(time.monotonic(), end, f"not {wanted} in time")

    def logged(self) -> str:
        self.assertEqual(self.hub.stop(), 0)
        return self.hub.said

    def test_a_changed_file_is_read_by_itself(self) -> None:
        self.config.write_text('max-filters = 77\nname = "another"\n')
        self.wait(self.filters_allowed, 77)
        self.assertEqual(self.hub.info()["name"], "one")
        self.assertEqual(call(self.hub, "/api/v1/messages?topics=" + ",".join("abcdef"))[0], 200)
        log = self.logged()
        self.assertIn("settings read again changed=--max-filters", log)
        self.assertIn("read at the start only; restart the hub for them: --name", log)

    def test_a_bad_file_changes_nothing(self) -> None:
        self.config.write_text('max-filters = "many"\n')
        self.hub.process.send_signal(signal.SIGHUP)
        self.wait(lambda: self.hub.get("/livez")[0], 200)
        self.assertEqual(self.filters_allowed(), 5)
        self.config.write_text("max-filters = 6\n")
        self.wait(self.filters_allowed, 6)
        log = self.logged()
        self.assertIn('--max-filters: "many" is not a whole number', log)
        self.assertIn("the settings stay as they were", log)


if __name__ == "__main__":
    unittest.main()
