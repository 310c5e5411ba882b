"""Ports that a hub can come back to."""

import random
import socket

# Under the kernel's own range: whoever connects to a port of that range while nobody listens
# there may be given the very same port, and then talks to itself and keeps the hub out.
LOWEST, HIGHEST = 20_000, 32_000


def free_port() -> int:
    while True:
        port = random.randint(LOWEST, HIGHEST)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def chosen(port) -> int:
    """A port, or what a function chooses anew for each connection."""
    return port() if callable(port) else port
