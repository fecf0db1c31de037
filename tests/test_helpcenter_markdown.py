"""Text in is text out, whatever the text is and whatever generator reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown as convert  # type: ignore[import-untyped]

from assistant.helpcenter.html_off import HtmlOff
from assistant.helpcenter.markdown import anchor, body, link, printed, text
from tests.helpcenter_kit import Reading


def shown_as(markdown: str) -> str:
    converted: str = convert(
        markdown,
        extensions=["attr_list", "tables", "toc", "fenced_code", HtmlOff()],
    )
    return converted


HOSTILE = (
    "<script>alert(1)</script>",
    "[press](javascript:alert(1))",
    "{: onclick=alert(1) }",
    "{#elsewhere}",
    "`code` and ``more``",
    "a | b | c",
    "&lt;b&gt; &amp; &#60;",
    "# not a heading",
    "1. not a list",
    "- nor this",
    "--- nor a line",
    "![not](https://elsewhere.example/picture.png)",
    "**not** *bold* _at_ __all__",
    "{{ seven * seven }}",
    "a\\\\b \\* c",
    "!!! note",
    "[label]: https://elsewhere.example",
)


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize(
    "place", ["{}", "- {}", "> {}", "## {} {{#x}}", "| |\n| - |\n| {} |", "[{}](/x)"]
)
def test_text_is_shown_as_it_was_written(words: str, place: str) -> None:
    page = Reading(shown_as(place.format(text(words))))

    assert " ".join(page.text.split()) == words
    assert {tag for tag, _ in page.tags} <= {
        "p",
        "ul",
        "li",
        "blockquote",
        "h2",
        "a",
    } | {"table", "thead", "tbody", "tr", "th", "td"}


@given(st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" \n")))
def test_any_text_is_shown_as_it_was_written(words: str) -> None:
    assert Reading(shown_as(text(words))).text.split() == words.split()


def test_a_template_cannot_print_what_has_no_words() -> None:
    with pytest.raises(TypeError):
        printed(None)


def test_an_anchor_is_a_plain_name() -> None:
    assert anchor("prio.p1") == "{#prio.p1}"
    with pytest.raises(ValueError, match="anchor"):
        anchor("p1} {onclick=x")


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "//elsewhere.example", "data:text/html,x", "/a b"]
)
def test_a_link_that_is_not_to_be_trusted_is_only_words(target: str) -> None:
    assert link("press", target) == "press"
    assert "href" not in shown_as(body(f"[press]({target})"))


def test_a_body_keeps_the_markdown_that_articles_may_use() -> None:
    written = "Text:\n- **bold** and *soft*\n- `a < b`\n\n### More\n[Ask](/ask), 1 < 2"

    assert shown_as(body(written)) == (
        "<p>Text:</p>\n<ul>\n<li><strong>bold</strong> and <em>soft</em></li>\n"
        '<li><code>a &lt; b</code></li>\n</ul>\n<h3 id="more">More</h3>\n'
        '<p><a href="/ask">Ask</a>, 1 &lt; 2</p>'
    )


PIECES = st.sampled_from(
    (
        *("<b onclick=x>", "</script>", "<!--", "[a](javascript:x)", "![i](/x)"),
        *("[r]: javascript:x", "[r]", "{: onclick=x }", "`", "``", "```", "~~~", "|"),
        *("\n", "\n\n", "\\", "**", "# ", "### ", "- ", "1. ", "> ", "---", "==="),
        *("word", "    ", "(", ")"),
    )
)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_a_body_cannot_become_anything_else(written: str) -> None:
    spans = {"em", "strong", "code", "a", "br"}
    blocks = {"p", "pre", "ul", "ol", "li", "h3", "h4", "h5", "h6"}
    # Without the site's own guard: the exported Markdown must be safe anywhere.
    page = Reading(
        convert(body(written), extensions=["attr_list", "tables", "fenced_code"])
    )

    assert {tag for tag, _ in page.tags} <= spans | blocks
    assert {name for _, given in page.tags for name in given} <= {"href", "start"}
    assert not any("javascript" in href for href in page.every("href"))
