"""A season of Mondays for three members, through the commands: nothing missed, nothing twice, nothing wrong.

The calendar, in weeks from 7 September 2026:

    0  the season opens: the first letters are welcomes
    1  `reprise` appears
    2  `plafond` pays more; `eclair` appears and closes on Saturday; so does `orage`, put up after Monday's letters:
       Wednesday's urgent letter says it
    3  `recul` moves its deadline; the member Atelier dismisses `reprise`
    4  the portal fails for two weeks; Tardif joins
    5  Atelier hires: it now qualifies for `cinq`
    6  the portal answers again, with a call it has meanwhile put up, and without another
    7  twenty calls at once: more than a letter holds
    8  `bref` shuts early
    9  nobody runs anything for three weeks
    11 one letter makes up for them
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from aidmatch.formats.letter import markdown
from aidmatch.worded import WordedLetter, from_record
from tests.conftest import Goldens, Run, Workspace, call_text
from tests.replay import Replay, ok, serving, status
from tests.stages import alone

MONDAY = date(2026, 9, 7)
SETTINGS = """\
[clusters.grappe]
name = "Grappe des Images (fictive)"
sender = "La coordination"
email = "coordination@grappe.example.org"
"""
INTRODUCTION = """\
Toutes les lettres qu’un adhérent fictif reçoit en douze semaines, telles que `aidmatch digest` les écrit. Les aides
sont inventées ; les dates, les reports, les fermetures et la panne d’un portail sont ceux que joue
`tests/test_season.py`, qui vérifie sur ces mêmes lettres que rien ne manque, que rien ne revient et que rien n’est
faux."""
HEADER = "id;titre;url_source;eligibilite;date_mise_a_jour;date_cloture\r\n"


def member(name: str, headcount: int, more: str = "") -> str:
    """A member, as YAML."""
    return (
        f"id: {name}\nname: {name.title()} (fictif)\nnaf: 58.21Z\nlegal_form: '5710'\nseat: {{commune: '66136'}}\n"
        f"headcount: {headcount}\ncreated: 2018-03-01\nneeds: [financer un prototype de jeu vidéo]\n"
        f"clusters: [grappe]\nreaders: [{{email: direction@{name}.example.org}}]\n{more}"
    )


class Letter(NamedTuple):
    """A letter of the season, as its reader would sum it up."""

    day: date
    member: str
    kind: str
    shown: tuple[tuple[str, str], ...]
    """Call and news."""
    lost: tuple[str, ...]
    counted: bool
    troubles: tuple[str, ...]


class Season:
    """The workspace, week after week."""

    def __init__(self, place: Workspace, run: Run, web: Replay) -> None:
        self.place, self._run, self._web = place, run, web
        self.letters: list[Letter] = []
        self.pages: dict[str, list[str]] = {}
        self.truth: dict[date, dict[tuple[str, str], dict[str, Any]]] = {}

    def run(self, *argv: str, day: date, code: int = 0) -> str:
        done = self._run(*argv, at=self.place, day=f"{day}T08:00")
        assert done.code == code, done.err
        return done.out

    def call(self, name: str, closes: date, *, more: str = "", criteria: str = "[]") -> None:
        """Put up a call, or change it."""
        text = call_text(name, title=f"Aide {name}", closes=closes.isoformat(), criteria=criteria, more=more)
        self.place.write(f"data/calls/{name}.yaml", text + "open_to_all: true\n")

    def portal(self, *names: str, fails: bool = False) -> None:
        """What the portal says this week."""
        rows = "".join(
            f"{name};Aide {name};https://example.org/{name};Pour les entreprises;2026-09-01;2027-06-30\r\n"
            for name in names
        )
        answer = status(500) if fails else ok(f"{HEADER}{rows}".encode(), "text/csv")
        self._web.routes = {"/aides.csv": [answer]}

    def write(self, day: date, *more: str) -> None:
        """The letters of a day, sent by hand."""
        told = json.loads(self.run("digest", *more, "--format", "json", day=day))
        again = json.loads(self.run("digest", *more, "--format", "json", day=day))
        assert again == told
        pairs = json.loads(self.run("match", "--format", "json", day=day))["pairs"]
        self.truth[day] = {(pair["company"], pair["call"]): pair for pair in pairs}
        for one in told["letters"]:
            items = [*one["items"], *one["lines"]]
            worded = from_record({name: one[name] for name in WordedLetter._fields})
            heading = f"## {day:%d/%m/%Y} · {worded.subject}"
            self.pages.setdefault(worded.name, []).append(f"{heading}\n\n{quoted(markdown(worded))}")
            self.letters.append(
                Letter(
                    day,
                    one["company"],
                    one["kind"],
                    tuple((item["call"], item["kind"]) for item in items),
                    tuple(lost["call"] for lost in one["lost"]),
                    bool(one["rest"]),
                    tuple(one["troubles"]),
                )
            )
        if told["letters"]:
            self.run("digest", "sent", day=day)
        assert json.loads(self.run("digest", *more, "--format", "json", day=day)) == {
            **told,
            "letters": [{**one, "released": True} for one in told["letters"]],
        }

    def story(self, name: str, call: str) -> list[tuple[int, str]]:
        """In which weeks, and how, a member was told of a call."""
        return [
            ((letter.day - MONDAY).days // 7, news)
            for letter in self.letters
            if letter.member == name
            for shown, news in (*letter.shown, *((lost, "lost") for lost in letter.lost))
            if shown == call
        ]


def quoted(text: str) -> str:
    """A letter as a quotation, its headings no headings of the page."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n"))


def day(week: int, weekday: int = 0) -> date:
    """A day of the season; the weekday from 0, Monday."""
    return MONDAY + timedelta(weeks=week, days=weekday)


@pytest.fixture(scope="module")
def web() -> Any:
    with serving() as server:
        yield server


@pytest.fixture
def season(workspace: Workspace, run: Run, web: Replay) -> Season:
    """All twelve weeks."""
    made = Season(workspace, run, web)
    far = day(40)
    workspace.write("aidmatch.toml", SETTINGS + alone("dispositif-aide", web.url("/aides.csv")))
    workspace.company("studio", member("studio", 12))
    workspace.company("atelier", member("atelier", 3))

    made.portal("stable", "retiree")
    made.run("sync", day=day(0))
    made.call("plafond", far, more="amounts: {ceiling: 30000}\n")
    made.call("recul", day(20))
    made.call("cinq", far, criteria="[{kind: headcount, min: 5}]")
    made.call("bref", day(16))
    made.call("bientot", day(0, 5))
    made.write(day(0))

    made.call("reprise", far)
    made.run("sync", day=day(1))
    made.write(day(1))

    made.call("plafond", far, more="amounts: {ceiling: 50000}\n")
    made.call("eclair", day(2, 5))
    made.write(day(2))
    made.call("orage", day(2, 5))
    made.write(day(2, 2), "--urgent")

    made.call("recul", day(24))
    made.run("dismiss", "atelier", "reprise", "--on", f"{day(3)}", day=day(3))
    made.call("reprise", far, more="amounts: {ceiling: 9000}\n")
    made.write(day(3))

    made.portal(fails=True)
    workspace.company("tardif", member("tardif", 12))
    for week in (4, 5):
        made.run("sync", day=day(week), code=3)
        if week == 5:
            workspace.company("atelier", member("atelier", 8))
        made.write(day(week))

    made.portal("stable", "revenue")
    made.run("sync", day=day(6))
    made.write(day(6))

    for number in range(20):
        made.call(f"foule-{number:02}", far)
    made.write(day(7))

    shut = call_text("bref", title="Aide bref").replace("{kind: dated, closes: 2026-12-31}", "{kind: suspended}")
    workspace.write("data/calls/bref.yaml", shut)
    made.write(day(8))

    made.call("perdue-de-vue", day(10, 2))
    made.call("retour", far)
    made.run("sync", day=day(11))
    made.write(day(11))
    return made


def test_the_season(season: Season, goldens: Goldens) -> None:
    # The same letters are the example that docs/season shows.
    pages = {
        f"{name.split()[0].casefold()}.md": "\n\n".join([f"# Une saison de lettres : {name}", INTRODUCTION, *held])
        + "\n"
        for name, held in season.pages.items()
    }
    goldens("../../docs/season", {file: page.encode() for file, page in pages.items()})
    as_the_calendar_says(season)
    more_news_than_a_letter_holds_is_told_in_the_next(season)
    nothing_missed_nothing_twice_nothing_wrong(season)


def as_the_calendar_says(season: Season) -> None:
    story, told = season.story, season.letters
    # The first letter is a welcome, whenever one joins.
    assert [letter.day for letter in told if letter.kind == "welcome"] == [day(0), day(0), day(4)]
    # A call that pays more, one that moves its deadline, one that shuts early.
    assert story("studio", "plafond") == [(1, "new"), (2, "changed")]
    assert [news for _, news in story("studio", "recul")] == ["new", "deadline"]
    assert story("studio", "bref")[-1] == (8, "lost")
    # What closes before the next letter is in the welcome, over its measure or not.
    assert story("studio", "bientot")[0] == (0, "new")
    # Between two Mondays.
    assert story("studio", "eclair") == [(2, "new")]
    assert story("studio", "orage") == [(2, "new")]
    assert [letter.kind for letter in told if ("orage", "new") in letter.shown] == ["urgent", "urgent"]
    # Dismissed: nothing more, though it changed; the other member hears of the change.
    assert all(week < 3 for week, _ in story("atelier", "reprise"))
    assert story("studio", "reprise") == [(1, "new"), (3, "changed")]
    # A portal that fails takes nothing away, and is said in every letter meanwhile.
    assert {bool(letter.troubles) for letter in told if letter.day in (day(4), day(5))} == {True}
    assert {bool(letter.troubles) for letter in told if letter.day not in (day(4), day(5))} == {False}
    portal = [call for letter in told for call, _ in letter.shown if "retiree" in call]
    assert portal
    gone = [(letter.member, letter.day) for letter in told for call in letter.lost if call in portal]
    assert sorted(gone) == [(name, day(6)) for name in ("atelier", "studio", "tardif")]
    # One who hires qualifies.
    assert story("atelier", "cinq") == [(5, "new")]


def more_news_than_a_letter_holds_is_told_in_the_next(season: Season) -> None:
    for name in ("studio", "atelier", "tardif"):
        flood = [season.story(name, f"foule-{number:02}") for number in range(20)]
        assert all([news for _, news in one] == ["new"] for one in flood)
        assert Counter(one[0][0] for one in flood)[7] <= 15
    assert any(letter.counted for letter in season.letters if letter.day == day(7))


def nothing_missed_nothing_twice_nothing_wrong(season: Season) -> None:
    heard: set[tuple[str, str, str, str]] = set()
    for letter in season.letters:
        calls = [call for call, _ in letter.shown] + list(letter.lost)
        assert len(calls) == len(set(calls))
        for call, news in letter.shown:
            pair = season.truth[letter.day][letter.member, call]
            # Nothing wrong: it is open, and the member qualifies.
            assert (pair["window"], pair["answer"] in ("eligible", "to_confirm")) == ("open", True)
            # Nothing twice: the same news of the same deadline.
            told = (letter.member, call, news, f"{pair['closes']}")
            assert news == "changed" or told not in heard
            heard.add(told)
    # Nothing missed: what fitted on a Monday and stood until the season's end was told, unless dismissed.
    last = season.truth[day(11)]
    for (name, call), pair in last.items():
        if pair["window"] == "open" and pair["answer"] in ("eligible", "to_confirm"):
            assert season.story(name, call) or season.letters[-1].counted, (name, call)
    # Nothing closed unsaid between two letters.
    for monday, pairs in season.truth.items():
        for (name, call), pair in pairs.items():
            if pair["closes"] and pair["window"] == "open" and pair["answer"] in ("eligible", "to_confirm"):
                closes = datetime.fromisoformat(pair["closes"]).date()
                if closes <= monday + timedelta(days=7 - monday.weekday()):
                    assert any(
                        letter.day <= monday and call in dict(letter.shown)
                        for letter in season.letters
                        if letter.member == name
                    ), (name, call)
