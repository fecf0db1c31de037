"""``llms.txt``: the pages as a reading list for language models (llmstxt.org)."""

from collections.abc import Iterable
from itertools import groupby

from assistant.helpcenter.data_files import DATA_FILES
from assistant.helpcenter.markdown import text
from assistant.helpcenter.pages import Page


def llms_txt(
    name: str, about: str, stand: str, pages: Iterable[Page], site_url: str
) -> str:
    """Return the list: a heading, a summary, then links by section.

    Args:
        name: The name of the site.
        about: What it is, in a sentence.
        stand: As of when, and of which policy.
        pages: Those to list, in the order of the navigation.
        site_url: Where the site stands; "" makes the links relative.
    """
    parts = [f"# {text(name)}", f"> {text(about)}", text(stand)]
    listed = [each for each in pages if each.section and each.listed]
    for section, members in groupby(listed, key=lambda each: each.section):
        links = (
            _link(each.title, each.path, each.summary, site_url) for each in members
        )
        parts.append("\n".join((f"## {text(section)}", "", *links)))
    data = (
        _link(f"{data}.json", f"data/{data}.json", holds, site_url)
        for data, holds in DATA_FILES.items()
    )
    parts.append("\n".join(("## The same as data", "", *data)))
    return "\n\n".join(parts) + "\n"


def _link(label: str, path: str, note: str, site_url: str) -> str:
    return f"- [{text(label)}]({site_url}{path})" + (f": {text(note)}" if note else "")
