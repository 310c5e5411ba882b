import unittest

import threads
from source import Source


def found(path: str, text: str) -> list[str]:
    return [str(finding) for finding in threads.check(Source(path, text))]


class Threads(unittest.TestCase):
    def test_mutexes_and_atomics_are_refused(self):
        for line in ("std::mutex mutex_;", "std::atomic<int> n;", "std::atomic_bool stop;", "#include <mutex>",
                     "std::lock_guard lock(m);", "std::condition_variable ready;", "std::scoped_lock l(a, b);"):
            self.assertEqual(len(found("src/hub/hub.hpp", line + "\n")), 1, line)

    def test_the_rooms_that_own_threads_may(self):
        self.assertEqual(found("src/async/worker.hpp", "std::mutex mutex_;\n"), [])
        self.assertEqual(found("src/history/nats_reader.cpp", "std::mutex mutex_;\n"), [])

    def test_tests_may(self):
        self.assertEqual(found("tests/unit/async/worker_test.cpp", "std::atomic<int> n;\n"), [])

    def test_words_in_comments_and_names_of_ours_do_not_count(self):
        self.assertEqual(found("src/hub/hub.hpp", "// no std::mutex here\nint mutex_count;\n"), [])

    def test_nothing_is_detached(self):
        self.assertEqual(len(found("src/hub/hub.cpp", "co_spawn(ex, run(), asio::detached);\n")), 1)
        self.assertEqual(found("src/hub/hub.cpp", "// never detached\n"), [])


if __name__ == "__main__":
    unittest.main()
