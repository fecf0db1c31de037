"""Build many articles beside plain MkDocs: ``python -m tests.large_site [N]``.

Both make the same pages of the same Markdown, one after the other on the same machine.
Prints seconds of processor, peak memory and what was written, and the ratio.
"""

import json
import os
import random
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.organizations import ROOT, copy_of

MANY = 5_000
VOCABULARY = [
    *(
        "account",
        "agent",
        "queue",
        "call",
        "recording",
        "report",
        "dashboard",
        "number",
    ),
    *("transfer", "invite", "login", "export", "import", "schedule", "skill"),
]
PLAIN = """
site_name: Plain
docs_dir: {markdown}
site_dir: {site}
theme: {{name: material, font: false, features: [navigation.tabs]}}
not_in_nav: articles/
nav: {nav}
plugins: [search]
markdown_extensions: [attr_list, {{toc: {{permalink: true, toc_depth: 2}}}}]
validation: {{links: {{anchors: info, absolute_links: ignore}}}}
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took: seconds of processor, and mebibytes at its peak."""

    seconds: float
    peak: float


def write_articles(folder: Path, many: int) -> None:
    """Add generated articles to a copy of the shipped data."""
    chosen = random.Random(7)

    def words(count: int) -> str:
        return " ".join(chosen.choice(VOCABULARY) for _ in range(count))

    topics = yaml.safe_load((folder / "kb" / "topics.yaml").read_text())["topics"]
    for number in range(many):
        article = {
            "id": f"question-{number:05d}",
            "title": f"How do I {words(4)} ({number})?",
            "also_asked": [f"{words(5)}?" for _ in range(3)],
            "short_answer": f"Open the {words(3)} and {words(6)}.",
            "body": f"{words(25)}.\n\n- **{words(2)}**: {words(12)}\n\n{words(30)}.",
            "topic": topics[number % len(topics)]["id"],
            "status": "stated",
            "owner": "docs",
            "reviewed": "2026-11-20",
        }
        path = folder / "kb" / "articles" / f"{article['id']}.yaml"
        path.write_text(yaml.safe_dump(article, sort_keys=False), encoding="utf-8")


def measured(*command: str) -> Run:
    """Run a command to its end.

    Raises:
        SystemExit: It failed.
    """
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    child = os.posix_spawn(sys.executable, [sys.executable, *command], environment)
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def plain_configuration(folder: Path, markdown: Path) -> Path:
    """Write what plain MkDocs needs to show the same pages."""
    pages = [
        markdown / "index.md",
        *sorted((markdown / "topics").glob("*.md")),
        *sorted(each for each in markdown.glob("*.md") if each.name != "index.md"),
    ]
    nav = json.dumps([each.relative_to(markdown).as_posix() for each in pages])
    path = folder / "mkdocs.yml"
    text = PLAIN.format(markdown=markdown, site=folder / "plain", nav=nav)
    path.write_text(text, encoding="utf-8")
    return path


def main() -> None:
    """Measure both, and the home page with many articles and with few."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        data = copy_of("shipped", folder / "data")
        shutil.rmtree(data / "kb" / "utterances")
        (data / "kb" / "utterances").mkdir()
        build = ("-m", "assistant", "build", "--data", str(data))
        measured(*build, "--out", str(folder / "few"))
        write_articles(data, many)
        markdown = folder / "markdown"
        measured(*build, "--markdown", str(markdown))
        configuration = plain_configuration(folder, markdown)
        plain = measured("-m", "mkdocs", "build", "-q", "-f", str(configuration))
        ours = measured(*build, "--out", str(folder / "many"))
        for name, run in (("plain MkDocs", plain), ("assistant build", ours)):
            print(f"{name:16} {run.seconds:6.1f} s processor, {run.peak:4.0f} MiB peak")
        print(f"ratio {ours.seconds / plain.seconds:.2f}")
        for name in ("few", "many"):
            home = (folder / name / "index.html").stat().st_size
            print(f"home page with {name} articles: {home:,} bytes")


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
