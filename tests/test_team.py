"""`aidmatch team` and `bridges`: only those who agreed, without a name until both sides agree."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.durable import Durable
from aidmatch.journal import home_of_journal
from aidmatch.journal._schema import STEPS
from aidmatch.team import Quoting
from tests.conftest import Run, Workspace
from tests.test_contract import check

MACHINES = """\
id: atelier
name: Atelier Zinzolin (fictif)
naf: 28.99B
seat: {commune: "31446"}
headcount: 35
awu: 33
accounts: [{closed_on: 2025-12-31, turnover: 4100000, balance_total: 3600000, awu: 33}]
holdings: []
needs: [logiciel de pilotage pour nos machines]
offers: ["piste d’essai couverte pour robots", "le banc d’essai Zinzolin"]
clusters: [grappe-a]
"""
GAMES = """\
id: pixel
name: Pixel Sarbacane (fictif)
naf: 58.21Z
seat: {commune: "66136"}
headcount: 12
needs: ["une piste d’essai couverte", financer un prototype]
offers: [logiciel de pilotage]
clusters: [grappe-b]
"""
SILENT = """\
id: muet
name: Muette Quinconce (fictif)
naf: 72.19Z
seat: {commune: "13055"}
roles: [research]
offers: ["piste d’essai couverte", logiciel de pilotage pour machines]
clusters: [grappe-b]
"""
CONTACTS = """\
- id: labo
  name: Laboratori Ficció (fictif)
  country: ES
  region: ES51
  kind: research
  trades: [72.19Z]
  offers: [essais de robots]
  independent: true
  sme: false
  consent: true
- {id: tu, name: Contact Tu (fictif), country: PT, kind: company}
"""
RULES = "[{{kind: consortium, min_partners: 3, min_countries: 2, research_body: true{more}}}]"
SECRETS = ("Zinzolin", "Sarbacane", "Quinconce", "Ficció", "atelier", "pixel", "muet", "labo")


@pytest.fixture
def place(workspace: Workspace) -> Workspace:
    for name, text in (("atelier", MACHINES), ("pixel", GAMES), ("muet", SILENT)):
        workspace.company(name, text)
    workspace.call("ensemble", title="Projets en groupement", criteria=RULES.format(more=""))
    workspace.write("data/contacts/liste.yaml", CONTACTS)
    return workspace


def consenting(run: Run, place: Workspace, *members: str) -> None:
    for member in members:
        assert run("team", "consent", member, "yes", at=place).code == 0


def team(run: Run, place: Workspace, *options: str) -> Any:
    done = run("team", "ensemble", *options, "--format", "json", at=place)
    assert done.code == 0, done.err
    found = json.loads(done.out)
    check("team", found)
    return found


def everything(run: Run, place: Workspace, *options: str) -> str:
    forms = ("table", "markdown", "json")
    told = [run("team", "ensemble", *options, "--format", form, at=place).out for form in forms]
    told += [run("bridges", "--format", form, at=place).out for form in (*forms, "csv")]
    return "\n".join(told)


class TestConsent:
    def test_without_a_word_nobody_is_shown_or_counted(self, run: Run, place: Workspace) -> None:
        place.write("data/contacts/liste.yaml", CONTACTS.replace("consent: true", "consent: false"))
        found = team(run, place)
        assert (found["members"], found["contacts"], found["teams"]) == (0, 0, [])
        assert not any(secret in everything(run, place) for secret in SECRETS)
        assert "aidmatch team consent" in run("team", "ensemble", at=place).out

    def test_one_who_said_nothing_changes_no_byte(self, run: Run, place: Workspace) -> None:
        consenting(run, place, "atelier", "pixel")
        before = everything(run, place)
        assert "robots" in before
        (place.path / "data" / "companies" / "muet.yaml").unlink()
        assert everything(run, place) == before

    def test_a_word_taken_back_is_taken_back(self, run: Run, place: Workspace) -> None:
        consenting(run, place, "atelier", "pixel")
        assert team(run, place)["members"] == 2
        run("team", "consent", "pixel", "no", at=place)
        assert team(run, place)["members"] == 1
        assert "as before" in run("team", "consent", "pixel", "no", at=place).out

    def test_a_lead_must_have_agreed_too(self, run: Run, place: Workspace) -> None:
        done = run("team", "ensemble", "--lead", "atelier", at=place)
        assert (done.code, "team consent atelier yes" in done.err) == (2, True)
        consenting(run, place, "atelier")
        assert team(run, place, "--lead", "atelier")["lead"] == "A"

    def test_who_said_it_and_when_is_kept_listed_given_and_forgotten(self, run: Run, place: Workspace) -> None:
        run("team", "consent", "pixel", "yes", "--source", "la dirigeante", "--on", "2026-11-20", at=place)
        run("team", "agree", "pixel", "ensemble", at=place)
        listed = json.loads(run("team", "list", "--format", "json", at=place).out)
        check("partnering", listed)
        assert [(one["call"], one["agrees"], one["source"], one["on"]) for one in listed["words"]] == [
            (None, True, "la dirigeante", "2026-11-20"),
            ("ensemble", True, "the coordinator", "2026-11-22"),
        ]
        held = json.loads(run("companies", "disclose", "pixel", at=place).out)
        assert [row["answer"] for row in held["journal"]["partnering"]] == ["yes", "yes"]
        assert run("companies", "forget", "pixel", "--yes", at=place).code == 0
        connection = sqlite3.connect(home_of_journal(place.path))
        assert connection.execute("SELECT count(*) FROM partnering").fetchone() == (0,)
        connection.close()

    def test_an_old_word_goes_and_the_last_stays(self, run: Run, place: Workspace) -> None:
        for said in ("yes", "no", "yes"):
            run("team", "consent", "pixel", said, at=place)
        assert "2 words on teams" in run("purge", at=place, day="2036-01-01").out
        assert team(run, place)["members"] == 1

    def test_a_journal_of_before_is_read_and_brought_up_to_date(self, run: Run, place: Workspace) -> None:
        with Durable(home_of_journal(place.path), STEPS[:1], write=True):
            pass
        assert team(run, place)["members"] == 0
        assert run("purge", "--dry-run", at=place).code == 0
        consenting(run, place, "pixel")
        assert team(run, place)["members"] == 1

    def test_a_day_to_come_is_refused(self, run: Run, place: Workspace) -> None:
        assert run("team", "consent", "pixel", "yes", "--on", "2027-01-01", at=place).code == 2


class TestNames:
    def test_nobody_is_named_until_both_sides_agree(self, run: Run, place: Workspace) -> None:
        consenting(run, place, "atelier", "pixel")
        lead = ("--lead", "atelier")
        assert not any(secret in everything(run, place, *lead) for secret in SECRETS)
        run("team", "agree", "pixel", "ensemble", at=place)
        assert not any(secret in everything(run, place, *lead) for secret in SECRETS)
        run("team", "agree", "atelier", "ensemble", at=place)
        told = everything(run, place, *lead)
        assert ("Sarbacane" in told, "Ficció" in told, "Quinconce" in told) == (True, False, False)
        assert run("team", "agree", "pixel", "ensemble", "--no", at=place).code == 0
        assert "Sarbacane" not in everything(run, place, *lead)

    def test_agreeing_for_one_call_names_nobody_for_another(self, run: Run, place: Workspace) -> None:
        consenting(run, place, "atelier", "pixel")
        place.call("ailleurs", title="Autre chose", criteria=RULES.format(more=""))
        for member in ("atelier", "pixel"):
            run("team", "agree", member, "ailleurs", at=place)
        assert not any(secret in everything(run, place, "--lead", "atelier") for secret in SECRETS)

    def test_without_a_lead_all_of_them_are_named_or_nobody(self, run: Run, place: Workspace) -> None:
        consenting(run, place, "atelier", "pixel")
        for member in ("atelier", "pixel"):
            run("team", "agree", member, "ensemble", at=place)
        assert not any(secret in everything(run, place, "--top", "1") for secret in SECRETS)
        place.write(
            "data/contacts/liste.yaml", CONTACTS.replace("consent: true", "consent: true\n  agreed: [ensemble]")
        )
        told = everything(run, place, "--top", "1")
        assert all(name in told for name in ("Zinzolin", "Sarbacane", "Ficció"))

    def test_the_coordinator_sees_names_and_the_page_says_so(self, run: Run, place: Workspace) -> None:
        consenting(run, place, "atelier", "pixel")
        done = run("team", "ensemble", "--names", at=place)
        assert ("INTERNAL" in done.out, "Zinzolin" in done.out, "Quinconce" in done.out) == (True, True, False)
        found = team(run, place, "--names")
        assert found["internal"] is True
        assert {one["company"] for one in found["teams"][0]["members"]} == {"atelier", "pixel", None}
        assert "Sarbacane" in run("bridges", "--names", at=place).out

    def test_an_offer_that_would_give_a_name_away_is_withheld(self, run: Run, place: Workspace) -> None:
        place.company("pixel", GAMES.replace("une piste d’essai couverte", "un banc d’essai"))
        consenting(run, place, "atelier", "pixel")
        found = json.loads(run("bridges", "--format", "json", at=place).out)
        check("bridges", found)
        assert {"offer": None, "need": "un banc d’essai"}.items() <= found["bridges"][0].items()
        assert "withheld" in run("bridges", at=place).out


class TestTeams:
    def test_what_is_asked_is_held_and_why_each_is_there(self, run: Run, place: Workspace) -> None:
        consenting(run, place, "atelier", "pixel")
        (found,) = team(run, place, "--lead", "atelier")["teams"]
        assert found["complete"] is True
        assert [one["outcome"] for one in found["needs"]] == ["met"] * 3
        reasons = {one["label"]: one["reasons"] for one in found["members"]}
        assert [one["kind"] for one in found["members"]] == ["company", "research", "company"]
        assert "it is a research body" in reasons["B"]
        assert "it brings a country: Espagne" in reasons["B"]
        assert (
            "its offer “piste d’essai couverte pour robots” meets C’s need “une piste d’essai couverte”" in reasons["A"]
        )

    def test_who_is_missing_is_told(self, run: Run, place: Workspace) -> None:
        consenting(run, place, "atelier", "pixel")
        (place.path / "data" / "contacts" / "liste.yaml").unlink()
        found = team(run, place)["teams"][0]
        assert found["complete"] is False
        assert found["wanted"] == [{"research": True, "sme": False, "not_in": ["FR"], "not_from": []}]
        assert "To find: a research body, in another country than France" in run("team", "ensemble", at=place).out

    def test_a_size_not_known_is_asked_and_never_guessed(self, run: Run, place: Workspace) -> None:
        consenting(run, place, "atelier", "pixel")
        place.call("ensemble", title="Projets en groupement", criteria=RULES.format(more=", min_sme_share: 0.6"))
        found = team(run, place, "--lead", "pixel")["teams"][0]
        sizes = {one["label"]: one["sme"] for one in found["members"]}
        assert sorted(sizes.values(), key=str) == [False, None, True]
        asked = next(one for one in found["needs"] if one["need"] == "sme_share")
        assert (asked["outcome"], asked["here"], asked["asked"], found["complete"]) == ("unknown", 1, 2, False)
        assert found["to_ask"] == [{"fact": "sme", "of": ["A"]}]

    def test_linked_firms_are_no_team_where_links_are_forbidden(self, run: Run, place: Workspace) -> None:
        group = "holdings: [{name: Groupe Fictif, share: 0.9}]\n"
        place.company("atelier", MACHINES.replace("holdings: []\n", group))
        place.company("pixel", GAMES + group)
        rule = "[{{kind: consortium, min_partners: 2, min_countries: {countries}, unlinked: true}}]"
        place.call("ensemble", title="Projets", criteria=rule.format(countries=1))
        place.write("data/contacts/liste.yaml", "[]")
        consenting(run, place, "atelier", "pixel")
        found = team(run, place)["teams"]
        assert [len(one["members"]) for one in found] == [1, 1, 2]
        assert "To find: a partner" in run("team", "ensemble", at=place).out
        place.company("pixel", GAMES.replace('commune: "66136"', "country: ES") + group)
        place.call("ensemble", title="Projets", criteria=rule.format(countries=2))
        found = team(run, place)["teams"]
        assert (found[0]["complete"], found[0]["linked"]) == (False, [["A", "B"]])
        assert "A and B are linked" in run("team", "ensemble", at=place).out

    def test_clusters_are_kept_apart_when_asked(self, run: Run, place: Workspace) -> None:
        consenting(run, place, "atelier", "pixel")
        assert team(run, place, "--cluster", "grappe-a")["members"] == 1
        assert team(run, place, "--cluster", "grappe-a", "--cluster", "grappe-b")["members"] == 2
        led = team(run, place, "--cluster", "grappe-b", "--lead", "atelier")
        assert led["members"] == 2

    def test_a_call_that_asks_for_no_partners_gets_a_team_of_two(self, run: Run, place: Workspace) -> None:
        place.call("ensemble", title="Projets en groupement")
        consenting(run, place, "atelier", "pixel")
        found = team(run, place)
        assert (found["asked"]["stated"], len(found["teams"][0]["members"])) == (False, 2)
        assert len(team(run, place, "--size", "3")["teams"][0]["members"]) == 3

    def test_one_way_of_several_is_told(self, run: Run, place: Workspace) -> None:
        ways = "[{kind: any_of, branches: [[{kind: audience, within: [cluster]}], " + RULES.format(more="") + "]}]"
        place.call("ensemble", title="Projets en groupement", criteria=ways)
        consenting(run, place, "atelier", "pixel")
        found = team(run, place)
        assert (found["asked"]["one_of_several"], found["asked"]["partners"]) == (True, 3)

    def test_the_help_names_the_commands_and_an_unknown_call_is_refused(self, run: Run, place: Workspace) -> None:
        assert "consent" in run("team", "--help", at=place, day=None).out
        assert run("team", "zzzzzz", at=place).code == 2
        assert run("team", "--lang", "fr", "ensemble", at=place).code == 0

    def test_text_of_strangers_acts_on_nothing(self, run: Run, place: Workspace) -> None:
        place.company("pixel", GAMES.replace("logiciel de pilotage]", '"logiciel de pilotage \\e[31m <b>*x*</b>"]'))
        consenting(run, place, "atelier", "pixel")
        shown = run("team", "ensemble", at=place).out
        assert "logiciel de pilotage" in shown
        assert "\x1b[31m" not in shown
        assert "\\<b\\>" in run("team", "ensemble", "--format", "markdown", at=place).out


class TestContacts:
    def test_a_csv_with_french_headings(self, run: Run, place: Workspace) -> None:
        place.write(
            "labos.csv",
            "Nom;Pays;Région;Nature;Métiers;Offres;PME;Accord\n"
            "Université Bidon (fictive);Espagne;ES51;université;72.19Z;essais de robots | thèses;non;oui\n"
            "Sans Accord;France;;entreprise;;;;\n",
        )
        consenting(run, place, "atelier", "pixel")
        found = team(run, place, "--outside", str(place.path / "labos.csv"))
        assert found["contacts"] == 1
        (contact,) = [one for one in found["teams"][0]["members"] if not one["member"]]
        assert (contact["country"], contact["research"], contact["sme"], contact["trade"]) == ("ES", True, False, "72")

    def test_what_is_wrong_in_a_list_is_named_and_the_rest_is_used(self, run: Run, place: Workspace) -> None:
        place.write("data/contacts/liste.yaml", CONTACTS + "- {id: faux, name: Faux, country: Espagne}\n")
        consenting(run, place, "atelier", "pixel")
        done = run("team", "ensemble", at=place)
        assert (done.code, "data/contacts/liste.yaml:12" in done.err) == (3, True)
        assert run("check", at=place).code == 5


@given(
    st.text(max_size=40), st.sampled_from(["Zinzolin", "ZINZOLIN", "zinzolin", "Pixel-Sarbacane"]), st.text(max_size=40)
)
def test_no_name_is_ever_quoted(before: str, name: str, after: str) -> None:
    quoting = Quoting({"a": "Zinzolin SARL", "b": "Pixel Sarbacane"})
    owner = "b" if "Pixel" in name else "a"
    assert quoting.is_withheld(owner, f"{before} {name} {after}")
    assert quoting.is_withheld("c", f"{before} {name} {after}")


def test_what_gives_nobody_away_is_quoted() -> None:
    quoting = Quoting({"a": "Zinzolin SARL (fictif)"}, ["Le Port"])
    assert not quoting.is_withheld("a", "brevet sur un châssis articulé")
    assert quoting.is_withheld("a", "écrire à x@exemple.org")
    assert quoting.is_withheld("a", "appelez le 05 61 00 00 00")


def test_the_demo_shows_a_whole_team_with_partners_abroad(run: Run, tmp_path: Any) -> None:
    made = Workspace(tmp_path / "demo")
    assert run("init", str(made.path)).code == 0
    checked = run("check", at=made)
    assert (checked.code, "3 contacts" in checked.err) == (0, True)
    consenting(run, made, "automates-du-canal")
    done = run("team", "interreg-sudoe", "--lead", "automates-du-canal", "--top", "1", "--format", "json", at=made)
    [found] = json.loads(done.out)["teams"]
    assert found["complete"] is True
    assert sorted((one["member"], one["research"]) for one in found["members"]) == [
        (False, False),
        (False, True),
        (True, False),
    ]
    assert {one["name"] for one in found["members"]} == {None}


OWN = """\
projects:
  - id: essai
    title: Un essai
    partners:
      - {name: Universitat Quimera (fictive), country: ES, audience: research, share: 0.2, sme: false}
      - {country: FR, region: Bretagne, share: 0.3, sme: true}
"""


class TestProject:
    """The partners that the lead's project has already."""

    def test_a_team_is_made_around_them(self, run: Run, place: Workspace) -> None:
        place.company("atelier", MACHINES + OWN)
        consenting(run, place, "atelier", "pixel")
        found = team(run, place, "--lead", "atelier")
        first = found["teams"][0]
        assert [one["of_project"] for one in first["members"]] == [False, True, True]
        assert first["complete"] is True
        assert not first["wanted"]
        # They are known to the lead; no page names them, and the coordinator's does.
        assert {one["name"] for one in first["members"]} == {None}
        assert "Quimera" not in everything(run, place, "--lead", "atelier")
        assert "Quimera" in run("team", "ensemble", "--lead", "atelier", "--names", at=place).out
        told = run("team", "ensemble", "--lead", "atelier", at=place).out
        assert "Partner B" in told
        assert "a partner of the project already" in told
        # Whoever joins comes beside them.
        larger = team(run, place, "--lead", "atelier", "--size", "4")["teams"][0]
        assert sum(one["of_project"] for one in larger["members"]) == 2
        assert len(larger["members"]) == 4

    @pytest.mark.parametrize(
        ("asked", "outcome", "complete"),
        [("0.3", "met", True), ("0.8", "met", True), ("0.9", "failed", False)],
    )
    def test_the_parts_they_bear_decide(
        self, asked: str, outcome: str, complete: bool, run: Run, place: Workspace
    ) -> None:
        place.company("atelier", MACHINES + OWN)
        consenting(run, place, "atelier")
        more = f", min_sme_share: {asked}, sme_share_of: costs"
        place.call("ensemble", title="Projets en groupement", criteria=RULES.format(more=more))
        found = next(one for one in team(run, place, "--lead", "atelier")["teams"] if len(one["members"]) == 3)
        assert next(one for one in found["needs"] if one["need"] == "sme_share")["outcome"] == outcome
        assert found["complete"] is complete

    def test_one_of_them_who_is_a_member_is_not_proposed_again(self, run: Run, place: Workspace) -> None:
        place.company("atelier", MACHINES + OWN.replace("Universitat Quimera (fictive)", "PIXEL Sarbacane (fictif)"))
        consenting(run, place, "atelier", "pixel")
        found = team(run, place, "--lead", "atelier", "--size", "4")
        assert all(sum(one["member"] for one in each["members"]) == 1 for each in found["teams"])

    def test_links_with_them_are_asked_never_taken_for_granted(self, run: Run, place: Workspace) -> None:
        place.company("atelier", MACHINES + OWN)
        consenting(run, place, "atelier")
        place.call("ensemble", title="Projets en groupement", criteria=RULES.format(more=", unlinked: true"))
        first = team(run, place, "--lead", "atelier")["teams"][0]
        assert next(one for one in first["needs"] if one["need"] == "unlinked")["outcome"] == "unknown"
        assert first["complete"] is False

    def test_the_project_is_the_lead_s(self, run: Run, place: Workspace) -> None:
        place.company("atelier", MACHINES + OWN)
        consenting(run, place, "atelier")
        assert run("team", "ensemble", "--project", "essai", at=place).code == 2
        assert run("team", "ensemble", "--lead", "atelier", "--project", "autre", at=place).code == 2
        assert run("team", "ensemble", "--lead", "atelier", "--project", "essai", at=place).code == 0


def test_smes_counted_by_costs_leave_a_question_for_the_budget(run: Run, place: Workspace) -> None:
    consenting(run, place, "atelier", "pixel")
    more = ", min_sme_share: 0.5, sme_share_of: costs"
    place.call("ensemble", title="Projets en groupement", criteria=RULES.format(more=more))
    done = team(run, place)
    check("team", done)
    assert done["asked"]["sme_share_of"] == "costs"
    found = done["teams"][0]
    asked = next(one for one in found["needs"] if one["need"] == "sme_share")
    assert (asked["outcome"], asked["here"], asked["lacking"], asked["open"]) == ("unknown", 1, 0, 0)
    assert found["complete"] is True
    assert {"fact": "costs", "of": ["A", "B", "C"]} in found["to_ask"]
    page = run("team", "ensemble", at=place).out
    assert "SMEs for 50% of the costs" in page
    assert "which part of the costs each bears: A, B, C" in page
