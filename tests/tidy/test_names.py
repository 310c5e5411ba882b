import unittest

import names
from source import Source


def found(path: str) -> list[str]:
    return [str(finding) for finding in names.check(Source(path, ""))]


class Names(unittest.TestCase):
    def test_drawers_are_refused_as_file_and_as_folder(self):
        for path in ("src/http/utils.cpp", "src/common/a.hpp", "web/src/helpers/a.ts", "tests/misc/a.py",
                     "src/hub/session_manager.hpp", "scripts/string-utils.sh"):
            self.assertEqual(len(found(path)), 1, path)

    def test_words_that_contain_one_are_not(self):
        for path in ("src/http/routes.cpp", "src/a/commonmark.cpp", "src/a/utilization.cpp", "src/hub/management.hpp"):
            self.assertEqual(found(path), [], path)


if __name__ == "__main__":
    unittest.main()
