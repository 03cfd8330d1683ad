"""What the Tape says of CBOW and skip-gram, which learn vectors from what stands around.

The fields and cases are those of `unrolled.captions`.

    >>> EMBEDDING_CAPTIONS["np.sum(y)"]
    'So many letters stand around {x:letter}.'
"""

EMBEDDING_CAPTIONS: dict[str, str | dict[str, str]] = {
    "words**forward": (
        "The sum of what was read is divided by this: the number of letters if it is to be "
        "a mean, 1 if it is to stay a sum."
    ),
    "E.T @ x": {
        "Z9": (
            "{x} holds a single 1, so this copies the row of {x:letter} from {E}: its "
            "embedding {h}. In {@unit} it is {h.i}."
        ),
        "": (
            "The rows of {E} of all letters around are added up. In which order they stood "
            "is lost here, for good."
        ),
    },
    "E.T @ x / width": (
        "This is {h}, all that is known of the letters around. In {@unit} it is {h.i}."
    ),
    "V @ h": (
        "Each row of {V} is multiplied with {h}: a score for each letter. "
        "Highest: {logits.top:letter} with {logits.top}."
    ),
    "log_softmax(logits)": (
        "The logarithms of the probabilities: one row, which serves all places."
    ),
    "np.sum(y * log_softmax(logits))": (
        "Those of the letters around {x:letter} are kept, each as often as it stands "
        "there, and added up."
    ),
    "-np.sum(y * log_softmax(logits))": (
        "The sign is turned: the whole context of {x:letter} is a surprise of "
        "{loss.i} nats."
    ),
    "np.sum(y)": "So many letters stand around {x:letter}.",
    "count * probs - y": (
        "The error at the output, all places together: the probabilities once for each "
        "place, minus what stood there. For letter {logits.top:letter} they were highest."
    ),
    "words**back": (
        "The way back divides by this. It has to be what the way forward divided by, or "
        "the result is no gradient."
    ),
    "np.outer(x, dh) / width": {
        "Z9": (
            "Only the row of {x:letter} was read from {E}, so only that row gets a share."
        ),
        "": (
            "Each letter that was read gets the same share in its row of {E}; the rows of "
            "all others get nothing."
        ),
    },
}
