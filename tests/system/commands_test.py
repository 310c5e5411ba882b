"""Every command in README.md and docs/ is typed, in order, and shows what the document says; or another test does it."""

import re
import shutil
import subprocess
import tempfile
import unittest
from contextlib import ExitStack
from pathlib import Path
from socket import gethostname

from document import DOCUMENTS, Step, steps
from stranger import ROOT
from surroundings import Surroundings
from terminal import PROMPT, Terminal

# What another test does, and the words there that do it.
HELD = {
    "make run": ("tests/system/run_test.py", 'self.start("run")'),
    'make install PREFIX="$PWD/build/here"': ("tests/system/manual_test.py", '"cmake", "--install"'),
    "make minikube-up": ("tests/system/minikube-test", "make minikube-up"),
    "OVERLAY=cluster make minikube-up": ("tests/system/manifests_cluster_test.py", "overlays = [SHARED]"),
    "COMPONENTS=mqtt make minikube-up": ("tests/system/minikube-test", "COMPONENTS=mqtt"),
    "OVERLAY=secure COMPONENTS='mqtt mqtt-secure' make minikube-up":
        ("tests/system/manifests_mqtt_test.py", 'render("secure", "mqtt", "mqtt-secure")'),
    "kubectl -n crier exec crier-hub-0 -- crier check": ("tests/system/minikube_hubs.py", '"--", "crier", "check"'),
    "kubectl -n crier exec crier-hub-0 -- crier watch 'hello/#' --last 10":
        ("tests/system/image_test.py", '"hub": ("crier-hub", "crier")'),
    "kubectl -n crier exec -i crier-hub-0 -- crier publish hello/operator <lines.txt":
        ("tests/system/image_test.py", '"hub": ("crier-hub", "crier")'),
    "kubectl -n crier create secret generic mosquitto-tls --from-file=tls.crt --from-file=tls.key --from-file=ca.crt":
        ("tests/system/manifests_mqtt_test.py", '"crier-mqtt": "crier-mqtt-tls", "mosquitto": "mosquitto-tls"'),
    "kubectl -n crier create secret generic crier-mqtt-tls --from-file=tls.crt --from-file=tls.key --from-file=ca.crt":
        ("tests/system/manifests_mqtt_test.py", '"crier-mqtt": "crier-mqtt-tls", "mosquitto": "mosquitto-tls"'),
    "kubectl apply -k deploy/overlays/minikube": ("tests/system/manifests.py", 'DEPLOY / "overlays" / overlay'),
    "kubectl apply -k deploy/overlays/secure": ("tests/system/manifests_test.py", 'render("secure")'),
    "kubectl apply -k deploy/overlays/cluster": ("tests/system/manifests_cluster_test.py", "overlays = [SHARED]"),
    "docker build -f docker/Dockerfile --target hub -t crier-hub:0.1.0 .":
        ("tests/system/image_test.py", '["broadcaster", "mqtt", "hub"]'),
    "docker build -f docker/Dockerfile --target broadcaster -t crier-broadcaster:0.1.0 .":
        ("tests/system/image_test.py", '["broadcaster", "mqtt", "hub"]'),
    "docker build -f docker/Dockerfile --target mqtt -t crier-mqtt:0.1.0 .":
        ("tests/system/image_test.py", '["broadcaster", "mqtt", "hub"]'),
    "source <(crier completion zsh)": ("tests/system/completion_test.py", 'shell = "zsh"'),
    "crier completion fish | source": ("tests/system/completion_test.py", 'shell = "fish"'),
    "make test": (".ci/run", "exec make test"),
    "make fuzz": ("tests/fuzz/CMakeLists.txt", "crier_unit_fuzz seeds_test.cpp"),
    "make bench": ("tests/system/bench_test.py", 'ROOT / "tests/bench/run"'),
    "make bench-growth": ("tests/system/bench_test.py", 'ROOT / "tests/bench/growth"'),
}

# What goes on until somebody ends it, and how to see that it does its work: by what it shows, or by what the hub has.
ENDLESS = {
    r"^curl -N ": "event: live",
    r"^(npx )?wscat ": '"type":"welcome"',
    r"^crier watch (?!.*--count)": r"Hello|\"data\"",
    r"^crier record (?!.*--count)": "[1-9][0-9]* message",
    r"^tail -f ": lambda surroundings: surroundings.topics().get("logs/web", {}).get("count") == 2,
    r"^crier-mqtt (?!.*--metrics-address)": "subscribed at the broker",
}
# The same, but it is there for what follows.
SERVERS = {r"^crier-hub [^&]*$": "crier-hub ready", r"^nats-server ": "Server is ready",
           r"^crier-mqtt .*--metrics-address": "metrics and probes are at"}
# What is refused over HTTP or as a line ends as well as what isn't.
REFUSED = re.compile(r'^(error \w+: |\{"error":)', re.MULTILINE)
THIS_MACHINE = "desk"
NEEDED = ("jq", "mosquitto", "nats-server", "nc", "sqlite3", "wscat")


def without_remark(command: str) -> str:
    return re.sub(r"\s+# .*$", "", command).strip()


def found(command: str, table: dict) -> object:
    return next((sign for pattern, sign in table.items() if re.search(pattern, command)), None)


def missing(command: str) -> list[str]:
    programs = re.findall(r"[\w-]+", command.replace("crier-mqtt", "mosquitto"))
    return [name for name in NEEDED if name in programs and not shutil.which(name)
            and not (ROOT / "web/node_modules/.bin" / name).exists()]


def plain(line: str) -> str:
    """Without colours and what was written over; times, offsets, addresses and names of histories are others each time. A
    number alone is what it is."""
    line = re.sub(r".*\x1b\[2?K|\x1b\[[\d;]*\w", "", line).strip()
    if line.isdigit():
        return line
    line = re.sub(rf"\b{re.escape(gethostname())}\b", THIS_MACHINE, line)
    return re.sub(r"[0-9a-f]{16}|\d([\d.:T-]*\d)?( (ms|s|min)\b)?", "0", " ".join(line.split()))


def has_all(shown: str, wanted: list[str]) -> bool:
    """In this order, with anything in between."""
    lines = iter([plain(line) for line in PROMPT.sub("", shown).splitlines()])
    return all(plain(line) in lines for line in wanted if line != "…")


def starts_a_hub(todo: list[Step]) -> bool:
    return any(step.command.startswith("crier-hub ") for step in todo)


def works(sign: object, terminal: Terminal, surroundings: Surroundings) -> bool:
    if callable(sign):
        return sign(surroundings)
    return not sign or bool(re.search(sign, terminal.shown))


class Reader(unittest.TestCase):
    """Works through a document."""

    def work_through(self, document: Path) -> None:
        todo = [step for step in steps(document) if without_remark(step.command) not in HELD]
        if todo:
            with ExitStack() as stack:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crier-document-")))
                self.take_all(Surroundings(folder, document, stack, starts_a_hub(todo)), todo, document.name)

    def take_all(self, surroundings: Surroundings, todo: list[Step], name: str) -> None:
        for step in todo:
            if absent := missing(step.command):
                print(f"{name}:{step.line}: not typed, as {', '.join(absent)} is not there")
                continue
            try:
                self.take(surroundings, step)
            except AssertionError as wrong:
                raise AssertionError(f"{name}:{step.line}: {step.command}: {wrong}") from None

    def take(self, surroundings: Surroundings, step: Step) -> None:
        # It would do so to the source itself.
        self.assertNotRegex(step.command, r"\bmake (?!help)", "HELD has to say which test does that")
        serves, endless = found(step.command, SERVERS), found(step.command, ENDLESS)
        terminal = surroundings.terminal_of_a_server(step.command) if serves else surroundings.terminal(step.terminal)
        if step.command:
            terminal.enter(surroundings.here(step.command))
        sign = serves or endless
        if not sign and step.command:
            failed = terminal.status() != 0 or bool(REFUSED.search(terminal.shown))
            self.assertEqual(failed, step.fails, f"it {'failed' if failed else 'did not fail'}:\n{terminal.shown}")
        self.until_works(terminal, lambda: has_all(terminal.shown, step.shows) and works(sign, terminal, surroundings),
                         is_over=bool(step.command) and not step.command.endswith("&"), what=f"{sign or ''} {step.shows}")
        if endless and step.terminal == "first":
            self.assertNotRegex(terminal.shown, PROMPT, "it ended by itself")
            terminal.press_ctrl_c()
            terminal.status()

    def until_works(self, terminal: Terminal, holds, is_over: bool, what: str) -> None:
        def looked() -> bool:
            ended = is_over and PROMPT.search(terminal.shown)
            if not (seen := holds()) and ended:
                raise AssertionError(f"it ended without {what}:\n{terminal.shown}")
            return seen
        terminal.until_true(looked, what)


class Commands(Reader):
    def test_each_does_what_its_document_says(self) -> None:
        for document in DOCUMENTS:
            with self.subTest(document=document.name):
                self.work_through(document)


class Wrong(Reader):
    def test_what_a_document_has_wrong_is_noticed(self) -> None:
        for text, complaint in (
                ("    false\n", "made.md:1: false: .*it failed"),
                ("Now:\n\n    curl http://localhost:8080/api/v1/nothing\n", "made.md:3: .*it failed"),
                ("    echo 'a#b c' | nc -N localhost 7000\n", "it failed"),
                ("<!-- fails -->\n\n    true\n", "it did not fail"),
                ("    crier publish a 'b'\n\n```text\n99\n```\n", r"it ended without  \['99'\]"),
                ("    crier watch --lost 1\n", "it ended without"),
                ("    make clean\n", "HELD has to say"), ("```\ntrue\n```\n", "made.md:1: a fence without a language"),
                ("    echo 'half a command\n", "no shell takes this for a whole command")):
            with self.subTest(text=text), tempfile.TemporaryDirectory() as folder, \
                    self.assertRaisesRegex((AssertionError, ValueError), complaint):
                (Path(folder) / "made.md").write_text(text)
                self.work_through(Path(folder) / "made.md")


class Held(unittest.TestCase):
    def test_what_is_not_typed_is_in_the_test_that_is_named(self) -> None:
        written = {without_remark(step.command) for document in DOCUMENTS for step in steps(document)}
        for command, (test, words) in HELD.items():
            with self.subTest(command=command):
                self.assertIn(command, written, "no document has it any more")
                self.assertTrue(words in (ROOT / test).read_text(encoding="utf-8"), f"{test} has no {words}")

    def test_that_test_is_run(self) -> None:
        run = (ROOT / "tests/CMakeLists.txt").read_text(encoding="utf-8")
        for test in {test for test, _ in HELD.values()}:
            if name := re.fullmatch(r"tests/system/(\w+)_test\.py", test):
                self.assertRegex(run, rf"\b{name[1]}\b")

    def test_what_make_is_told_is_a_target(self) -> None:
        for command in HELD:
            if re.match(r"(\w+=\S+ )?make ", command):
                told = subprocess.run(["make", "-n", command.partition("make ")[2].split()[0]], cwd=ROOT, capture_output=True, text=True, check=False)
                self.assertEqual(told.returncode, 0, told.stderr)

    def test_what_kubectl_applies_is_there(self) -> None:
        for folder in re.findall(r"kubectl apply -k (\S+)", "\n".join(HELD)):
            self.assertTrue((ROOT / folder / "kustomization.yaml").exists(), folder)


if __name__ == "__main__":
    unittest.main()
