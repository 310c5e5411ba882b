import unittest

import naps
from source import Source

# Put together here, so that a search for sleeps in tests does not find this file.
SLEEP = "sleep"


def found(path: str, text: str) -> list[str]:
    return [str(finding) for finding in naps.check(Source(path, text))]


class Naps(unittest.TestCase):
    def test_sleeps_are_refused_in_tests(self):
        for path, line in (
            ("tests/unit/a.cpp", f"std::this_thread::{SLEEP}_for(1s);"),
            ("tests/unit/a.cpp", f"u{SLEEP}(1000);"),
            ("tests/system/a.py", f"time.{SLEEP}(1)"),
            ("tests/system/a.py", f"from time import monotonic, {SLEEP}"),
            ("tests/system/a.sh", f"  {SLEEP} 5"),
            ("web/dashboard/test/a.ts", "await new Promise((resolve) => setTime" + "out(resolve, 100));"),
            ("tests/browser/a.test.mjs", "await page.waitFor" + "Timeout(100);"),
        ):
            self.assertEqual(len(found(path, line + "\n")), 1, line)

    def test_the_program_itself_may_wait(self):
        self.assertEqual(found("web/dashboard/src/a.ts", "setTime" + "out(resolve, 100);\n"), [])

    def test_deadlines_and_words_are_no_naps(self):
        self.assertEqual(found("web/dashboard/test/a.ts", "const timer = setTimeout(() => reject(late), 100);\n"), [])
        self.assertEqual(found("tests/unit/a.cpp", f"// never {SLEEP}_for\nint {SLEEP}er;\n"), [])
        self.assertEqual(found("tests/system/a.py", f"text = 'time.{SLEEP}(1)'\n"), [])


if __name__ == "__main__":
    unittest.main()
