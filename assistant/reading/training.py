"""From labelled messages to a reader."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.model.kb import CueGroup, Utterance
from assistant.model.policy import Fact
from assistant.reading.alike import groups
from assistant.reading.features import features_of
from assistant.reading.learning import Matrix, learn
from assistant.reading.lexicon import Lexicon
from assistant.reading.likeness import Likeness, Meanings, Model
from assistant.reading.reader import Halves, Reader
from assistant.reading.weighing import weighed
from assistant.reading.words import Spelling, known_stems, message_of

_HASTY = "typos"
"""The register of messages whose spelling is no guide."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A model, and what it makes of the messages to learn from, in their order."""

    model: Model
    meanings: Meanings


def train(
    utterances: Sequence[Utterance],
    facts: Mapping[str, Fact],
    cues: Iterable[CueGroup] = (),
    understood: Understood | None = None,
    without: Collection[str] = (),
) -> Reader:
    """Return a reader that has learned from labelled messages.

    The same messages give the same reader: nothing in the training is random.

    Args:
        utterances: The messages; their labels are declared values.
        facts: The declared facts; one with too few labels is never read.
        cues: Phrases that tell much the same.
        understood: What the messages mean; None reads by words alone.
        without: What to leave out, to see what it is worth: ``words``, ``characters``,
            ``lexicon`` or ``embeddings``.
    """
    careful = (each.text for each in utterances if each.register != _HASTY)
    lexicon = Lexicon(cues)
    spelling = Spelling(lexicon.stems, Counter(known_stems(careful)))
    described = [
        features_of(message_of(each.text, spelling), lexicon) for each in utterances
    ]
    weighing, blocks = weighed(described, without)
    meaning = None
    alike: Matrix = np.zeros((len(utterances), len(utterances)), np.float32)
    if understood is not None and utterances and "embeddings" not in without:
        meaning = understood.model, Likeness.of(understood.meanings)
        alike = meaning[1].among()
    for rows in blocks:
        alike += (rows @ rows.T).toarray()
    together = groups([each.text for each in utterances])
    learned = learn(alike, together, utterances, facts)
    weights: Halves = (
        np.vstack([rows.T @ learned.shares for rows in blocks]).astype(np.float16)
        if blocks and learned.classes
        else np.empty((0, len(learned.bias)), np.float16)
    )
    return Reader(lexicon, spelling, weighing, weights, learned, meaning)
