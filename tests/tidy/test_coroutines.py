import unittest

import coroutines
from source import Source


def lines(body: str) -> list[int]:
    """Where the rule fires in a coroutine with that body; its first line is 1."""
    text = "asio::awaitable<void> run(hub& hub) {" + body + "\n}\n"
    return [finding.line for finding in coroutines.check(Source("src/hub/a.cpp", text))]


class FiresOn(unittest.TestCase):
    def fires(self, body: str, line: int = 1):
        self.assertEqual(lines(body), [line], body)

    def test_an_aggregate_as_argument(self):
        self.fires("co_await f(aggregate{1, 2});")
        self.fires("co_await f({1, 2});")
        self.fires("co_await f(std::make_shared<x>(aggregate{1}));")

    def test_an_aggregate_anywhere_in_the_same_expression(self):
        self.fires("int n = plain(aggregate{1}) + co_await g();")
        self.fires("\n    auto r =\n        co_await g(first,\n                   second{1});", 4)

    def test_a_co_await_inside_the_braces(self):
        self.fires("auto x = aggregate{co_await g()};")
        self.fires("co_return wrap(aggregate{co_await g()});")
        self.fires("asio::steady_timer timer{aggregate{1}, co_await g()};")

    def test_in_the_condition_of_a_branch(self):
        self.fires("if (co_await f(aggregate{1})) { go(); }")
        self.fires("if (auto r = co_await f(aggregate{1}); !r) { go(); }")

    def test_a_capturing_lambda(self):
        self.fires("co_await f([x] { return x; });")
        self.fires("co_await f([this, x = std::move(y)](int n) -> result<int> { return n; });")
        self.fires("co_await asio::co_spawn(ex, [session]() -> asio::awaitable<void> { co_return; }, token);")

    def test_a_switch_over_what_is_awaited(self):
        self.fires("\nswitch (co_await f()) { case 1: co_await g(); }", 2)
        self.fires("\nswitch (co_await f()) { case 1: break; }", 2)
        self.fires("\nswitch (kind_of(\n    (co_await f()).value)) { default: break; }", 2)
        self.fires("switch (const auto got = co_await f(); got.kind) { case 1: break; }")
        self.fires("if (x) { for (;;) { switch (co_await f()) { case 1: break; } } }")

    def test_inside_a_lambda_that_is_itself_a_coroutine(self):
        self.fires("auto f = [] () -> asio::awaitable<void> { co_await g(aggregate{1}); };")


class KeepsSilentOn(unittest.TestCase):
    def silent(self, body: str):
        self.assertEqual(lines(body), [], body)

    def test_bodies(self):
        self.silent("if (co_await f()) { go(); } else { stay(); }")
        self.silent("for (;;) { co_await f(); }")
        self.silent("while (co_await f()) {\n}")
        self.silent("for (auto& x : co_await all()) { go(x); }")
        self.silent("try { co_await f(); } catch (...) { }")
        self.silent("do { co_await f(); } while (going);")

    def test_a_value_that_was_named_first(self):
        self.silent("aggregate value{1, 2};\nco_await f(std::move(value));")
        self.silent("co_await f();\nreturn_to({1, 2});")
        self.silent("auto go = [x] { return x; };\nco_await f(std::move(go));")

    def test_a_switch_over_a_value_that_was_named_first(self):
        self.silent("const auto got = co_await f();\nswitch (got) { case 1: co_await g(); break; default: break; }")
        self.silent("switch (kind()) { case 1: go(co_await g()); }")
        self.silent("switch (size([] () -> task { co_await g(); })) { case 1: break; }")
        self.silent("my_switch(co_await f());")

    def test_a_variable_that_is_made_of_what_was_awaited(self):
        self.silent("asio::steady_timer timer{co_await asio::this_coro::executor};")
        self.silent("const std::vector<int> list{co_await f()};")

    def test_co_return_of_an_aggregate(self):
        self.silent("co_await f();\nco_return aggregate{1, 2};")

    def test_a_lambda_that_captures_nothing(self):
        self.silent("co_await f([](int n) { return n; });")

    def test_braces_in_the_body_of_such_a_lambda(self):
        self.silent("co_await f([](int n) { return aggregate{n}; });")

    def test_structured_bindings_and_subscripts(self):
        self.silent("auto& [ec, socket] = accepted;\nauto [a, b] = co_await f(list[0]);")
        self.silent("const auto& [ec, n] = co_await f(map[key].value);")

    def test_durations_and_numbers(self):
        self.silent("co_await wait(std::chrono::seconds{5}, std::size_t{1});")

    def test_the_branch_after_the_condition(self):
        self.silent("if (auto r = co_await f(); !r) { co_return aggregate{1}; }")

    def test_awaitable_operators(self):
        self.silent("auto r = co_await ((read() && write()) || stalled());")

    def test_comments_and_strings(self):
        self.silent('log("co_await f({1})"); // co_await f({1})')


class ElsewhereInAFile(unittest.TestCase):
    def check(self, text: str) -> list:
        return list(coroutines.check(Source("src/hub/a.cpp", text)))

    def test_members_and_classes_around_coroutines_are_no_part_of_them(self):
        text = (
            "template <class T>\nstruct box final : base<T> {\n    int value{1};\n"
            "    box() : value{2}, other_{3} {}\n"
            "    asio::awaitable<void> run() { co_await f(); }\n    std::vector<int> list{1, 2};\n};\n"
        )
        self.assertEqual(self.check(text), [])

    def test_a_trailing_return_type_with_a_comma_opens_a_body(self):
        text = "auto run(int a) -> asio::awaitable<std::pair<int, int>> {\n    co_await f();\n}\n"
        self.assertEqual(self.check(text), [])


if __name__ == "__main__":
    unittest.main()
