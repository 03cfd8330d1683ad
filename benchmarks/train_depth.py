"""Train one wide layer against two narrow ones, of equally many numbers, on kinematics.

    python benchmarks/train_depth.py

Three beginnings each, all else alike; it takes about a minute of one core.  The result
goes to ``results/depth.json``.
"""

from itertools import islice
from typing import Any

import numpy as np
import report

from unrolled import Model, Network, evaluate, rnn, train
from unrolled.lessons.char_rnn import BATCH, HELD_OUT, LEARNED, LENGTH, VOCABULARY
from unrolled.text.streams import Stream
from unrolled.training.optimizers import Adam
from unrolled.training.schedules import cosine

SIZES = {1: 113, 2: 75}  # units of a layer, by layers
SEEDS = (0, 1, 2)
EPOCHS = 30


def trained(layers: int, seed: int, epochs: int = EPOCHS) -> dict[str, Any]:
    """Train one network for some of the epochs; give its size and its losses in nats."""
    model = Model(Network(rnn, layers=layers))
    drawn = model.init(seed, len(VOCABULARY), SIZES[layers])
    stream = Stream(VOCABULARY.encode(LEARNED), BATCH, LENGTH)
    optimizer = Adam(cosine(0.01, EPOCHS * len(stream), 2e-4))
    start = {name: p.astype(np.float32) for name, p in drawn.items()}
    options = {"stateful": True, "max_norm": 1.0, "average": True}
    updates = train(model, start, stream, optimizer=optimizer, **options)
    made = [*islice(updates, epochs * len(stream))]
    first = made[: len(stream)]
    learned, held = (
        evaluate(model, made[-1].snapshot.params, VOCABULARY.encode(part)).loss
        for part in (LEARNED, HELD_OUT)
    )
    return {
        "layers": layers,
        "units": SIZES[layers],
        "numbers": sum(p.size for p in drawn.values()),
        "seed": seed,
        "first_epoch": float(sum(update.loss for update in first) / len(first)),
        "learned": float(learned),
        "held_out": float(held),
    }


def main() -> None:
    """Train, and write."""
    results = []
    for seed in SEEDS:
        for layers in SIZES:
            results.append(trained(layers, seed))
            print(results[-1], flush=True)
    columns = ["layers", "units", "numbers", "seed", "learned", "held out"]
    rows = [
        [*(one[k] for k in columns[:4]), f"{one['learned']:.3f}", f"{one['held_out']:.3f}"]
        for one in results
    ]
    text = report.table(columns, rows)
    report.write("depth", text, True, results=results, epochs=EPOCHS)


if __name__ == "__main__":
    main()
