"""Randomness that can be had again: its seed is printed, and CRIER_SEED sets it."""

import asyncio
import os
import random


def seeded(what: str) -> random.Random:
    seed = int(os.environ.get("CRIER_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"{what}: CRIER_SEED={seed}", flush=True)
    return random.Random(seed)


async def moment(chance: random.Random, longest: float) -> None:
    """Lets a fault come at any moment. It waits for nothing: no test needs it to be long enough."""
    await asyncio.sleep(chance.uniform(0, longest))
