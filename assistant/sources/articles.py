"""What every file under ``kb/`` looks like, and the knowledge base they make."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from assistant.model.kb import (
    NOTICE_LEVELS,
    Article,
    CueGroup,
    KnowledgeBase,
    Notice,
    Synonym,
    Topic,
    Utterance,
    with_places,
)
from assistant.model.limits import LONGEST_NOTICE
from assistant.model.policy import Policy
from assistant.sources.checks import (
    dates_in_order,
    note_with_reading,
    review_not_overdue,
)
from assistant.sources.fields import (
    Choice,
    Day,
    Period,
    Phrase,
    Text,
    Verbatim,
    Whole,
)
from assistant.sources.folder import Folder
from assistant.sources.groups import Given, ListOf, Pairs
from assistant.sources.ids import Declares, Refers, first_one
from assistant.sources.markup import Body, Plain
from assistant.sources.names import Kind
from assistant.sources.policy_shapes import CLAUSES, STATUS, file_of
from assistant.sources.references import Templated, as_markdown, filled
from assistant.sources.shape import Check, Row, Shape, made

REGISTERS: Final = (
    "terse",
    "plain",
    "formal",
    "upset",
    "chatty",
    "technical",
    "typos",
    "non_native",
    "email",
    "voice",
)


def _named_like_its_file(row: Row) -> None:
    name = PurePosixPath(row.at.path).stem
    if row.sound("id") and row.values["id"] != name:
        message = f'the file is called "{name}.yaml"'
        hint = f"call it {row.values['id']}.yaml, or correct the id"
        row.here.error(row.value_at("id"), "S005", message, hint)
        row.here.names.declare(Kind("article"), name, row.at)  # others may mean it


ARTICLE = Shape(
    "article",
    lambda row: Article(**row.values, path=row.at.path, at=row.at),
    identity="id",
    required={
        "id": Declares("article", "address"),
        "title": Text(),
        "short_answer": Templated(),
        "body": Body(),
        "status": STATUS,
        "owner": Text(),
        "reviewed": Day(),
    },
    optional={
        "also_asked": ListOf(Text()),
        "clauses": CLAUSES,
        "topic": Refers("topic"),
        "tags": ListOf(Text()),
        "related": ListOf(Refers("article")),
        "note": Text(),
        "review_every": Period(),
        "effective_from": Day(),
        "effective_to": Day(),
        "previous_ids": ListOf(Declares("address")),
    },
    checks=(
        _named_like_its_file,
        note_with_reading,
        dates_in_order,
        review_not_overdue,
    ),
)


def _once(key: str, message: str) -> Check:
    """Return a check that a text stands under a key only once in all files."""
    kind = Kind(message)

    def check(row: Row) -> None:
        if not row.sound(key):
            return
        at = row.value_at(key)
        first = row.here.names.declare(kind, row.values[key], at)
        if first is not None:
            row.here.report.error(at, "S004", message, first_one(first, at))

    return check


TOPICS_FILE = file_of(
    topics=ListOf(
        Shape(
            "topic",
            made(Topic),
            identity="id",
            required={
                "id": Declares("topic"),
                "title": Text(),
                "summary": Text(),
                "order": Whole(),
            },
        )
    )
)


def _utterance(row: Row) -> Utterance:
    facts: Given = row.values["facts"]
    others: Iterable[Given] = row.values.get("also", ())
    return Utterance(
        row.values["text"],
        row.values["register"],
        facts.single(),
        also=tuple(each.single() for each in others),
        articles=row.values.get("articles", ()),
        at=row.at,
    )


_LABELS: Final = Pairs("fact", many=False, unknown=True, least=0)


UTTERANCES_FILE = file_of(
    utterances=ListOf(
        Shape(
            "utterance",
            _utterance,
            required={
                "text": Verbatim(),
                "register": Choice(REGISTERS),
                "facts": _LABELS,
            },
            optional={"also": ListOf(_LABELS), "articles": ListOf(Refers("article"))},
            checks=(_once("text", "this message is written twice"),),
        )
    )
)

SYNONYMS_FILE = file_of(
    synonyms=ListOf(
        Shape(
            "synonym",
            made(Synonym),
            required={"word": Verbatim(), "also": ListOf(Verbatim(), least=1)},
            checks=(_once("word", "this word has its row already"),),
        )
    )
)


def _cue_group(row: Row) -> CueGroup:
    values = dict(row.values)
    return CueGroup(phrases=values.pop("words"), **values, at=row.at)


LEXICON_FILE = file_of(
    groups=ListOf(
        Shape(
            "cue group",
            _cue_group,
            identity="id",
            required={
                "id": Declares("cue group"),
                "means": Text(),
                "words": ListOf(Phrase(), least=1),
            },
            optional={"kind": Verbatim()},
        )
    )
)

NOTICES_FILE = file_of(
    notices=ListOf(
        Shape(
            "notice",
            made(Notice),
            identity="id",
            required={
                "id": Declares("notice"),
                "says": Plain(LONGEST_NOTICE),
                "level": Choice(NOTICE_LEVELS),
            },
            optional={
                "article": Refers("article"),
                "effective_from": Day(),
                "effective_to": Day(),
            },
            checks=(dates_in_order,),
        )
    )
)


@dataclass(frozen=True, slots=True)
class KbDraft:
    """Everything under ``kb/`` that could be read, references not yet filled in."""

    articles: Iterable[Article]
    topics: Iterable[Topic]
    utterances: Iterable[Utterance]
    synonyms: Iterable[Synonym]
    cues: Iterable[CueGroup]
    notices: Iterable[Notice]


def read_kb(folder: Folder) -> KbDraft:
    """Read every file under ``kb/``; what is wrong goes to the folder's report."""
    draft = KbDraft(
        articles=folder.rows("kb/articles", ARTICLE),
        topics=folder.read("kb/topics.yaml", TOPICS_FILE, required=False).get(
            "topics", ()
        ),
        utterances=[
            utterance
            for rows in folder.rows("kb/utterances", UTTERANCES_FILE)
            for utterance in rows["utterances"]
        ],
        synonyms=folder.read("kb/synonyms.yaml", SYNONYMS_FILE, required=False).get(
            "synonyms", ()
        ),
        cues=folder.read("kb/lexicon.yaml", LEXICON_FILE, required=False).get(
            "groups", ()
        ),
        notices=folder.read("kb/notices.yaml", NOTICES_FILE, required=False).get(
            "notices", ()
        ),
    )
    folder.report_strays("kb")
    return draft


def knowledge_base(draft: KbDraft, policy: Policy | None) -> KnowledgeBase:
    """Return what was read, with the policy's values in place of the references."""
    articles = with_places(sorted(draft.articles, key=lambda each: each.id))
    topics = sorted(draft.topics, key=lambda each: (each.order, each.id))
    notices = sorted(draft.notices, key=lambda each: NOTICE_LEVELS.index(each.level))
    return KnowledgeBase(
        articles={each.id: _complete(each, policy) for each in articles},
        topics={each.id: each for each in topics},
        utterances=tuple(sorted(draft.utterances, key=lambda each: each.text)),
        synonyms=tuple(sorted(draft.synonyms, key=lambda each: each.word)),
        cues=tuple(sorted(draft.cues, key=lambda each: each.id)),
        notices=tuple(
            replace(each, says=filled(each.says, policy)) for each in notices
        ),
    )


def _complete(article: Article, policy: Policy | None) -> Article:
    return replace(
        article,
        short_answer=filled(article.short_answer, policy),
        body=filled(article.body, policy, as_markdown),
    )
