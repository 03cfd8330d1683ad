"""What the Tape says where some steps read or say nothing, and where an output comes back.

The fields and cases are those of `unrolled.captions`.

    >>> SEQUENCE_CAPTIONS["np.sum(says * loss)"][""]
    'Only the steps that say something count: {L} = {L.i} nats.'
"""

SEQUENCE_CAPTIONS: dict[str, str | dict[str, str]] = {
    # where some steps read nothing, or say nothing
    "reads * letter": {
        "nothing": "The switch is off: nothing of {letter} comes in, and {x} is all zeros.",
        "": "The switch is on: {x} is {letter}, as it is.",
    },
    "np.sum(says * loss)": {
        "back": (
            "Only the steps that say something count: {L} = {L.i} nats. Now back: which "
            "way would each number have to move to make {L} smaller?"
        ),
        "": "Only the steps that say something count: {L} = {L.i} nats.",
    },
    "says * (probs - y)": {
        "silent": "No answer was asked for: the switch makes {d_out} all zeros.",
        "": (
            "Error at the output: what it said minus what was right, and the switch is on. "
            "{y:letter} should have been 1: {d_out.y}."
        ),
    },
    # where the output comes back, and no state
    "U @ fed": {
        "first": (
            "{U} brings what came out before. Nothing has yet: {fed} is all zeros, so "
            "nothing is added."
        ),
        "first, given": "{U} brings what came out before: here {fed} was given.",
        "": "{U} brings what came out of the step before, and nothing of its state.",
    },
    "W @ x + U @ fed + b": (
        "Letter + what came back + bias give the pre-activation {a}. In {@unit} it is "
        "{a.i}."
    ),
    "outer_sum(d, trace.fed)": {
        "first": (
            "{@weight} was used here with zeros: share {@n} of {@T} is all zeros, and the "
            "sum is complete."
        ),
        "first, given": (
            "{@weight} was used here with {fed}, which was given. Share {@n} of {@T}: the "
            "sum is complete."
        ),
        "": (
            "{@weight} was used here with what came back from the output before. Share "
            "{@n} of {@T} is added."
        ),
    },
    "np.sum(probs * d_fed)": (
        "The next step has read this output, and sends word of how each probability should "
        "change. First their average, each weighed with its probability."
    ),
    "d_fed - np.sum(probs * d_fed)": (
        "It is subtracted: probabilities add up to 1, so all of them cannot rise at once."
    ),
    "probs * (d_fed - np.sum(probs * d_fed))": (
        "And each is multiplied by its probability: this is the way back through softmax."
    ),
    "probs - y + probs * (d_fed - np.sum(probs * d_fed))": (
        "This output is to blame twice: for its own mistake, and for what step {@next} "
        "made of it. The second part has come back through softmax. At {@unit}: {d_out.i}."
    ),
}
