"""pyroute2: a table of links, and what an overflow leaves of it."""
import errno
import json
import sys
import threading
import time

from pyroute2 import IPRoute
from pyroute2.netlink.rtnl import RTMGRP_LINK

IFF_UP, IFF_RUNNING, IFF_LOWER_UP = 0x1, 0x40, 0x10000

table = {}
counts = {"messages": 0, "overflows": 0, "changedAtMs": 0}


def take(message):
    index, flags = message["index"], message["flags"]
    counts["messages"] += 1
    carrier = flags & IFF_RUNNING and flags & IFF_LOWER_UP
    state = (1 if flags & IFF_UP else 0) | (2 if carrier else 0)
    before = table.get(index)
    if message["event"] == "RTM_DELLINK":
        table.pop(index, None)
    elif message["event"] == "RTM_NEWLINK":
        table[index] = state
    if table.get(index) != before:
        counts["changedAtMs"] = time.monotonic_ns() / 1e6


def listen(route):
    while True:
        try:
            for message in route.get():
                if message["event"] in ("RTM_NEWLINK", "RTM_DELLINK"):
                    take(message)
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise
            counts["overflows"] += 1


route = IPRoute()
for link in route.get_links():
    take(link)
route.bind(groups=RTMGRP_LINK)
threading.Thread(target=listen, args=(route,), daemon=True).start()
counts["messages"] = 0
print("ready", flush=True)
for _ in sys.stdin:
    print(json.dumps({**counts, "table": dict(table)}), flush=True)
