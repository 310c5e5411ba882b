"""What is measured: each scenario's shapes, and what its table shows of the results."""

from dataclasses import dataclass, field
from typing import Callable

# So many are kept back for everything that isn't a subscriber.
DESCRIPTORS_ASIDE = 200
SERVERS = ["crier-raw", "crier-json", "nats", "mosquitto"]
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
    servers: list[str] = field(default_factory=lambda: SERVERS)
    patience: float = 1.0  # measured for so many times the usual time


def rate(result):
    return result["deliveries"] / result["seconds"]


def cost(result):
    return result["server_cpu_seconds"] / max(1, result["deliveries"]) * 1e6


def share(name):
    return lambda result: result[name] / result["seconds"] * 100


COST = Column("server CPU µs/delivery", cost, "{:.3f}", compared=True)
RATE = Column("deliveries/s", rate)
CPU = [Column("server CPU", share("server_cpu_seconds"), "{:.0f}%"),
       Column("load CPU", share("load_cpu_seconds"), "{:.0f}%")]
FAN_OUT = [RATE, COST, *CPU]


def scenarios(subscribers, windows, descriptors):
    """All of them, as far as so many descriptors in one process allow."""
    most = min(10_000, descriptors - DESCRIPTORS_ASIDE)
    fitting = [count for count in subscribers if count <= most]
    return [
        Scenario("fan-out", "one topic; a window is how many messages are under way",
                 [{"subscribers": count, "window": window}
                  for count in fitting for window in windows], FAN_OUT),
    ]
