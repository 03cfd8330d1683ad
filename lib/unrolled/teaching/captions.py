"""What the Tape says at each tick: one plain sentence, then what it means.

A caption belongs to the call or the sub-expression that has just run, written as it stands
in the library.  Its fields are filled in by the page, so that they follow every edit:

    {h}          the symbol, with its step          {h.i}      entry that is followed
    {logits.top} the largest entry                  {probs.y}  the entry of the target
    {probs.top:letter}  the letter of that entry    {probs.y:percent}  {probs.y:long}
    {x:letter}   the letter that a one-hot vector stands for

Those are values of the program; what is known of the tick itself begins with @, so that no
value can have the same name:

    {@t} {@T} {@H} {@K}    step, steps, sizes       {@next}    the step after
    {@unit}      "unit 1", or the letter            {@read} {@before}  letters read so far
    {@guess} {@guesses}    the loss of blind guessing, ln K, and that of all steps
    {@verdict}   better or worse than guessing
    {@weight} {@share} {@n}    whose gradient gets which share, and its number
    {@slope}     how much an activation lets back
    {@result} {@result.i}      what the tick computes, and its entry that is followed

Where a caption has cases, the first whose conditions all hold is said, the more special one
before the other: "first" and "last" step, "given" (a start that is not all zeros), "back"
(the program has a way back), "right" (the highest score is the target's), "flat" (little
gets through), "asked" (the step has a target), "nothing" (was read), "silent" (no answer
counts), in a network "above" and "below" another layer, "reverse", "encoder" and "decoder"
(which starts from what is "learned", or by a "bridge" from the encoder), or the tag of an
equation; "" always holds.  What is said about gates stands in `unrolled.gate_captions`
and `unrolled.gru_captions`, inside calls in `unrolled.call_captions`, about networks in
`unrolled.network_captions` and `unrolled.gates_in_networks`, about updates in
`unrolled.update_captions`, and the rest in `unrolled.sequence_captions`.

    >>> from unrolled.teaching.captions import CAPTIONS
    >>> CAPTIONS["W @ x + U @ h_prev + b"]
    'Letter + memory + bias give the pre-activation {a}. In {@unit} it is {a.i}.'
"""

from typing import Any

from .attention_captions import ATTENTION_CAPTIONS
from .call_captions import CALL_CAPTIONS
from .embedding_captions import EMBEDDING_CAPTIONS
from .gate_captions import GATE_CAPTIONS
from .gates_in_networks import GATES_IN_CELLS
from .gru_captions import GRU_CAPTIONS
from .network_captions import IN_A_NETWORK, IN_CELLS, MERGED
from .sequence_captions import SEQUENCE_CAPTIONS
from .transformer_captions import OF_WORDS, TRANSFORMER_CAPTIONS, of_words
from .update_captions import UPDATE_CAPTIONS
from .window_captions import WINDOW_CAPTIONS

Caption = str | dict[str, str]

# what a field that begins with @ may ask for, and what a case may ask
FACTS = (
    *("t", "T", "H", "K", "next", "unit", "read", "before", "guess", "guesses", "verdict"),
    *("weight", "share", "n", "slope", "result", "result.i"),
)
CONDITIONS = (
    *("first", "last", "given", "back", "right", "flat", "asked", "nothing", "silent"),
    *("above", "below", "reverse", "encoder", "decoder", "learned", "bridge"),
)

CAPTIONS: dict[str, Caption] = {
    "read": {
        "Z1, asked": (
            "Place {@t}: the letters around it are read as a bag, a count for each letter. "
            "{y:letter}, which stands there, is to be said."
        ),
        "Z9, asked": (
            "Place {@t} reads {x:letter}: a 1 in its place, 0 elsewhere. The letters "
            "around it are to be said, a count for each letter."
        ),
        "F1, asked": (
            "The window moves on to {x:letter}. Of all that was read it keeps no more than "
            "its last letters, and should say {y:letter}."
        ),
        "H1, asked": (
            "At step {@t} stands {letter:letter}. Whether it is read, and whether an "
            "answer is asked for, is for the two switches to say."
        ),
        "nothing, asked": (
            "Step {@t} reads nothing: no letter is written yet. The right answer will be "
            "{y:letter}."
        ),
        "asked": (
            "Step {@t} reads {x:letter}: a 1 in its place, 0 elsewhere. "
            "The right answer will be {y:letter}."
        ),
        "": (
            "Step {@t} reads {x:letter}: a 1 in its place, 0 elsewhere. "
            "No answer is asked for yet."
        ),
    },
    "W @ x": {
        "nothing": "Nothing was read, so {W} has nothing to add: all zeros.",
        "": (
            "{W} turns the letter into {@H} numbers. Because {x} holds a single 1, "
            "the product is simply column {x:letter} of {W}."
        ),
    },
    "U @ h_prev": {
        "first": (
            "{U} brings the memory. There is none yet: {h_prev} is what the word starts "
            "from, and here it is all zeros, so nothing is added."
        ),
        "first, given": (
            "{U} brings the memory: {h_prev} is what the word starts from. "
            "It is the same {U} at every step."
        ),
        "": (
            "{U} brings the memory of “{@before}”: {h_prev}, made one step ago, comes back "
            "in. It is the same {U} at every step."
        ),
    },
    "W @ x + U @ h_prev + b": (
        "Letter + memory + bias give the pre-activation {a}. In {@unit} it is {a.i}."
    ),
    "np.tanh(a)": {
        "F4": (
            "tanh squeezes {a} into (−1, 1): {@unit} goes from {a.i} to {h.i}. "
            "This is {h}, all that the network makes of its window."
        ),
        "I2": (
            "tanh squeezes {a} into (−1, 1): {@unit} goes from {a.i} to {h.i}. "
            "No other step will ever see {h}."
        ),
        "H1": "tanh squeezes {a} into (−1, 1): {@unit} goes from {a.i} to {h.i}.",
        "": (
            "tanh squeezes {a} into (−1, 1): {@unit} goes from {a.i} to {h.i}. "
            "This is {h}, the memory of “{@read}”."
        ),
    },
    "V @ h + c": {
        "silent": (
            "{V} gives every letter a score, whether anyone asks or not. "
            "Highest: {logits.top:letter} with {logits.top}."
        ),
        "right": (
            "{V} gives every letter a score. "
            "Highest: {logits.top:letter} with {logits.top}, and that is the right one."
        ),
        "": (
            "{V} gives every letter a score. "
            "Highest: {logits.top:letter} with {logits.top}; "
            "the right one, {y:letter}, has {logits.y}."
        ),
    },
    "softmax(logits)": {
        "Z9, asked": (
            "Softmax turns scores into probabilities that add up to 1, the same for all "
            "places around {x:letter}. Highest: {probs.top:letter} ({probs.top:percent})."
        ),
        "silent": (
            "Softmax turns scores into probabilities that add up to 1. The network would "
            "say {probs.top:letter} ({probs.top:percent}); here nobody listens."
        ),
        "right": (
            "Softmax turns scores into probabilities that add up to 1. "
            "The network says {probs.top:letter} ({probs.top:percent}), and that is right."
        ),
        "": (
            "Softmax turns scores into probabilities that add up to 1. "
            "The network says {probs.top:letter} ({probs.top:percent}); "
            "the right letter {y:letter} gets {probs.y:percent}."
        ),
    },
    "cross_entropy(logits, y)": {
        "silent": "The surprise at {y:letter} would be {loss.i} nats. It will not count.",
        "": (
            "Surprise at the right letter {y:letter}: −ln {probs.y:long} = {loss.i} nats. "
            "Blind guessing would cost ln {@K} = {@guess}: this is {@verdict}."
        ),
    },
    "np.sum(loss)": {
        "back": (
            "The {@T} surprises add up to {L} = {L.i} nats. Now back: "
            "which way would each number have to move to make {L} smaller?"
        ),
        "": (
            "The surprises of all {@T} letters add up to {L} = {L.i} nats; "
            "blind guessing would have cost {@T} ln {@K} = {@guesses}."
        ),
    },
    # the way back
    "probs - y": (
        "Error at the output: what it said minus what was right. {y:letter} should have "
        "been 1: {d_out.y}. Push {y:letter} up, all others down."
    ),
    "outer_sum(d_out, h)": {
        "silent": "No answer was asked for here: share {@n} of {@T} is all zeros.",
        "": (
            "{@weight} was used here, with {h}. Its share of the blame is one product for "
            "each weight: {@n} of {@T}."
        ),
    },
    "time_sum(d_out)": (
        "The output bias {@weight} was added here as it is, so the error {@share} itself "
        "is its share: {@n} of {@T}."
    ),
    "V.T @ d_out": {
        "silent": "What was not asked for blames nobody: from this output nothing comes.",
        "": (
            "The error goes down through {V}, read by columns: how much each unit of {h} "
            "is to blame at this step."
        ),
    },
    "dhs[t] + d_next[0]": {
        "last, silent": "Neither answer nor later step needed {h}: nothing comes back.",
        "silent": (
            "{h} was not asked for an answer. All that reaches it comes back from step "
            "{@next}."
        ),
        "last": ("{h} is used nowhere later, so nothing comes back from the future: + 0."),
        "": (
            "{h} was used twice: for {probs} and in step {@next}. What comes back from "
            "step {@next} is added."
        ),
    },
    "tanh_slope(h) * dh": {
        "flat": (
            "Through tanh: multiply by its slope 1 − h². At {@unit} the curve is flat "
            "(h = {h.i}), so only {@slope} gets through."
        ),
        "": (
            "Through tanh: multiply by its slope 1 − h². At {@unit} (h = {h.i}) {@slope} "
            "gets through."
        ),
    },
    "outer_sum(d, trace.x)": {
        "nothing": "Nothing was read here: share {@n} of {@T} is all zeros.",
        "": (
            "{@weight} was used here with {x:letter}. {x} is 0 elsewhere, so only column "
            "{x:letter} of its gradient gets a share ({@n} of {@T})."
        ),
    },
    "outer_sum(d, trace.h_prev)": {
        "first": (
            "{@weight} was used here with {h_prev} = 0: share {@n} of {@T} is all zeros, "
            "and the sum is complete."
        ),
        "first, given": (
            "{@weight} was used here with {h_prev}, what the word starts from. "
            "Share {@n} of {@T}: the sum is complete."
        ),
        "": (
            "{@weight} was used here, with {h_prev}. Share {@n} of {@T} is added: one "
            "matrix, {@T} uses, one sum."
        ),
    },
    "time_sum(d)": (
        "The bias {@weight} was added here as it is, so {@share} itself is its share: "
        "{@n} of {@T}."
    ),
    "W.T @ d": (
        "{W}, read by columns, says how {x} would have to change. No weight needs it; "
        "a layer below would."
    ),
    "U.T @ d": {
        "I3, I6": (
            "{U}, read by columns, says how the output before would have to change. The "
            "network made it, so the blame goes on."
        ),
        "I3, I6, first": "Before the first step nothing was said: the way back ends here.",
        "I6": (
            "{U}, read by columns, says how the answer before would have to change. It was "
            "given, and no weight has made it: the blame ends here."
        ),
        "first": (
            "What reaches {h_prev}: the start has no past, so the way back ends here. "
            "All gradients are complete."
        ),
        "": (
            "{U}, read by columns, passes the blame one step to the left: to {h_prev}, "
            "the memory of “{@before}”."
        ),
    },
}

CAPTIONS |= WINDOW_CAPTIONS | GATE_CAPTIONS | GRU_CAPTIONS | SEQUENCE_CAPTIONS | MERGED
CAPTIONS |= CALL_CAPTIONS | UPDATE_CAPTIONS | ATTENTION_CAPTIONS | EMBEDDING_CAPTIONS
CAPTIONS |= {
    f"{code}{IN_A_NETWORK}": said or CAPTIONS[code]
    for code, said in (IN_CELLS | GATES_IN_CELLS).items()
}

SAID_OF_LETTERS = (
    *("V @ h + c", "softmax(logits)", "cross_entropy(logits, y)"),
    "y * log_softmax(scores)",
)
CAPTIONS |= TRANSFORMER_CAPTIONS
CAPTIONS |= of_words({code: CAPTIONS[code] for code in (*OF_WORDS, *SAID_OF_LETTERS)})


def captions_for(*programs: dict[str, Any]) -> dict[str, Caption]:
    """Give those captions whose code stands in the sources of these programs.

    Of their cases, those that ask for an equation which none of them has are left out.

    >>> from unrolled import helo
    >>> found = captions_for(helo.program().data)
    >>> "sigmoid(a_f)" in found, [*found["np.tanh(a)"]]
    (False, [''])
    """
    texts = [x["text"] for data in programs for x in data.get("sources", {}).values()]
    several = any("called" in data for data in programs)

    def needed(code: str) -> bool:
        own = code.removesuffix(IN_A_NETWORK)
        return any(own in text for text in texts) and (several or own == code)

    tags = (tag for data in programs for tag in data.get("equations", ()))
    known = {"", *CONDITIONS, *tags}

    def possible(said: Caption) -> Caption:
        if isinstance(said, str):
            return said
        return {case: s for case, s in said.items() if known.issuperset(case.split(", "))}

    return {c: possible(said) for c, said in CAPTIONS.items() if c == "read" or needed(c)}
