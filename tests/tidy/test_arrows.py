import unittest

import arrows
from source import Source


def messages(path: str, text: str) -> list[str]:
    return [str(finding) for finding in arrows.check(Source(path, text))]


class Arrows(unittest.TestCase):
    def test_a_room_includes_itself_what_its_row_names_and_libraries(self):
        text = (
            '#include "http/http_session.hpp"\n#include "history/history.hpp"\n'
            "#include <crier/frame.hpp>\n#include <boost/asio.hpp>\n#include <vector>\n"
        )
        self.assertEqual(messages("src/http/routes.cpp", text), [])

    def test_a_wrong_way_include_is_named_with_its_line(self):
        found = messages("src/http/routes.cpp", '\n#include "subscribe/ws_session.hpp"\n')
        self.assertEqual(len(found), 1)
        self.assertIn("src/http/routes.cpp:2: wrong-way include: http may include", found[0])

    def test_protocol_includes_nothing_of_ours(self):
        self.assertIn("nothing of ours", messages("src/protocol/a.cpp", '#include "async/event.hpp"\n')[0])

    def test_options_are_for_the_programs_alone(self):
        text = '#include "options/option.hpp"\n'
        for room in ("hub", "broadcaster", "cli", "mqtt"):
            self.assertEqual(messages(f"src/{room}/main.cpp", text), [])
        self.assertEqual(len(messages("src/http/api.cpp", text)), 1)
        self.assertEqual(len(messages("src/options/option.cpp", '#include "protocol/utf8.hpp"\n')), 1)

    def test_the_hub_knows_no_publisher_library(self):
        self.assertEqual(len(messages("src/hub/hub.cpp", '#include "client/publisher.hpp"\n')), 1)

    def test_climbing_is_refused_everywhere(self):
        self.assertIn("climbs", messages("tests/unit/a.cpp", '#include "../support/a.hpp"\n')[0])

    def test_a_file_without_its_room_in_front_is_refused(self):
        self.assertIn('"async/event.hpp"', messages("src/async/a.cpp", '#include "event.hpp"\n')[0])

    def test_a_room_without_a_row_is_refused(self):
        self.assertIn("no row", messages("src/new_room/a.cpp", "#include <vector>\n")[0])

    def test_an_include_in_a_comment_or_string_includes_nothing(self):
        text = '// #include "hub/hub.hpp"\n/*\n#include "hub/hub.hpp"\n*/\n'
        self.assertEqual(messages("src/http/a.cpp", text), [])


class PublicHeaders(unittest.TestCase):
    def test_one_another_boost_and_std_are_allowed(self):
        text = "#include <crier/topic.hpp>\n#include <boost/system/result.hpp>\n#include <string>\n"
        self.assertEqual(messages("include/crier/frame.hpp", text), [])

    def test_rooms_and_other_libraries_are_not(self):
        self.assertEqual(len(messages("include/crier/a.hpp", '#include "protocol/utf8.hpp"\n')), 1)
        self.assertEqual(len(messages("include/crier/a.hpp", "#include <fmt/format.h>\n")), 1)


if __name__ == "__main__":
    unittest.main()
