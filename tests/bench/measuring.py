"""One measurement: a server started for it on a core of its own, and the load beside it."""

import json
import os
import resource
import subprocess
import sys

import servers

LOAD_SECONDS_MAX = 600


def raise_descriptors():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def choose_cores():
    """One core each for the server and the load; nothing where there is only one."""
    available = sorted(os.sched_getaffinity(0))
    if len(available) < 2:
        print("one core only: server and load share it, and the numbers say little", file=sys.stderr)
        return None, None
    return available[0], available[1]


def listed(numbers):
    return ",".join(str(number) for number in numbers)


class Bench:
    """Where the programs are, and the cores that they get."""

    def __init__(self, folder):
        self.folder = folder
        self.server_core, self.load_core = choose_cores()
        if not self.load_program.exists():
            sys.exit(f"there is no crier-bench-load in {folder}: make bench builds it")

    @property
    def load_program(self):
        return self.folder / "crier-bench-load"

    def find(self, name):
        """A server's program; nothing for a peer that isn't installed."""
        program = servers.find_program(name, self.folder)
        if not program and servers.is_ours(name) and not servers.is_shared(name):
            sys.exit(f"what {name} needs isn't in {self.folder}: make bench builds it")
        return program

    def measure(self, name, program, given, options=()):
        """What the load, given these settings, told of one server, started with these options."""
        try:
            with servers.Server(name, program, self.server_core, options) as server:
                publishing, subscribing = servers.securities(name)
                settings = {"server": name, "process": listed(server.process_numbers),
                            "publish-port": listed(server.publish_ports), "publish-security": publishing,
                            "subscribe-port": listed(server.subscribe_ports),
                            "subscribe-security": subscribing, **given}
                load = servers.pinned(
                    [self.load_program, *(f"{key}={value}" for key, value in settings.items())],
                    self.load_core, stderr=subprocess.PIPE)
                try:
                    told, complaint = load.communicate(timeout=LOAD_SECONDS_MAX)
                finally:
                    load.kill()
                    load.wait()
                ended = server.status
        except (OSError, subprocess.SubprocessError, servers.queue.Empty) as failure:
            return {"failed": f"{failure!r}"}
        if load.returncode != 0:
            died = "" if ended is None else f"; the server ended with status {ended}"
            return {"failed": complaint.strip() + died}
        return json.loads(told)
