import unittest

import sizes
from functions import functions
from source import Source


def found(path: str, text: str) -> list[str]:
    return [str(finding) for finding in sizes.check(Source(path, text))]


def spans(path: str, text: str) -> list[tuple[int, int]]:
    return [(function.first, function.last) for function in functions(Source(path, text))]


def cpp_function(lines: int) -> str:
    return "void f() {\n" + "    go();\n" * (lines - 2) + "}\n"


class Files(unittest.TestCase):
    def test_400_lines_are_allowed_and_401_are_not(self):
        self.assertEqual(found("src/hub/a.cpp", "int a;\n" * 400), [])
        self.assertIn("a.cpp:401: 401 lines", found("src/hub/a.cpp", "int a;\n" * 401)[0])

    def test_what_nobody_writes_by_hand_may_be_long(self):
        self.assertEqual(found("web/dashboard/package-lock.json", "{}\n" * 9000), [])


class Cpp(unittest.TestCase):
    def test_70_lines_are_allowed_and_71_are_not(self):
        self.assertEqual(found("src/hub/a.cpp", cpp_function(70)), [])
        self.assertIn("a function of 71 lines", found("src/hub/a.cpp", cpp_function(71))[0])

    def test_namespaces_and_classes_may_be_long(self):
        methods = "".join(f"    void f{n}() {{ go(); }}\n" for n in range(100))
        for opening in ("namespace crier {", "class a final : public b {", "namespace {",
                        "template <class T>\nstruct box<T*> {", "enum class kind : std::uint8_t {",
                        'extern "C" {'):
            self.assertEqual(found("src/hub/a.hpp", f"{opening}\n{methods}}};\n"), [], opening)

    def test_a_table_of_values_may_be_long(self):
        rows = '    {"a", 1},\n' * 100
        self.assertEqual(found("src/hub/a.cpp", f"constexpr row table[] = {{\n{rows}}};\n"), [])
        self.assertEqual(found("src/hub/a.cpp", f"const std::map<a, b> table{{\n{rows}}};\n"), [])

    def test_a_function_begins_with_its_head(self):
        text = "int a;\n\ntemplate <class T>\nauto f(T x,\n       int y) -> result<T>\n{\n    for (;;) { x(); }\n}\n"
        self.assertEqual(spans("src/a.cpp", text), [(3, 8)])

    def test_constructors_with_braced_members_are_functions(self):
        text = "class a {\npublic:\n    a() : b_{1}, c_{2} {\n        go();\n    }\n};\n"
        self.assertEqual(spans("src/a.cpp", text), [(3, 5)])

    def test_braces_in_strings_macros_and_comments_do_not_count(self):
        text = '#define OPEN {\nvoid f() {\n    s = "}}" + R"({{)" + \'{\'; // {\n    n = 1\'000;\n}\nint a;\n'
        self.assertEqual(spans("src/a.cpp", text), [(2, 5)])


class TypeScript(unittest.TestCase):
    def test_functions_methods_and_arrows_are_measured(self):
        for head in ("export function f(a: number): void {", "export const F = () => {",
                     "async function f() {"):
            text = head + "\n" + "  go();\n" * 70 + "}\n"
            self.assertIn("a function of 72 lines", found("web/a.ts", text)[0])
        method = "class A {\n  private run(a: number): void {\n" + "    go();\n" * 70 + "  }\n}\n"
        self.assertIn("a.ts:2:", found("web/a.ts", method)[0])

    def test_suites_classes_and_short_functions_may_fill_a_file(self):
        cases = "  it('works', () => {\n    go();\n  });\n" * 40
        self.assertEqual(found("web/a.test.ts", f"describe('a', () => {{\n{cases}}});\n"), [])
        self.assertEqual(found("web/a.ts", "class A {\n" + "  f() {\n    go();\n  }\n" * 40 + "}\n"), [])
        self.assertEqual(found("web/a.ts", "export interface A {\n" + "  a: number;\n" * 90 + "}\n"), [])

    def test_an_apostrophe_in_text_hides_nothing_but_its_line(self):
        text = "function A() {\n  return <p>Don't</p>;\n}\nfunction B() {\n  return 1;\n}\n"
        self.assertEqual(spans("web/a.tsx", text), [(1, 3), (4, 6)])


class Python(unittest.TestCase):
    def test_70_lines_are_allowed_and_71_are_not(self):
        self.assertEqual(found("tests/a.py", "def f():\n" + "    go()\n" * 69), [])
        self.assertIn("a function of 71 lines", found("tests/a.py", "def f():\n" + "    go()\n" * 70)[0])


if __name__ == "__main__":
    unittest.main()
