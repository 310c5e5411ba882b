"""A hub that is told to fail, by --enable-faults: what its clients then see, and that they lose nothing."""

import asyncio
import json
import subprocess
import sys
import time
import unittest

from stranger import BIN, DEADLINE, ROOT, Hub, call, frames, websocket


class Follower:
    """A subscriber over WebSocket that notes when each event came."""

    def __init__(self, hub: Hub):
        self.hub = hub
        self.frames = websocket.Frames()
        self.events: list[tuple[float, dict]] = []

    async def __aenter__(self) -> "Follower":
        await self.connect("topics=a,b")
        return self

    async def connect(self, query: str) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.hub.web_port)
        await websocket.upgrade(self.reader, self.writer, f"/ws?{query}")
        self.frames = websocket.Frames()
        await self.until("live")

    async def __aexit__(self, *_: object) -> None:
        self.writer.transport.abort()

    async def until(self, kind: str, data: object = None) -> dict:
        """The next event of this type, with this data."""
        while True:
            for at, (_, event) in enumerate(self.events):
                if event["type"] == kind and (data is None or event.get("data") == data):
                    self.passed, self.events = self.events[:at + 1], self.events[at + 1:]
                    return event
            piece = await asyncio.wait_for(self.reader.read(65536), DEADLINE)
            if not piece:
                raise ConnectionResetError("the hub closed the connection")
            now = time.monotonic()
            self.events += [(now, json.loads(text)) for code, text in self.frames.feed(piece) if code == websocket.TEXT]

    async def is_cut(self) -> bool:
        try:
            while await asyncio.wait_for(self.reader.read(65536), DEADLINE):
                pass
            return False
        except ConnectionResetError:
            return True


class Faults(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.hub = cls.enterClassContext(Hub(None, "--enable-faults"))

    def tearDown(self) -> None:
        self.ask("DELETE")

    def ask(self, method: str, path: str = "", **fault: object) -> dict:
        command = ["curl", "-sS", "--noproxy", "*", "-X", method, f"http://127.0.0.1:{self.hub.web_port}/api/v1/faults{path}"]
        if fault:
            command += ["-d", json.dumps(fault)]
        return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=DEADLINE).stdout)

    def begin(self, kind: str, **rest: object) -> dict:
        begun = self.ask("POST", fault=kind, **rest)
        self.assertIn("id", begun)
        return begun

    def say(self, topic: str, *texts: str) -> None:
        for text in texts:
            self.assertEqual(call(self.hub, f"/api/v1/publish/{topic}", body=text.encode(),
                                  headers={"Content-Type": "text/plain"})[0], 200)

    def newest_connection(self) -> int:
        return max(self.connections())

    def connections(self) -> list[int]:
        return [each["connection"] for each in json.loads(self.hub.get("/api/v1/subscribers")[1])["subscribers"]]

    async def test_what_is_dropped_shows_itself_and_can_be_had_again(self) -> None:
        async with Follower(self.hub) as follower:
            self.say("a", "one")
            first = await follower.until("message", "one")
            begun = self.begin("drop", topics="a")
            self.say("a", "two", "three")
            self.say("b", "other")
            await follower.until("message", "other")
            self.assertEqual([event for _, event in follower.passed if event.get("topic") == "a"], [])
            self.assertEqual(self.ask("GET")["faults"][0]["struck"], 2)
            self.assertEqual(self.ask("DELETE", f"/{begun['id']}"), {"faults": []})
            self.say("a", "four")
            fourth = await follower.until("message", "four")
            self.assertGreater(fourth["prev"], first["offset"], "the hole shows itself")
            kept = json.loads(self.hub.get(f"/api/v1/messages?topics=a&since={first['offset']}")[1])["messages"]
            self.assertEqual([each["data"] for each in kept], ["two", "three", "four"])
        ledger = self.hub.info()["ledger"]
        self.assertEqual(ledger["matched"], ledger["delivered"] + ledger["abandoned"])

    async def test_what_is_doubled_comes_twice(self) -> None:
        async with Follower(self.hub) as follower:
            self.begin("duplicate")
            self.say("a", "twin")
            self.assertEqual(await follower.until("message", "twin"), await follower.until("message", "twin"))

    async def test_what_is_late_is_late_and_nothing_overtakes_it(self) -> None:
        async with Follower(self.hub) as follower:
            self.begin("delay", topics="a", delay_ms=600)
            sent = time.monotonic()
            self.say("a", "late")
            self.say("b", "behind it")
            await follower.until("message", "behind it")
            self.assertEqual([event["data"] for _, event in follower.passed], ["late", "behind it"])
            self.assertGreater(follower.passed[0][0] - sent, 0.55)

    async def test_one_connection_is_frozen_and_the_others_go_on(self) -> None:
        async with Follower(self.hub) as frozen:
            connection = self.newest_connection()
            async with Follower(self.hub) as other:
                begun = self.begin("freeze", connection=connection, duration_s=3600)
                self.say("a", "cold")
                await other.until("message", "cold")
                with self.assertRaises(asyncio.TimeoutError):
                    await asyncio.wait_for(frozen.until("message", "cold"), 0.3)
                self.ask("DELETE", f"/{begun['id']}")
                await frozen.until("message", "cold")
                self.begin("freeze", connection=connection, duration_s=3600)
                self.say("a", "colder")
                frozen.writer.transport.abort()
                while connection in self.connections():  # who leaves meanwhile has left
                    await asyncio.sleep(0.01)

    async def test_who_is_cut_goes_on_from_its_position(self) -> None:
        async with Follower(self.hub) as follower:
            self.say("a", "before")
            before = await follower.until("message", "before")
            self.assertEqual(self.begin("cut", topics="a")["struck"], 1)
            self.assertTrue(await follower.is_cut(), "it breaks off, and isn't closed in order")
            self.say("a", "meanwhile")
            await follower.connect(f"topics=a&since={before['offset']}")
            self.assertEqual([event["data"] for _, event in follower.passed if event["type"] == "message"], ["meanwhile"])

    async def test_who_comes_back_is_cut_again_until_the_time_is_over(self) -> None:
        begun = self.begin("cut", topics="a", duration_s=3600)
        for _ in range(2):
            async with Follower(self.hub) as follower:
                self.assertTrue(await follower.is_cut())
        self.assertEqual(self.ask("GET")["faults"][0]["struck"], 2)
        self.ask("DELETE", f"/{begun['id']}")
        async with Follower(self.hub) as follower:
            self.say("a", "still there")
            await follower.until("message", "still there")

    async def test_a_publisher_that_is_frozen_and_cut_loses_nothing(self) -> None:
        command = [str(BIN / "crier-broadcaster"), "--hub", f"127.0.0.1:{self.hub.publish_port}", "--source", "struck",
                   "--topic", "struck", "--min-interval", "10ms", "--max-interval", "10ms", "--count", "200"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as speaking:
            for _ in range(5):
                speaking.stdout.readline()
            self.begin("freeze", source="struck", duration_s=1)
            self.begin("delay", source="struck", delay_ms=20, duration_s=3600)
            for _ in range(3):
                self.begin("cut", source="struck")
                speaking.stdout.readline()
            speaking.communicate(timeout=DEADLINE)
            self.assertEqual(speaking.returncode, 0)
        kept = json.loads(self.hub.get("/api/v1/messages?topics=struck&since=0&limit=1000")[1])["messages"]
        self.assertEqual([each["seq"] for each in kept], list(range(1, 201)))

    async def test_a_subscriber_over_tcp_is_struck_too(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.hub.publish_port)
        writer.write(frames.hello("reader", "s") + frames.frame(frames.SUBSCRIBE, b'{"topics":["a"]}'))
        writer.write(frames.frame(frames.PING, b"x"))
        while (await asyncio.wait_for(frames.read_frame(reader), DEADLINE))[0] != frames.PONG:
            pass
        self.begin("drop", topics="a", duration_s=3600)
        self.say("a", "lost")
        self.ask("DELETE")
        self.begin("duplicate", topics="a")
        self.say("a", "twin")
        for _ in range(2):
            kind, body = await asyncio.wait_for(frames.read_frame(reader), DEADLINE)
            self.assertEqual(kind, frames.MESSAGE)
            self.assertTrue(body.endswith(b"twin"), body)
        self.begin("cut", topics="a")
        with self.assertRaises(ConnectionResetError):
            while await asyncio.wait_for(reader.read(1), DEADLINE):
                pass
            raise AssertionError("it was closed in order")
        writer.transport.abort()

    def test_a_hub_that_ends_ends_its_faults(self) -> None:
        with Hub(None, "--enable-faults") as hub:
            async def freeze_and_end() -> int:
                async with Follower(hub) as follower:
                    self.assertEqual(call(hub, "/api/v1/faults", body=b'{"fault":"freeze","duration_s":3600}')[0], 201)
                    call(hub, "/api/v1/publish/a", body=b"x")
                    ending = asyncio.to_thread(hub.stop)
                    status = asyncio.ensure_future(ending)
                    await follower.until("drain")
                    follower.writer.transport.abort()
                    return await status
            self.assertEqual(asyncio.run(freeze_and_end()), 0)

    def test_what_makes_no_sense_is_refused_by_name(self) -> None:
        for fault in ({"fault": "drop", "connection": 10**9}, {"fault": "drop", "percent": 200}, {"fault": "burn"}):
            self.assertEqual(call(self.hub, "/api/v1/faults", body=json.dumps(fault).encode()), (400, "bad_request"))
        self.assertEqual(call(self.hub, "/api/v1/faults", body=b"drop"), (400, "bad_json"))
        self.assertEqual(self.ask("DELETE", "/77")["error"]["code"], "not_found")
        self.assertEqual(self.ask("DELETE", "/all")["error"]["code"], "bad_request")
        self.assertIn("GET, HEAD, POST, DELETE", self.ask("PUT")["error"]["message"])
        self.assertEqual(call(self.hub, "/api/v1/faults", headers={"Origin": "http://evil.example"})[0], 403)


class Demo(unittest.TestCase):
    def test_the_demonstration_misses_something_and_has_everything_in_the_end(self) -> None:
        shown = subprocess.run([sys.executable, str(ROOT / "tests/soak/fault_demo.py"), "--seconds", "1"],
                               capture_output=True, text=True, timeout=2 * DEADLINE)
        self.assertEqual(shown.returncode, 0, shown.stdout + shown.stderr)
        self.assertRegex(shown.stdout, r"[1-9]\d*\+ missing")
        self.assertRegex(shown.stdout, r"(\d+) stored, \1 received, 0 missing, 0 doubled")


class Off(unittest.TestCase):
    def test_without_the_option_there_are_none(self) -> None:
        with Hub() as hub:
            for body in (None, b'{"fault":"cut"}'):
                self.assertEqual(call(hub, "/api/v1/faults", body=body), (404, "not_found"))
            self.assertNotIn("faults", hub.info())

    def test_where_others_reach_the_hub_there_are_none_unless_forced(self) -> None:
        for flag in ("--web-address", "--publish-address"):
            refused = subprocess.run([str(BIN / "crier-hub"), "--enable-faults", "--insecure", flag, "0.0.0.0:0"],
                                     capture_output=True, text=True, timeout=DEADLINE)
            self.assertEqual(refused.returncode, 2)
            self.assertIn("--force-faults", refused.stderr)
        with Hub(None, "--enable-faults", "--force-faults", "--insecure") as hub:
            self.assertTrue(hub.info()["faults"])


if __name__ == "__main__":
    unittest.main()
