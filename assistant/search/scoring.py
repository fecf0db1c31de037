"""How well each article fits, by the words it has and the letters it shares.

This is the only part that needs numpy and scikit-learn. They take over a second to
import, so this module is imported when an index is built, and not before.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.search.words import tidy

LETTERS = 400
"""As much of a text as is compared letter by letter; phrasings are far shorter."""

ALIKE = 0.4
"""What letters count; words count the rest.

On our articles, StackFAQ and BANKING77 anything from 0.3 to 0.5 is as good; words alone
put 1 to 8 fewer questions in a hundred first, letters alone 5 to 22.
"""

NEXT = 0.5
"""What an article's second best phrasing counts against its best.

It puts 1 to 5 more questions in a hundred first than the best phrasing alone.
"""

NOISE = 0.12
"""Letters alone, without a single word, must be alike by more than this.

Of 500 random strings of one to four words 1 in 100 finds something, and that mostly
because one of its words is a letter away from one of ours.
"""

Numbers = NDArray[np.float64]


class Scorer:
    """Scores articles from what their words earn and how their phrasings are spelt.

    Runs of three to five letters are compared, so that a word never seen in this form
    (a typing mistake, a compound, another ending) counts for what it shares.
    """

    def __init__(self, phrasings: Sequence[Sequence[str]]) -> None:
        """Take the phrasings of each article; there is at least one."""
        texts = [tidy(phrasing, LETTERS) for asked in phrasings for phrasing in asked]
        self._vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True
        )
        self._phrasings = self._vectorizer.fit_transform(texts).T.tocsr()
        self._runs_of = self._vectorizer.build_analyzer()
        self._places = _places(phrasings)

    def scores(self, text: str, earned: Sequence[float], total: float) -> list[float]:
        """Return the score of each article, from 0 (nothing in common) to 1.

        Args:
            text: What somebody typed.
            earned: What the words of each phrasing earn, then those of each answer.
            total: What an article would earn that has every word as it was typed.
        """
        alike = self._alike(tidy(text, LETTERS))
        asked, answered = np.split(np.asarray(earned), [len(alike)])
        share = np.minimum(1.0, (self._best_two(asked) + answered) / total)
        spelt = self._best_two(alike)
        fit = (1 - ALIKE) * share + ALIKE * spelt
        scores: list[float] = np.where((share > 0) | (spelt > NOISE), fit, 0).tolist()
        return scores

    def _alike(self, text: str) -> Numbers:
        """Return how alike each phrasing is to the text: the cosine of their runs.

        The vectorizer leaves runs out that no phrasing has; they are put back into the
        length of the text, or a word with one known run would be alike to everything
        that has it.
        """
        typed = self._vectorizer.transform([text])
        runs = max(1, len(set(self._runs_of(text))))
        alike: Numbers = (typed @ self._phrasings).toarray()[0]
        return alike * float(np.sqrt(typed.nnz / runs))

    def _best_two(self, worths: Numbers) -> Numbers:
        """Return for each article the mean of its best phrasing and the next best."""
        worst_first = np.sort(np.append(worths, 0.0)[self._places])
        both: Numbers = (worst_first[:, -1] + NEXT * worst_first[:, -2]) / (1 + NEXT)
        return both


def _places(phrasings: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    """Return the places of each article's phrasings, filled up with one past the last.

    The only phrasing of an article is its second as well, or it could never score 1.
    """
    past = sum(map(len, phrasings))
    places = np.full((len(phrasings), max(2, *map(len, phrasings))), past)
    first = 0
    for row, asked in zip(places, phrasings, strict=True):
        row[: len(asked)] = range(first, first + len(asked))
        if len(asked) == 1:
            row[1] = first
        first += len(asked)
    return places
