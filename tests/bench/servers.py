"""The servers that are measured: how each is started, on ports that are free, and what it is let."""

import os
import queue
import re
import shutil
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

import shared

STARTING_SECONDS = 20
DEV_CA = Path(__file__).resolve().parents[2] / "scripts/dev-ca"

# What a peer may do is raised where its default would cut a subscriber off that only reads late.
NATS_CONFIG = """
listen: "127.0.0.1:-1"
max_pending: 1GB
write_deadline: "60s"
websocket {{ listen: "127.0.0.1:-1", {security}, compression: false }}
"""
MOSQUITTO_CONFIG = """
per_listener_settings false
allow_anonymous true
persistence false
sys_interval 0
max_queued_messages 0
max_queued_bytes 0
max_inflight_messages 0
set_tcp_nodelay true
connection_messages false
log_dest stderr
log_type error
log_type information
listener {publish} 127.0.0.1
listener {subscribe} 127.0.0.1
protocol websockets
"""
TLS_NOTE = "TLS 1.3, TLS_AES_128_GCM_SHA256, a P-256 certificate"
NOTES = {
    "crier-raw-tls": f"{TLS_NOTE}; on both ports",
    "crier-json-tls": f"{TLS_NOTE}; on both ports",
    "nats-tls": f"as nats; {TLS_NOTE}; publishers without",
    "crier-sqlite": "--durability process, its default: an acknowledged message survives the hub's "
                    "end, and the disk isn't synced for it",
    "crier-memory": "--retain-messages and --retain-bytes so that all that is published is kept",
    "jetstream": "file store with its defaults: the disk is synced now and then, not for a message",
    "crier-shared-1x1": "one hub, one nats-server; all of a server's processes share its one core",
    "crier-shared-1x3": "one hub, three servers that all keep a message",
    "crier-shared-3x3": "three hubs, each with a third of publishers and subscribers, and three servers",
    "nats-stream-0x1": "WebSocket subscribers fed from a stream by a push consumer",
    "nats-stream-0x3": "the same on three servers that all keep a message, each with a third of the subscribers",
    "nats": "max_pending 1 GB instead of 64 MB, write_deadline 60 s instead of 10 s",
    "mosquitto": "max_queued_messages, max_queued_bytes and max_inflight_messages without limit "
                 "(1000 and 20 messages), set_tcp_nodelay",
}


class Output:
    """What a process says, read all the time so that it never waits for a reader."""

    def __init__(self, stream):
        self.lines = queue.Queue()
        self.thread = threading.Thread(target=self.read, args=(stream,), daemon=True)
        self.thread.start()

    def read(self, stream):
        with stream:
            for line in stream:
                self.lines.put(line)
        self.lines.put(None)

    def wait_for(self, *patterns):
        """The groups of the lines that match, one for each pattern, in whatever order."""
        missing, found, said = list(patterns), {}, []
        while missing:
            line = self.lines.get(timeout=STARTING_SECONDS)
            if line is None:
                raise ChildProcessError("it ended: " + "".join(said[-5:]))
            said.append(line)
            for pattern in list(missing):
                if match := re.search(pattern, line):
                    found[pattern] = match.groups()
                    missing.remove(pattern)
        return [found[pattern] for pattern in patterns]


def pinned(command, core, **pipes):
    def pin():
        if core is not None:
            os.sched_setaffinity(0, {core})
    return subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True,
                            preexec_fn=pin, **pipes)


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class Server:
    """One of those below, running for the time of a `with`, on a core of its own."""

    def __init__(self, name, program, core, options=()):
        self.name, self.core, self.options = name, core, options
        # Some systems keep /tmp in memory; what is stored is to meet a disk.
        self.folder = tempfile.TemporaryDirectory(prefix="crier-bench-", dir="/var/tmp")
        os.chmod(self.folder.name, 0o755)  # mosquitto gives up root
        self.processes, self.nats = [], None
        start = {"floor": self.start_floor, "nats": self.start_nats,
                 "nats-tls": self.start_nats_tls, "jetstream": self.start_jetstream,
                 "mosquitto": self.start_mosquitto}
        if is_shared(name):
            start[name] = self.start_shared if is_ours(name) else self.start_stream
        try:
            self.publish_ports, self.subscribe_ports = zip(*start.get(name, self.start_hub)(program))
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self.nats is not None:
            self.nats.__exit__()
        self.folder.cleanup()

    @property
    def process_numbers(self):
        """Of everything that it is made of."""
        nats = shared.servers_of(self.nats) if self.nats else []
        return [process.pid for process in self.processes] + [server.process.pid for server in nats]

    @property
    def status(self):
        """With which one of its processes ended; nothing while all run."""
        return next((process.poll() for process in self.processes if process.poll() is not None), None)

    def run(self, *command):
        self.processes.append(pinned(command, self.core, stderr=subprocess.STDOUT))
        return Output(self.processes[-1].stdout)

    def write(self, text):
        path = Path(self.folder.name) / "config"
        path.write_text(text, encoding="utf-8")
        return path

    def start_hub(self, program, *options):
        # Presence would be messages beside those that are counted.
        said = self.run(program, "--presence", "off", "--publish-address", "127.0.0.1:0",
                        "--web-address", "127.0.0.1:0",
                        "--log-level", "warn", *self.history(), *self.tls(), *self.options, *options)
        return said.wait_for(r"ready publish=\S+:(\d+) web=https?://\S+:(\d+)")

    def start_nats_servers(self):
        """What they are pinned to is what this process is while it starts them."""
        before = os.sched_getaffinity(0)
        if self.core is not None:
            os.sched_setaffinity(0, {self.core})
        try:
            self.nats, ports = shared.start_nats(Path(self.folder.name), shared.numbers_of(self.name)[1])
        finally:
            os.sched_setaffinity(0, before)
        return ports

    def start_shared(self, program):
        self.start_nats_servers()
        options = shared.hub_options(self.nats)
        return [self.start_hub(program, *options)[0] for _ in range(shared.numbers_of(self.name)[0])]

    def start_stream(self, _):
        ports = self.start_nats_servers()
        servers = shared.servers_of(self.nats)
        shared.feed(servers[0].port, len(servers))
        return [(server.port, port) for server, port in zip(servers, ports)]

    def history(self):
        return {"crier-sqlite": ["--data-dir", self.folder.name],
                "crier-memory": ["--retain-messages", "100000000", "--retain-bytes", "8GiB"],
                }.get(self.name, [])

    def tls(self):
        if not is_secure(self.name):
            return []
        certificate, key = self.make_certificate()
        return ["--tls-certificate", certificate, "--tls-key", key]

    def make_certificate(self):
        """A certificate for this machine, and its key."""
        subprocess.run([DEV_CA, self.folder.name], check=True, capture_output=True)
        return [Path(self.folder.name) / name for name in ("hub.pem", "hub.key")]

    def start_floor(self, program):
        return self.run(program).wait_for(r"ready publish=(\d+) subscribe=(\d+)")

    def start_jetstream(self, program):
        return self.start_nats(program, more=f'jetstream {{ store_dir: "{self.folder.name}" }}')

    def start_nats_tls(self, program):
        certificate, key = self.make_certificate()
        return self.start_nats(program, f'tls {{ cert_file: "{certificate}", key_file: "{key}" }}')

    def start_nats(self, program, security="no_tls: true", more=""):
        said = self.run(program, "-c", self.write(NATS_CONFIG.format(security=security) + more))
        (subscribe,), (publish,), _ = said.wait_for(
            r"Listening for websocket clients on wss?://\S+:(\d+)",
            r"Listening for client connections on \S+:(\d+)", r"Server is ready")
        return [(publish, subscribe)]

    def start_mosquitto(self, program):
        publish, subscribe = free_ports(2)
        config = MOSQUITTO_CONFIG.format(publish=publish, subscribe=subscribe)
        self.run(program, "-c", self.write(config)).wait_for(r"mosquitto version \S+ running")
        return [(publish, subscribe)]


def is_ours(name):
    """Whether it is built here."""
    return name == "floor" or name.startswith("crier-")


def is_shared(name):
    """Whether it is several processes around a stream of JetStream."""
    return name.startswith(("crier-shared-", "nats-stream-"))


def is_secure(name):
    return name.endswith("-tls")


def securities(name):
    """How publishers and subscribers speak to it, as the load calls that."""
    if not is_secure(name):
        return "plain", "plain"
    return "tls" if is_ours(name) else "plain", "tls"


def find_program(name, folder):
    if is_shared(name) and not find_program("nats", folder):
        return None
    if is_ours(name):
        path = folder / ("crier-bench-floor" if name == "floor" else "crier-hub")
        return path if path.exists() else None
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    return shutil.which({"mosquitto": name}.get(name, "nats-server"), path=path)


def version_of(name, program):
    """As the program itself says it."""
    if name == "floor":
        return "epoll, a read and a send for each subscriber: the cost of the kernel"
    option = "-h" if name == "mosquitto" else "--version"
    said = subprocess.run([program, option], capture_output=True, text=True, check=False)
    return (said.stdout + said.stderr).strip().splitlines()[0]
