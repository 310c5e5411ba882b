#!/usr/bin/env python3
"""publish.py URL TOPIC TEXT: one message over HTTP; says at which offset it is stored."""

import sys
import urllib.parse
import urllib.request

url, topic, text = sys.argv[1:]
with urllib.request.urlopen(urllib.request.Request(
        f"{url}/api/v1/publish/{urllib.parse.quote(topic)}", text.encode(),
        {"Content-Type": "text/plain", "Crier-Source": "python"})) as answer:
    print(answer.read().decode())
