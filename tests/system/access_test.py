"""Who may do what, at every door of a real hub: each credential, action and topic, and attacks on
tokens."""

import asyncio
import base64
import json
import os
import subprocess
import tempfile
import time
import unittest
import urllib.parse
from pathlib import Path

from stranger import DEADLINE, HOUR, Hub, call, converse, encode, frames, header, stream, token, websocket

SUBSCRIBE = 0x03


class Permissions(unittest.TestCase):
    """Every cell of credential, action and topic."""

    secret = b"a secret of more than thirty-two bytes"

    @classmethod
    def setUpClass(cls) -> None:
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        (folder / "secret").write_bytes(cls.secret + b"\n")
        cls.permissions = folder / "permissions.json"
        cls.permissions.write_text(json.dumps({
            "anonymous": {"subscribe": ["public/#"]},
            "tokens": {"ann": {"publish": ["#"], "subscribe": ["#", "$hub/#"]}, "*": {"publish": ["own/{name}/#"]}}}))
        cls.hub = cls.enterClassContext(Hub(
            None, "--token-key", str(folder / "secret"), "--permissions", str(cls.permissions)))
        line = {"publish": ["line/1"], "subscribe": ["line/+", "line/1/#"]}
        cls.shown = {
            "nobody": None,
            "ann": token(cls.secret, sub="ann"),
            "bob": token(cls.secret, sub="bob"),
            "line": token(cls.secret, sub="line", crier=line),
            "nothing": token(cls.secret, sub="nothing", crier={}),
        }
        for topic in ("public/a", "line/1", "line/2", "line/1/x", "other"):
            assert call(cls.hub, f"/api/v1/publish/{topic}", cls.shown["ann"], topic.encode())[0] == 200

    PUBLISH = {  # by who: the topics that are allowed
        "nobody": set(), "ann": {"public/a", "line/1", "own/bob/x", "other"}, "bob": {"own/bob/x"},
        "line": {"line/1"}, "nothing": set()}
    SUBSCRIBE = {
        "nobody": {"public/#", "public/a"}, "ann": {"#", "public/#", "public/a", "line/+", "line/1/#", "line/#", "+/1"},
        "bob": set(), "line": {"line/+", "line/1/#"}, "nothing": set()}
    TOPICS = ("public/a", "line/1", "own/bob/x", "own/ann/../bob", "other", "$hub/x", "$hub")
    FILTERS = ("#", "+/1", "public/#", "public/a", "public", "line/+", "line/#", "line/1/#", "$hub/#", "$SYS/#")

    def setUp(self) -> None:
        self.SUBSCRIBE = {**self.SUBSCRIBE, "nobody": self.SUBSCRIBE["nobody"] | {"public"},
                          "ann": self.SUBSCRIBE["ann"] | {"public", "$hub/#"}}
        self.PUBLISH = {**self.PUBLISH, "ann": self.PUBLISH["ann"] | {"own/ann/../bob"}}

    def test_publishing(self) -> None:
        for who, allowed in self.PUBLISH.items():
            for topic in self.TOPICS:
                with self.subTest(who=who, topic=topic):
                    fine = topic in allowed
                    path = "/".join(urllib.parse.quote(level, safe="") for level in topic.split("/"))
                    status, told = call(self.hub, f"/api/v1/publish/{path}", self.shown[who], b"x")
                    self.assertEqual((status, told if status != 200 else ""), (200, "") if fine else (403, "forbidden"))
                    self.assertEqual(self.publish_framed(who, topic), fine)
                    self.assertEqual(self.publish_from_page(who, topic), fine)

    def publish_framed(self, who: str, topic: str) -> bool:
        hello = {"token": self.shown[who]} if self.shown[who] else {}
        said = frames.publish(topic, b"x", 1)
        answers = asyncio.run(converse(self.hub, {"session": os.urandom(8).hex(), **hello}, said, last_seq=1))
        kinds = [kind for kind, _ in answers]
        if frames.ERROR in kinds:
            refused = answers[kinds.index(frames.ERROR)][1]
            self.assertEqual((refused["code"], refused["fatal"], refused["seq"]), ("forbidden", False, 1))
            return False
        return frames.ACK in kinds

    def publish_from_page(self, who: str, topic: str) -> bool:
        query = "topics=none" + (f"&token={self.shown[who]}" if self.shown[who] else "")
        said = {"type": "publish", "topic": topic, "data": "x", "id": 1}
        return asyncio.run(asyncio.wait_for(self.either(query, said), DEADLINE))["type"] == "published"

    async def either(self, query: str, said: dict) -> dict:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.hub.web_port)
        try:
            await websocket.upgrade(reader, writer, f"/ws?{query}")
            writer.write(websocket.masked(websocket.TEXT, json.dumps(said, separators=(",", ":")).encode()))
            cut = websocket.Frames()
            while piece := await reader.read(65536):
                for _, content in cut.feed(piece):
                    event = json.loads(content)
                    if event["type"] in ("published", "error"):
                        return event
            raise ConnectionError("closed")
        finally:
            writer.transport.abort()

    def test_subscribing(self) -> None:
        for who, allowed in self.SUBSCRIBE.items():
            shown = f"&token={self.shown[who]}" if self.shown[who] else ""
            for wanted in self.FILTERS:
                with self.subTest(who=who, filter=wanted):
                    fine = wanted in allowed
                    named = urllib.parse.quote(wanted, safe="")
                    told = asyncio.run(stream(self.hub, f"topics={named}{shown}", until="live"))
                    self.assertEqual(told.get("code", 0), 0 if fine else 4003, told)
                    status, code = call(self.hub, f"/api/v1/messages?topics={named}", self.shown[who])
                    self.assertEqual(status, 200 if fine else 403, code)
                    later = {"type": "subscribe", "topics": [wanted]}
                    answer = asyncio.run(stream(self.hub, f"topics=none{shown}", later,
                                                until="subscribed" if fine else "error"))
                    self.assertEqual(answer.get("code"), None if fine else "forbidden")
                    self.assertEqual(self.subscribe_framed(who, wanted), fine)

    def subscribe_framed(self, who: str, wanted: str) -> bool:
        hello = {"token": self.shown[who]} if self.shown[who] else {}
        said = frames.frame(SUBSCRIBE, json.dumps({"topics": [wanted]}).encode())
        answers = asyncio.run(converse(self.hub, hello, said))
        codes = [body["code"] for kind, body in answers if kind == frames.ERROR]
        self.assertIn(codes, ([], ["forbidden"]))
        return not codes

    def test_nothing_named_is_all_that_may_be_seen(self) -> None:
        seen = json.loads(call(self.hub, "/api/v1/messages?since=0&limit=1000", self.shown["line"])[1])["messages"]
        self.assertEqual({message["topic"] for message in seen}, {"line/1", "line/2", "line/1/x"})
        topics = json.loads(call(self.hub, "/api/v1/topics", self.shown["line"])[1])["topics"]
        self.assertEqual({entry["topic"] for entry in topics}, {"line/1", "line/2", "line/1/x"})
        self.assertEqual(json.loads(call(self.hub, "/api/v1/topics")[1])["topics"][0]["topic"], "public/a")
        self.assertEqual(call(self.hub, "/api/v1/subscribers", self.shown["line"]), (403, "forbidden"))
        self.assertEqual(call(self.hub, "/api/v1/subscribers", self.shown["ann"])[0], 200)
        self.assertEqual(call(self.hub, "/events?topics=%23", self.shown["line"]), (403, "forbidden"))

    def test_it_is_explained(self) -> None:
        told = json.loads(call(self.hub, "/api/v1/explain?topic=line/1", self.shown["line"])[1])
        self.assertEqual((told["publish"]["filter"], told["subscribe"]["filter"]), ("line/1", "line/+"))
        told = json.loads(call(self.hub, "/api/v1/explain?topic=%23")[1])
        self.assertIn("public/#", told["subscribe"]["message"])

    def test_a_changed_file_counts_for_who_is_connected(self) -> None:
        async def watch() -> dict:
            told = asyncio.create_task(stream(self.hub, "topics=public/%23", until="never"))
            while json.loads(call(self.hub, "/api/v1/info")[1])["subscribers"] == 0:
                await asyncio.sleep(0.01)
            before = self.permissions.read_text()
            self.permissions.write_text(json.dumps({**json.loads(before), "anonymous": {"subscribe": ["elsewhere"]}}))
            try:
                return await told
            finally:
                self.permissions.write_text(before)

        self.assertEqual(asyncio.run(watch())["code"], 4003)
        deadline = time.monotonic() + DEADLINE
        while call(self.hub, "/api/v1/messages?topics=public/a")[0] != 200 and time.monotonic() < deadline:
            pass  # each asks the hub, which reads the file again in a second


class Tokens(unittest.TestCase):
    """What a hub with a secret, an audience and an issuer makes of tokens."""

    secret = b"another secret of more than 32 bytes"

    @classmethod
    def setUpClass(cls) -> None:
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        (folder / "secret").write_bytes(cls.secret)
        subprocess.run(["openssl", "genrsa", "-out", folder / "rsa.key", "2048"], check=True, capture_output=True)
        cls.rsa_public = subprocess.run(["openssl", "rsa", "-in", folder / "rsa.key", "-pubout"], check=True,
                                        capture_output=True).stdout
        (folder / "rsa.pem").write_bytes(cls.rsa_public)
        cls.hub = cls.enterClassContext(Hub(
            None, "--token-key", f"one={folder / 'secret'}", "--token-key", f"two={folder / 'rsa.pem'}",
            "--token-audience", "here", "--token-issuer", "us"))
        cls.good = {"aud": "here", "iss": "us", "crier": {"publish": ["a"], "subscribe": ["a"]}}

    def refused(self, shown: str) -> str:
        for code in (call(self.hub, "/api/v1/info", shown)[1], call(self.hub, f"/api/v1/info?token={shown}")[1]):
            self.assertEqual(code, "unauthorized")
        told = asyncio.run(stream(self.hub, f"token={shown}", until="never")) if len(shown) < 9000 else {"code": 4001}
        self.assertEqual(told["code"], 4001)
        answers = asyncio.run(converse(self.hub, {"token": shown}))
        self.assertEqual([body["code"] for _, body in answers], ["unauthorized"])
        self.assertNotIn(shown, answers[0][1]["message"])
        return answers[0][1]["message"]

    def test_a_good_one_is_taken_from_everywhere(self) -> None:
        shown = token(self.secret, {"kid": "one"}, **self.good)
        self.assertEqual(call(self.hub, "/api/v1/info", shown)[0], 200)
        self.assertEqual(call(self.hub, f"/api/v1/info?token={shown}")[0], 200)
        self.assertEqual(call(self.hub, "/api/v1/info", headers={"Cookie": f"x=1; crier_token={shown}"})[0], 200)
        self.assertEqual(asyncio.run(converse(self.hub, {"token": shown}))[0][0], frames.WELCOME)
        self.assertEqual(call(self.hub, "/readyz")[0], 200)
        self.assertEqual(call(self.hub, "/")[0], 200)

    def test_attacks(self) -> None:
        now = int(time.time())
        one = {"kid": "one"}
        good = token(self.secret, one, **self.good)
        head, payload, signature = good.split(".")
        forged = encode(json.dumps({**self.good, "exp": now + HOUR, "crier": {"subscribe": ["#"]}}).encode())
        cases = {
            "alg none": f"{header('none')}.{payload}.",
            "alg nOnE": f"{header('nOnE')}.{payload}.{signature}",
            "a public key as a secret": token(self.rsa_public, {"kid": "two"}, **self.good),
            "the same without its line's end": token(self.rsa_public.rstrip(), {"kid": "two"}, **self.good),
            "another payload": f"{head}.{forged}.{signature}",
            "no signature": f"{head}.{payload}.",
            "another key": token(b"x" * 40, one, **self.good),
            "expired": token(self.secret, one, **{**self.good, "exp": now - 60}),
            "of the future": token(self.secret, one, **{**self.good, "nbf": now + 600}),
            "endless": token(self.secret, one, **{**self.good, "exp": None}),
            "a text for a time": token(self.secret, one, **{**self.good, "exp": "9999999999"}),
            "another audience": token(self.secret, one, **{**self.good, "aud": "there"}),
            "another issuer": token(self.secret, one, **{**self.good, "iss": "them"}),
            "another kid": token(self.secret, {"kid": "three"}, **self.good),
            "too large": token(self.secret, one, **self.good, note="x" * 7000),
            "huge filters": token(self.secret, one, **{**self.good, "crier": {"subscribe": ["a/" + "b" * 300]}}),
            "too many filters": token(self.secret, one, **{**self.good, "crier": {"publish": ["a"] * 300}}),
            "no filters": token(self.secret, one, **{**self.good, "crier": {"subscribe": "#"}}),
            "rubbish": "x.y.z",
            "not even that": "%41%42",
        }
        for name, shown in cases.items():
            with self.subTest(name):
                self.refused(shown)

    def test_one_that_expires_ends_the_connection_and_a_new_one_goes_on(self) -> None:
        say = token(self.secret, {"kid": "one"}, **self.good)
        self.assertEqual(call(self.hub, "/api/v1/publish/a", say, b"before")[0], 200)
        brief = token(self.secret, {"kid": "one"}, **{**self.good, "exp": int(time.time()) - 2})
        told = asyncio.run(stream(self.hub, f"token={brief}&topics=a", until="never"))
        self.assertEqual((told["code"], told["reason"]), (4201, "token_expired"))
        position = json.loads(call(self.hub, f"/api/v1/messages?topics=a&token={say}")[1])["next"]
        self.assertEqual(call(self.hub, "/api/v1/publish/a", say, b"meanwhile")[0], 200)
        event = asyncio.run(stream(self.hub, f"token={say}&topics=a&since={position}", until="message"))
        self.assertEqual(base64.b64decode(event["data_base64"]), b"meanwhile")

    def test_publishers_are_told_when_theirs_expires(self) -> None:
        brief = token(self.secret, {"kid": "one"}, **{**self.good, "exp": int(time.time()) - 3})

        async def wait() -> tuple[int, bytes]:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.hub.publish_port)
            writer.write(frames.frame(frames.HELLO, json.dumps({"protocol": 1, "token": brief}).encode()))
            self.assertEqual((await frames.read_frame(reader))[0], frames.WELCOME)
            told = await asyncio.wait_for(frames.read_frame(reader), DEADLINE)
            writer.transport.abort()
            return told

        kind, body = asyncio.run(wait())
        self.assertEqual((kind, json.loads(body)["code"]), (frames.ERROR, "token_expired"))


if __name__ == "__main__":
    unittest.main()
