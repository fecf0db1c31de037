"""What the words of a message tell before anything is learned from them."""

from time import perf_counter

import pytest

from assistant.model.kb import CueGroup
from assistant.reading.features import features_of
from assistant.reading.furniture import own_words
from assistant.reading.lexicon import Lexicon
from assistant.reading.numbers import number_at
from assistant.reading.shares import shares
from assistant.reading.words import Spelling, message_of
from assistant.sources import Sources


@pytest.fixture(scope="module")
def lexicon(shipped: Sources) -> Lexicon:
    return Lexicon(shipped.kb.cues)


def cues(lexicon: Lexicon, text: str) -> list[str]:
    words = message_of(text, Spelling((), {})).words
    return [
        name.removeprefix(":")
        for mention in lexicon.mentions(words)
        for name in mention.entry.features
    ]


# --- negation


@pytest.mark.parametrize(
    ("text", "told", "untold"),
    [
        ("calls are NOT dropping", {"calls", "not drop"}, {"drop"}),
        ("the phones are not down", {"calls", "not down"}, {"down"}),
        ("it isn't that nobody can log in", {"not none", "not signin"}, {"signin"}),
        ("it is no longer slow", {"not slow"}, {"slow"}),
        ("my phone never rang", {"calls", "not calls"}, set()),
        ("we see no outage at all", {"not down"}, {"down"}),
        ("not seeing any dropped calls", {"not all", "not drop", "calls"}, {"drop"}),
        ("this is not our production system", {"we", "not prod"}, {"prod"}),
        ("not only calls drop", {"calls", "drop"}, {"not", "not drop", "not calls"}),
        ("agents can't log in", {"cannot", "signin"}, {"not signin", "not"}),
        ("no one can log in", {"none", "signin"}, {"not signin", "not"}),
        ("nothing wrong with the calls", {"cosmetic", "calls"}, {"wrong", "not wrong"}),
        ("it is not slow, it is down", {"not slow", "down"}, {"slow", "not down"}),
        ("not now. The dialer is down", {"dialer", "down"}, {"not down"}),
        ("not on Monday or any other day did calls drop", {"drop"}, {"not drop"}),
    ],
)
def test_a_negation_turns_round_what_it_is_about_and_nothing_else(
    lexicon: Lexicon, text: str, told: set[str], untold: set[str]
) -> None:
    found = set(cues(lexicon, text))

    assert told <= found
    assert not untold & found


def test_what_is_turned_round_meets_other_groups_as_such(lexicon: Lexicon) -> None:
    message = message_of("calls are not dropping", Spelling((), {}))
    names = {
        name for each in features_of(message, lexicon).ideas for name in each.names
    }

    assert ":critical + not lost" in names
    assert ":calls > :not drop" in names
    assert ":critical + lost" not in names


# --- groups


GROUPS = (
    CueGroup("down", "It has stopped.", ("down", "gave up"), "lost"),
    CueGroup("up", "It goes.", ("up",)),
    CueGroup("called", "They rang.", ("called me",)),
    CueGroup("call", "Please ring.", ("call me",)),
    CueGroup("line", "Who works on it.", ("level 2",)),
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("the switch gave up", ["down"]),
        ("downs", ["down"]),
        ("you called me", ["called"]),
        ("Call me!", ["call"]),
        ("calling me", ["call"]),
        ("a level-2 engineer, not level 3", ["line"]),
    ],
)
def test_words_are_known_as_written_then_by_their_stems_and_phrases_go_first(
    text: str, told: list[str]
) -> None:
    assert cues(Lexicon(GROUPS), text) == told


@pytest.mark.parametrize(
    "text", ["at noon", "tell them", "a call in the state of Ohio", "it is in range"]
)
def test_no_word_is_known_only_because_an_ending_is_cut_off(
    lexicon: Lexicon, text: str
) -> None:
    assert not {"none", "desktop", "reports", "calls"} & set(
        cues(lexicon, text.replace("a call", ""))
    )


def test_words_of_a_phrase_are_told_from_single_words() -> None:
    words = message_of("up it gave up", Spelling((), {})).words

    assert Lexicon(GROUPS).words_of_phrases(words) == {2, 3}


def test_without_a_lexicon_words_are_features_all_the_same() -> None:
    features = features_of(message_of("17 of 180 lost", Spelling((), {})), Lexicon(()))

    assert ("lost",) in [each.names for each in features.words]
    assert any(":share some" in each.names for each in features.ideas)


# --- shares


def told_shares(text: str) -> list[tuple[str, str]]:
    words = message_of(text, Spelling((), {})).words
    return [(share.size, share.affected) for share in shares(words)]


@pytest.mark.parametrize(
    ("text", "size", "affected"),
    [
        ("three of our four sites are down", "most", "most"),
        ("sixty of our ninety are out", "most", "most"),
        ("46 seats, 44 dark", "most", "most"),
        ("8 folks out of 11", "most", "most"),
        ("17 of 180", "some", "some"),
        ("41 of the last 50", "most", "most"),
        ("9 calls in 10", "most", "most"),
        ("1 of 1,200", "one", "one"),
        ("two thirds of the floor", "most", "most"),
        ("a quarter of our seats", "some", "some"),
        ("half the room is deaf", "some", "some"),
        ("more than half of the calls drop", "most", "most"),
        ("5 of 10 agents", "some", "some"),
        ("90 percent of calls fail", "most", "most"),
        ("0 % of logins succeed", "zero", "most"),
        ("none of our 400 agents can take a call", "zero", "most"),
        ("not a single one of thirty-three phones rings", "zero", "most"),
        ("none of our 12 agents is affected", "zero", "zero"),
        ("every one of our 55 agents sounds odd", "most", "most"),
        ("3/25 agents can't log in", "some", "some"),
        ("20+ of 24", "most", "most"),
        ("everyone but two of 46 is locked out", "most", "most"),
        ("everyone except two is locked out", "most", "most"),
        ("all but two of the 46 work", "most", "some"),
        ("only 2 of 46 can still log in", "some", "most"),
        ("12 seats out of 160 still work", "some", "most"),
        ("of 160 agents only the leeds dozen still get calls", "some", "most"),
        ("the other three of four are fine", "most", "one"),
        ("a hundred and twenty of our 200 agents", "most", "most"),
        ("a dozen of our sixty", "some", "some"),
    ],
)
def test_a_share_has_a_size_however_it_is_said(
    text: str, size: str, affected: str
) -> None:
    assert told_shares(text) == [(size, affected)]


@pytest.mark.parametrize(
    "text",
    [
        "version 1.2.3 of the app",
        "since 11/22",
        "on 3/25 it began",
        "error 4 of 10",
        "503 in 600 ms",
        "3 hours of 24",
        "5 of 10 minutes",
        "at 9:10 of all times",
        "priority 2 of 3",
        "call 2214-118837762 in 2 queues",
        "one by one",
        "packet loss of 30 %",
        "half an hour",
        "a quarter of an hour",
        "open 24/7",
        "70 agents, 12 brands",
        "1 of",
        "",
    ],
)
def test_dates_times_codes_and_versions_are_no_shares(text: str) -> None:
    assert told_shares(text) == []


@pytest.mark.parametrize(
    "text",
    [
        f"1{'0' * 400} of 1{'0' * 400}",
        f"{'9' * 400}/{'9' * 400}",
        f"{'9' * 400}%",
        "1.2.3.4 of 5.6.7",
        "\u0663 of \u0664\u0665",
        "\u00b2 of \u2084",
        "0 of 0",
        "hundred thousand dozen hundred and of and thousand",
        "0/0 % of 0/0",
        ",.1,,2 of 3,,4",
    ],
)
def test_no_number_is_too_odd_to_be_read(text: str) -> None:
    assert all(size for size, _ in told_shares(text))


def test_spelled_numbers_are_worth_what_they_say() -> None:
    for text, value in {
        "forty-two": 42,
        "a hundred and twenty": 120,
        "two hundred fifty": 250,
        "two dozen": 24,
        "a thousand two hundred": 1200,
        "seventeen": 17,
    }.items():
        number = number_at(message_of(text, Spelling((), {})).words, 0)
        assert number is not None
        assert number.value == value


def test_a_share_is_a_feature_of_both_sizes() -> None:
    message = message_of("only 2 of 46 can still log in", Spelling((), {}))
    names = [each.names for each in features_of(message, Lexicon(())).ideas]

    assert (":share some", ":affected most") in names


# --- furniture


def own(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in own_words(text)]


SAID = "Nobody at either site can log in since nine."


@pytest.mark.parametrize(
    "furniture",
    [
        "Kind regards,\nAda Muster\nHead of Telephony\nExample Ltd\n+00 555 0100",
        "-- \nAda Muster | Example Ltd | all calls are recorded",
        "Thanks\nAda",
        "This e-mail is confidential and may be privileged.",
        "Sent from my phone",
        "> calls drop for all of us\n>> is the IVR down?",
        "On Tue, 3 Mar 2026, Support wrote:\n> calls drop for all of us",
        "On Tue, 3 Mar 2026, Support <help@example.org>\nwrote:\n> calls drop",
        "-----Original Message-----\nFrom: Support\nCalls drop for all of us.",
        "From: Support\nSent: Tuesday\nTo: Ada\nSubject: dropped\n\nCalls drop here.",
        "2026-03-04T10:11:52Z ERROR all lines dead",
        "Traceback (most recent call last)\n  at a.b.Calls.drop(Calls.java:88)",
        "SIP/2.0 503 Service Unavailable\nCall-ID: 1234@host\nCSeq: 1 INVITE",
    ],
)
def test_what_mail_brings_along_is_left_out(furniture: str) -> None:
    assert own(f"Hi team,\n\n{SAID}\n\n{furniture}\n") == [SAID]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "From: Ada\nTo: Support\nSubject: all lines dead\n\nHi,\nsince nine am.",
            ["all lines dead", "since nine am."],
        ),
        (
            f"{SAID}\nRegards\nAda\n\nPS: it is the test system",
            [SAID, "PS: it is the test system"],
        ),
        (
            "> did a restart help?\nNo, nobody hears the callers.",
            ["No, nobody hears the callers."],
        ),
        (
            "Thanks, that fixed the dropped calls",
            ["Thanks, that fixed the dropped calls"],
        ),
        ("Hi, all calls drop", ["Hi, all calls drop"]),
        ("[urgent] all calls drop", ["[urgent] all calls drop"]),
        ("ERROR 503 on every call we make", ["ERROR 503 on every call we make"]),
        (
            "From: nine until ten nobody could call",
            ["From: nine until ten nobody could call"],
        ),
        (
            "Phones are dead.\nThanks.\nThe chat is broken as well.",
            ["Phones are dead.", "The chat is broken as well."],
        ),
        (
            "call https://example.org/down?all=1 drops, id 0123456789abcdef0123, why",
            ["call", "drops, id", ", why"],
        ),
        ("hey there", ["hey there"]),
        ("Thanks", ["Thanks"]),
        ("> all calls drop", ["all calls drop"]),
    ],
)
def test_a_customers_own_words_stay(text: str, said: list[str]) -> None:
    assert own(text) == said


@pytest.mark.parametrize(
    "bare", ["FYI, see below", "Please act!", "", "Hi team,\nany news?"]
)
def test_a_bare_pointer_has_the_newest_mail_below_read_as_well(bare: str) -> None:
    thread = (
        f"{bare}\n\n-----Original Message-----\nFrom: Ada\nSent: 8:51\n\n{SAID}\n\n"
        "-----Original Message-----\nFrom: Bo\n\nThe wallboard is slow again today."
    )

    assert SAID in own(thread)
    assert "The wallboard is slow again today." not in own(thread)


def test_the_newest_of_quotes_in_quotes_is_read() -> None:
    assert own(f"fyi\n> {SAID}\n>> The wallboard is slow again today.") == ["fyi", SAID]


def test_words_stand_where_the_text_as_received_has_them() -> None:
    text = (
        "Hi \U0001f64f,\r\n\r\n> old\r\nnobody reaches callers today\r\n-- \r\nAda\r\n"
    )
    words = message_of(text, Spelling((), {})).words

    assert [text[slice(*word.span)] for word in words] == [
        "nobody",
        "reaches",
        "callers",
        "today",
    ]


def test_what_was_left_out_parts_sentences() -> None:
    words = message_of(
        "all calls drop today\n> no\nnobody hears callers", Spelling((), {})
    ).words

    assert [word.sentence for word in words] == [0, 0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize(
    "text",
    [
        ">" * 100_000,
        "> " * 50_000,
        ">\n" * 50_000,
        "\n" * 100_000,
        "a\n" * 50_000,
        "a" * 100_000,
        "a@" * 50_000,
        "a." * 50_000,
        "On " + "wrote " * 16_000 + ":",
        "On wrote wrote wrote wrote wrote wrote wrote wrote x:\n" * 1_800,
        "From: a\nTo: b\n" * 7_000,
        "From: a\nTo: b\nx\n" * 6_000,
        "0123456789abcdef-" * 5_800,
        "this message " * 8_000,
        "- " * 50_000,
        "-" * 100_000,
        "\t" * 100_000,
        "http://" * 14_000,
        "\U0001f600" * 100_000,
        "half of 1/2 of everyone but two of " * 2_800,
    ],
)
def test_hostile_text_takes_bounded_time(text: str) -> None:
    started = perf_counter()
    message = message_of(text, Spelling((), {}))
    list(shares(message.words))

    assert perf_counter() - started < 1.5
