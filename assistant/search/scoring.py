"""How well each article fits: by words, by letters, and by what a text means.

This is the only part that needs scikit-learn. It takes over a second to import, so this
module is imported when an index is built, and not before.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.search.postings import Document, Postings
from assistant.search.queries import Query
from assistant.search.words import tidy

Numbers = NDArray[np.float64]
Vectors = NDArray[np.float32]

Embed = Callable[[Sequence[str]], Vectors]
"""Gives each text a row of length 1; the more alike two texts are, the nearer to 1 is
the product of their rows."""

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

MEANING = 0.7
"""What meaning counts; words and letters count the rest.

On public sets 0.8 puts 1 question in a hundred more first than 0.7, on our own articles
4 fewer: our words for things ("case", "elevated") say more than what they mean.
"""

ANSWER = 0.3
"""What the meaning of title and answer counts against that of the phrasings."""

AHEAD = 0.2
"""Words and letters say at most so much more than meaning: "are you single" shares its
one word with "single point of contact", and nothing else."""

RIVALRY = 0.6
"""How much of its distance to the best article of a sentence is taken from each other.

So the best article for the second question of a message stands before the second best
for the first. Of 120 messages made of two questions, 81 % have an article for both
among the first three with it, 73 % without, and 65 % where only the whole is scored.
"""

MEANT = 0.3
"""Meaning alone, without a single word, must be alike by more than this."""

_NO_VECTORS: Vectors = np.empty((0, 0), dtype=np.float32)


class Scorer:
    """Scores articles from what their words earn, their letters and their meaning.

    Runs of three to five letters are compared, so that a word never seen in this form
    (a typing mistake, a compound, another ending) counts for what it shares.

    Attributes:
        knows_meaning: Whether meaning is among what can be compared.
    """

    def __init__(
        self,
        phrasings: Sequence[Sequence[str]],
        answers: Sequence[str],
        documents: Sequence[Document],
        embed: Embed | None,
    ) -> None:
        """Take the articles; there is at least one.

        Args:
            phrasings: The ways to ask for each article, at least one.
            answers: What each article says in short; an empty one says nothing.
            documents: The words of every phrasing, then those of each answer.
            embed: Without it words and letters must do.
        """
        asked = [phrasing for each in phrasings for phrasing in each]
        self._places = _places(phrasings)
        self._postings = Postings(documents)
        self._vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True
        )
        texts = [tidy(phrasing, LETTERS) for phrasing in asked]
        self._phrasings = self._vectorizer.fit_transform(texts).T.tocsr()
        self._runs_of = self._vectorizer.build_analyzer()
        self.knows_meaning = embed is not None
        self._meanings = embed([*asked, *answers]) if embed else _NO_VECTORS
        self._unanswered = np.array([not answer for answer in answers])

    def scores(self, asked: Sequence[Query], meanings: Vectors | None) -> list[float]:
        """Return the score of each article, from 0 (nothing in common) to 1.

        Args:
            asked: A whole message, then its sentences where it has several.
            meanings: A row for each; None leaves meaning out.
        """
        rows = [None] * len(asked) if meanings is None else meanings
        whole, *parts = map(self._fit, asked, rows)
        if parts:
            each = np.array(parts)
            each -= RIVALRY * (each.max(axis=1, keepdims=True) - each)
            whole = np.maximum(0.0, (whole + each.max(axis=0)) / 2)
        scores: list[float] = whole.tolist()
        return scores

    def _fit(self, query: Query, meaning: Vectors | None) -> Numbers:
        """Return how well each article answers a sentence, or a text as a whole."""
        alike = self._alike(tidy(query.text, LETTERS))
        earned = self._postings.earned(query.wanted)
        asked, answered = np.split(earned, [len(alike)])
        share = np.minimum(1.0, (self._best_two(asked) + answered) / query.total)
        spelt = self._best_two(alike)
        fit = (1 - ALIKE) * share + ALIKE * spelt
        about = (share > 0) | (spelt > NOISE)
        if meaning is not None:
            meant = self._meant(meaning)
            by_words = np.minimum(fit, meant + AHEAD)
            fit = (1 - MEANING) * by_words + MEANING * meant
            about |= meant > MEANT
        return np.where(about, fit, 0.0)

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

    def _meant(self, meaning: Vectors) -> Numbers:
        """Return how alike each article's phrasings and answer are in meaning."""
        # Not ``@``: its threads take ten times as long when the processors are busy.
        near = np.maximum(np.einsum("ij,j->i", self._meanings, meaning), 0.0)
        asked, answered = np.split(near, [len(near) - len(self._unanswered)])
        phrased = self._best_two(asked)
        both = (1 - ANSWER) * phrased + ANSWER * answered
        meant: Numbers = np.where(self._unanswered, phrased, both)
        return meant

    def _best_two(self, worths: NDArray[np.floating]) -> Numbers:
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
