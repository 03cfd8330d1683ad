"""Time how a page learns a text: until it writes words, and for each update.

    python benchmarks/bench_own_text.py

In Chromium, the recorded update of `unrolled.own_text` learns the problems of kinematics
with 64 units, for a minute of each cell.  After every 250 updates it writes, and of its
words of at least four letters the share that stands in the text is counted; half of them
is called readable.
"""

from typing import Any

import report
from in_page import in_page

from unrolled.lessons import char_rnn, own_text
from unrolled.text.copies import known_words
from unrolled.text.words import words

H, SECONDS, EVERY = 64, 60, 250
SHORTEST = 4  # letters of a word that counts
COLUMNS = ["cell", "updates", "of one", "readable after", "words known", "held-out loss"]
LEARN = """async ({ programs, sizes, learned, held, settings, limit, every }) => {
  const own = "/lib/unrolled/widgets/engine/text_training.js";
  const { drawn, TextTraining } = await import(own);
  const values = drawn(programs.start, sizes, 0);
  const training = new TextTraining(programs, { sizes, learned, held, values });
  training.set(settings);
  const sample = { first: 0, length: 320, seed: 0, temperature: 0.7 };
  const begin = performance.now();
  const found = [];
  let learning = 0;
  while (performance.now() < begin + 1000 * limit) {
    const before = performance.now();
    for (let n = 0; n < every; n++) training.update();
    learning += performance.now() - before;
    const text = training.write(sample);
    const loss = training.heldOut();
    const seconds = (performance.now() - begin) / 1000;
    found.push({ count: training.count, seconds, text, loss });
  }
  return { found, each: learning / training.count };
}"""


def item(cell: str) -> dict[str, Any]:
    """Say what to learn."""
    learned, held = (
        char_rnn.VOCABULARY.encode(part).tolist()
        for part in (char_rnn.LEARNED, char_rnn.HELD_OUT)
    )
    settings = {name: [value] for name, value in own_text.SETTINGS.items()}
    sizes = {"K": len(char_rnn.VOCABULARY), "H": H}
    return {
        **{"programs": own_text.programs(cell), "sizes": sizes, "settings": settings},
        **{"learned": learned, "held": held, "limit": SECONDS, "every": EVERY},
    }


def told(cell: str, done: dict[str, Any]) -> dict[str, Any]:
    """Say when it was readable, and where it ended."""
    texts = [char_rnn.VOCABULARY.decode(one["text"]) for one in done["found"]]
    shares = [known_words(long_words(text), char_rnn.TEXT) for text in texts]
    first = next((k for k, share in enumerate(shares) if share >= 0.5), None)
    readable = None if first is None else done["found"][first]["seconds"]
    last = done["found"][-1]
    return {
        **{"cell": cell, "updates": last["count"], "milliseconds": done["each"]},
        **{"readable": readable, "known": shares[-1], "held_out": last["loss"]},
    }


def long_words(text: str) -> str:
    """Leave out the short words, which come by chance."""
    return " ".join(word for word in words(text) if len(word) >= SHORTEST) or "-none"


def main() -> None:
    """Measure and write."""
    done = in_page(LEARN, [item(cell) for cell in own_text.CELLS])
    results = [told(cell, one) for cell, one in zip(own_text.CELLS, done, strict=True)]
    rows = [
        [
            *(one["cell"], one["updates"], f"{one['milliseconds']:.2f} ms"),
            *(f"{one['readable']:.0f} s", f"{one['known']:.0%}", f"{one['held_out']:.3f}"),
        ]
        for one in results
    ]
    sizes = {"H": H, "letters": len(char_rnn.TEXT), "seconds": SECONDS}
    report.write(
        "own_text", report.table(COLUMNS, rows), True, results=results, sizes=sizes
    )


if __name__ == "__main__":
    main()
