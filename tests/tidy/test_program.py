"""The program as a whole, on a small tree of its own."""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run_tidy(files: dict[str, str], git: bool) -> subprocess.CompletedProcess:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        if git:
            subprocess.run(["git", "init", "-q", folder], check=True)
        command = [sys.executable, str(HERE), "--root", folder]
        return subprocess.run(command, capture_output=True, text=True, check=False)


@unittest.skipUnless(shutil.which("git"), "git is not there")
class Program(unittest.TestCase):
    def test_a_clean_tree_passes(self):
        done = run_tidy({"src/hub/main.cpp": "int main() { return 0; }\n"}, git=True)
        self.assertEqual((done.returncode, done.stdout), (0, "tidy: 1 files, 0 findings\n"))

    def test_findings_fail_it_with_file_and_line(self):
        done = run_tidy({"src/hub/main.cpp": "int a;\nstd::mutex m;\n"}, git=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("src/hub/main.cpp:2: std::mutex", done.stdout)

    def test_what_git_ignores_is_not_looked_at(self):
        done = run_tidy({".gitignore": "/made/\n", "made/a.cpp": "std::mutex m;\n"}, git=True)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_without_git_what_is_built_is_not_looked_at(self):
        done = run_tidy({"build/a.cpp": "\t\n", "web/node_modules/a/utils.js": ""}, git=False)
        self.assertEqual((done.returncode, done.stdout), (0, "tidy: 0 files, 0 findings\n"))


if __name__ == "__main__":
    unittest.main()
