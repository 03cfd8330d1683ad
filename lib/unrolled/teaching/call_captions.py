"""What the Tape says inside calls, when they are opened: slopes, softmax, cross-entropy.

The fields and cases are those of `unrolled.captions`.

>>> CALL_CAPTIONS["np.sum(e)"]
'They are added up.'
"""

CALL_CAPTIONS = {
    # inside the slopes
    "s * s": "The slope of tanh needs no more than its value: first its square.",
    "1 - s * s": "1 minus the square: 1 in the middle of the curve, near 0 at its flat "
    "ends.",
    # inside softmax and cross_entropy
    "np.max(scores)": "The largest score is found.",
    "scores - np.max(scores)": (
        "It is subtracted from every score. The result stays the same, "
        "but no exponential can overflow."
    ),
    "np.exp(scores - np.max(scores))": (
        "Every score s becomes e to the power of s: all are positive now."
    ),
    "np.sum(e)": "They are added up.",
    "e / np.sum(e)": "Each is divided by the sum: now they add up to 1.",
    "np.exp(shifted)": "Every score s becomes e to the power of s.",
    "np.sum(np.exp(shifted))": "They are added up: this is what softmax divides by.",
    "np.log(np.sum(np.exp(shifted)))": "With logarithms, dividing becomes subtracting.",
    "shifted - np.log(np.sum(np.exp(shifted)))": (
        "What is left are the logarithms of the probabilities."
    ),
    "log_softmax(scores)": "The logarithms of the probabilities, from the scores directly.",
    "y * log_softmax(scores)": (
        "The target holds a single 1, so only the right letter {y:letter} is kept."
    ),
    "np.sum(y * log_softmax(scores))": "Adding up leaves the one that was kept.",
    "-np.sum(y * log_softmax(scores))": (
        "A logarithm of a probability is never positive; the sign is turned, "
        "and surprise is never negative."
    ),
}
