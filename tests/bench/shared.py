"""Servers that are several processes: hubs that share a stream of NATS JetStream, and NATS itself with such a stream."""

import asyncio
import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "soak"))
from rig import nats_api  # noqa: E402
from rig.nats import NatsCluster, NatsServer  # noqa: E402
from rig.ports import free_port  # noqa: E402

# As much as the other histories keep, and what a server needs beside it.
STORED = "1GiB"
ATTEMPTS = 3
MORE = """
max_pending: 1GB
write_deadline: "60s"
websocket {{ listen: "127.0.0.1:{port}", no_tls: true, compression: false }}
"""
# What NATS's subscribers get without asking for it themselves: a consumer says everything on the subject that they
# follow. As hubs have it, in memory and without acknowledgements.
STREAM = {"name": "fed", "subjects": ["fed.>"], "storage": "file", "retention": "limits"}
CONSUMER = {"stream_name": "fed", "config": {
    "durable_name": "out", "deliver_subject": "bench.one", "deliver_policy": "new", "ack_policy": "none",
    "max_deliver": 1, "num_replicas": 1, "mem_storage": True}}


def numbers_of(name: str) -> tuple[int, int]:
    """Of a server that is called NAME-HUBSxSERVERS: how many of each; NATS itself has no hubs."""
    hubs, servers = name.rsplit("-", 1)[1].split("x")
    return int(hubs), int(servers)


def start_nats(folder: Path, servers: int) -> tuple[object, list[int]]:
    """So many servers, which are ready, and the ports of their WebSocket listeners."""
    for attempt in range(1, ATTEMPTS + 1):
        ports = [free_port() for _ in range(servers)]
        more = [MORE.format(port=port) for port in ports]
        place = folder / str(attempt)
        nats = NatsCluster(place, servers, more) if servers > 1 else NatsServer(place, more=more[0])
        try:
            nats.__enter__()
            return nats, ports
        except AssertionError as failure:  # somebody else may have been given one of so many ports
            if attempt == ATTEMPTS:
                raise ChildProcessError(str(failure)) from failure


def servers_of(nats: object) -> list[NatsServer]:
    return getattr(nats, "servers", [nats])


def feed(port: int, replicas: int) -> None:
    """Makes the stream and what feeds subscribers from it."""
    async def make() -> None:
        for subject, wanted in (("STREAM.CREATE.fed", {**STREAM, "num_replicas": replicas}),
                                ("CONSUMER.DURABLE.CREATE.fed.out", CONSUMER)):
            made = await nats_api.ask(port, f"$JS.API.{subject}", json.dumps(wanted).encode())
            if "error" in made:
                raise ChildProcessError(f"JetStream says {made['error']}")
    asyncio.run(make())


def hub_options(nats: object) -> list[str]:
    return ["--history", "jetstream", "--nats-url", nats.url, "--nats-replicas", str(len(servers_of(nats))),
            "--retain-bytes", STORED, "--retain-messages", "100000000"]
