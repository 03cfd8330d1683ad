"""Large values in few bytes: compressed, in 85 letters that mean nothing to HTML.

A page's table of front ends and programs is compressed; `static_widgets.js` opens it.  Long
texts, which are code, stand in it as they are: written as JSON, with a sign before each
quotation mark and line break, they would be a sixtieth more.
Five letters hold four bytes, where base64 has four letters for three: a sixteenth less.
The compressor takes its time, for a twentieth less that any browser opens.
"""

from __future__ import annotations

import json
import re
from base64 import b85decode, b85encode
from gzip import decompress
from typing import Any

from zopfli.gzip import compress

END = "\0"  # of a part; in no text that JavaScript or CSS is written in
PACKED = re.compile(
    r'<script type="application/gzip" class="unrolled-shared">(.*?)</script>'
)
# The letters of one range, so that they are read quickly, but for what opens an element.
LETTERS = bytes(range(ord("("), ord("}"))).replace(b"<", b"}")
PYTHONS = (
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
)
WRITTEN, READ = bytes.maketrans(PYTHONS, LETTERS), bytes.maketrans(LETTERS, PYTHONS)


def packed(table: dict[str, Any]) -> str:
    """Compress a table of JSON values and write it as a script element.

    First comes what is no text, as JSON, with the names of the texts; then these.  What is
    alike begins alike: side by side, it becomes a twentieth smaller.

    >>> unpacked(packed({"a": [1, 2]}))
    {'a': [1, 2]}
    """
    texts = {name: value for name, value in table.items() if isinstance(value, str)}
    names = sorted(texts, key=lambda name: texts[name])
    rest = {name: value for name, value in table.items() if name not in texts}
    head = json.dumps([names, rest], separators=(",", ":"))
    parts = END.join([head, *(texts[name] for name in names)])
    data = b85encode(compress(parts.encode())).translate(WRITTEN).decode()
    return f'<script type="application/gzip" class="unrolled-shared">{data}</script>\n'


def unpacked(page: str) -> dict[str, Any]:
    """Read the tables of a page."""
    table: dict[str, Any] = {}
    for data in PACKED.findall(page):
        parts = decompress(b85decode(data.encode().translate(READ))).decode()
        head, *texts = parts.split(END)
        names, rest = json.loads(head)
        table |= rest | dict(zip(names, texts, strict=True))
    return table
