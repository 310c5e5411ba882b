"""What is measured: each scenario's shapes, and what its table shows of the results."""

from dataclasses import dataclass, field
from typing import Callable

# So many are kept back for everything that isn't a subscriber.
DESCRIPTORS_ASIDE = 200
HUBS_AND_PEERS = ["crier-raw", "crier-json", "nats", "mosquitto"]
WITH_FLOOR = ["floor", *HUBS_AND_PEERS]
STORES = ["crier-sqlite", "jetstream"]
WITH_TLS = ["crier-raw", "crier-raw-tls", "crier-json", "crier-json-tls", "nats", "nats-tls"]
SHARED = ["crier-shared-1x1", "crier-shared-1x3", "crier-shared-3x3"]
FED = ["crier-sqlite", *SHARED, "nats-stream-0x1", "nats-stream-0x3"]
SERVERS = list(dict.fromkeys([*WITH_FLOOR, *STORES, "crier-memory", *WITH_TLS, *FED]))
# A slow server would be at one round of more deliveries than this for minutes.
ROUND_MAX = {"mosquitto": 1_000_000}


@dataclass(frozen=True)
class Column:
    title: str
    value: Callable[[dict], float]
    form: str = "{:,.0f}"
    compared: bool = False  # Crier's is shown as a ratio to each peer's, too


@dataclass(frozen=True)
class Scenario:
    name: str
    about: str
    shapes: list[dict]
    columns: list[Column]
    servers: list[str] = field(default_factory=lambda: HUBS_AND_PEERS)
    patience: float = 1.0  # measured for so many times the usual time


def rate(result):
    return result["deliveries"] / result["seconds"]


def cost(result):
    return result["server_cpu_seconds"] / max(1, result["deliveries"]) * 1e6


def message_rate(result):
    return result["messages"] / result["seconds"]


def message_cost(result):
    return result["server_cpu_seconds"] / result["messages"] * 1e6


def share(name):
    return lambda result: result[name] / result["seconds"] * 100


COST = Column("server CPU µs/delivery", cost, "{:.3f}", compared=True)
RATE = Column("deliveries/s", rate)
CPU = [Column("server CPU", share("server_cpu_seconds"), "{:.0f}%"),
       Column("load CPU", share("load_cpu_seconds"), "{:.0f}%")]
FAN_OUT = [RATE, COST, *CPU]


def number(name, scale=1.0):
    return lambda result: result[name] * scale


def milliseconds(title, name, compared=False):
    return Column(title, number(name, 1e-3), "{:.2f}", compared)


def kilobytes(title, name, compared=False):
    return Column(title, number(name, 1 / 1024), "{:.2f}", compared)


@dataclass(frozen=True)
class Scale:
    """How large what is measured is, where that is for whoever measures to say."""
    subscribers: list[int] = field(default_factory=lambda: [1, 100, 1000, 10_000])
    windows: list[int] = field(default_factory=lambda: [1, 32, 1000])
    topics: list[int] = field(default_factory=lambda: [1_000, 10_000, 100_000])
    stored: int = 1_000_000
    connections: int = 20_000


def shared(scale, most):
    """Through a stream of NATS JetStream, at hubs that share it and at NATS itself."""
    return [
        Scenario("shared-stored", "as stored, at hubs that share a history; the server's CPU is hubs' and NATS's",
                 [{"publishers": 48, "window": window} for window in (1, 100)],
                 [Column("messages/s", message_rate, compared=True),
                  milliseconds("p50", "p50_us", True), milliseconds("p99", "p99_us"),
                  Column("server CPU µs/message", message_cost, "{:.3f}", True), *CPU],
                 ["crier-sqlite", *SHARED, "jetstream"], patience=3),
        Scenario("shared-fan-out", "one topic, through a stream",
                 [{"subscribers": min(300, most), "window": window} for window in scale.windows], FAN_OUT, FED),
        Scenario("shared-latency", "ms from when a message is due to be published, through a stream",
                 [{"subscribers": min(300, most), "rate": 100}],
                 [milliseconds("p50", "p50_us", True), milliseconds("p99", "p99_us", True),
                  milliseconds("p99.9", "p999_us"), *CPU], FED, patience=3),
    ]


def scenarios(scale):
    """All of them, with at most so many connections in each."""
    most = min(10_000, scale.connections)
    active = min(1000, most)
    quiet = min(15_000, scale.connections - active)
    fitting = [count for count in scale.subscribers if count <= most]
    one_form = ["crier-json", "nats", "mosquitto"]
    return [
        Scenario("fan-out", "one topic; a window is how many messages are under way",
                 [{"subscribers": count, "window": window}
                  for count in fitting for window in scale.windows], FAN_OUT, WITH_FLOOR),
        Scenario("latency", "ms from when a message is due to be published, at a fixed rate",
                 [{"subscribers": active, "rate": 100, "idle": idle}
                  for idle in sorted({0, quiet})],
                 [milliseconds("p50", "p50_us", True), milliseconds("p99", "p99_us", True),
                  milliseconds("p99.9", "p999_us"), milliseconds("last p50", "last_p50_us"),
                  milliseconds("last p99", "last_p99_us", True), *CPU], WITH_FLOOR, patience=3),
        Scenario("idle", "KB of memory for a subscriber to which nothing comes; the kernel's is "
                 "both ends'", [{"subscribers": most}],
                 [kilobytes("user", "user_bytes_each", True),
                  kilobytes("kernel", "kernel_bytes_each"),
                  kilobytes("socket buffers", "kernel_buffer_bytes_each")], one_form),
        Scenario("storm", "all connect at once, until all are subscribed", [{"subscribers": most}],
                 [Column("welcomed", number("welcomed")),
                  Column("seconds", number("seconds"), "{:.2f}", True),
                  Column("server CPU s", number("server_cpu_seconds"), "{:.2f}"),
                  CPU[1]], one_form),
        Scenario("stalled", "some of all subscribers read nothing; the others' messages a second",
                 [{"subscribers": min(100, most), "stalled": 5, "window": 1000}],
                 [Column("all read", number("rate")),
                  Column("some don't", number("rate_while_stalled")),
                  Column("kept", number("rate_kept"), "{:.2f}"),
                  Column("memory MB, all read", number("memory_growth_bytes", 1e-6), "{:+,.1f}"),
                  Column("some don't", number("memory_growth_while_stalled_bytes", 1e-6),
                         "{:+,.1f}")],
                 patience=3),
        Scenario("ingest", "as fast as all publishers can, to one subscriber", [{"publishers": 50}],
                 [Column("messages/s", rate),
                  Column("server CPU µs/message", cost, "{:.3f}", True), *CPU]),
        Scenario("stored", "publishers that wait for acknowledgements, so many messages of each under "
                 "way; ms until one is acknowledged", [{"publishers": 50, "window": 100}],
                 [Column("messages/s", message_rate, compared=True),
                  milliseconds("p50", "p50_us", True), milliseconds("p99", "p99_us", True),
                  Column("server CPU µs/message", message_cost, "{:.3f}", True), *CPU],
                 STORES, patience=3),
        Scenario("catch-up", "ms to live subscribers at a fixed rate, alone and beside readers of all "
                 "that is stored",
                 [{"messages": scale.stored, "subscribers": min(100, most), "rate": 100,
                   "readers": readers} for readers in (1, 10)],
                 [milliseconds("alone p50", "alone_p50_us"),
                  milliseconds("p99", "alone_p99_us"), milliseconds("max", "alone_longest_us"),
                  milliseconds("beside p50", "beside_p50_us"),
                  milliseconds("p99", "beside_p99_us"), milliseconds("max", "beside_longest_us"),
                  Column("all read after s", number("catch_up_seconds"), "{:.2f}"),
                  Column("messages/s read", number("catch_up_rate")), *CPU],
                 ["crier-sqlite", "crier-memory"]),
        Scenario("topics", "each topic with subscribers of its own, one message to each a round",
                 [{"topics": topics, "subscribers": 10}
                  for topics in (100, 1000) if topics * 10 <= most], FAN_OUT),
        Scenario("many-topics", "messages on all topics in turn; one subscriber follows all, each other "
                 "one topic", [{"topics": topics, "subscribers": 10}
                               for topics in scale.topics],
                 [Column("messages/s", message_rate),
                  Column("server CPU µs/message", message_cost, "{:.3f}", True), *CPU,
                  Column("memory MB", number("server_memory_bytes", 1e-6), "{:,.1f}")]),
        Scenario("tree", "filters with a wildcard, 1,000 a connection; each message matches two",
                 [{"filters": count} for count in (2_000, 100_000)], FAN_OUT),
        Scenario("tls", "fan-out without TLS and with it",
                 [{"subscribers": active, "window": window} for window in scale.windows], FAN_OUT, WITH_TLS),
    ] + shared(scale, most)
