"""Speaks as a console does under Textual's driver for the web, and costs nothing to start.

It draws `PICTURE` when asked for the whole, and `SAID …` for what was typed. Typed `leave` it
leaves, `fail` it fails, `hang` it no longer listens, `link` it wants an address opened. When its
terminal is closed it writes that into the file named by its argument.
"""

import json
import os
import sys
import time
from pathlib import Path


def packet(kind: bytes, content: bytes) -> None:
    os.write(1, kind + len(content).to_bytes(4, "big") + content)


def read(count: int) -> bytes:
    got = b""
    while len(got) < count:
        piece = os.read(0, count - len(got))
        if not piece:
            with Path(sys.argv[1]).open("a") as file:
                file.write("closed in order\n")
            sys.exit(0)
        got += piece
    return got


os.write(1, b"__GANGLION__\n")
while True:
    kind, size = read(1), int.from_bytes(read(4), "big")
    content = read(size)
    if kind == b"M":
        order = json.loads(content)
        if order["type"] == "repaint":
            packet(b"D", b"PICTURE")
        elif order["type"] == "resize":
            packet(b"D", b"SIZE %d %d" % (order["width"], order["height"]))
    elif content == b"leave":
        packet(b"M", b'{"type": "exit"}')
        sys.exit(0)
    elif content == b"fail":
        os.write(2, b"It had to stop \x1b]0;title\x07here.\n")
        sys.exit(1)
    elif content == b"hang":
        packet(b"D", b"HANGS")
        time.sleep(60)
    elif content == b"link":
        packet(b"M", b'{"type": "open_url", "url": "https://agency.example/", "new_tab": true}')
    else:
        packet(b"D", b"SAID " + content)
