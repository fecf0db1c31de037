"""How much each feature counts in a message: rare ones more, repeated ones little more.

scikit-learn's TF-IDF, each block of a message brought to one length, so that a long
mail does not outshout a short cry for help. A message to read is weighed by the same
formula without the library's checks, which would take longer than all the rest.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.reading.features import Feature, Features

BLOCKS = {"words": 0.63, "characters": 0.63, "lexicon": 0.71}
"""What each block of features weighs; 0.5 to 0.8 measure the same."""

_MANY = 100
"""From so many messages on, what stands in a single one is left out: half of all."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """Weighs messages by those it was made from.

    Attributes:
        names: The features known, block after block.
        rarities: How rare each is.
        columns: Where each stands among the names.
        weights: What each block weighs; 0 for one that is left out.
    """

    names: tuple[str, ...]
    rarities: Sequence[float]
    columns: Mapping[str, int]
    weights: tuple[float, ...]

    @classmethod
    def of(
        cls,
        names: Sequence[str],
        rarities: Sequence[float],
        without: Collection[str] = (),
    ) -> "Weighing":
        """Return a weighing of these features."""
        return cls(
            tuple(names),
            rarities,
            {name: column for column, name in enumerate(names)},
            tuple(0.0 if name in without else BLOCKS[name] for name in BLOCKS),
        )

    def weigh(self, message: Features) -> Mapping[int, float]:
        """Return what each known feature of a message counts, by its column."""
        weighed: dict[int, float] = {}
        for block, weight in zip(message, self.weights, strict=True):
            here = {
                column: self.rarities[column] * (1 + math.log(count))
                for name, count in Counter(_names(block)).items()
                if weight and (column := self.columns.get(name)) is not None
            }
            length = math.sqrt(sum(value * value for value in here.values()))
            for column, value in here.items():
                weighed[column] = value * weight / length
        return weighed


def weighed(
    messages: Sequence[Features], without: Collection[str] = ()
) -> tuple[Weighing, list[Any]]:
    """Return a weighing made from messages, and they themselves weighed.

    Returns:
        The weighing, and for each block that is there a sparse matrix, a row a message;
        side by side their columns are those of the weighing.
    """
    # Loaded by those who learn: a kept reader does without.
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    names: list[str] = []
    rarities: list[float] = []
    blocks = []
    for number, (name, weight) in enumerate(BLOCKS.items()):
        if name in without or not any(each[number] for each in messages):
            continue
        vectorizer = TfidfVectorizer(
            analyzer=_names,
            sublinear_tf=True,
            min_df=2 if len(messages) >= _MANY else 1,
            dtype=np.float32,
        )
        rows = vectorizer.fit_transform([each[number] for each in messages])
        blocks.append(rows * np.float32(weight))
        names.extend(vectorizer.get_feature_names_out().tolist())
        rarities.extend(vectorizer.idf_.tolist())
    return Weighing.of(names, rarities, without), blocks


def _names(block: Sequence[Feature]) -> list[str]:
    return [name for feature in block for name in feature.names]
