"""The shipped data: valid, sourced, and exactly what the sources say; and members that nobody can take for real."""

from __future__ import annotations

import importlib.util
import json
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.condition import AnyOf
from aidmatch.datafiles import read_file
from aidmatch.match import match
from tests.conftest import ROOT, SHARED

DATA = ROOT / "data"


@cache
def calls() -> dict[str, Call]:
    held: dict[str, Call] = {}
    for path in sorted((DATA / "calls").iterdir()):
        records, problems = read_file(path, Call, path.name)
        assert not problems, problems
        (held[path.stem],) = records
    return held


@cache
def companies() -> dict[str, Company]:
    held: dict[str, Company] = {}
    for path in sorted((DATA / "companies").iterdir()):
        records, problems = read_file(path, Company, path.name)
        assert not problems, problems
        (held[path.stem],) = records
    return held


def test_there_are_enough() -> None:
    assert len(calls()) >= 100
    assert len(companies()) >= 24


def test_a_file_has_the_name_of_its_record() -> None:
    for held in (calls(), companies()):
        assert {name: record.id for name, record in held.items()} == {name: name for name in held}


@pytest.mark.parametrize("shelf", ["calls", "companies"])
def test_editors_find_the_schema(shelf: str) -> None:
    name = {"calls": "call", "companies": "company"}[shelf]
    for path in (DATA / shelf).iterdir():
        first = path.read_text("utf-8").split("\n", 1)[0]
        assert first == f"# yaml-language-server: $schema=../schemas/{name}.schema.json", path.name


def test_the_schemas_are_current() -> None:
    spec = importlib.util.spec_from_file_location("schemas", ROOT / "tools" / "schemas.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    for name, text in tool.schemas().items():
        assert (DATA / "schemas" / name).read_text("utf-8") == text, "run: make schemas"


@pytest.mark.parametrize("name", ["call", "company"])
def test_the_data_follow_the_schemas_of_the_editors(name: str) -> None:
    """What an editor underlines in our own files would be a wrong schema."""
    from jsonschema import Draft202012Validator
    from ruamel.yaml import YAML

    schema = json.loads((DATA / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    validator = Draft202012Validator(schema)
    folder = DATA / {"call": "calls", "company": "companies"}[name]
    for path in sorted(folder.iterdir()):
        content = json.loads(json.dumps(YAML(typ="safe", pure=True).load(path), default=str))
        errors = [
            f"{'/'.join(map(str, one.absolute_path))}: {one.message}"[:200] for one in validator.iter_errors(content)
        ]
        assert not errors, (path.name, errors)


def test_every_call_is_sourced() -> None:
    for name, call in calls().items():
        assert call.origin.source, name
        assert call.summary, name
        assert call.funders, name


def test_inferred_trades_are_never_conditions() -> None:
    for name, call in calls().items():
        if call.targeting.inferred:
            assert "activity" not in {kind for kind, _ in _rules(call)}, name


def _rules(call: Call) -> list[tuple[str, Any]]:
    return [
        (rule.kind, rule)
        for condition in call.criteria
        for rule in (condition.members if isinstance(condition, AnyOf) else (condition,))
    ]


@pytest.mark.parametrize("name", ["interreg-sudoe", "poctefa-petits-projets-2025", "poctefa-classique-2025"])
def test_a_neighbour_is_not_refused_where_neighbours_are_asked_for(name: str) -> None:
    """The French zone of a programme is not the whole of it."""
    barcelona = Company.model_validate({"id": "taller", "name": "Taller", "seat": {"country": "ES", "nuts": "ES511"}})
    paris = Company.model_validate({"id": "atelier", "name": "Atelier", "seat": {"commune": "75056"}})
    at = datetime(2026, 11, 22, tzinfo=ZoneInfo("Europe/Paris"))
    assert match(calls()[name], barcelona, at).answer != "ineligible"
    if name == "interreg-sudoe":
        assert match(calls()[name], paris, at).answer == "ineligible"


def test_members_are_plainly_fictional() -> None:
    for name, company in companies().items():
        assert re.search(r"\((fictif|fictive|fictícia|ficticia|fictici)\)", company.name), name
        assert company.siren is None, name
        assert company.siret is None, name
        assert company.national_id is None, name
        for holding in company.holdings or ():
            assert holding.siren is None, name
        for place in company.establishments if isinstance(company.establishments, tuple) else ():
            assert place.siret is None, name
        for reader in company.readers:
            assert re.search(r"@([a-z0-9-]+\.)*example\.(org|com|net)$", reader.email), name
        assert company.website is None or re.search(r"//([a-z0-9-]+\.)*example\.(org|com|net)", company.website), name


def test_members_are_of_every_sort() -> None:
    held = list(companies().values())
    assert any(company.micro_entrepreneur for company in held)
    assert any("cluster" in company.roles for company in held)
    assert any((company.legal_form or "").startswith("92") for company in held)
    assert any(company.seat and company.seat.nuts == "ES511" for company in held)
    assert any(
        holding.share > 0.5 for company in held for holding in company.holdings or () if holding.side == "parent"
    )
    assert any(company.headcount is None for company in held)
    assert any(company.naf is None for company in held)
    assert any(company.projects for company in held)
    assert any(not company.projects for company in held)


@cache
def facts() -> dict[str, dict[str, Any]]:
    lines = (SHARED / "facts" / "calls.jsonl").read_text("utf-8").splitlines()
    return {fact["slug"]: fact for fact in map(json.loads, lines)}


def _day(moment: date | datetime | None) -> str | None:
    return None if moment is None else (moment.date() if isinstance(moment, datetime) else moment).isoformat()


def _figures(call: Call) -> dict[str, Any]:
    amounts, window, origin = call.amounts, call.window, call.origin
    return {
        "amount_min_eur": amounts.floor,
        "amount_max_eur": amounts.ceiling,
        "intensity_max_pct": None if amounts.intensity is None else round(amounts.intensity * 100, 6),
        "open_date": _day(window.opens),
        "close_date": _day(window.closes),
        "cutoff_dates": [_day(day) for day in window.cut_offs] or None,
        "kind": {"exemption": "tax_exemption"}.get(call.instrument, call.instrument),
        "call_type": call.kind,
        "level": call.level,
        "status_2026": origin.status,
        "source_date": _day(origin.read_on),
        "url": origin.url,
    }


ARGUED = {
    # The share of another thing than eligible costs: contributions, rights, a guarantee.
    ("acre", "intensity_max_pct"),
    ("arce", "intensity_max_pct"),
    ("assurance-prospection", "intensity_max_pct"),
    ("ifcic-garantie-bancaire", "intensity_max_pct"),
    # The ceiling of the whole cost, which is `costs_ceiling` here.
    ("poctefa-petits-projets-2025", "amount_max_eur"),
    # A past round of a scheme whose next rounds are not known: told in the window's note.
    ("concours-i-nov", "close_date"),
    ("eic-accelerator-2026", "cutoff_dates"),
    # The last of its filing dates, which stand in `cut_offs`.
    ("occitanie-edition-investissements", "close_date"),
    # Read in a further source, which the record names.
    ("cheque-relance-vie", "close_date"),
    ("sud-oeuvres-immersives", "source_date"),
    ("sud-oeuvres-immersives", "url"),
}
"""Where a record says otherwise than the field of the same name, and why."""


@pytest.mark.shared
def test_every_figure_is_that_of_the_facts() -> None:
    odd = set()
    for name, call in calls().items():
        fact = facts()[name]
        odd |= {(name, field) for field, ours in _figures(call).items() if ours != fact[field]}
    assert odd == ARGUED


@pytest.mark.shared
def test_confidence_is_that_of_the_facts_or_lower() -> None:
    order = ("low", "medium", "high")
    for name, call in calls().items():
        given = facts()[name]["confidence"]
        assert order.index(call.origin.confidence) <= order.index(given), name
        if call.origin.confidence != given:
            assert call.origin.confidence == "low", name


@pytest.mark.shared
def test_no_bound_on_people_is_ours() -> None:
    """Each is a field of the facts, or stands in a sentence of theirs ("fewer than 250": 249 at most)."""
    for name, call in calls().items():
        fact = facts()[name]
        told = re.sub(r"(?<=\d)[ \u202f\u00a0](?=\d)", "", json.dumps(fact, ensure_ascii=False))
        numbers = set(map(int, re.findall(r"\d+", told)))
        for kind, rule in _rules(call):
            if kind == "headcount":
                for bound in (rule.min, rule.max):
                    assert bound is None or {int(bound), int(bound) + 1} & numbers, (name, bound)


@pytest.mark.shared
def test_a_deciding_trade_is_named_by_the_source() -> None:
    for name, call in calls().items():
        told = json.dumps(facts()[name], ensure_ascii=False)
        for kind, rule in _rules(call):
            if kind == "activity":
                for code in rule.within:
                    assert code in told, (name, code)


@pytest.mark.shared
def test_our_sentences_are_our_own() -> None:
    """Restated from the facts, not copied: no long run of their words."""
    for name, call in calls().items():
        said = " ".join(" ".join(call.conditions).split()).casefold()
        for given in facts()[name]["conditions"] or ():
            if len(given) > 90:
                assert given.casefold() not in said, (name, given)


def test_the_wheel_holds_the_data() -> None:
    """The starter data are read beside the package when installed, at the top of the project in a checkout."""
    from aidmatch import config

    assert (config.starter() / "calls").is_dir()
    assert Path(config.starter()) == DATA
