"""Lines of text from a shell: what `nc` sends to the publish port."""

import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from stranger import DEADLINE, Hub, call

NC = shutil.which("nc")


def say(hub: Hub, text: str) -> str:
    ended = subprocess.run([NC, "-N", "127.0.0.1", str(hub.publish_port)], input=text, capture_output=True, text=True, timeout=DEADLINE,
                           check=True)
    return ended.stdout


@unittest.skipUnless(NC, "nc is not in PATH")
class Lines(unittest.TestCase):
    def test_a_line_from_a_shell_is_a_message(self) -> None:
        with Hub() as hub:
            self.assertEqual(say(hub, "hello Hello world\n"), "")
            self.assertEqual(say(hub, "".join(f"n {i}\n" for i in range(10_000))), "")
            kept = json.loads(call(hub, "/api/v1/messages?since=0&limit=10000")[1])["messages"]
            self.assertEqual((kept[0]["topic"], kept[0]["data"]), ("hello", "Hello world"))
            self.assertEqual([message["data"] for message in kept[1:]], [str(i) for i in range(9_999)])
            self.assertTrue(say(hub, "nothing\n").startswith("error bad_frame: line 1: "))

    def test_it_may_do_what_who_shows_no_token_may(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            permissions = Path(folder) / "permissions.json"
            permissions.write_text(json.dumps({"anonymous": {"publish": ["public/#"]}}))
            with Hub(None, "--permissions", str(permissions)) as hub:
                self.assertEqual(say(hub, "public/a x\n"), "")
                self.assertTrue(say(hub, "other x\npublic/b y\n").startswith("error forbidden: line 1: "))


if __name__ == "__main__":
    unittest.main()
