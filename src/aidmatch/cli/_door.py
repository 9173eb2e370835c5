"""The table of commands, each in its own file and built only when asked for, and the options all of them take."""

import os
import sys
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import click
import typer
from typer.core import TyperGroup, TyperOption

from aidmatch import __version__
from aidmatch.errors import DONE, INTERRUPTED, USAGE
from aidmatch.formats._sentences import spoken as _


class Command(NamedTuple):
    """Where a command lives, and the moment it is for."""

    module: str
    panel: str
    app: str = "app"
    """Its name there, where a file holds several."""


MONDAY = _("Every Monday")
CALLS_US = _("A member calls")
COMES_OUT = _("A call comes out")
FILE = _("Building a file")
FOLLOWING = _("Following up")
MACHINES = _("For machines")
SETTING_UP = _("Setting up")

COMMANDS: dict[str, Command] = {
    "rank": Command("aidmatch.cli.rank", CALLS_US),
    "explain": Command("aidmatch.cli.explain", CALLS_US),
    "search": Command("aidmatch.cli.search", CALLS_US),
    "worth": Command("aidmatch.cli.worth", FILE),
    "plan": Command("aidmatch.cli.plan", FILE),
    "size": Command("aidmatch.cli.size", FILE),
    "aid": Command("aidmatch.cli.aid", FILE),
    "members": Command("aidmatch.cli.members", COMES_OUT),
    "reach": Command("aidmatch.cli.reach", COMES_OUT),
    "gaps": Command("aidmatch.cli.gaps", COMES_OUT),
    "flash": Command("aidmatch.cli.flash", COMES_OUT),
    "monday": Command("aidmatch.cli.monday", MONDAY),
    "digest": Command("aidmatch.cli.digest", MONDAY),
    "companies": Command("aidmatch.cli.companies", MONDAY),
    "calls": Command("aidmatch.cli.calls", MONDAY),
    "sync": Command("aidmatch.cli.sync", MONDAY),
    "changes": Command("aidmatch.cli.changes", MONDAY),
    "board": Command("aidmatch.cli.board", MONDAY),
    "report": Command("aidmatch.cli.report", MONDAY),
    "sources": Command("aidmatch.cli.sources", MONDAY),
    "check": Command("aidmatch.cli.check", MONDAY),
    "read": Command("aidmatch.cli.read", COMES_OUT),
    "ask": Command("aidmatch.cli.ask", FILE),
    "unlock": Command("aidmatch.cli.unlock", FILE),
    "team": Command("aidmatch.cli.team", FILE),
    "bridges": Command("aidmatch.cli.bridges", FILE),
    "dossier": Command("aidmatch.cli.dossier", FILE),
    "follow": Command("aidmatch.cli.states", FOLLOWING, "follow"),
    "dismiss": Command("aidmatch.cli.states", FOLLOWING, "dismiss"),
    "applied": Command("aidmatch.cli.states", FOLLOWING, "applied"),
    "won": Command("aidmatch.cli.states", FOLLOWING, "won"),
    "refused": Command("aidmatch.cli.states", FOLLOWING, "refused"),
    "dropped": Command("aidmatch.cli.states", FOLLOWING, "dropped"),
    "clear": Command("aidmatch.cli.states", FOLLOWING, "clear"),
    "states": Command("aidmatch.cli.states", FOLLOWING, "states"),
    "confirm": Command("aidmatch.cli.confirm", FOLLOWING),
    "match": Command("aidmatch.cli.match", MACHINES),
    "doctor": Command("aidmatch.cli.doctor", SETTING_UP),
    "mail": Command("aidmatch.cli.mail", SETTING_UP),
    "purge": Command("aidmatch.cli.purge", SETTING_UP),
    "init": Command("aidmatch.cli.init", SETTING_UP),
}
"""Every command, in the order the help shows them."""


COMPLETION = {
    "install_completion": _("Install completion for the current shell."),
    "show_completion": _("Show completion for the current shell, to copy it or customize the installation."),
}
"""The framework's options that belong to the program, not to each command."""

ARGUMENTS = {
    "call": _("CALL"),
    "company": _("COMPANY"),
    "file": _("FILE"),
    "folder": _("DIR"),
    "name": _("NAME"),
    "text": _("TEXT"),
}
"""What is typed, as the help shows it."""


class Wanted:
    """What the global options ask, wherever on the line they stand."""

    def __init__(self) -> None:
        self.workspace: str | None = None
        self.as_of: str | None = None
        self.quiet = False
        self.verbose = False
        self.log: str | None = None


class Door(TyperGroup):
    """The program's group of commands: a command's file is opened when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the table's order."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, built from its file."""
        del ctx
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = typer.main.get_command(getattr(import_module(entry.module), entry.app))
        command.name = cmd_name
        command.rich_help_panel = entry.panel  # type: ignore[attr-defined]
        command.params = [param for param in command.params if param.name not in COMPLETION]
        _give_globals(command)
        return command


def _give_globals(command: click.Command) -> None:
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _give_globals(inner)
        command.subcommand_metavar = _("COMMAND [ARGS]...")
    for param in command.params:
        _in_words(param)
    command.params.extend(_globals())
    if not isinstance(command, click.Group):
        command.params.append(_version_option())


def _in_words(param: click.Parameter) -> None:
    """Name what is typed in the reader's words: the framework shows the code's names and types."""
    if param.metavar is not None or isinstance(param.type, click.Choice):
        return
    if isinstance(param, click.Argument):
        name = ARGUMENTS.get(str(param.name), str(param.name).upper())
        param.metavar = f"{name}..." if param.nargs != 1 else name
    elif isinstance(param, click.Option) and not param.is_flag:
        number = isinstance(param.type, click.types.IntParamType)
        param.metavar = _("NUMBER") if number else _("FILE") if isinstance(param.type, click.Path) else _("TEXT")


def _globals() -> list[TyperOption]:
    """The options every command takes, before or after its name."""
    panel = _("Global options")

    def option(names: list[str], help_text: str, **rest: Any) -> TyperOption:
        return TyperOption(
            param_decls=names, help=help_text, expose_value=False, callback=_note, rich_help_panel=panel, **rest
        )

    return [
        option(["--workspace", "-w"], _("Folder to work in."), metavar=_("DIR"), type=click.Path(), default=None),
        option(["--as-of"], _("Answer as of this day (2026-12-31) instead of now."), metavar=_("DATE"), default=None),
        option(["--lang"], _("Language of every sentence."), type=click.Choice(["fr", "en"]), default=None),
        option(["--quiet", "-q"], _("Say nothing but the result."), is_flag=True, default=False),
        option(["--verbose"], _("Say more of what is done."), is_flag=True, default=False),
        option(
            ["--log"],
            _("Write what is said beside the result as a log: text or JSON lines."),
            type=click.Choice(["text", "json"]),
            default=None,
        ),
    ]


def _note(ctx: click.Context, param: click.Parameter, value: object) -> object:
    wanted: Wanted = ctx.find_root().ensure_object(Wanted)
    if value not in (None, False) and param.name != "lang":
        setattr(wanted, str(param.name), value)
    return value


def _version_option() -> TyperOption:
    def show(ctx: click.Context, param: click.Parameter, value: object) -> object:
        del ctx, param
        _version(bool(value))
        return value

    return TyperOption(
        param_decls=["--version"],
        help=_("Show the version and exit."),
        is_flag=True,
        is_eager=True,
        expose_value=False,
        default=False,
        callback=show,
        rich_help_panel=_("Global options"),
    )


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"aidmatch {__version__}")
        raise typer.Exit


def _build() -> click.Command:
    app = typer.Typer(
        cls=Door,
        invoke_without_command=True,
        no_args_is_help=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
        help=_("Which public aids does each SME of the cluster qualify for, and why."),
        epilog=_("Example: aidmatch rank brumequille"),
    )

    @app.callback()
    def aidmatch(
        ctx: typer.Context,
        version: Annotated[
            bool, typer.Option("--version", callback=_version, is_eager=True, help=_("Show the version and exit."))
        ] = False,
    ) -> None:
        del version
        if ctx.invoked_subcommand is None:
            from aidmatch.cli.standing import where_one_stands

            where_one_stands()

    root = typer.main.get_command(app)
    root.subcommand_metavar = _("[COMMAND] [ARGS]...")  # type: ignore[attr-defined]
    for param in root.params:
        if isinstance(param, click.Option) and param.name in COMPLETION:
            param.help = COMPLETION[param.name]
    root.params.extend(_globals())
    return root


def door(argv: list[str]) -> int:
    """Run one command line; its exit code."""
    root = _build()
    try:
        result = root.main(argv, prog_name="aidmatch", standalone_mode=False)
    except click.UsageError as error:
        from typer import rich_utils

        rich_utils.rich_format_error(error)
        return USAGE
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    except typer.Exit as stop:
        return stop.exit_code
    _flush()
    return result if isinstance(result, int) else DONE


def _flush() -> None:
    """Meet a reader that closed the pipe here, not when Python shuts down."""
    if not sys.stdout.closed:
        sys.stdout.flush()


def languages() -> str:
    """The language settled for this run."""
    return os.environ.get("LANGUAGE", "fr")
