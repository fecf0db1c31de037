"""Everything that is measured, in order."""

from collections.abc import Sequence

from assistant.benchmark.engines import field_of
from assistant.benchmark.quality import Progress, compared, pooled, scored
from assistant.benchmark.report import Report, Table
from assistant.benchmark.sets import Set, own_set
from assistant.benchmark.speed import Parts, of_engines, of_parts
from assistant.sources import Sources


def measure(
    sources: Sources,
    parts: Parts,
    public: Sequence[Set],
    *,
    why_no_model: str,
    number: int,
    progress: Progress,
) -> Report:
    """Return what was measured, the service left out.

    Args:
        sources: Our articles and messages.
        parts: What answers them.
        public: Public sets.
        why_no_model: Why there is no model, where there is none.
        number: As many made-up articles as everybody searches; 0 leaves that out.
        progress: Told how far it is.
    """
    policy, kb = sources.policy, sources.kb
    general = field_of(parts.model, why_no_model)
    ours = field_of(parts.model, why_no_model, policy.clauses.values(), kb.synonyms)
    own = own_set(tuple(kb.articles.values()))
    results = [scored(ours.contenders, own, progress)]
    results += (scored(general.contenders, each, progress) for each in public)
    tables = [
        Table(each.name, len(each.parts[0].articles), compared(result))
        for each, result in zip((own, *public), results, strict=True)
    ]
    if public:
        articles = sum(table.articles for table in tables)
        tables.append(Table("all of these", articles, compared(pooled(results))))
    return Report(
        missing=general.missing,
        tables=tables,
        number=number,
        engines=of_engines(general.contenders, sources, number, progress)
        if number
        else (),
        parts=of_parts(sources, parts, progress),
    )
