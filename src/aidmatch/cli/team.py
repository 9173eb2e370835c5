"""`aidmatch team CALL`: who could apply together; `team consent` and `agree`: who wants to be proposed, and named."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import click
import typer
from typer.core import TyperGroup

from aidmatch.cli._choose import choose_call, choose_company, choose_project
from aidmatch.cli._circle import CLUSTER, GROUP
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit, emit_bytes
from aidmatch.cli._partners import NAMES, OUTSIDE, Partners, partners, telling_words, words_on_teams
from aidmatch.cli._session import Session, refuse
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.company import Project
    from aidmatch.match import Answer
    from aidmatch.team import Candidate

PROPOSE = "propose"


class _OfACall(TyperGroup):
    """The group of `team`: a first word that is no command is a call."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; of a call, the one that proposes."""
        return super().get_command(ctx, cmd_name) or super().get_command(ctx, PROPOSE)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """« team eurostars » is « team propose eurostars »."""
        values = {name for param in self.params if not getattr(param, "is_flag", False) for name in param.opts}
        rest = iter(args)
        for word in rest:
            if word in self.commands or word in ctx.help_option_names:
                break
            if word in values:
                next(rest, None)
            elif not word.startswith("-") or not any(word.split("=")[0] in param.opts for param in self.params):
                return super().parse_args(ctx, [PROPOSE, *args])
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_OfACall,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help=_("Find who could apply together for a call, among members and contacts who agreed to be proposed."),
    epilog=_("Examples: aidmatch team eurostars --lead brumequille · aidmatch team consent brumequille yes"),
)


@app.command(
    PROPOSE,
    help=_("Propose the best teams for a call, without names: what each brings, what is missing, whom to look for."),
    epilog=_("Examples: aidmatch team eurostars · aidmatch team eurostars --lead brumequille --top 5"),
)
def propose_(
    call: Annotated[str, typer.Argument(help=_("Id, URL or words of the title."), show_default=False)],
    lead: Annotated[
        str | None, typer.Option("--lead", help=_("The member that leads: every team has it."), show_default=False)
    ] = None,
    project: Annotated[
        str | None,
        typer.Option(help=_("Id of the lead's project; else the one that answers best."), show_default=False),
    ] = None,
    cluster: CLUSTER = None,
    group: GROUP = None,
    outside: OUTSIDE = None,
    top: Annotated[int, typer.Option("--top", min=1, max=20, help=_("How many teams to show."))] = 3,
    size: Annotated[
        int | None, typer.Option("--size", min=2, max=12, help=_("Partners wanted at least, the lead included."))
    ] = None,
    names: NAMES = False,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """Who could apply together."""
    from aidmatch.formats import teams
    from aidmatch.team import Quoting, beside, best_teams, bridges, needs_of, of_project, propose

    session = Session()
    there = partners(session, cluster, group, outside)
    ordinal = choose_call(session, call)
    wanted = session.catalogue.call(ordinal)
    held = _project(session, lead, project, wanted, ordinal)
    partners_held = of_project(held) if held is not None else ()
    pool = beside(_candidates(session, there, wanted, ordinal), partners_held)
    first = _lead(session, there, lead, pool, wanted, ordinal) if lead is not None else None
    needs = needs_of(wanted, size)
    everyone = [*pool, *([first] if first is not None and first.key not in {one.key for one in pool} else [])]
    found = bridges(everyone, telling_words(session), session.catalogue.thesaurus)
    chosen = best_teams(pool, needs, there.circle, found, first, top, partners_held)
    # The coordinator reads everything.
    quoting = Quoting({}) if names else there.quoting
    proposal = propose(chosen, pool, needs, there.circle, found, quoting, first)
    scene = teams.Scene(wanted.id, wanted.title, session.at, names)
    form = Format.of(format_, output)
    if form in (Format.TABLE, Format.MARKDOWN):
        from aidmatch.formats import team_pages

        if form is Format.TABLE:
            team_pages.show(session.out, session.wording, proposal, scene)
        else:
            emit_bytes(team_pages.markdown(session.wording, proposal, scene), output)
    else:
        emit(teams.document(session.wording, proposal, scene), form, output)
    session.finish()


def _candidates(session: Session, there: Partners, call: Call, ordinal: int) -> list[Candidate]:
    """Members and contacts as candidates for a call."""
    from aidmatch import search
    from aidmatch.match import match_terms, terms_of
    from aidmatch.score import profile
    from aidmatch.team import of_companies, of_contact
    from aidmatch.team.candidates import with_fit

    catalogue = session.catalogue
    # What is asked of the partners together is no condition on one of them.
    alone = call.model_copy(update={"criteria": tuple(one for one in call.criteria if one.kind != "consortium")})
    terms = terms_of(alone, session.at)
    by_id = {company.id: company for company in there.members}
    agreed = {
        word.company
        for word in there.words
        if word.agrees and word.call and catalogue.call_ordinal(word.call) == ordinal
    }
    answers: dict[str, tuple[Answer, tuple[str, ...]]] = {}
    for company in there.members:
        pair = match_terms(terms, company, session.at)
        answers[company.id] = pair.answer, pair.failed

    def fit(one: Candidate) -> float:
        if one.key in by_id:
            words = profile(
                by_id[one.key], catalogue.lookup, catalogue.count, catalogue.thesaurus, session.settings.scoring
            ).words
        else:
            told = [(text, 1.0) for text in (*one.offers, *one.trades, *one.needs)]
            words = search.score(search.query(told, table=catalogue.thesaurus), catalogue.lookup, catalogue.count)
        return search.relevance(words, ordinal)

    members = [one._replace(agreed=one.key in agreed) for one in of_companies(there.members, session.at.date())]
    contacts = [of_contact(contact, call.id) for contact in there.contacts]
    return list(with_fit([*members, *contacts], fit, answers))


def _project(session: Session, lead: str | None, typed: str | None, call: Call, ordinal: int) -> Project | None:
    """The project of the lead that is named, else the one that answers best: its partners are of every team."""
    from aidmatch.match import terms_of

    if lead is None:
        if typed is not None:
            refuse("--project needs --lead: whose project is it?")
        return None
    company = choose_company(session, lead)
    if typed is not None:
        return choose_project(company, typed)
    wanted = session.memory.match_project(ordinal, terms_of(call, session.at), call.themes, company).project
    return company.project(wanted)


def _lead(session: Session, there: Partners, typed: str, pool: list[Candidate], call: Call, ordinal: int) -> Candidate:
    """The lead as a candidate: one who agreed too, of whatever cluster."""
    company = choose_company(session, typed)
    if not there.consents(company.id):
        refuse(
            "{name:text} has not agreed to the search for partners",
            "once it has: aidmatch team consent {id} yes",
            name=company.name,
            id=company.id,
        )
    found = next((one for one in pool if one.key == company.id), None)
    return found or _candidates(session, there._replace(members=[company], contacts=[]), call, ordinal)[0]


class Said(StrEnum):
    """What a member said."""

    YES = "yes"
    NO = "no"


COMPANY = Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)]
ON = Annotated[str | None, typer.Option("--on", metavar=_("DATE"), help=_("The day it was said; today by default."))]
SOURCE = Annotated[str | None, typer.Option("--source", help=_("Who said it, and where: a call, a mail."))]


@app.command(
    help=_("Note whether a member agrees to be proposed to others, without its name. Until then it is not."),
    epilog=_("Example: aidmatch team consent brumequille yes --source 'la dirigeante, au téléphone'"),
)
def consent(
    company: COMPANY,
    said: Annotated[Said, typer.Argument(help=_("Yes or no."), show_default=False)],
    on: ON = None,
    source: SOURCE = None,
) -> None:
    """Note consent to the search for partners."""
    session = Session()
    _note(session, company, None, agrees=said is Said.YES, on=on, source=source)


@app.command(
    help=_("Note that a member agrees to be named, for a call, to partners who agreed likewise."),
    epilog=_("Examples: aidmatch team agree brumequille eurostars · aidmatch team agree brumequille eurostars --no"),
)
def agree(
    company: COMPANY,
    call: Annotated[str, typer.Argument(help=_("Id, URL or words of the title."), show_default=False)],
    no: Annotated[bool, typer.Option("--no", help=_("It does not agree, or no longer."))] = False,
    on: ON = None,
    source: SOURCE = None,
) -> None:
    """Note that a member may be named."""
    session = Session()
    _note(session, company, call, agrees=not no, on=on, source=source)


def _note(
    session: Session, company: str, call: str | None, *, agrees: bool, on: str | None, source: str | None
) -> None:
    from aidmatch.cli._noting import day_of, require_own, writing
    from aidmatch.journal import partnering

    require_own(session)
    words = session.wording
    asked = choose_company(session, company)
    about = session.catalogue.call(choose_call(session, call)) if call is not None else None
    told = " ".join((source or "").split()) or words.text("the coordinator")
    word = partnering.Word(asked.id, about.id if about else partnering.ANY, agrees, told, day_of(session, on))
    with writing(session) as journal:
        is_new = partnering.note(journal, word, session.at)
    if about is None:
        what = words.text("may be proposed to others, without its name") if agrees else words.text("is not proposed")
    elif agrees:
        what = words.text("may be named for {call:text} to those who agree likewise", call=about.title)
    else:
        what = words.text("is not named for {call:text}", call=about.title)
    line = words.text("{name:text} {what}", name=asked.name, what=what)
    if not session.wanted.quiet:
        typer.echo(line if is_new else words.text("{what} (as before)", what=line))
    session.finish()


@app.command(
    "list",
    help=_("List what members said of teams: who may be proposed, and for which calls by name. Internal."),
    epilog=_("Example: aidmatch team list"),
)
def list_(format_: FORMAT = None, output: OUTPUT = None) -> None:
    """What was said, by member."""
    from aidmatch.formats import partnering

    session = Session()
    names = {id_: name for id_, name, _siren in session.catalogue.company_names()}
    held = [(word, names.get(word.company, word.company)) for word in words_on_teams(session)]
    form = Format.of(format_, output)
    if form is Format.TABLE:
        partnering.show(session.out, session.wording, held)
    else:
        emit(partnering.document(held, session.at), form, output)
    session.finish()
