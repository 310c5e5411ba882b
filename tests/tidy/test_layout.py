import unittest

import layout
from source import Source


def found(path: str, text: str) -> list[str]:
    return [str(finding) for finding in layout.check(Source(path, text))]


class Lines(unittest.TestCase):
    def test_whitespace_at_the_end(self):
        self.assertEqual(found("src/a.cpp", "int a;\nint b; \n"), ["src/a.cpp:2: whitespace at the end of the line"])
        self.assertEqual(len(found("deploy/a.yaml", "a: 1 \n")), 1)
        self.assertEqual(found("README.md", "a line break  \n"), [])

    def test_tabs(self):
        self.assertEqual(len(found("src/a.cpp", "\tint a;\n")), 1)
        self.assertEqual(len(found("web/a.ts", "\tlet a;\n")), 1)
        self.assertEqual(found("Makefile", "all:\n\ttrue\n"), [])

    def test_100_columns_are_allowed_and_101_are_not(self):
        self.assertEqual(found("src/a.cpp", "x" * 100 + "\n"), [])
        self.assertEqual(len(found("src/a.cpp", "x" * 101 + "\n")), 1)
        self.assertEqual(found("src/a.cpp", "// " + "ü" * 97 + "\n"), [])


class Headers(unittest.TestCase):
    def test_pragma_once_is_the_first_line_of_code(self):
        self.assertEqual(found("src/a.hpp", "// What it is for.\n#pragma once\nint a;\n"), [])
        self.assertEqual(len(found("src/a.hpp", "#ifndef A\n#define A\n#endif\n")), 1)
        self.assertEqual(found("src/a.cpp", "int a;\n"), [])

    def test_using_namespace_stays_inside_functions(self):
        head = "#pragma once\nnamespace crier {\n"
        self.assertEqual(len(found("src/a.hpp", head + "using namespace std;\n}\n")), 1)
        inside = "inline int f() {\n    using namespace std::chrono_literals;\n    return 1;\n}\n}\n"
        self.assertEqual(found("src/a.hpp", head + inside), [])
        self.assertEqual(found("src/a.cpp", "using namespace std;\n"), [])


if __name__ == "__main__":
    unittest.main()
