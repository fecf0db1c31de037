"""The page on which a case is written down where no service takes it."""

from functools import partial

from assistant.desk.guided import answer_facts, case_priority
from assistant.model import limits
from assistant.model.addresses import TABLES_FILE
from assistant.rules import Engine
from assistant.screens.case import SAYS, EmptyForm, case_words, choices, rows_of
from assistant.screens.frame import Frame, templates
from assistant.screens.secrets import as_data
from assistant.screens.words import Words

TITLE = "Your case"


def case_page(engine: Engine, words: Words, shell: str) -> str:
    """Return the page: the form of a case, which a script turns into a text.

    Args:
        engine: The policy, on the day the site is built for.
        words: Its names.
        shell: The site's empty page.
    """
    policy = words.policy
    form = EmptyForm(policy.version)

    rows = rows_of(words, {item.id for item in policy.checklist}, form)
    asked = {row.fact.id for row in rows if row.fact}
    content = (
        templates(words=words, limits=limits, says=SAYS, secret_patterns=as_data())
        .get_template("case.html")
        .render(
            alone=True,
            form=form,
            rows=rows,
            selects=[
                fact
                for fact in policy.facts.values()
                if not fact.supplied and fact.id not in asked
            ],
            leaks=(),
            fits=answer_facts(engine, {}).priority,
            choices=choices(words, {}, "", partial(case_priority, engine)),
            notice="",
            along=None,
            script={
                **case_words(words),
                "alone": True,
                "tables": words.at(f"/{TABLES_FILE}"),
                "fits": None,
                "reason": "",
                "asked": None,
            },
        )
    )
    return Frame(shell).page(TITLE, content)
