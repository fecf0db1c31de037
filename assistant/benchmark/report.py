"""The figures as text and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.benchmark.quality import MANNERS, Compared, Lead
from assistant.benchmark.speed import Speed


@dataclass(frozen=True, slots=True)
class Table:
    """How engines compare on a set."""

    name: str
    articles: int
    rows: Sequence[Compared]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was measured.

    Attributes:
        missing: Engines that took no part, and why.
        number: Made-up articles that ``engines`` searched.
        engines: How fast each found something.
        parts: How long the parts of an answer take.
        routes: How long the service takes, beside a route that always says the same.
    """

    missing: Mapping[str, str]
    tables: Sequence[Table]
    number: int
    engines: Sequence[Speed]
    parts: Sequence[Speed]
    routes: Sequence[Speed] = ()


def as_json(report: Report) -> Mapping[str, Any]:
    """Return the report as plain values; shares from 0 to 1, times in seconds."""
    return asdict(report)


def as_text(report: Report) -> str:
    """Return the report as people read it."""
    lines = [f"Took no part: {name} ({why})" for name, why in report.missing.items()]
    for table in report.tables:
        lines += ["", *_quality(table)]
    if report.engines:
        lines += [
            "",
            f"Speed among {report.number:,} made-up articles, without the model's time",
            f"{'engine':24}{'build':>9}{'p50':>10}{'p99':>10}{'times ours':>12}",
            *map(_speed, report.engines),
        ]
    lines += [
        "",
        "Our messages, in this process",
        f"{'':24}{'':9}{'p50':>10}{'p99':>10}",
        *map(_speed, report.parts),
        "",
        "The service, in this process, without a network",
        f"{'':24}{'':9}{'p50':>10}{'p99':>10}{'times that':>12}",
        *map(_speed, report.routes),
    ]
    return "\n".join(lines).lstrip("\n") + "\n"


def _quality(table: Table) -> Iterator[str]:
    yield f"{table.name} ({table.articles} articles)"
    for manner in MANNERS:
        rows = [row for row in table.rows if row.manner == manner]
        yield (
            f"  {manner + f', {rows[0].questions} questions':35}{'first':>6}"
            f"{'nDCG@10':>9}{'/ ours':>8}   ours ahead in points, 95 %: first, nDCG"
        )
        for row in rows:
            yield (
                f"    {row.engine:33}{100 * row.first:6.1f}{100 * row.ndcg:9.1f}"
                f"{row.ratio:8.2f}   {_lead(row.ahead_first)}  {_lead(row.ahead_ndcg)}"
            ).rstrip()


def _lead(lead: Lead | None) -> str:
    if lead is None:
        return ""
    points = (100 * each for each in (lead.mean, lead.low, lead.high))
    return "{:+5.1f} ({:+.1f} to {:+.1f})".format(*points).ljust(23)


def _speed(speed: Speed) -> str:
    build = "" if speed.build is None else f"{speed.build:.2f} s"
    ratio = "" if speed.ratio is None else f"{speed.ratio:.2f}"
    return (
        f"{speed.what:24}{build:>9}{1000 * speed.p50:7.2f} ms{1000 * speed.p99:7.2f} ms"
        f"{ratio:>12}"
    ).rstrip()
