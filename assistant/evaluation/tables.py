"""Text in columns and paragraphs, for terminals."""

from collections.abc import Iterator, Sequence
from textwrap import fill

_WIDTH = 88


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a table, names to the left and figures to the right."""
    every = [heads, *rows]
    wide = [max(len(row[at]) for row in every) for at in range(len(heads))]
    for row in every:
        first, *others = (
            cell.ljust(wide[at]) if at == 0 else cell.rjust(wide[at])
            for at, cell in enumerate(row)
        )
        yield f"  {first}  {'  '.join(others)}".rstrip()


def folded(text: str, indent: str = "  ", hang: str | None = None) -> str:
    """Return a paragraph; lines after the first begin with ``hang``."""
    after = indent if hang is None else hang
    return fill(text, _WIDTH, initial_indent=indent, subsequent_indent=after)
