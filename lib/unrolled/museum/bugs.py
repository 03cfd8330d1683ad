"""Bugs that were published, each as an edit of this library.

Every one stood in a tutorial, a course or a library that people learned from.  Here a
`Bug` names the lines of the book's own code that would go wrong in the same way, and
`mutants.mutant` loads the library with just these lines changed.  Many such copies train,
which is why nobody noticed; a check in `conformance` tells each of them apart.

    >>> from unrolled.museum.bugs import bug
    >>> bug("missing_transpose").edits[0].wrong
    'dh_prev = U @ d'
"""

from .edits import Bug, Edit
from .network_bugs import NETWORK_BUGS

#: The published mistakes.
BUGS = (
    Bug(
        "missing_transpose",
        "The error goes back through U instead of its transpose.",
        ("vzhou842/rnn-from-scratch, rnn.py",),
        (Edit("cells.rnn", "dh_prev = U.T @ d", "dh_prev = U @ d"),),
        "gradients",
    ),
    Bug(
        "value_for_slope",
        "The forget gate's error is multiplied by a sigmoid, not by the sigmoid's slope.",
        (
            "nicklashansen/rnn_lstm_from_scratch issue 1",
            "CaptainE/RNN-LSTM-in-numpy issue 1",
        ),
        (Edit("cells.lstm", "d_f = sigmoid_slope(f) * df", "d_f = sigmoid(f) * df"),),
        "gradients",
    ),
    Bug(
        "carry_never_updated",
        "What comes back from later steps stays zero: no backpropagation through time.",
        (
            "nicklashansen/rnn_lstm_from_scratch issue 1",
            "CaptainE/RNN-LSTM-in-numpy pull request 2",
            "qixianbiao/RNN issue 2",
        ),
        (Edit("networks.bptt", "d_next = d_steps[-1].state_prev", "d_next = d_next"),),
        "gradients",
    ),
    Bug(
        "slope_at_the_wrong_state",
        "The slope of tanh is taken at the state before the step.",
        ("hanbt/learn_dl issue 7", "lecture 003, 'Gradient issues' (E45)"),
        (Edit("cells.rnn", "d = tanh_slope(h) * dh", "d = tanh_slope(step.h_prev) * dh"),),
        "gradients",
    ),
    Bug(
        "state_off_by_one",
        "The gradient of U pairs an error with the state after the step, not before it.",
        ("nicklashansen/rnn_lstm_from_scratch issue 1",),
        (Edit("cells.rnn", "outer_sum(d, trace.h_prev)", "outer_sum(d, trace.h)"),),
        "gradients",
    ),
    Bug(
        "mean_for_sum",
        "The reported loss is a mean, the gradient is that of a sum.",
        ("pangolulu/rnn-from-scratch", "gy910210/rnn-from-scratch pull request 7"),
        (Edit("models.language_model", "L = np.sum(loss)", "L = np.mean(loss)"),),
        "gradients",
    ),
    Bug(
        "one_use_counted",
        "The gradient of V keeps the share of one step instead of adding up all of them.",
        ("slds-lmu/lecture_i2dl issue 10",),
        (Edit("models.language_model", "outer_sum(d_out, h)", "np.outer(d_out[0], h[0])"),),
        "gradients",
    ),
    Bug(
        "inputs_see_one_loss",
        "An input's gradient counts the loss of its own step alone; parameters are right.",
        ("eriklindernoren/ML-From-Scratch, deep_learning/layers.py",),
        (
            Edit(
                "networks.bptt",
                "        d_next = d_steps[-1].state_prev",
                "        nothing = tuple(np.zeros_like(part) for part in d_next[1:])\n"
                "        alone = (dhs[t], *nothing)\n"
                "        own = cell.step_backward(params, at(trace, t), alone)\n"
                "        d_next = d_steps[-1].state_prev\n"
                "        d_steps[-1] = d_steps[-1]._replace(x=own.x)",
            ),
        ),
        "input_gradients",
    ),
    Bug(
        "output_from_the_input",
        "The output is read from the input and the old state, not from the new one.",
        (
            "pytorch/tutorials issues 193 and 1052",
            "pytorch/pytorch issue 4573",
            "spro/practical-pytorch issue 134",
        ),
        (
            Edit(
                "models.language_model",
                "[output(params, trace.h[t], ys[t]) for",
                '[output(params, params["W"] @ xs[t] + trace.h_prev[t], ys[t]) for',
            ),
            Edit(
                "models.language_model",
                "bptt.backpropagate(cell, params, trace, d_out.h_out)",
                "bptt.backpropagate(cell, params, trace, np.roll(\n"
                "        d_out.h_out * (np.arange(len(ys)) > 0)[:, None], -1, axis=0))",
            ),
            Edit(
                "models.language_model",
                "readout_gradients(trace.h, d_out)",
                'readout_gradients(trace.x @ params["W"].T + trace.h_prev, d_out)\n'
                '    gradients["W"] = gradients["W"] + outer_sum(d_out.h_out, trace.x)',
            ),
        ),
        "model_equations",
    ),
    Bug(
        "no_nonlinearity",
        "The state is a linear function of all inputs: tanh was left out.",
        (
            "pytorch/tutorials issues 647 and 3953",
            "pytorch/tutorials pull request 3956",
            "spro/practical-pytorch issue 110",
        ),
        (
            Edit("cells.rnn", "h = np.tanh(a)  # (R2)", "h = a"),
            Edit("cells.rnn", "d = tanh_slope(h) * dh", "d = dh"),
        ),
        "step_equations",
    ),
    Bug(
        "state_reset_per_character",
        "Each letter is drawn with a fresh state, as if it were the first.",
        ("ageron/handson-mlp pull request 4", "mkroutikov/tf-lstm-char-cnn issue 10"),
        (
            Edit(
                "models.writing",
                "model.network.step(params, token, state)",
                "model.network.step(params, token, model.network.initial_state(params))",
            ),
        ),
        "generation",
    ),
    Bug(
        "z_flipped",
        "The update gate keeps where the equation says that it overwrites.",
        (
            "d2l-ai/d2l-en pull request 642",
            "ageron/handson-ml issue 563",
            "pytorch/pytorch issue 20129",
            "lecture 001, GRU intuition (E66)",
        ),
        (
            Edit(
                "cells.gru", "h = (1 - z) * h_prev + z * n", "h = z * h_prev + (1 - z) * n"
            ),
            Edit("cells.gru", "dz = dh * (n - h_prev)", "dz = dh * (h_prev - n)"),
            Edit("cells.gru", "dn = dh * z  # (G10)", "dn = dh * (1 - z)"),
            Edit("cells.gru", "kept = dh * (1 - z)", "kept = dh * z"),
        ),
        "step_equations",
    ),
    Bug(
        "reset_after_for_before",
        "The reset gate acts after the recurrent product; weights do not carry over.",
        (
            "pytorch/pytorch issue 8153 and pull request 100646",
            "tracel-ai/burn pull request 2704",
            "lectures 001, 003 and 004 against PyTorch and Keras (E68)",
        ),
        (
            Edit("cells.gru", "m = r * h_prev", "m = U_h @ h_prev"),
            Edit("cells.gru", "W_h @ x + U_h @ m + b_h", "W_h @ x + r * m + b_h"),
            Edit("cells.gru", "dm = U_h.T @ d_h", "dm = d_h * r"),
            Edit("cells.gru", "dr = dm * h_prev", "dr = d_h * m"),
            Edit("cells.gru", "via_m = dm * r", "via_m = U_h.T @ dm"),
            Edit("cells.gru", "dU_h = outer_sum(d_h, m)", "dU_h = outer_sum(dm, h_prev)"),
        ),
        "step_equations",
    ),
    Bug(
        "clipped_per_entry",
        "Clipping by the norm was asked for; entries are clipped, and the gradient turns.",
        ("anthonytorlucci/rlevo issue 432", "lecture 001, 'Gradient clipping' (E60)"),
        (
            Edit(
                "gradients.clipping", "scale * g  # (C4)", "np.clip(g, -max_norm, max_norm)"
            ),
        ),
        "clipping_by_norm",
    ),
    Bug(
        "every_entry_becomes_one",
        "The clipping rule as printed: 'if g < 1 or g > 1 then g = 1'.",
        ("lecture 001, 'Gradient clipping' (E59)",),
        (
            Edit(
                "gradients.clipping",
                "np.minimum(np.maximum(g, -limit), limit)",
                "np.where((g < limit) | (g > limit), limit, g)",
            ),
        ),
        "clipping_by_value",
    ),
    Bug(
        "unshifted_softmax",
        "Scores are not shifted before exp, which overflows for large ones.",
        ("pangolulu/rnn-from-scratch",),
        (
            Edit(
                "models.losses", "e = np.exp(scores - np.max(scores))", "e = np.exp(scores)"
            ),
        ),
        "large_scores",
    ),
    Bug(
        "two_to_the_nats",
        "Perplexity is two to the power of a loss in nats.",
        ("lectures 001 and 002, 'perplexity' (E24)",),
        (Edit("models.losses", "base: float = math.e", "base: float = 2"),),
        "perplexity",
    ),
    Bug(
        "vocabulary_of_a_set",
        "Letters are numbered in the order of a set, another one in every run.",
        ("ageron/handson-ml issue 274", "karpathy's min-char-rnn"),
        (
            Edit(
                "text.letters", 'cls("".join(sorted(set(text))))', 'cls("".join(set(text)))'
            ),
        ),
        "vocabulary_order",
    ),
    *NETWORK_BUGS,
)


def bug(name: str) -> Bug:
    """Find a bug by its name.

    Raises
    ------
    ValueError
        If there is none of that name; the message lists all.
    """
    for found in BUGS:
        if found.name == name:
            return found
    raise ValueError(f"there is no bug {name!r}; there are {[b.name for b in BUGS]}")
