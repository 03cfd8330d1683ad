"""What the Tape says of the feed-forward model, which sees a window and keeps no memory.

The fields and cases are those of `unrolled.captions`.

    >>> WINDOW_CAPTIONS["np.concatenate(e)"]
    'The embeddings of the window stand side by side: that keeps their order.'
"""

WINDOW_CAPTIONS: dict[str, str | dict[str, str]] = {
    "W_E @ x": (
        "A letter of the window becomes its column of {W_E}, its embedding. "
        "The same {W_E} serves every place."
    ),
    "np.concatenate(e)": (
        "The embeddings of the window stand side by side: that keeps their order."
    ),
    'W_I @ q + params["b_I"]': (
        "{W_I} has columns of its own for each place of the window, so it can tell the "
        "places apart. In {@unit} the pre-activation is {a.i}."
    ),
    'W_O @ h + params["b_O"]': {
        "right": (
            "{W_O} gives every letter a score. "
            "Highest: {logits.top:letter} with {logits.top}, and that is the right one."
        ),
        "": (
            "{W_O} gives every letter a score. "
            "Highest: {logits.top:letter} with {logits.top}; "
            "the right one, {y:letter}, has {logits.y}."
        ),
    },
    "np.outer(d_out, h)": {
        "Z6": (
            "{V} was used here with {h}: the share of this place in its gradient is one "
            "product for each number."
        ),
        "": (
            "{W_O} was used here with {h}: the share of this window in its gradient is one "
            "product for each weight."
        ),
    },
    "W_O.T @ d_out": (
        "The error goes down through {W_O}, read by columns: how much each unit of {h} is "
        "to blame."
    ),
    "np.outer(d, q)": (
        "{W_I} was used here with {q}: the share of this window in its gradient is one "
        "product for each weight."
    ),
    "W_I.T @ d": (
        "{W_I}, read by columns, says how every embedding of the window would have to "
        "change: {dq}."
    ),
    "np.outer(dq[i * D : (i + 1) * D], xs[i])": (
        "One place of the window takes its part of {dq}. Only the column of the letter "
        "that stood there gets something."
    ),
    "dW_E + np.outer(dq[i * D : (i + 1) * D], xs[i])": (
        "The places of the window share one {W_E}, so their shares are added."
    ),
    "time_sum(shares)": {
        "Z6": (
            "{@weight} was used at every place. The share of this one is added: "
            "{@n} of {@T}."
        ),
        "": (
            "{@weight} was used in every window. The share of this one is added: "
            "{@n} of {@T}."
        ),
    },
}
