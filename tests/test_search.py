"""What search finds, in which order, how sure it says it is, and what it shows."""

import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from assistant.model.kb import Article, Synonym
from assistant.model.policy import Clause
from assistant.search import Found, Index, build, find, suggest
from assistant.search.scoring import Embed, Vectors
from assistant.sources import Sources, load

DAY = date(2026, 11, 22)
DATA = Path(__file__).resolve().parents[1]


def article(
    id_: str, title: str, answer: str, *also: str, body: str = "", clause: str = ""
) -> Article:
    return Article(
        id=id_,
        title=title,
        short_answer=answer,
        body=body,
        status="sample",
        owner="docs",
        reviewed=DAY,
        also_asked=also,
        clauses=(clause,) if clause else (),
    )


CHARGE = article(
    "charge",
    "What does a call cost?",
    "A charge may apply when you use the outage line for a normal request.",
    "is calling free",
    "price of phoning support",
    body="The amount is **not named**. Ask [support](https://example.org) about it.",
    clause="calls.charge",
)
SESSION = article(
    "session",
    "How long does a review session last?",
    "A review session takes sixty minutes at most.",
    "length of a screen share",
    "does planning count toward the hour",
    body="- Planning may be part of the time.\n- You book it in the portal.",
)
ENGINEER = article(
    "engineer",
    "Why does another engineer work on my case?",
    "Your case was reassigned because its subject needs a specialist.",
    "my case changed hands",
    "who is the specialist for carriers",
)
PRIORITY = article(
    "priority",
    "Which priority fits my problem?",
    "Priority 1 is for outages of the live system, and nothing else.",
    "what is an emergency",
)
ARTICLES = (CHARGE, SESSION, ENGINEER, PRIORITY)
CLAUSES = (
    Clause("calls.charge", "Invoices are monthly.", "other", "sample", "docs", DAY),
    Clause("prio.live", "Rehearsals never qualify.", "priority", "sample", "docs", DAY),
)
SYNONYMS = (
    Synonym("case", ("ticket",)),
    Synonym("review session", ("walkthrough", "guided tour by video")),
    Synonym("intermittent", ("on and off",)),
)


@cache
def small() -> Index:
    return build(ARTICLES, CLAUSES, SYNONYMS)


@cache
def shipped() -> Sources:
    return load(DATA)


@cache
def shipped_index() -> Index:
    sources = shipped()
    return index_of(tuple(sources.kb.articles.values()))


def index_of(articles: Sequence[Article]) -> Index:
    sources = shipped()
    return build(articles, sources.policy.clauses.values(), sources.kb.synonyms)


def ids(found: Found) -> list[str]:
    return [hit.article for hit in found.hits]


def marked(found: Found) -> list[str]:
    best = found.hits[0]
    return [best.excerpt[start:end] for start, end in best.highlights]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (phrasing, each.id)
        for each in ARTICLES
        for phrasing in (each.title, *each.also_asked)
    ],
)
def test_who_asks_in_the_words_of_an_article_gets_that_article_first(
    asked: str, expected: str
) -> None:
    found = find(small(), asked)

    assert ids(found)[0] == expected
    assert found.confidence == "high"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("reviewing sessions", "session", id="endings"),
        pytest.param("reassigning", "engineer", id="an ending, and only in the answer"),
        pytest.param("CHARGES", "charge", id="capitals and a plural"),
        pytest.param("rehearsal", "priority", id="a clause that names the article"),
        pytest.param("monthly invoice", "charge", id="a clause the article names"),
    ],
)
def test_words_are_found_in_every_form_and_in_every_field(
    text: str, expected: str
) -> None:
    assert ids(find(small(), text))[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ticket", "engineer", id="one word for one"),
        pytest.param("walkthrough", "session", id="one word for two"),
        pytest.param("guided tour by video", "session", id="several words for two"),
        pytest.param("tickets", "engineer", id="in another form"),
        pytest.param("tikcet", "engineer", id="typed wrong"),
    ],
)
def test_customers_words_find_what_we_call_otherwise(text: str, expected: str) -> None:
    without = build(ARTICLES, CLAUSES, ())

    assert ids(find(small(), text))[0] == expected
    assert expected not in ids(find(without, text))


def test_a_word_that_was_typed_counts_more_than_its_synonym() -> None:
    ours = article("ours", "First", "Close a case.")
    theirs = article("theirs", "Second", "Close a ticket.")

    found = find(build((ours, theirs), (), SYNONYMS), "ticket")

    assert ids(found) == ["theirs", "ours"]


def test_a_name_that_is_one_common_word_without_its_stop_words_is_no_synonym() -> None:
    fault = article("fault", "An intermittent fault", "It comes back.")

    assert find(build((fault,), (), SYNONYMS), "off").hits == ()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("sesion", "session", id="a letter missing"),
        pytest.param("sesssion", "session", id="a letter too many"),
        pytest.param("sessoin", "session", id="two swapped"),
        pytest.param("esssion", "session", id="the first two swapped"),
        pytest.param("sassion", "session", id="a wrong letter"),
        pytest.param("xession", "session", id="the first letter"),
        pytest.param("enginer", "engineer", id="missing in a long word"),
        pytest.param("speciallyst", "engineer", id="two mistakes in a long word"),
        pytest.param("outgaes", "priority", id="swapped, in a plural"),
    ],
)
def test_a_word_typed_wrong_counts_as_the_one_that_was_meant(
    typed: str, expected: str
) -> None:
    found = find(small(), typed)

    assert ids(found)[0] == expected
    assert found.hits[0].score < 1
    assert typed not in found.hits[0].excerpt
    assert marked(found) or expected == "engineer"


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("sxxsion", id="two mistakes in seven letters"),
        pytest.param("spxxxlist", id="three mistakes in a long word"),
        pytest.param("lve", id="a mistake in a word of three letters"),
        pytest.param("1ive", id="a figure"),
        pytest.param("barge", id="a word that is spelt right"),
    ],
)
def test_a_word_too_far_from_any_other_is_not_repaired(typed: str) -> None:
    assert all(hit.highlights == () for hit in find(small(), typed).hits)


def test_a_known_word_is_never_taken_for_a_mistake() -> None:
    both = article("both", "Fees", "What is lost can cost more.")

    assert marked(find(build((both,), (), ()), "cost")) == ["cost"]


def test_a_repaired_word_counts_less_than_one_typed_right() -> None:
    right = find(small(), "portal").hits[0]
    wrong = find(small(), "protal").hits[0]

    assert (right.article, wrong.article) == ("session", "session")
    assert wrong.score < right.score


@pytest.mark.parametrize(
    "text",
    [
        "w* [a TO z] ((((",
        "charge*",
        "title:charge",
        "charge~9 ^3",
        '"charge" AND NOT (call',
        "charge\\",
        "{{ charge }} <charge/> %00 \x00 \ud800",
        "(" * 3000 + "charge" + ")" * 3000,
    ],
)
def test_characters_of_query_languages_mean_nothing(text: str) -> None:
    found = find(small(), text)

    assert ids(found)[:1] == (["charge"] if "charge" in text else [])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 100_000, id="one long word"),
        pytest.param("charge " * 20_000, id="one word very often"),
        pytest.param(" ".join(f"w{n}ord" for n in range(20_000)), id="unknown words"),
        pytest.param("*" * 100_000, id="no word at all"),
        pytest.param("\u0301\u0316" * 50_000, id="marks to be put in order"),
        pytest.param("\ufdfa" * 100_000, id="a sign that stands for four words"),
    ],
)
def test_no_text_takes_long(text: str) -> None:
    find(small(), "warm up")

    started = time.process_time()
    find(small(), text)

    assert time.process_time() - started < 0.25


def test_a_long_message_finds_what_its_rare_words_are_about() -> None:
    chat = " ".join(f"small talk number{n}" for n in range(100))
    question = "how long does the review session last with planning"

    found = find(small(), f"{chat} {question} {chat}")

    assert ids(found)[0] == "session"
    assert "planning" in [word.lower() for word in marked(found)]


def test_a_message_is_read_for_four_pages_and_no_further() -> None:
    page = "blah " * 500

    assert ids(find(small(), page * 3 + "charge")) == ["charge"]
    assert find(small(), page * 4 + "charge").hits == ()


def test_invisible_and_wide_characters_make_no_other_word() -> None:
    assert marked(find(small(), "ses\u200bsion")) == ["session"]
    assert marked(find(small(), "\uff33ession")) == ["session"]


@pytest.mark.parametrize("text", ["", "   ", "?!", "the of and", "\u200b", "x" * 41])
def test_a_text_without_words_finds_nothing(text: str) -> None:
    assert find(small(), text) == Found((), "none")


@pytest.mark.parametrize("text", ["xqzv bltrk", "zzzz", "qwertz uiopü", "日本語"])
def test_nonsense_finds_nothing(text: str) -> None:
    assert find(small(), text) == Found((), "none")


def test_without_articles_nothing_is_found() -> None:
    assert find(build((), CLAUSES, SYNONYMS), "charge") == Found((), "none")


def test_scores_fall_from_one_to_nothing_and_the_limit_holds() -> None:
    found = find(small(), "what does a call cost for a review session of my case")
    scores = [hit.score for hit in found.hits]

    assert len(scores) == len(ARTICLES)
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert find(small(), "call review session case", limit=1).hits == (
        find(small(), "call review session case").hits[0],
    )


def test_an_article_with_one_phrasing_can_score_as_high_as_any() -> None:
    only = article("only", "Opening hours", "Always.")

    found = find(build((*ARTICLES, only), (), ()), "opening hours")

    assert found.hits[0].article == "only"
    assert found.hits[0].score == pytest.approx(1.0)


def test_where_two_articles_fit_as_well_search_is_not_sure() -> None:
    twins = [article(id_, "Reset a password", "Done.") for id_ in ("b", "a")]

    found = find(build((*ARTICLES, *twins), (), ()), "reset password")

    assert ids(found)[:2] == ["a", "b"]
    assert found.confidence == "low"


def test_what_no_article_is_about_gives_no_confidence() -> None:
    found = find(small(), "a recipe for pancakes that takes an hour")

    assert found.confidence == "none"


@pytest.mark.parametrize(
    ("as_of", "there"),
    [
        pytest.param(date(2026, 12, 31), False, id="the day before it begins"),
        pytest.param(date(2027, 1, 1), True, id="its first day"),
        pytest.param(date(2027, 1, 31), True, id="its last day"),
        pytest.param(date(2027, 2, 1), False, id="the day it ends"),
        pytest.param(None, True, id="no day asked for"),
    ],
)
def test_an_article_is_found_only_while_it_holds(
    as_of: date | None, there: bool
) -> None:
    limited = replace(
        CHARGE, effective_from=date(2027, 1, 1), effective_to=date(2027, 2, 1)
    )
    index = build((limited, SESSION), (), ())

    found = find(index, "what does a call cost", as_of=as_of)

    assert ("charge" in ids(found)) is there
    assert (found.confidence == "high") is there


def test_the_excerpt_is_the_sentence_that_answers_with_its_words_marked() -> None:
    found = find(small(), "is planning included in a review")

    assert ids(found)[0] == "session"
    assert found.hits[0].excerpt == (
        "A review session takes sixty minutes at most. "
        "Planning may be part of the time. You book it in the portal."
    )
    assert marked(found) == ["review", "Planning"]


def test_the_excerpt_begins_in_the_body_where_the_answer_is_there() -> None:
    found = find(small(), "book in the portal")

    assert found.hits[0].excerpt == "You book it in the portal."
    assert marked(found) == ["book", "portal"]


def test_the_excerpt_marks_what_synonyms_and_repairs_found() -> None:
    assert marked(find(small(), "ticket spezialist")) == ["case", "specialist"]


def test_the_excerpt_is_plain_text() -> None:
    markdown = article(
        "marks",
        "Marks",
        "Short.",
        body=(
            "## Heading\n\n1. **Bold** and *slanted* `code_name` of _x_\n"
            "2. see [the page](https://example.org/a_b_c) \\* 2 * 3 snake_case\n"
        ),
    )

    assert find(build((markdown,), (), ()), "marks").hits[0].excerpt == (
        "Short. Heading Bold and slanted code_name of x see the page * 2 * 3 snake_case"
    )


def test_a_sentence_too_long_for_an_excerpt_is_cut_between_words() -> None:
    filler = "several words that fill the line " * 12
    long = article("long", "Long", f"It begins {filler}with a needle in {filler}it.")

    found = find(build((long,), (), ()), "needle")
    best = found.hits[0]

    assert len(best.excerpt) <= 240
    assert best.excerpt.startswith("… ")
    assert best.excerpt.endswith(" …")
    assert marked(found) == ["needle"]


def test_threads_that_share_an_index_find_what_one_alone_finds() -> None:
    index = shipped_index()
    texts = [each.title for each in index.articles] * 4
    alone = [find(index, text) for text in texts]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            together = list(threads.map(lambda text: find(index, text), texts))
    finally:
        sys.setswitchinterval(interval)

    assert together == alone


def test_importing_search_does_not_load_scikit_learn() -> None:
    loaded = (
        "import assistant.search, sys; print({'numpy', 'sklearn'} & {*sys.modules})"
    )

    ran = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )

    assert ran.stdout == "set()\n"


def test_every_shipped_phrasing_finds_its_article_first() -> None:
    index = shipped_index()
    asked = {
        phrasing: each.id
        for each in index.articles
        for phrasing in (each.title, *each.also_asked)
    }
    found = {phrasing: find(index, phrasing) for phrasing in asked}

    assert [text for text in asked if ids(found[text])[0] != asked[text]] == []
    sure = [text for text in asked if found[text].confidence == "high"]
    assert len(sure) / len(asked) >= 0.95
    for each in found.values():
        for hit in each.hits:
            assert 0 < len(hit.excerpt) <= 240
            assert all(
                hit.excerpt[start:end].isalnum() for start, end in hit.highlights
            )


def test_a_question_nobody_has_written_down_finds_its_article_among_three() -> None:
    articles = tuple(shipped().kb.articles.values())
    places = []
    for place, each in enumerate(articles):
        for variant in each.also_asked[::5]:
            fewer = tuple(other for other in each.also_asked if other != variant)
            index = index_of(
                (
                    *articles[:place],
                    replace(each, also_asked=fewer),
                    *articles[place + 1 :],
                )
            )
            hits = ids(find(index, variant))
            places.append(hits.index(each.id) if each.id in hits else len(articles))

    assert sum(place < 1 for place in places) / len(places) >= 0.6
    assert sum(place < 3 for place in places) / len(places) >= 0.85


def test_a_message_no_support_is_for_gives_no_confidence() -> None:
    outside = [
        find(shipped_index(), utterance.text).confidence
        for utterance in shipped().kb.utterances
        if utterance.facts.get("message_scope") == "out_of_scope"
    ]

    assert len(outside) >= 50
    assert outside.count("none") / len(outside) >= 0.8
    assert outside.count("high") / len(outside) <= 0.08


def test_how_long_a_review_session_can_be_is_found() -> None:
    found = find(shipped_index(), "how long can a review session be")

    assert ids(found)[0] == "case-review-session"
    assert "sixty" in found.hits[0].excerpt
    assert found.confidence == "high"


# Meaning, from a model of ours: a text is what its words are about.

ABOUT = {
    "money": "charge fee cost price pay bill invoice costly expensive",
    "meeting": "session meeting conversation sixty minutes hour length planning",
    "person": "engineer specialist expert colleague somebody handed",
    "urgency": "priority emergency outage urgent serious important",
}


def embed(texts: Sequence[str]) -> Vectors:
    rows = np.zeros((len(texts), len(ABOUT) + 1), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        row[-1] = 0.1
        for word in text.lower().replace("?", " ").replace(".", " ").split():
            for place, said in enumerate(ABOUT.values()):
                row[place] += word in said.split()
    lengths: Vectors = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths


@cache
def meant() -> Index:
    return build(ARTICLES, CLAUSES, SYNONYMS, embed=embed)


def test_who_shares_no_word_with_an_article_finds_it_by_what_is_meant() -> None:
    assert "charge" not in ids(find(small(), "far too expensive, all of it"))

    assert (
        ids(find(meant(), "far too expensive, all of it", embed=embed))[0] == "charge"
    )
    assert ids(find(meant(), "such serious things", embed=embed))[0] == "priority"


def test_without_the_model_words_and_letters_find_what_they_always_did() -> None:
    for text in ("what does a call cost", "sesion", "walkthrough", "too costly?"):
        assert find(meant(), text) == find(small(), text)


def test_an_index_that_knows_no_meaning_does_without() -> None:
    text = "what does a call cost"

    assert find(small(), text, embed=embed) == find(small(), text)


def test_the_model_reads_the_very_text_once_with_its_sentences() -> None:
    read: list[list[str]] = []

    def reading(texts: Sequence[str]) -> Vectors:
        read.append(list(texts))
        return embed(texts)

    find(meant(), "What does a call cost?", embed=reading)
    find(meant(), "Hello. What is the price? Who is the engineer?", embed=reading)

    assert read == [
        ["What does a call cost?"],
        [
            "Hello. What is the price? Who is the engineer?",
            "Who is the engineer?",
            "What is the price?",
        ],
    ]


def test_the_model_reads_words_as_they_were_meant() -> None:
    read: list[str] = []

    def reading(texts: Sequence[str]) -> Vectors:
        read.extend(texts)
        return embed(texts)

    find(meant(), "Is a sesion costly to reveiw?", embed=reading)

    assert read == ["Is a session costly to review?"]


def test_a_word_that_is_spelt_right_is_never_taken_for_a_mistake() -> None:
    shore = article("shore", "What does it cost?", "A charge may apply.")
    index = build((shore,), (), ())

    assert ids(find(index, "is caost near")) == ["shore"]
    assert find(index, "is coast near").hits == ()


def test_a_word_in_common_is_no_answer_where_nothing_of_it_is_meant() -> None:
    text = "specialist for carriers"

    by_words = find(meant(), text)
    by_meaning = find(meant(), text, embed=lambda _: _nothing())

    assert (by_words.confidence, by_meaning.confidence) == ("high", "none")
    assert ids(by_meaning)[0] == ids(by_words)[0]
    assert by_meaning.hits[0].score < 0.1


def _nothing() -> Vectors:
    return np.zeros((1, len(ABOUT) + 1), dtype=np.float32)


@pytest.mark.parametrize("meaning", [embed, None])
def test_each_of_two_questions_in_a_message_finds_its_article(
    meaning: Embed | None,
) -> None:
    both = (
        "Hello, I hope you are well today. We are a small shop by the sea.\n"
        "How long does a review session last? Another engineer has taken over my case, "
        "why? Best regards"
    )

    found = find(meant(), both, embed=meaning)

    assert set(ids(found)[:2]) == {"session", "engineer"}


def test_a_short_second_question_stands_before_half_an_answer_to_the_first() -> None:
    lasts = article("lasts", "How long does a review session with planning last", "So.")
    half = article("half", "A session by telephone with planning", "So.")
    index = build((lasts, half, PRIORITY), (), ())
    asked = "How long does a review session with planning last?"

    alone, both = find(index, asked), find(index, f"{asked}\nWhat is an emergency?")

    assert ids(alone) == ["lasts", "half"]
    assert ids(both) == ["lasts", "priority", "half"]
    assert both.hits[2].score < both.hits[1].score / 2


def test_a_message_of_one_sentence_scores_the_same_with_a_greeting_of_one_word() -> (
    None
):
    alone = find(small(), "what is an emergency")
    greeted = find(small(), "Hi!\nwhat is an emergency")

    assert ids(alone) == ids(greeted)
    assert greeted.hits[0].score == pytest.approx(alone.hits[0].score, abs=0.05)


def test_one_word_alone_is_never_sure() -> None:
    assert find(small(), "specialist").confidence == "low"
    assert find(small(), "specialist for carriers").confidence == "high"


@pytest.mark.parametrize("text", ["help", "please help", "Hello, can you help me?"])
def test_a_call_for_help_is_no_question(text: str) -> None:
    assert find(shipped_index(), text) == Found((), "none")


# While typing


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("re", "session", id="two letters"),
        pytest.param("review ses", "session", id="the last word unfinished"),
        pytest.param("reveiw ses", "session", id="typed wrong before it"),
        pytest.param("sesio", "session", id="unfinished and typed wrong"),
        pytest.param("sesion ", "session", id="finished and typed wrong"),
        pytest.param("PHON", "charge", id="a variant, in capitals"),
        pytest.param("ticket changed", "engineer", id="a synonym"),
        pytest.param("emergency", "priority", id="a whole word"),
        pytest.param("cost of a", "charge", id="a word that says nothing at the end"),
    ],
)
def test_what_is_being_typed_suggests_the_article(typed: str, expected: str) -> None:
    assert suggest(small(), typed)[0] == expected


def test_suggestions_get_fewer_with_every_word() -> None:
    assert {*suggest(small(), "c")} == {"charge", "engineer", "session"}
    assert suggest(small(), "case ch") == ("engineer",)


def test_of_two_that_have_all_that_was_typed_the_shorter_is_suggested_first() -> None:
    longer = article("longer", "Outages of every kind and what to do", "Wait.")
    shorter = article("shorter", "Outages by day", "Wait.")

    assert suggest(build((longer, shorter), (), ()), "out") == ("shorter", "longer")


@pytest.mark.parametrize(
    "typed", ["", " ", "the", "?!", "xqzv", "\u200b", "w*", "日本"]
)
def test_what_begins_no_question_suggests_nothing(typed: str) -> None:
    assert suggest(small(), typed) == ()


def test_an_unfinished_word_is_not_taken_for_a_mistake() -> None:
    travels = article("travels", "Travels abroad", "Wait.")
    tray = article("tray", "Cards in the tray", "Wait.")

    assert suggest(build((travels, tray), (), ()), "trav") == ("travels",)
    assert suggest(build((tray,), (), ()), "trav") == ("tray",)


def test_suggestions_are_at_most_so_many_and_hold_on_the_day() -> None:
    later = replace(SESSION, effective_from=date(2027, 1, 1))
    index = build((CHARGE, later, ENGINEER), (), ())

    assert len(suggest(index, "c", limit=1)) == 1
    assert "session" in suggest(index, "s", as_of=date(2027, 1, 1))
    assert "session" not in suggest(index, "s", as_of=DAY)
    assert suggest(build((), (), ()), "s") == ()


@pytest.mark.parametrize(
    "typed", ["a" * 100_000, "charge " * 20_000, "\ufdfa" * 100_000]
)
def test_no_typing_takes_long(typed: str) -> None:
    suggest(small(), "warm up")

    started = time.process_time()
    suggest(small(), typed)

    assert time.process_time() - started < 0.25


def test_every_shipped_title_is_suggested_by_its_beginning() -> None:
    index = shipped_index()

    for each in index.articles:
        beginning = each.title[: 2 * len(each.title) // 3]
        assert each.id in suggest(index, beginning)[:3], beginning
