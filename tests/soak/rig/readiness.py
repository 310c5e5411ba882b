"""Whether a hub says the truth about itself: /readyz, the metric beside it, and its log."""

import asyncio
import re

from .hub import Hub
from .proof import Broken
from .watch import back_off

LOOKED_AT_EVERY = 0.1
LOOKS = 1200


async def until_ready_is(hub: Hub, wanted: int) -> str:
    """What /readyz says then."""
    for _ in range(LOOKS):
        status, text = await asyncio.to_thread(hub.get, "/readyz")
        if status == wanted:
            return text.strip()
        if not hub.is_running:
            raise Broken(f"the hub ended by itself: {hub.words()}")
        await back_off(asyncio.Event(), LOOKED_AT_EVERY)
    raise Broken(f"/readyz is {status} {text!r} and never became {wanted}: {hub.words()}")


async def until_writable_is(hub: Hub, wanted: bool) -> str:
    """The same, and the metrics say so too; a hub that can't store lives all the same."""
    told = await until_ready_is(hub, 200 if wanted else 503)
    metrics = (await asyncio.to_thread(hub.get, "/metrics"))[1]
    writable = re.search(r"^crier_history_writable (\d)", metrics, re.M)
    if writable is None or bool(int(writable.group(1))) != wanted:
        raise Broken(f"/readyz says {told!r}, and the metrics {writable and writable.group(0)!r}")
    if (await asyncio.to_thread(hub.get, "/livez"))[0] != 200:
        raise Broken(f"/readyz says {told!r}, and /livez that the hub doesn't live")
    return told
