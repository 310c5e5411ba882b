"""minikube_hubs.py PROFILE NAMESPACE OVERLAY: what becomes of publishers and subscribers of several hubs that
share a history on NATS, while hubs and servers are deleted, killed, drained, upgraded and all servers are gone.
Each step prints the longest silence of any subscriber; the last line is what was sent, missing and doubled."""

import asyncio
import re
import sys
import time
from pathlib import Path
from typing import Callable

from minikube_cluster import Broken, Cluster, is_ready, until
from rig import proof
from rig.steady import SteadyLoad

HUBS, SERVERS = "deployment/crier-hub", "statefulset/nats"
COUNT = 3  # of either
PUBLISHERS, SUBSCRIBERS = 3, 12
KILLED = ("--grace-period=0", "--force")


class Hubs(Cluster):
    """Of each program as many as there should be."""

    def is_whole(self, *but_without: str) -> bool:
        """Whether all are ready; these pods, by their uid, are gone."""
        for name in ("crier-hub", "nats"):
            found = self.pods(name).values()
            if len(found) != COUNT or not all(map(is_ready, found)):
                return False
            if any(pod["metadata"]["uid"] in but_without for pod in found):
                return False
        return True

    def uids(self, name: str) -> dict[str, str]:
        return {pod: told["metadata"]["uid"] for pod, told in self.pods(name).items()}

    def subscribers(self, pod: str) -> int:
        path = f"/api/v1/namespaces/{self.namespace}/pods/{pod}:9090/proxy/metrics"
        told = self.kubectl("get", "--raw", path)
        return int(re.search(r'^crier_connections\{kind="json"\} (\d+)', told, re.M).group(1))

    def followed(self) -> int:
        """How many hubs have subscribers."""
        return sum(self.subscribers(pod) > 0 for pod in self.pods("crier-hub"))

    def node(self) -> str:
        (node,) = self.get("nodes")["items"]
        return node["metadata"]["name"]


class Steps:
    def __init__(self, cluster: Hubs, load: SteadyLoad):
        self.cluster, self.load = cluster, load

    async def step(self, what: str, act: Callable[[], object], *gone: str) -> None:
        """Something after which all is as before, but that these pods (by uid) are others."""
        await self.load.until_all_hear()
        self.load.take_silence()
        begun = time.monotonic()
        await asyncio.to_thread(act)
        await until(lambda: self.cluster.is_whole(*gone), f"{what}: {COUNT} hubs and {COUNT} servers are ready")
        took = time.monotonic() - begun
        await self.load.until_all_hear()
        print(f"ok: {what}: whole again after {took:.1f} s, longest silence {self.load.take_silence():.1f} s", flush=True)

    async def delete(self, name: str, what: str, *how: str) -> None:
        """One of that name, the one that has been there longest."""
        uids = await asyncio.to_thread(self.cluster.uids, name)
        pod = min(uids)
        await self.step(what, lambda: self.cluster.kubectl("delete", "pod", pod, *how), uids[pod])

    async def delete_each_server(self) -> None:
        """One of them leads the stream."""
        for pod, uid in (await asyncio.to_thread(self.cluster.uids, "nats")).items():
            await self.step(f"{pod} deleted", lambda pod=pod: self.cluster.kubectl("delete", "pod", pod), uid)

    async def lose_all_servers(self) -> None:
        uids = await asyncio.to_thread(self.cluster.uids, "nats")
        await self.step("all NATS servers killed by force",
                        lambda: self.cluster.kubectl("delete", "pod", *uids, *KILLED), *uids.values())

    async def upgrade(self, name: str, workload: str) -> None:
        uids = await asyncio.to_thread(self.cluster.uids, name)

        def roll() -> None:
            self.cluster.kubectl("rollout", "restart", workload)
            self.cluster.rolled_out(workload)
        await self.step(f"{workload} upgraded", roll, *uids.values())

    async def change_settings(self) -> None:
        uids = await asyncio.to_thread(self.cluster.uids, "crier-hub")

        def apply() -> None:
            self.cluster.apply("CRIER_LOG_LEVEL=debug")
            self.cluster.rolled_out(HUBS)
        await self.step("a changed setting", apply, *uids.values())

    async def drain(self) -> None:
        """Of the only node: what is evicted finds no other place, so the budgets must keep the rest."""
        await self.load.until_all_hear()
        self.load.take_silence()
        node = await asyncio.to_thread(self.cluster.node)
        try:
            await asyncio.to_thread(self.cluster.kubectl, "cordon", node)
            for name, left in (("crier-hub", 2), ("nats", 2)):
                await self.evict_one(name, left)
            await self.load.until_all_hear()
            print(f"ok: a node that is drained keeps 2 hubs and 2 servers: longest silence "
                  f"{self.load.take_silence():.1f} s", flush=True)
        finally:
            await asyncio.to_thread(self.cluster.kubectl, "uncordon", node)
        await self.step("a node that may be used again", lambda: None)

    async def evict_one(self, name: str, left: int) -> None:
        await until(lambda: self.cluster.disruptions_allowed(name) == 1, f"one {name} may be evicted")
        first, second, _ = await asyncio.to_thread(self.cluster.uids, name)
        await asyncio.to_thread(self.cluster.evict, first)
        ready = lambda: sum(map(is_ready, self.cluster.pods(name).values()))  # noqa: E731
        await until(lambda: first not in self.cluster.pods(name) or not is_ready(self.cluster.pods(name)[first]),
                    f"{first} goes")
        await until(lambda: self.cluster.disruptions_allowed(name) == 0, f"no other {name} may be evicted")
        await asyncio.to_thread(self.cluster.must_refuse_to_evict, second)
        if await asyncio.to_thread(ready) != left:
            raise Broken(f"not {left} of {name} are ready while a node is drained")


async def endure(cluster: Hubs) -> bool:
    await until(cluster.is_whole, "all hubs and servers are ready")
    async with cluster.load(PUBLISHERS, SUBSCRIBERS) as load:
        steps = Steps(cluster, load)
        await load.until_all_hear()
        followed = await asyncio.to_thread(cluster.followed)
        if followed < 2:
            raise Broken(f"{SUBSCRIBERS} subscribers are at {followed} of {COUNT} hubs")
        print(f"ok: {SUBSCRIBERS} subscribers follow at {followed} hubs", flush=True)
        await steps.delete("crier-hub", "a hub deleted")
        await steps.delete("crier-hub", "a hub killed by force", *KILLED)
        await steps.delete_each_server()
        await steps.delete("nats", "a NATS server killed by force", *KILLED)
        await steps.drain()
        await steps.upgrade("crier-hub", HUBS)
        await steps.upgrade("nats", SERVERS)
        await steps.change_settings()
        await steps.lose_all_servers()
        await load.finish()
        sent, missing, doubled = load.tally()
        proof.prove(load.publishers, load.subscribers)
    for pod in cluster.pods("crier-hub"):
        cluster.kubectl("exec", pod, "--", "crier", "check")
        print(f"ok: the ledger of {pod} balances", flush=True)
    print(f"{sent} sent to each of {SUBSCRIBERS} subscribers: {missing} missing, {doubled} doubled", flush=True)
    return not (missing or doubled)


if __name__ == "__main__":
    profile, namespace, overlay = sys.argv[1:]
    sys.exit(0 if asyncio.run(endure(Hubs(profile, namespace, Path(overlay).resolve()))) else 1)
