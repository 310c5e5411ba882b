"""Data folders that a hub refuses: status 1, one line that helps, and nothing changed."""

import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))
from rig.hub import Hub  # noqa: E402
from scenarios import refusals  # noqa: E402
from scenarios.folders import folder  # noqa: E402


class Refused(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(folder()))
        self.data = self.folder / "history"

    def refused(self, names: str, *words: str, **how) -> None:
        print(refusals.prove_refused(self.data, names, list(words), **how))

    def test_a_header_of_garbage(self) -> None:
        refusals.overwrite_header(refusals.make_history(self.data, 10))
        self.refused("crier.db", "not a database", "damaged", "malformed")

    def test_a_truncated_file(self) -> None:
        refusals.truncate(refusals.make_history(self.data, 2000))
        self.refused("crier.db", "malformed", "damaged")

    def test_a_file_that_is_no_database(self) -> None:
        self.data.mkdir()
        (self.data / "crier.db").write_text("Dear diary,\n" * 1000)
        self.refused("crier.db", "not a database")

    def test_a_database_of_another_program(self) -> None:
        self.data.mkdir()
        refusals.make_foreign(self.data / "crier.db")
        self.refused("crier.db", "another program")

    def test_a_newer_schema(self) -> None:
        refusals.make_newer(refusals.make_history(self.data))
        self.refused("crier.db", "newer", "version")

    def test_a_newer_schema_after_a_kill(self) -> None:
        refusals.leave_journal(self.folder / "newer", self.data)
        self.refused("crier.db", "newer", "version")

    def test_a_damaged_page_that_only_a_reader_meets(self) -> None:
        refusals.meet_damaged_page(self.data)

    def test_a_folder_in_use(self) -> None:
        with Hub(self.data, "--presence", "off") as hub:
            refusals.publish(hub, 10)
            self.refused(str(self.data), "in use")
            self.assertEqual(hub.get("/readyz")[0], 200)
            refusals.publish(hub, 20)
        # Who was killed leaves no lock behind.
        with Hub(self.data) as hub:
            self.assertGreaterEqual(hub.info()["last_offset"], 20)

    def test_a_database_that_another_program_locks(self) -> None:
        with refusals.lock(refusals.make_history(self.data, 10)):
            self.refused("crier.db", "another program holds a lock on it")
        with Hub(self.data) as hub:
            self.assertGreaterEqual(hub.info()["last_offset"], 10)

    def test_a_folder_that_is_a_file(self) -> None:
        self.data.write_text("no folder")
        ended = refusals.run_hub(self.data)
        self.assertEqual((ended.returncode, len(ended.stderr.splitlines())), (1, 1), ended.stderr)
        self.assertIn(str(self.data), ended.stderr)

    def test_a_folder_without_the_right_to_write(self) -> None:
        if os.getuid() != 0:
            self.skipTest("only root can become somebody else, and anybody else owns the folder")
        self.folder.chmod(0o755)
        refusals.make_history(self.data, 10)
        self.refused(str(self.data), "give this user the right to", as_nobody=True)

    def test_a_database_without_the_right_to_write(self) -> None:
        if os.getuid() != 0:
            self.skipTest("only root can become somebody else, and anybody else owns the folder")
        self.folder.chmod(0o755)
        refusals.make_history(self.data, 10)
        self.data.chmod(0o777)
        (self.data / "crier.lock").chmod(0o666)
        self.refused("crier.db", "give this user the right to", as_nobody=True)


if __name__ == "__main__":
    unittest.main()
