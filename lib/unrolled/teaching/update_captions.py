"""What the Tape says of an update: the mean gradient, clipping, and Adam.

The fields and cases are those of `unrolled.captions`.

    >>> UPDATE_CAPTIONS["gradient / T"].split(":")[0]
    'The gradient of all letters over their number'
"""

UPDATE_CAPTIONS: dict[str, str | dict[str, str]] = {
    "done.L / T": "On average a letter cost {@result.i} nats.",
    "gradient / T": (
        "The gradient of all letters over their number: {@result} is what one letter asks "
        "for, on average. Here it is {@result.i}."
    ),
    "clipped(means, max_norm)": (
        "The mean gradients of all weights are one long vector, of length {norm.i}; it may "
        "be {max_norm.i} at most. Now it has {@result.i}."
    ),
    "adam(parameter, clip.gradients[name])": (
        "Adam moves every number by itself, against what its gradient was of late: "
        "{@result} has {@result.i} here."
    ),
    # inside clipping, when it is opened
    "np.abs(g)": "The length is found without overflow: first without signs …",
    "np.max(np.abs(g))": "… the largest entry …",
    "np.maximum(largest, np.max(np.abs(g)))": "… of all gradients so far.",
    "g / largest": "Every entry over the largest one, so that no square can overflow.",
    "(g / largest) ** 2": "Squared.",
    "np.sum((g / largest) ** 2)": "Added up …",
    "squares + np.sum((g / largest) ** 2)": "… with those of the gradients before.",
    "np.sqrt(squares)": "The root of all squares …",
    "largest * np.sqrt(squares)": (
        "… times the largest entry: the length of all gradients as one vector, {norm.i}."
    ),
    "np.maximum(norm, max_norm)": "The longer of two: what it is, and what is allowed.",
    "max_norm / np.maximum(norm, max_norm)": (
        "The factor: {@result.i}. It is 1 where the gradient is short enough."
    ),
    "scale * g": "Times the factor: the direction stays, {@result} has {@result.i}.",
    "scale * norm": "The length after clipping is {@result.i}.",
    # inside Adam
    'state["n"] + 1': "One update more: this one is number {@result.i}.",
    "self.b1 * m": "Nine tenths of the running mean stay …",
    "(1 - self.b1) * g": "… a tenth of the gradient is added …",
    "self.b1 * m + (1 - self.b1) * g": (
        "… and that is {@result}, a running mean of the gradients: {@result.i}."
    ),
    "self.b2 * v": "Of the running mean of squares nearly all stays …",
    "g * g": "… of the squared gradient …",
    "(1 - self.b2) * (g * g)": "… a thousandth is added …",
    "self.b2 * v + (1 - self.b2) * (g * g)": "… and that is {@result}: {@result.i}.",
    "self.b1**n": "Both means began at 0, and so much of this beginning is left: …",
    "1 - self.b1**n": "… so much of the mean is gradients, …",
    "m / (1 - self.b1**n)": "… and divided by it, the mean is one of gradients alone.",
    "self.b2**n": "The same for the squares: so much of the beginning is left, …",
    "1 - self.b2**n": "… so much of the mean is squares, …",
    "v / (1 - self.b2**n)": "… and divided by it, the mean is one of squares alone.",
    "rate * m_hat": "The learning rate times the mean gradient …",
    "np.sqrt(v_hat)": "… over the size that gradients have here: a root of squares, …",
    "np.sqrt(v_hat) + self.eps": "… kept away from 0 …",
    "rate * m_hat / (np.sqrt(v_hat) + self.eps)": ("… which is the step: {@result.i}."),
    "p - rate * m_hat / (np.sqrt(v_hat) + self.eps)": (
        "Against the gradient: {@result} has {@result.i} here. The next window begins with "
        "it."
    ),
}
