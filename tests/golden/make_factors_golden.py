"""Write how scikit-learn factorises lecture 004's reviews, so that the tests need it not.

Run it where scikit-learn is installed, only to see that it still writes the same file up to
rounding:

    python tests/golden/make_factors_golden.py
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer

REVIEWS = [
    "I like this phone",
    "This phone is good",
    "This phone is not okay",
    "I do not like this phone because battery is not charging properly",
]


def factorised(counts, size):
    """Give the best product of two factors with `size` columns, and how far it is."""
    svd = TruncatedSVD(size, algorithm="arpack", random_state=0)
    product = svd.inverse_transform(svd.fit_transform(counts))
    distance = np.linalg.norm(counts - product)
    return {"product": product.tolist(), "distance": float(distance)}


vectorizer = CountVectorizer(token_pattern=r"\w+")
counts = vectorizer.fit_transform(REVIEWS).toarray().astype(float)
golden = {
    "version": sklearn.__version__,
    "words": vectorizer.get_feature_names_out().tolist(),
    "counts": counts.astype(int).tolist(),
    "sizes": {str(size): factorised(counts, size) for size in (1, 2, 3)},
}
text = json.dumps(golden, separators=(",", ":"))
Path(__file__).with_name("factors.json").write_text(text + "\n")
