"""Write the worked example's golden values, with 60 digits and without the library.

Everything is plain Python: loops over decimal numbers, and derivatives as differences of
the loss (with so many digits a difference quotient is exact far beyond a float).  Run it
only to see that it still writes the same file:

    python tests/golden/make_golden.py
"""

import json
from decimal import Decimal, getcontext
from pathlib import Path

getcontext().prec = 60
NUDGE = Decimal("1e-20")  # its square is the error of a difference quotient

# Lecture 004, "Forward Pass with Example", as printed; its U is W here, its scalar W is U.
LETTERS, INPUTS, TARGETS = "helo", "hell", "ello"
W = [
    ["0.287027", "0.84606", "0.572392", "0.486813"],
    ["0.902874", "0.871522", "0.691079", "0.18998"],
    ["0.537524", "0.09224", "0.558159", "0.491528"],
]
RECURRENT = "0.427043"
BIAS = "0.567001"
V = [
    ["0.37168", "0.974829459", "0.830034886"],
    ["0.39141", "0.282585823", "0.659835709"],
    ["0.64985", "0.09821557", "0.334287084"],
    ["0.91266", "0.32581642", "0.144630018"],
]
PRINTED = [
    (1, "W x", ["0.287027", "0.902874", "0.537524"]),
    (1, "U h_prev + b", ["0.567001", "0.567001", "0.567001"]),
    (1, "a", ["0.854028", "1.469875", "1.104525"]),
    (1, "h", ["0.693168", "0.899554", "0.802118"]),
    (2, "U h_prev + b", ["0.863013", "0.951149", "0.90954"]),
    (2, "W x", ["0.84606", "0.871522", "0.09224"]),
    (2, "h", ["0.93653372", "0.94910403", "0.76234056"]),
    (2, "logits", ["1.90607732", "1.13779113", "0.95666016", "1.27422602"]),
]

ZERO = Decimal(0)
PARAMETERS = {
    "W": [[Decimal(digits) for digits in row] for row in W],
    "U": [[Decimal(RECURRENT) if i == j else ZERO for j in range(3)] for i in range(3)],
    "b": [[Decimal(BIAS)] for _ in range(3)],  # columns: every parameter is a table
    "V": [[Decimal(digits) for digits in row] for row in V],
    "c": [[ZERO] for _ in range(4)],
}


def times(matrix, vector):
    return [sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix]


def plus(*vectors):
    return [sum(entries) for entries in zip(*vectors, strict=True)]


def tanh(a):
    e = (2 * a).exp()
    return (e - 1) / (e + 1)


def forward(p, nudged=None):
    """Run the word; `nudged` (step, "a" or "logits", entry, amount) moves one value."""
    column = {name: [row[0] for row in table] for name, table in p.items()}
    h, steps = [ZERO] * 3, []
    for t, (letter, target) in enumerate(zip(INPUTS, TARGETS, strict=True), start=1):
        x = [Decimal(letter == other) for other in LETTERS]
        from_input, from_state = times(p["W"], x), plus(times(p["U"], h), column["b"])
        a = plus(from_input, from_state)
        if nudged and nudged[:2] == (t, "a"):
            a[nudged[2]] += nudged[3]
        h = [tanh(entry) for entry in a]
        logits = plus(times(p["V"], h), column["c"])
        if nudged and nudged[:2] == (t, "logits"):
            logits[nudged[2]] += nudged[3]
        total = sum(z.exp() for z in logits)
        probs = [z.exp() / total for z in logits]
        loss = -probs[LETTERS.index(target)].ln()
        steps.append(
            {
                "W x": from_input,
                "U h_prev + b": from_state,
                "a": a,
                "h": h,
                "logits": logits,
                "probs": probs,
                "loss": loss,
            }
        )
    return steps


def total_loss(p, nudged=None):
    return sum(step["loss"] for step in forward(p, nudged))


def with_entry(name, i, j, amount):
    table = [list(row) for row in PARAMETERS[name]]
    table[i][j] += amount
    return PARAMETERS | {name: table}


def parameter_gradient(name):
    return [
        [
            (
                total_loss(with_entry(name, i, j, NUDGE))
                - total_loss(with_entry(name, i, j, -NUDGE))
            )
            / (2 * NUDGE)
            for j in range(len(row))
        ]
        for i, row in enumerate(PARAMETERS[name])
    ]


def error(t, quantity, size):
    return [
        (
            total_loss(PARAMETERS, (t, quantity, i, NUDGE))
            - total_loss(PARAMETERS, (t, quantity, i, -NUDGE))
        )
        / (2 * NUDGE)
        for i in range(size)
    ]


def comparison(steps):
    """Put every printed number beside the computed one."""
    rows = []
    for t, quantity, printed in PRINTED:
        for digits, value in zip(printed, steps[t - 1][quantity], strict=True):
            rounded = value.quantize(Decimal(digits))
            rows.append(
                {
                    "step": t,
                    "quantity": quantity,
                    "printed": digits,
                    "rounded": str(rounded),
                    "deviation": value - Decimal(digits),
                }
            )
    return rows


def golden():
    steps = forward(PARAMETERS)
    for t, step in enumerate(steps, start=1):
        step["d_out"], step["d"] = error(t, "logits", 4), error(t, "a", 3)
    L = total_loss(PARAMETERS)
    gradients = {name: parameter_gradient(name) for name in PARAMETERS}
    return {
        "steps": steps,
        "L": L,
        "L_bits": L / Decimal(2).ln(),
        "mean_loss": L / len(INPUTS),
        "perplexity": (L / len(INPUTS)).exp(),
        "gradients": gradients,
        # the lecture's own two numbers stand on a diagonal and in a vector
        "recurrent_gradient": sum(gradients["U"][i][i] for i in range(3)),
        "bias_gradient": sum(row[0] for row in gradients["b"]),
        "printed": comparison(steps),
    }


if __name__ == "__main__":
    text = json.dumps(golden(), default=float, indent=1, ensure_ascii=False)
    Path(__file__).with_name("helo.json").write_text(text + "\n", encoding="utf-8")
