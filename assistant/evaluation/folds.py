"""Who is read by which reader: folds that keep near-duplicates together.

Nothing is random: the same messages make the same folds, in whatever order they stand.
"""

from collections.abc import Sequence
from zlib import crc32

from assistant.errors import CannotRun
from assistant.reading.alike import groups


def folds_of(texts: Sequence[str], number: int) -> tuple[int, ...]:
    """Return the fold of each text; alike texts are in one.

    Groups are dealt out in an order that only their words decide, each to the fold
    that has fewest messages so far.

    Raises:
        CannotRun: There are fewer groups than folds.
    """
    together = sorted(
        groups(texts), key=lambda group: min(_number(texts[at]) for at in group)
    )
    if len(together) < number:
        raise CannotRun(
            f"{len(texts)} messages in {len(together)} groups are too few for "
            f"{number} folds"
        )
    sizes = [0] * number
    folds = [0] * len(texts)
    for group in together:
        fold = sizes.index(min(sizes))
        sizes[fold] += len(group)
        for at in group:
            folds[at] = fold
    return tuple(folds)


def _number(text: str) -> tuple[int, str]:
    return crc32(text.encode("utf-8", "surrogatepass")), text
