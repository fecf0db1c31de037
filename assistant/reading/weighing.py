"""How much each feature counts in a message: rare ones more, repeated ones little more.

The usual weights (logarithm of the count, times the inverse document frequency, each
block of a message brought to one length), so that a long mail does not outshout a short
cry for help.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from assistant.reading.features import Features

_BLOCKS = ((0.5, 2), (0.5, 3), (0.7, 2))
"""Weight of each block, and how many messages a feature of it must occur in.

Weights of 0.4 to 0.6 for words and pieces measure the same.
"""


class Weighing:
    """Weighs messages by the ones it was made from."""

    def __init__(self, messages: Sequence[Features]) -> None:
        self._rarity: dict[str, float] = {}
        for number, (_, fewest) in enumerate(_BLOCKS):
            spread = Counter(
                name
                for message in messages
                for name in {name for each in message[number] for name in each.names}
            )
            self._rarity |= {
                name: 1 + math.log((1 + len(messages)) / (1 + count))
                for name, count in sorted(spread.items())
                if count >= fewest
            }

    def weigh(self, message: Features) -> Mapping[str, float]:
        """Return what each known feature of a message counts."""
        weighed: dict[str, float] = {}
        for block, (weight, _) in zip(message, _BLOCKS, strict=True):
            counts = Counter(name for each in block for name in each.names)
            here = {
                name: rarity * (1 + math.log(count))
                for name, count in counts.items()
                if (rarity := self._rarity.get(name)) is not None
            }
            length = math.sqrt(sum(value * value for value in here.values()))
            weighed |= {name: value * weight / length for name, value in here.items()}
        return weighed
