"""Published bugs of what is built from cells: layers, directions, targets, attention.

>>> [edit.wrong for edit in NETWORK_BUGS[0].edits]
['ids: np.ndarray = self.ids[:-1]']
"""

from .edits import Bug, Edit

#: The published mistakes in networks, streams and attention.
NETWORK_BUGS = (
    Bug(
        "target_not_shifted",
        "The letter to be predicted is the one that was just read.",
        (
            "Project-MONAI/GenerativeModels issue 314",
            "ayaka14732/bart-base-jax pull request 6",
        ),
        (
            Edit(
                "text.streams",
                "ids: np.ndarray = self.ids[1:]",
                "ids: np.ndarray = self.ids[:-1]",
            ),
        ),
        "targets",
    ),
    Bug(
        "last_output_for_both",
        "The summary takes both directions at the last step, where one has just begun.",
        (
            "aymericdamien/TensorFlow-Examples issue 201",
            "yunjey/pytorch-tutorial issue 149 and pull request 174",
        ),
        (
            Edit(
                "networks.network",
                "t = 0 if suffix.endswith(REVERSE) else len(outputs) - 1",
                "t = len(outputs) - 1",
            ),
            Edit(
                "networks.network",
                "passed, end = trace.layers[suffix], in_order(d_end, suffix)",
                "passed, end = trace.layers[suffix], in_order(d_end, suffix)\n"
                "        if reverse:\n"
                "            dhs = np.concatenate([dhs[:-1], dhs[-1:] + end[0]])\n"
                "            end = tuple(np.zeros_like(part) for part in end)",
            ),
        ),
        "last_states",
    ),
    Bug(
        "reverse_not_turned_back",
        "The states of the second direction are merged in the order it read them.",
        (
            "d2l-ai/d2l-en issue 2306",
            "keras-team/keras issue 3163 and pull request 1001",
        ),
        (
            Edit(
                "networks.network",
                "merged([traces[cell].h for cell in cells], self.merge)",
                "merged([traces[cell].h[:: -1 if cell.endswith(REVERSE) else 1]\n"
                "                            for cell in cells], self.merge)",
            ),
            Edit(
                "networks.network",
                "self._back(params, trace, d_h, d_end, cell)",
                "self._back(params, trace,\n"
                "                    d_h[:: -1 if cell.endswith(REVERSE) else 1],\n"
                "                    d_end, cell)",
            ),
        ),
        "network_equations",
    ),
    Bug(
        "reverse_reads_forward",
        "The second direction reads from the beginning, like the first.",
        ("stanfordmlgroup/nlc issue 8",),
        (
            Edit(
                "networks.network",
                "hs, first, suffix.endswith(REVERSE))",
                "hs, first, False)",
            ),
            Edit(
                "networks.network", "passed, dhs, end, reverse)", "passed, dhs, end, False)"
            ),
        ),
        "network_equations",
    ),
    Bug(
        "inputs_to_every_layer",
        "The second layer reads the inputs instead of the first layer's states.",
        ("Currie32/Spell-Checker issue 12",),
        (
            Edit(
                "networks.network",
                "self._unrolled(params, reads, begin, cell)",
                "self._unrolled(params, vectors, begin, cell)",
            ),
        ),
        "network_equations",
    ),
    Bug(
        "cell_state_upwards",
        "The second layer of an LSTM reads cell states, past the first one's output gate.",
        ("pytorch/examples issue 167",),
        (
            Edit(
                "networks.network",
                "merged([traces[cell].h for cell in cells], self.merge)",
                'merged([getattr(traces[cell], "C", traces[cell].h)\n'
                "                            for cell in cells], self.merge)",
            ),
            Edit(
                "networks.bptt",
                "(dh, *d_next[1:])))",
                "(d_next[0], dhs[t] + d_next[1]) if d_next[1:] else (dh,)))",
            ),
        ),
        "network_equations",
    ),
    Bug(
        "reads_the_future",
        "A model that predicts the next letter has a direction that has already read it.",
        (
            "timbmg/Sentence-VAE issue 22",
            "dongjun-Lee/birnn-language-model-tf issue 2",
        ),
        (
            Edit(
                "networks.network",
                "bidirectional: bool = False",
                "bidirectional: bool = True",
            ),
        ),
        "causality",
    ),
    Bug(
        "blind_attention",
        "The weights come from the state that asks; what was read is not looked at.",
        (
            "pytorch/tutorials issues 87 and 1098 and pull request 1097",
            "spro/practical-pytorch issue 84",
        ),
        (
            Edit(
                "models.attention",
                "beta = keys @ query",
                "beta = np.resize(query, len(keys))",
            ),
            Edit(
                "models.attention",
                "d_query = d_beta @ done.keys",
                "d_query = np.pad(d_beta, (0, len(done.query) - len(d_beta)))",
            ),
            Edit(
                "models.attention",
                "d_keys = np.outer(d_beta, done.query)",
                "d_keys = np.zeros_like(done.keys)",
            ),
        ),
        "attention_equations",
    ),
    Bug(
        "softmax_over_the_wrong_axis",
        "Each score is alone in its softmax: every weight is 1, whatever was read.",
        ("PetrochukM/PyTorch-NLP issue 2", "DEEP-PolyU/KEQA_WSDM19 issue 2"),
        (
            Edit(
                "models.attention",
                "alpha = softmax(beta)",
                "alpha = softmax(beta[:, None])[:, 0]",
            ),
            Edit("models.attention", "np.sum(alpha * d_alpha)", "alpha * d_alpha"),
        ),
        "attention_equations",
    ),
    Bug(
        "additive_without_tanh",
        "The additive score is linear, so the question changes no weight.",
        ("AuCson/PyTorch-Batch-Attention-Seq2seq issue 3",),
        (
            Edit(
                "models.attention",
                "keys = np.tanh(A_s @ s + hs @ A_h.T)",
                "keys = A_s @ s + hs @ A_h.T",
            ),
            Edit("models.attention", "e = tanh_slope(done.keys) * d.keys", "e = d.keys"),
        ),
        "attention_equations",
    ),
    Bug(
        "context_overwritten",
        "While it writes, the decoder looks at its own last state, not at what was read.",
        ("d2l-ai/d2l-en issue 2134",),
        (
            Edit(
                "models.seq2seq",
                "said, state = np.eye(K)[best], one.step.state",
                "said, state = np.eye(K)[best], one.step.state\n"
                "            encoder = encoder._replace(h=0 * encoder.h + one.step.h)",
            ),
        ),
        "translation",
    ),
    Bug(
        "mean_forward_sum_back",
        "CBOW reads the mean of its context and goes back as if it were the sum.",
        (
            "piskvorky/gensim issues 697 and 1873",
            "facebookresearch/fastText issue 910",
        ),
        (
            Edit(
                "models.embeddings",
                "dE = np.outer(x, dh) / width",
                "dE = np.outer(x, dh)",
            ),
        ),
        "word_vectors",
    ),
    Bug(
        "one_softmax_for_many",
        "Skip-gram says several words, but its probabilities are counted once.",
        ("ronxin/wevi, js/vector_math.js",),
        (Edit("models.embeddings", "d_out = count * probs - y", "d_out = probs - y"),),
        "word_vectors",
    ),
)
