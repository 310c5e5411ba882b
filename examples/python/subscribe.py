#!/usr/bin/env python3
"""subscribe.py URL FILTER: prints each message and each gap; comes back after every cut where it was."""

import json
import sys
import time
import urllib.parse
import urllib.request

url, topics = sys.argv[1:]
position = ""
while True:
    try:
        with urllib.request.urlopen(urllib.request.Request(
                f"{url}/events?topics={urllib.parse.quote(topics)}", headers={"Last-Event-ID": position}),
                timeout=60) as events:
            for line in events:
                field, _, value = line.decode().rstrip("\n").partition(": ")
                if field == "id":
                    position = value
                elif field == "data" and (said := json.loads(value))["type"] in ("message", "gap"):
                    print(json.dumps(said, ensure_ascii=False), flush=True)
    except OSError:
        pass  # the hub is away: the heartbeat every 15 s would have come
    time.sleep(1)
