"""A hub's limits, and what it makes of pages from elsewhere and of who comes too often, says nothing,
or tries tricks."""

import asyncio
import json
import socket
import struct
import subprocess
import time
import unittest

from stranger import BIN, DEADLINE, Hub, call, converse, frames


class Strangers(unittest.TestCase):
    """A hub for its own machine, its limits, and who comes too often or says nothing."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.hub = cls.enterClassContext(Hub(
            None, "--header-deadline", "1s", "--max-topics", "3", "--max-publish-rate", "20",
            "--allowed-origins", "https://status.example.com"))

    def ask_raw(self, text: bytes, to: bytes = b"nothing that is there") -> bytes:
        with socket.create_connection(("127.0.0.1", self.hub.web_port), DEADLINE) as connected:
            connected.sendall(text)
            out = b""
            while to not in out and (piece := connected.recv(65536)):
                out += piece
            return out

    def test_pages_from_elsewhere(self) -> None:
        for origin, status in (("http://evil.example", 403), ("null", 403), ("https://status.example.com", 200),
                               ("https://status.example.com.evil.example", 403),
                               (f"http://127.0.0.1:{self.hub.web_port}", 200)):
            with self.subTest(origin):
                self.assertEqual(call(self.hub, "/api/v1/info", headers={"Origin": origin})[0], status)
                answer = self.ask_raw(
                    f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{self.hub.web_port}\r\nOrigin: {origin}\r\n"
                    "Upgrade: websocket\r\nConnection: close, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode(), to=b"\r\n\r\n")
                self.assertEqual(answer.startswith(b"HTTP/1.1 101"), status == 200, answer[:100])
        self.assertEqual(call(self.hub, "/api/v1/info", headers={"Host": "rebound.example"}), (403, "forbidden"))

    def test_pages_from_allowed_origins_may_read_the_answers(self) -> None:
        host = f"Host: 127.0.0.1:{self.hub.web_port}\r\n".encode()
        allowed, evil = b"Origin: https://status.example.com\r\n", b"Origin: http://evil.example\r\n"
        shared = b"Access-Control-Allow-Origin: https://status.example.com\r\n"
        for request in (b"GET /api/v1/info", b"GET /events", b"GET /readyz", b"GET /api/v1/messages?limit=0",
                        b"POST /api/v1/publish/a", b"OPTIONS /api/v1/publish/a"):
            with self.subTest(request):
                line = request + b" HTTP/1.1\r\n" + host + b"Content-Length: 0\r\n"
                self.assertIn(shared, self.ask_raw(line + allowed + b"\r\n", to=b"\r\n\r\n"))
                self.assertNotIn(b"Access-Control", self.ask_raw(line + evil + b"\r\n", to=b"\r\n\r\n"))
        preflight = self.ask_raw(b"OPTIONS /api/v1/publish/a HTTP/1.1\r\n" + host + allowed + b"\r\n", to=b"\r\n\r\n")
        self.assertTrue(preflight.startswith(b"HTTP/1.1 204"), preflight)
        self.assertIn(b"Access-Control-Allow-Headers: Authorization, Content-Type, Crier-Source", preflight)

    def test_smuggled_and_flooded_headers(self) -> None:
        host = b"Host: localhost\r\n"
        for name, text in {
            "two lengths": b"POST /api/v1/publish/a HTTP/1.1\r\n" + host +
                           b"Content-Length: 1\r\nContent-Length: 30\r\n\r\nx",
            "length and chunks": b"POST /api/v1/publish/a HTTP/1.1\r\n" + host +
                                 b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            "a flood": b"GET / HTTP/1.1\r\n" + host + b"".join(b"X-%d: y\r\n" % i for i in range(5000)) + b"\r\n",
            "a bare line end": b"GET / HTTP/1.1\n" + host + b"\n",
        }.items():
            with self.subTest(name):
                answer = self.ask_raw(text)
                self.assertRegex(answer[:12], rb"HTTP/1.1 4\d\d")
                self.assertEqual(answer.count(b"HTTP/1.1 "), 1)

    def test_tricks_in_paths(self) -> None:
        for path in ("/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/%00", "/%ff", "/static/%2e%2e/%2e%2e"):
            self.assertIn(call(self.hub, path)[0], (400, 404), path)
        for topic in ("%24hub/x", "a/%2b", "%23", "a%00b", "%ff", "%c0%ae", "%ed%a0%80"):
            self.assertIn(call(self.hub, f"/api/v1/publish/{topic}", body=b"x")[0], (400, 403), topic)

    def test_no_more_topics_than_allowed_and_not_too_fast(self) -> None:
        answers = [call(self.hub, f"/api/v1/publish/t{i}", body=b"x") for i in range(4)]
        self.assertEqual([status for status, _ in answers], [200, 200, 200, 403])
        said = b"".join(frames.publish("t0", b"x", seq) for seq in range(1, 51))
        answered = asyncio.run(converse(self.hub, {"source": "fast", "session": "s"}, said, last_seq=50))
        kinds = [kind for kind, _ in answered]
        again = asyncio.run(converse(self.hub, {"source": "fast", "session": "s2"}, said,
                                     frames.publish("new", b"x", 51), last_seq=51))
        codes = [body["code"] for kind, body in again if kind == frames.ERROR]
        self.assertIn("forbidden", codes)
        self.assertEqual(kinds[0], frames.WELCOME)
        asyncio.run(self.hurry(said))

    async def hurry(self, said: bytes) -> None:
        """50 messages at once where 20 a second are allowed: the hub says so, and what comes next waits."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.hub.publish_port)
        writer.write(frames.hello("hasty", "s") + said)
        told: dict[int, bytes] = {}
        while not {frames.ACK, frames.ERROR} <= told.keys():
            kind, body = await asyncio.wait_for(frames.read_frame(reader), DEADLINE)
            told[kind] = body
        self.assertEqual(json.loads(told[frames.ERROR])["code"], "rate_limited")
        self.assertFalse(json.loads(told[frames.ERROR])["fatal"])
        begun = time.monotonic()
        writer.write(frames.frame(frames.PING, b"x"))
        while (await asyncio.wait_for(frames.read_frame(reader), DEADLINE))[0] != frames.PONG:
            pass
        self.assertGreater(time.monotonic() - begun, 1)
        writer.transport.abort()

    def test_a_good_client_is_served_beside_many_that_say_nothing(self) -> None:
        silent = [socket.create_connection(("127.0.0.1", self.hub.web_port), DEADLINE) for _ in range(400)]
        try:
            for connected in silent[::2]:
                connected.sendall(b"GET / HTTP/1.1\r\nHost: ")
            self.assertEqual(call(self.hub, "/readyz")[0], 200)
            for connected in silent:  # each is let go after its second
                self.assertEqual(connected.recv(1), b"")
        finally:
            for connected in silent:
                connected.close()


class Caps(unittest.TestCase):
    def test_who_comes_up_against_a_limit_is_told_and_counted(self) -> None:
        with Hub(None, "--max-filters", "2", "--max-header", "2KiB", "--max-payload", "1KiB",
                 "--max-connections-per-address", "0", "--header-deadline", "200ms", "--idle-deadline", "200ms",
                 "--max-publish-rate", "1", "--max-topics", "1") as hub:
            self.assertEqual(call(hub, "/api/v1/messages?topics=a,b")[0], 200)
            self.assertEqual(call(hub, "/api/v1/messages?topics=a,b,c"), (400, "bad_filter"))
            self.assertEqual(call(hub, "/events?topics=a,b,c"), (400, "bad_filter"))
            self.assertEqual(call(hub, "/", headers={"X": "x" * 3000}), (431, "too_large"))
            self.assertEqual(call(hub, "/api/v1/publish/a", body=b"x" * 2000), (413, "too_large"))
            self.assertEqual(call(hub, "/api/v1/publish/a", body=b"x")[0], 200)
            self.assertEqual(call(hub, "/api/v1/publish/b", body=b"x"), (403, "forbidden"))
            said = frames.hello("a", "s") + frames.frame(frames.SUBSCRIBE, b'{"topics":["a","b","c"]}')
            said += b"".join(frames.publish("a", b"x", seq) for seq in (1, 2, 3)) + struct.pack(">I", 1 << 30)
            for port, words, ends_with in ((hub.web_port, b"", b""), (hub.web_port, b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n", b"ok\n"),
                                           (hub.publish_port, said, None)):
                with socket.create_connection(("127.0.0.1", port), DEADLINE) as connected:
                    connected.sendall(words)
                    heard = b"".join(iter(lambda: connected.recv(65536), b""))
                if ends_with is None:
                    self.assertIn(b"bad_filter", heard)
                    self.assertIn(b"frame_too_large", heard)
                else:
                    self.assertTrue(heard.endswith(ends_with), heard)
            reached = json.loads(call(hub, "/api/v1/info")[1])["limits_reached"]
            for limit, times in (("filters", 3), ("header", 1), ("body", 1), ("topics", 1), ("header_deadline", 1),
                                 ("frame", 1), ("connections", 0)):
                self.assertEqual(reached[limit], times, (limit, reached))
            self.assertGreaterEqual(reached["idle_deadline"], 1)

    def test_one_connection_too_many_is_told(self) -> None:
        with Hub(None, "--max-connections", "2") as hub:
            held = [self.enterContext(socket.create_connection(("127.0.0.1", hub.publish_port), DEADLINE))
                    for _ in range(2)]
            for connected in held:  # once it answers, it has its place
                connected.sendall(frames.frame(frames.PING, b"x"))
                self.assertTrue(connected.recv(64))
            self.assertEqual(call(hub, "/readyz")[1], "too_many_connections")
            with socket.create_connection(("127.0.0.1", hub.publish_port), DEADLINE) as third:
                told = third.recv(65536)
            self.assertIn(b"too_many_connections", told)
            for connected in held:
                connected.close()
            deadline = time.monotonic() + DEADLINE
            while call(hub, "/readyz")[0] != 200 and time.monotonic() < deadline:
                pass
            self.assertGreaterEqual(json.loads(call(hub, "/api/v1/info")[1])["turned_away"]["too_many_connections"], 2)

    def test_a_publisher_that_the_hub_lets_wait_isn_t_blamed_for_its_frame(self) -> None:
        """Some 14 s of debt with a frame begun: the frame's own deadline is 10 s."""
        with Hub(None, "--max-publish-bytes", "4KiB") as hub:
            second = frames.publish("a", b"y" * 100, 2)
            connected = self.enterContext(socket.create_connection(("127.0.0.1", hub.publish_port), DEADLINE))
            connected.sendall(frames.publish("a", b"x" * 60_000, 1) + second[:50])
            told = b""
            connected.settimeout(11)
            with self.assertRaises(TimeoutError):  # nothing more comes, nor the end
                while piece := connected.recv(65536):
                    told += piece
            self.assertIn(b"rate_limited", told)
            self.assertNotIn(b"timeout", told)
            connected.settimeout(DEADLINE)
            connected.sendall(second[50:])
            answer = connected.recv(65536)
            self.assertEqual((answer[4], frames.ack(answer[5:])[0]), (frames.ACK, 2))

    def test_it_serves_others_only_when_told_so(self) -> None:
        refused = subprocess.run([BIN / "crier-hub", "--web-address", "0.0.0.0:0"], capture_output=True, text=True,
                                 timeout=DEADLINE)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("--insecure", refused.stderr)


if __name__ == "__main__":
    unittest.main()
