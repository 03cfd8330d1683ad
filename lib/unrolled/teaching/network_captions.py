"""What the Tape says in a network: of a cell above another, of one that reads from the end.

What is said of a single cell may be wrong of one among several: its input is no letter, its
past is what comes after.  A caption of `IN_CELLS` stands in for the one of the same code;
one that is None holds as it is.

    >>> IN_CELLS["np.tanh(a)"]
    'tanh squeezes {a} into (−1, 1): {@unit} goes from {a.i} to {h.i}.'
"""

IN_A_NETWORK = " in a network"  # what the key of a caption ends with

IN_CELLS: dict[str, str | dict[str, str] | None] = {
    "W @ x": {
        "K19, decoder": (
            "{W} brings in what the decoder reads: the letter before, and the context."
        ),
        "K19, decoder, nothing": (
            "{W} brings in what the decoder reads: no letter yet, only the context."
        ),
        "decoder, nothing": "Nothing was read, so {W} has nothing to add: all zeros.",
        "above": "{W} brings in what this layer reads: {x}, made from the layer below.",
        "": "{W} turns the letter {x:letter} into {@H} numbers: column {x:letter} of {W}.",
    },
    "U @ h_prev": {
        "decoder, first": (
            "{U} brings what the encoder has left: its last state is where {h_prev} begins."
        ),
        "decoder, first, learned": (
            "{U} brings what the decoder starts from: {h_prev}, which is learned."
        ),
        "first": (
            "{U} brings the memory of this cell. There is none yet: {h_prev} is all zeros, "
            "so nothing is added."
        ),
        "first, given": (
            "{U} brings the memory of this cell: what it starts from, {h_prev}."
        ),
        "reverse, first": (
            "{U} brings what comes after. Nothing does: {h_prev} is all zeros, so nothing "
            "is added."
        ),
        "reverse, first, given": "{U} brings what this cell starts from, {h_prev}.",
        "reverse": (
            "{U} brings what comes after: this cell reads from the end, and {h_prev} was "
            "made at step {@next}."
        ),
        "": (
            "{U} brings the memory of this cell: {h_prev}, made one step ago, comes back "
            "in."
        ),
    },
    "W @ x + U @ h_prev + b": (
        "Input + memory + bias give the pre-activation {a}. In {@unit} it is {a.i}."
    ),
    "np.tanh(a)": "tanh squeezes {a} into (−1, 1): {@unit} goes from {a.i} to {h.i}.",
    "dhs[t] + d_next[0]": {
        "encoder": "No answer was asked for here: what reaches {h} comes from later steps.",
        "K5, encoder": (
            "To {h} comes what the looking of the decoder sends back, and what later steps "
            "do. Both are added."
        ),
        "K5, encoder, last": (
            "To {h} comes what the looking of the decoder sends back; no other step used "
            "it: + 0."
        ),
        "K5, encoder, last, bridge": (
            "To {h} comes what the looking of the decoder sends back, and what its cell "
            "does, which starts from {h}. Both are added."
        ),
        "below, last": (
            "{h} is used by what stands above, and in no other step of its cell: + 0."
        ),
        "below": (
            "{h} was used by what stands above it, and in the next step of its own cell. "
            "Both shares are added."
        ),
        "last": "{h} is used in no other step of its cell, so nothing comes back: + 0.",
        "": (
            "{h} was used twice: for {probs}, and in the next step of its own cell. "
            "Both shares are added."
        ),
    },
    "tanh_slope(h) * dh": None,
    "outer_sum(d, trace.x)": {
        "K19, decoder": (
            "{@weight} was used here with the letter before and the context. Share {@n} of "
            "{@T} is added."
        ),
        "K19, decoder, nothing": (
            "{@weight} was used here with no letter yet, only the context. Share {@n} of "
            "{@T} is added."
        ),
        "decoder, nothing": (
            "{@weight} was used here with nothing: share {@n} of {@T} is all zeros."
        ),
        "above": (
            "{@weight} was used here with {x}, which this layer read. Share {@n} of {@T} "
            "is added."
        ),
        "": (
            "{@weight} was used here with {x:letter}. {x} is 0 elsewhere, so only column "
            "{x:letter} of its gradient gets a share ({@n} of {@T})."
        ),
    },
    "outer_sum(d, trace.h_prev)": {
        "decoder, first": (
            "{@weight} was used here with the last state of the encoder. Share {@n} of "
            "{@T} is added."
        ),
        "decoder, first, learned": (
            "{@weight} was used here with what the decoder starts from. Share {@n} of "
            "{@T} is added."
        ),
        "first": (
            "{@weight} was used here with {h_prev} = 0: share {@n} of {@T} is all zeros."
        ),
        "first, given": (
            "{@weight} was used here with {h_prev}, what this cell starts from. Share {@n} "
            "of {@T} is added."
        ),
        "": "{@weight} was used here with {h_prev}. Share {@n} of {@T} is added.",
    },
    "time_sum(d)": None,
    "W.T @ d": {
        "K19, decoder": (
            "{W}, read by columns, says how what was read would have to change: the letter "
            "before, and the context."
        ),
        "K19, decoder, nothing": (
            "{W}, read by columns, says how the context would have to change; no letter "
            "was read."
        ),
        "above": (
            "{W}, read by columns, passes the blame down, to what this layer read: {x}."
        ),
        "": (
            "{W}, read by columns, says how {x} would have to change. No weight needs it; "
            "a layer below would."
        ),
    },
    "U.T @ d": {
        "decoder, first": (
            "{U}, read by columns, passes the blame on to the encoder: its last state is "
            "where this cell began."
        ),
        "decoder, first, learned": (
            "{U}, read by columns, passes the blame on to the start of this cell, which "
            "is learned."
        ),
        "first": "The start of this cell has no past: its way back ends here.",
        "": "{U}, read by columns, passes the blame on to {h_prev}, which this cell read.",
    },
}

MERGED: dict[str, str | dict[str, str]] = {  # what runs in no cell
    "np.concatenate([xs[t], hs[t]])": (
        "The next layer reads two things, side by side: the letter once more, and "
        "the state of the layer below."
    ),
    "np.concatenate([hs[t] for hs in layers])": (
        "The states of all layers stand side by side: {V} reads every one of them."
    ),
    "d[t][first:end]": (
        "What stood side by side is taken apart: this part of the blame belongs to "
        "one of them."
    ),
    "d_first[t] + d_second[t]": (
        "It was read twice on the way forward, so two shares of the blame come back. They "
        "are added."
    ),
    "np.concatenate([forward[t], backward[t]])": (
        "What both directions say at this step stands side by side: one has read "
        "all letters up to here, the other all from here on."
    ),
    "forward[t] + backward[t]": "What belongs to both directions at this step is added.",
    "d[t][part]": (
        "The first half of the blame belongs to the cell that reads forward, the second "
        "half to the one that reads from the end."
    ),
}
