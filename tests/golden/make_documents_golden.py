"""Write what scikit-learn computes of documents, so that the tests need no scikit-learn.

Run it where scikit-learn is installed, only to see that it still writes the same file up to
rounding:

    python tests/golden/make_documents_golden.py
"""

import json
from pathlib import Path

import sklearn
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.metrics.pairwise import cosine_similarity

DOCUMENTS = [
    "I like this phone",
    "This phone is good",
    "This phone is not okay",
    "I do not like this phone because battery is not charging properly",
]
QUERIES = ["good phone", "not okay", "zebra"]
WORD = r"(?u)\b\w+\b"  # also words of one letter, which scikit-learn leaves out by itself
SETTINGS = {
    "plain": {"smooth_idf": False, "norm": None},
    "smooth": {"smooth_idf": True, "norm": None},
    "unit": {"smooth_idf": False, "norm": "l2"},
    "both": {},  # what it does by itself
}

bags = CountVectorizer(token_pattern=WORD)
counts = bags.fit_transform(DOCUMENTS)
asked = bags.transform(QUERIES)


def of(settings):
    """Weigh the words, the documents and the queries, and compare them."""
    weigh = TfidfTransformer(**settings).fit(counts)
    documents, queries = weigh.transform(counts), weigh.transform(asked)
    return {
        "idf": weigh.idf_.tolist(),
        "tf_idf": documents.toarray().tolist(),
        "cosines": cosine_similarity(queries, documents).tolist(),
    }


golden = {
    "version": sklearn.__version__,
    "documents": DOCUMENTS,
    "queries": QUERIES,
    "vocabulary": bags.get_feature_names_out().tolist(),
    "counts": counts.toarray().tolist(),
    **{name: of(settings) for name, settings in SETTINGS.items()},
}
text = json.dumps(golden, separators=(",", ":"))
Path(__file__).with_name("documents.json").write_text(text + "\n")
