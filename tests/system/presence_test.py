"""Who publishes is told on $hub/publishers/… and listed, and what only listens is not."""

import asyncio
import json
import socket
import struct
import unittest

from stranger import DEADLINE, Hub, call, frames, websocket

LOST = struct.pack("ii", 1, 0)  # SO_LINGER: a close becomes a reset


async def events(hub: Hub, count: int, act) -> list[tuple[str, dict]]:
    """What the first `count` presence messages say, beginning before act()."""
    reader, writer = await asyncio.open_connection("127.0.0.1", hub.web_port)
    try:
        await websocket.upgrade(reader, writer, "/ws?topics=$hub/publishers/%23")
        cut, told = websocket.Frames(), []
        acting = None
        while len(told) < count:
            piece = await asyncio.wait_for(reader.read(65536), DEADLINE)
            for _, content in cut.feed(piece):
                event = json.loads(content)
                if event["type"] == "live":
                    acting = asyncio.ensure_future(act())
                if event["type"] == "message":
                    told.append((event["topic"], event["data"]))
        await acting
        return told
    finally:
        writer.transport.abort()


class Presence(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.hub = cls.enterClassContext(Hub())

    def publishers(self) -> list[dict]:
        return json.loads(call(self.hub, "/api/v1/publishers")[1])["publishers"]

    async def speak(self, source: str, said: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.hub.publish_port)
        writer.write(frames.hello(source, "s1") + said)
        self.assertEqual((await asyncio.wait_for(frames.read_frame(reader), DEADLINE))[0], frames.WELCOME)
        return reader, writer

    async def come_and_go(self) -> None:
        reader, writer = await self.speak("press-7", frames.publish("a", b"four", 1))
        await asyncio.wait_for(frames.read_frame(reader), DEADLINE)
        (listed,) = self.publishers()
        self.assertEqual([listed[key] for key in ("source", "session", "address", "messages", "bytes")],
                         ["press-7", "s1", "127.0.0.1", 1, 4])
        self.assertLessEqual(listed["connected_at"], listed["last_message_at"])
        self.assertEqual(self.hub.info()["publishers"], 1)
        writer.close()
        await writer.wait_closed()
        _, lost = await self.speak("press-8")
        lost.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LOST)
        lost.transport.abort()

    def test_who_comes_and_goes_is_told(self) -> None:
        told = asyncio.run(events(self.hub, 4, self.come_and_go))
        self.assertEqual([(topic.removeprefix("$hub/publishers/"), said["state"], said.get("reason"))
                          for topic, said in sorted(told, key=lambda each: each[0])],
                         [("press-7", "online", None), ("press-7", "offline", "closed"),
                          ("press-8", "online", None), ("press-8", "offline", "connection_lost")])
        self.assertEqual(told[0][1], {"state": "online", "address": "127.0.0.1", "session": "s1"})

    def test_who_listens_is_no_publisher(self) -> None:
        with socket.create_connection(("127.0.0.1", self.hub.publish_port), DEADLINE) as listening:
            listening.sendall(frames.frame(frames.HELLO, b'{"protocol":1,"source":"screen"}') +
                              frames.frame(frames.SUBSCRIBE, b'{"topics":["a"]}') + frames.frame(frames.PING, b""))
            self.assertTrue(listening.recv(1))
            self.assertNotIn("screen", [each["source"] for each in self.publishers()])

    def test_nobody_else_may_say_who_is_there(self) -> None:
        for path in ("%24hub/publishers/press-7", "$hub/publishers/press-7"):
            self.assertEqual(call(self.hub, f"/api/v1/publish/{path}", body=b"{}"), (403, "forbidden"))


if __name__ == "__main__":
    unittest.main()
