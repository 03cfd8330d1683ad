"""What the Tape says of a Transformer's block, whose steps are the places of a sentence.

The fields and cases are those of `unrolled.captions`; what is said about attention where
words ask each other has the case K25.

    >>> TRANSFORMER_CAPTIONS["x + more"]
    'What came in stays, and what was found is added: {joined}.'
"""

import re
from collections.abc import Mapping

from .network_captions import IN_A_NETWORK

ASKED = (
    "Place {@t} is the blank, a word of its own. What stood there is to be said: "
    "{y:letter}."
)
BLAMED = "What all places send back is added up: this place's share comes in."

TRANSFORMER_CAPTIONS: dict[str, str | dict[str, str]] = {
    # words, questions, keys, values
    "E.T @ word[t]": "The row of {word:letter} in {E} is its vector.",
    "vector + places[t]": (
        "Where the word stands is added to what it says, number by number: {x} holds both."
    ),
    "W_q @ xs[t]": "Place {@t} asks: {W_q} turns its vector {x} into a question.",
    "W_q @ xs[t] / np.sqrt(len(W_q))": (
        "The question is divided by the root of its length, so that scores do not grow "
        "with it."
    ),
    "W_k @ xs[t]": "{W_k} turns the same vector into a key: what others find it by.",
    "W_v @ xs[t]": "{W_v} turns it into a value: what others take from it.",
    "np.where(mask, beta, -np.inf)": (
        "Places that must not be looked at get the score −∞, so that softmax gives them 0."
    ),
    # residual and norm
    "x + more": "What came in stays, and what was found is added: {joined}.",
    "np.sum(vector)": "For a mean the entries are added up …",
    "np.sum(vector) / len(vector)": (
        "For a mean the entries are added up, and divided by their number."
    ),
    "joined - mean(joined)": "The mean is subtracted: what is left adds up to 0.",
    "centred * centred": "Each entry is squared …",
    "mean(centred * centred)": "… and the mean of the squares is the variance.",
    "mean(centred * centred) + EPS": "A little is added, so that nobody divides by 0.",
    "np.sqrt(mean(centred * centred) + EPS)": "The root of it is the spread {spread}.",
    "centred / spread": "Divided by it, the vector has the mean 0 and the variance 1.",
    "gain * unit": "{gain} makes every entry as large as it learns to be …",
    "gain * unit + shift": (
        "{gain} makes every entry as large as it learns to be, and {shift} moves it: "
        "{normed} is what goes on."
    ),
    # the perceptron
    'params["W_in"] @ normed': (
        "A perceptron for this place alone: {W_in} makes more numbers."
    ),
    'params["W_in"] @ normed + params["b_in"]': (
        "A perceptron for this place alone: {W_in} makes more numbers, and its bias is "
        "added: {a_in}."
    ),
    "relu(a_in)": "ReLU keeps what is positive: {hidden}.",
    "np.maximum(a, 0)": "ReLU keeps what is positive; the rest becomes 0.",
    'params["W_out"] @ hidden': "{W_out} makes it as short as the word's vector again.",
    'params["W_out"] @ hidden + params["b_out"]': (
        "{W_out} makes it as short as the word's vector again, and the bias is added: "
        "{more} is what the perceptron has to say."
    ),
    # back through a norm
    'params["gain" + suffix] * d_normed': (
        "Back through a norm. First the gain: each entry's blame, times what it was "
        "stretched by."
    ),
    "unit * d_unit": "How much of the blame points along the vector itself?",
    "d_unit - even": "All entries cannot rise together: the norm takes the mean away.",
    "unit * along": "Nor can the vector get longer: so much of the blame is lost …",
    "d_unit - even - unit * along": "… and subtracted.",
    "(d_unit - even - unit * along) / done.spread": (
        "All entries cannot rise together, nor can the vector get longer: both are taken "
        "away. Divided by the spread, this is the blame of the sum; both that were added "
        "get it."
    ),
    # back through the perceptron
    'params["W_out"].T @ d_joined1': (
        "{W_out}, read by columns, passes the blame on to the perceptron's hidden layer."
    ),
    "s > 0": "Which units of ReLU were open?",
    "np.where(s > 0, 1.0, 0.0)": "The slope of ReLU: 1 where a unit was open, else 0.",
    "relu_slope(one.perceptron.hidden)": "The slope of ReLU: 1 for an open unit, else 0.",
    "relu_slope(one.perceptron.hidden) * d_hidden": (
        "Only units that were open pass the blame on."
    ),
    'params["W_in"].T @ d_a_in': "{W_in} passes it on to what the perceptron read …",
    'd_joined1 + params["W_in"].T @ d_a_in': (
        "{W_in} passes it on to what the perceptron read, and there it meets the blame "
        "that went past the perceptron: both are added."
    ),
    # back to the words
    "d_keys[t]": "Every place that looked sent blame to this key, and this is all of it.",
    "d_values[t]": "And this is all that came back to its value.",
    "W_q.T @ d_query": "{W_q} passes the blame of the question on to the word.",
    "W_q.T @ d_query / np.sqrt(len(W_q))": "Divided as the question was.",
    "d_joined + asking": (
        "The word was kept by the residual, and it asked: both shares are added."
    ),
    "W_k.T @ d_key": "It was also asked, by its key …",
    "W_v.T @ d_value": "… and told its value …",
    "W_k.T @ d_key + W_v.T @ d_value": "… and these are the shares of that.",
    "dx + asked": "All that the word is to blame for, in every role that it had.",
    # the sums
    **dict.fromkeys(("us[t]", "us[t] * vs[t]"), "The share of this place …"),
    "np.outer(us[t], vs[t])": "The share of this place: one product for each weight …",
    **dict.fromkeys(
        ("total + us[t]", "total + us[t] * vs[t]", "total + np.outer(us[t], vs[t])"),
        BLAMED,
    ),
    "W_q / np.sqrt(len(W_q))": "Divided as the questions were.",
    "np.outer(d_said.logits, h)": (
        "{V} was used once, at the blank: one product for each weight."
    ),
}
# said in both norms, each with values of its own
TRANSFORMER_CAPTIONS |= {
    f"{code}{IN_A_NETWORK}": TRANSFORMER_CAPTIONS[code]
    for code in (
        *("x + more", "np.sqrt(mean(centred * centred) + EPS)"),
        *("gain * unit", "gain * unit + shift"),
    )
}

#: Captions of others where words are read, and not letters: for the case K25.
OF_WORDS = {
    "read": "Place {@t} has the word {word:letter}. No answer is asked for here.",
    "keys @ query": (
        "One score for each place: the better its key fits the question, the higher. The "
        "highest is {beta.top}."
    ),
    "softmax(beta)": (
        "Softmax turns the scores into weights that add up to 1: one row of the matrix. "
        "The largest is {alpha.top}."
    ),
    "alpha @ values": (
        "Each value, times its weight, and all of them added: the context {kappa}."
    ),
    "values @ d_kappa": (
        "How would the loss change with each weight? The value that it weighs, times the "
        "blame of the context."
    ),
    "np.outer(alpha, d_kappa)": (
        "Each value was a part of the context, as large as its weight: so large is its "
        "share of the blame."
    ),
}


def of_words(
    captions: Mapping[str, str | dict[str, str]],
) -> dict[str, str | dict[str, str]]:
    """Give these captions, with a case for programs that read words.

    >>> of_words({"softmax(beta)": "of letters"})["softmax(beta)"][""]
    'of letters'
    """
    found: dict[str, str | dict[str, str]] = {}
    for code, said in captions.items():
        cases = said if isinstance(said, dict) else {"": said}
        own = dict.fromkeys([""], OF_WORDS[code]) if code in OF_WORDS else cases
        if code == "read":
            own = own | {"asked": ASKED}
        found[code] = cases | {
            ", ".join(filter(None, ("K25", case))): by_word(text)
            for case, text in own.items()
        }
    return found


def by_word(said: str) -> str:
    """Say of words what was said of letters."""
    return re.sub("(right|every) letter", r"\1 word", said)
