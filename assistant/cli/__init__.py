"""The command line, which is also the task runner of the project.

Heavy parts are imported by the commands that need them, so that ``check`` stays fast.
"""

import sys

import click

from assistant.cli.ask import ask, search
from assistant.cli.bench import bench
from assistant.cli.build import build
from assistant.cli.cases import cases
from assistant.cli.check import check
from assistant.cli.eval import evaluate
from assistant.cli.explain import explain
from assistant.cli.feedback import feedback
from assistant.cli.learn import learn
from assistant.cli.up import up
from assistant.errors import AssistantError, SourceErrors, format_finding


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="truthful-help-center", prog_name="assistant")
def commands() -> None:
    """Help center and assistant from support policy and FAQ in YAML.

    Start with `assistant up`: it checks the files, builds the help center and serves
    it together with the assistant. After an edit, `assistant check` says what is
    wrong, where, and what would be right.
    """


for command in (
    up,
    check,
    ask,
    search,
    explain,
    learn,
    evaluate,
    bench,
    build,
    cases,
    feedback,
):
    commands.add_command(command)


def main() -> None:
    """Run the command line; 1 means faults in the sources, 2 that it could not run."""
    try:
        # Without its standalone mode click returns the status a command ends with.
        status = commands.main(standalone_mode=False)
    except SourceErrors as error:
        for finding in error.findings:
            click.echo(format_finding(finding))
        sys.exit(1)
    except AssistantError as error:
        click.echo(f"assistant: {error}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nobody is left to tell
        sys.exit(0)
    except OSError as error:
        click.echo(f"assistant: cannot go on: {error.strerror}", err=True)
        sys.exit(2)
    sys.exit(status if isinstance(status, int) else 0)
