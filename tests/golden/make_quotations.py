"""Compare every quotation of the book with the lectures, and write down which one has it.

The lectures are not part of the book.  Who has their texts, one file for each whose name
begins with the lecture's number, runs:

    python tests/golden/make_quotations.py FOLDER

What no lecture has stays in the table `others` if it is there already (titles of papers,
the book's own words); otherwise it is listed, and nothing is written.
"""

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from quotations import DATA, plain, used, verified

HEAD = """\
# Every quotation of the book's pages and of the list of errata, and the lectures that have
# it word for word; written by make_quotations.py, which compared them.
"""


def main(folder: Path) -> None:
    """Compare and write."""
    texts = {file.name[:3]: file.read_text() for file in sorted(folder.glob("00*.txt"))}
    bare = {number: plain(text) for number, text in texts.items()}
    others = verified()["others"] if DATA.exists() else {}
    found, missing = {}, {}
    for quotation, places in sorted(used().items()):
        having = [number for number, text in bare.items() if plain(quotation) in text]
        if having:
            found[quotation] = having
        elif quotation not in others:
            missing[quotation] = places
    if missing:
        sys.exit("\n".join(f"{where}: {what!r}" for what, where in missing.items()))
    marks = re.findall(r"Slide Time: (\d\d:\d\d)", texts["000"])
    kept = {what: why for what, why in others.items() if what in used()}
    tables = ("lectures", found), ("others", kept)
    lines = [HEAD, f"marks = {json.dumps(marks)}"]
    for name, table in tables:
        lines += ["", f"[{name}]"]
        lines += [
            f"{json.dumps(k, ensure_ascii=False)} = {json.dumps(v)}"
            for k, v in table.items()
        ]
    DATA.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
