"""What the Tape says where a decoder looks at what was read.

The fields and cases are those of `unrolled.captions`.

    >>> ATTENTION_CAPTIONS["d_both[H:]"]
    'The second half belongs to the state.'
"""

from .network_captions import IN_A_NETWORK

ATTENTION_CAPTIONS: dict[str, str | dict[str, str]] = {
    # the query and the keys
    'params["A"].T @ s': (
        "The decoder puts its state into a question: {A} turns it into {query}, which can "
        "be held against what was read."
    ),
    "A_s @ s": "{A_s} turns the state of the decoder into its part of the question.",
    "hs @ A_h.T": "{A_h} turns every state that was read into its part of an answer.",
    "A_s @ s + hs @ A_h.T": "The question is added to each of them.",
    "np.tanh(A_s @ s + hs @ A_h.T)": "tanh squeezes the sums: one key for each letter.",
    # forward
    "keys @ query": (
        "One score for each letter that was read: the better its key fits the question, "
        "the higher. The highest is {beta.top}."
    ),
    "softmax(beta)": (
        "Softmax turns the scores into weights that add up to 1. The largest is "
        "{alpha.top}: so much of the context comes from one state."
    ),
    "alpha @ values": (
        "Each state that was read, times its weight, and all of them added: the context "
        "{kappa}."
    ),
    "np.concatenate([said, kappa])": {
        "nothing": (
            "The decoder reads two things, one behind the other: no letter yet, so zeros, "
            "and the context."
        ),
        "": (
            "The decoder reads two things, one behind the other: the letter before, and "
            "the context."
        ),
    },
    "np.concatenate([found.kappa, step.h])": (
        "The context and the new state stand one behind the other."
    ),
    'params["W_kappa"] @ both': "{W_kappa} mixes both.",
    'np.tanh(params["W_kappa"] @ both)': (
        "tanh squeezes the mixture: this is what the readout gets."
    ),
    # back to the context
    "tanh_slope(one.attended) * d_says": (
        "The way back through tanh: each part of the blame times the slope there."
    ),
    'params["W_kappa"].T @ e': (
        "{W_kappa}, read by columns, passes the blame on to the context and to the state."
    ),
    "np.outer(e, one.both)": (
        "{W_kappa} was used here with the context and the state: this step's share."
    ),
    "d_both[:H]": "The first half of the blame belongs to the context.",
    "d_both[H:]": "The second half belongs to the state.",
    "d.x[-hs.shape[1] :]": (
        "What the cell read was a letter and a context. The blame of the letter ends here; "
        "this is that of the context {kappa}."
    ),
    # back through the mean
    "values @ d_kappa": (
        "How would the loss change with each weight? The state that it weighs, times the "
        "blame of the context."
    ),
    "np.sum(alpha * d_alpha)": (
        "Weights add up to 1: not all of them can rise. This is their average, each "
        "weighed with itself …"
    ),
    "d_alpha - np.sum(alpha * d_alpha)": "… and it is subtracted.",
    "alpha * (d_alpha - np.sum(alpha * d_alpha))": (
        "Times the weight itself: the way back through softmax. A weight of 0 learns "
        "nothing, nor does one of 1."
    ),
    "np.outer(alpha, d_kappa)": (
        "Each state that was read was a part of the context, as large as its weight: so "
        "large is its share of the blame."
    ),
    "d_beta @ done.keys": (
        "The question is to blame by way of every score: each key times its score's "
        "blame, added up."
    ),
    "np.outer(d_beta, done.query)": (
        "And each key by way of its own score: the question times that score's blame."
    ),
    # back through the score
    'params["A"] @ d.query': (
        "{A} passes the blame of the question on to the state that asked."
    ),
    "np.outer(s, d.query)": "{A} was used here with this state: this step's share.",
    "tanh_slope(done.keys)": "The slope of tanh at each key …",
    "tanh_slope(done.keys) * d.keys": "… times what came back to it.",
    "np.sum(e, axis=0)": "The state was added to every key, so the blame of all is added.",
    'params["A_s"].T @ total': "{A_s} passes it on to the state that asked.",
    'e @ params["A_h"]': "{A_h} passes the blame of each key on to the state behind it.",
    "np.outer(total, s)": "{A_s} was used here with this state: this step's share.",
    "e.T @ hs": "{A_h} was used here with all states that were read: this step's share.",
    # the sums
    "d_own + d_state[0]": {
        "last": ("{h} is used by the readout, and in no later step of the decoder: + 0."),
        "": (
            "{h} was used in its own step, and in the next one of the decoder. Both shares "
            "are added."
        ),
    },
    "first + asked.s": (
        "The state that asked was used twice: in the next step, and as the question. Both "
        "shares are added."
    ),
    "d_both[H:] + asked.s": (
        "The state was used twice: beside the context, and as the question."
    ),
    "found.values + asked.hs": (
        "Every state that was read was used twice: as a part of the context, and by its "
        "key. Both shares are added."
    ),
    "total + share": "What all steps of the decoder send back is added up.",
}

# said of the decoder, whose state has a name of its own
ATTENTION_CAPTIONS[f"d_own + d_state[0]{IN_A_NETWORK}"] = ATTENTION_CAPTIONS[
    "d_own + d_state[0]"
]
