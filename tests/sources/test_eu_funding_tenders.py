"""The European portal: filters that may be ignored, left-overs, dates and budgets in texts. Invented topics."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from aidmatch.call import Call
from aidmatch.errors import Changed
from aidmatch.fetch import Fetcher, Patience
from aidmatch.sources import eu_funding_tenders as source
from aidmatch.sources._base import Aside
from aidmatch.sources._protocol import Asked, Record
from aidmatch.sync import read
from tests.conftest import SHARED
from tests.replay import Asking, Replay, ok, serving

TOPIC = json.loads((Path(__file__).parent / "eu-funding-tenders" / "topic.json").read_text(encoding="utf-8"))
OWN = "HORIZON-CL0-2027-01-EX-01"
INFINITE = json.dumps({"budgetTopicActionMap": {"1": [{"action": f"{OWN} - RIA", "maxContribution": "inf"}]}})
REAL = SHARED / "sources" / "eu-funding-tenders" / "samples"


def topic(number: int = 1, **metadata: Any) -> dict[str, Any]:
    own = {"identifier": [f"HORIZON-CL0-2027-01-EX-{number:02}"], **metadata}
    return {**TOPIC, "reference": f"9{number:07}TOPICSen", "metadata": {**TOPIC["metadata"], **own}}


def page(results: list[Any], total: int) -> bytes:
    return json.dumps({"apiVersion": "2.151", "totalResults": total, "pageNumber": 1, "results": results}).encode()


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        yield server


def batches(web: Replay, **options: Any) -> tuple[list[str], int | None]:
    asked = Asked("eu", "eu-funding-tenders", web.url("/search"), options)
    with Fetcher(patience=Patience(1)) as fetcher:
        found = list(source.fetch(fetcher, asked))
    return [record.id for batch in found for record in batch.records], found[-1].expected


def call(**metadata: Any) -> Call:
    given = {name: value if isinstance(value, list) else [value] for name, value in metadata.items()}
    return source.call_of({**TOPIC, "metadata": {**TOPIC["metadata"], **given}}, lambda *_: None)


def at_five(year: int, month: int, day: int) -> datetime:
    """The hour on the wall: the window itself says in which zone."""
    return datetime.combine(date(year, month, day), time(17))


def told(**metadata: Any) -> tuple[Call, list[str]]:
    fields: list[str] = []
    given = {name: value if isinstance(value, list) else [value] for name, value in metadata.items()}
    body = {**TOPIC, "metadata": {**TOPIC["metadata"], **given}}
    return source.call_of(body, lambda field, *_: fields.append(field)), fields


class TestFetch:
    def test_filters_are_parts_of_json(self, web: Replay) -> None:
        bodies: list[tuple[str, bytes]] = []

        def answer(asking: Asking) -> None:
            bodies.append((asking.headers.get("Content-Type", ""), asking.body))
            asking.say(200, page([topic()], 1))

        web.routes["/search"] = [answer]
        assert batches(web, programmes=[43108390]) == ([OWN], 1)
        kind, body = bodies[0]
        assert kind.startswith("multipart/form-data")
        assert body.count(b"Content-Type: application/json") == 3
        assert b'{"terms": {"status": ["31094501", "31094502"]}}' in body
        assert b'{"terms": {"frameworkProgramme": ["43108390"]}}' in body
        assert "pageSize=100" in web.asked[0]

    def test_filters_that_were_ignored_are_an_alarm(self, web: Replay) -> None:
        web.routes["/search"] = [ok(page([topic(n, type=["6"]) for n in range(5)] + [topic(9)], 185_453))]
        with pytest.raises(Changed):
            batches(web)
        assert len(web.asked) == 1

    def test_left_overs_notices_translations_and_copies_are_dropped(self, web: Replay) -> None:
        results = [
            topic(1),
            topic(1),
            topic(2, DATASOURCE=["SEDIA_PRD_CENTRICITY"]),
            topic(3, language=["sv"]),
            topic(4, type=["6"]),
            topic(5),
        ]
        web.routes["/search"] = [ok(page(results, 6))]
        assert batches(web) == ([OWN, "HORIZON-CL0-2027-01-EX-05"], 2)

    def test_every_page_is_read_though_the_total_moves(self, web: Replay) -> None:
        first, second = [topic(n) for n in range(100)], [topic(n) for n in range(99, 150)]
        web.routes["/search"] = [ok(page(first, 151)), ok(page(second, 150))]
        found, _ = batches(web)
        assert (len(found), len(web.asked)) == (150, 2)

    def test_a_total_without_end_stops_at_an_empty_page(self, web: Replay) -> None:
        web.routes["/search"] = [ok(page([topic()], 10_000)), ok(page([], 10_000))]
        found, expected = batches(web)
        # One came of the many that were told: the run is partial, and closes nothing.
        assert (found, expected, len(web.asked)) == ([OWN], 10_000, 2)

    @pytest.mark.parametrize("body", [b"[]", b'{"results": []}', b"<html>error</html>"])
    def test_another_form_is_an_alarm(self, web: Replay, body: bytes) -> None:
        web.routes["/search"] = [ok(body)]
        with pytest.raises(Changed):
            batches(web)

    def test_what_the_index_says_of_itself_is_not_kept(self, web: Replay) -> None:
        web.routes["/search"] = [ok(page([topic()], 1))]
        with Fetcher() as fetcher:
            (batch,) = source.fetch(fetcher, Asked("eu", "eu-funding-tenders", web.url("/search")))
        assert not {"es_SortDate", "esDA_IngestDate", "cenTagsA"} & set(json.loads(batch.records[0].body)["metadata"])


class TestWindow:
    def test_a_topic_closes_at_five_in_brussels(self) -> None:
        window = call().window
        assert (window.kind, window.opens, window.closes) == ("dated", date(2026, 11, 1), at_five(2027, 3, 18))
        closing = window.next_closing(datetime(2027, 3, 1, tzinfo=UTC))
        assert closing is not None
        assert closing.at.astimezone(UTC) == datetime(2027, 3, 18, 16, tzinfo=UTC)

    def test_two_stages_are_not_two_chances(self) -> None:
        days = ["2027-04-08T00:00:00.000+0000", "2027-09-14T00:00:00.000+0000"]
        window = call(deadlineModel="two-stage", deadlineDate=days, actions="[]").window
        assert (window.kind, window.closes, window.second_stage) == (
            "two_stage",
            at_five(2027, 4, 8),
            at_five(2027, 9, 14),
        )

    def test_cut_offs_are_all_kept(self) -> None:
        days = ["2027-09-14T00:00:00.000+0000", "2027-04-08T00:00:00.000+0000"]
        window = call(deadlineModel="multiple cut-off", deadlineDate=days, actions="[]").window
        assert (window.kind, len(window.cut_offs)) == ("cut_offs", 2)

    def test_two_stages_with_several_rounds_show_every_date(self) -> None:
        days = [f"2027-0{month}-08T00:00:00.000+0000" for month in (4, 6, 9)]
        window = call(deadlineModel="two-stage", deadlineDate=days, actions="[]").window
        assert (window.kind, len(window.cut_offs), window.note is not None) == ("cut_offs", 3, True)

    def test_a_status_that_is_stale_opens_nothing(self) -> None:
        found = call(
            deadlineDate="2024-02-07T17:00:00.000+0000", startDate="2023-10-04T00:00:00.000+0000", actions="[]"
        )
        assert found.origin.status == "open"
        assert found.window.state(datetime(2026, 11, 26, tzinfo=UTC)) == "closed"

    def test_forthcoming_is_not_open(self) -> None:
        assert call(status="31094501").origin.status == "unknown"
        assert call(status="31094501", deadlineDate=[], actions=[]).window.kind == "forecast"
        assert call(deadlineDate=[], actions=[]).window.kind == "unknown"

    def test_the_hour_of_a_cascade_call_is_not_known(self) -> None:
        assert call(type="8").window.closes == date(2027, 3, 18)

    @pytest.mark.parametrize("actions", ["{", "3", "[3]", '[{"deadlineDates": 5, "submissionProcedure": 3}]'])
    def test_damaged_actions_lose_no_date(self, actions: str) -> None:
        found, _ = told(actions=actions)
        assert found.window.closes == at_five(2027, 3, 18)

    def test_older_dates_are_read_and_wrong_ones_named(self) -> None:
        found, fields = told(deadlineDate=["09 March 2027", "soon"], actions="[]", startDate=[])
        assert (found.window.closes, fields) == (at_five(2027, 3, 9), ["deadlineDate"])


class TestBudget:
    def test_only_the_rows_of_the_topic_count(self) -> None:
        found = call()
        assert (found.amounts.floor, found.amounts.ceiling, found.selection.envelope) == (
            3_000_000,
            4_000_000,
            8_000_000,
        )

    def test_the_budget_of_a_whole_call_is_no_budget_of_a_topic(self) -> None:
        rows = {
            str(n): [{"action": f"HORIZON-JU-EX-2026-{n} - IA", "maxContribution": 5, "budgetYearMap": {"2026": "90"}}]
            for n in range(3)
        }
        found = call(identifier="HORIZON-JU-EX-2026-1", budgetOverview=json.dumps({"budgetTopicActionMap": rows}))
        assert (found.amounts.ceiling, found.selection.envelope) == (5, None)
        assert found.amounts.note is not None
        assert "90 EUR" in found.amounts.note

    @pytest.mark.parametrize(
        "text", ['{"budgetTopicAct', "[]", INFINITE, '{"budgetTopicActionMap": {"1": [3]}}', "null"]
    )
    def test_a_damaged_table_is_named_and_loses_no_topic(self, text: str) -> None:
        found, fields = told(budgetOverview=text)
        assert (found.amounts.ceiling, fields) == (None, ["budgetOverview"])


class TestWho:
    def test_research_and_innovation_wants_three_partners_in_three_countries(self) -> None:
        found = call()
        assert [json.loads(one.rule()) for one in found.criteria] == [
            {"kind": "perimeter", "within": ["EU-27"]},
            {"kind": "consortium", "min_partners": 3, "min_countries": 3},
        ]
        assert (found.consortium, found.amounts.intensity, found.language) == ("required", 1.0, "en")

    def test_an_innovation_action_pays_a_firm_less(self) -> None:
        assert call(typesOfAction="HORIZON Innovation Actions").amounts.intensity == 0.7

    @pytest.mark.parametrize(
        "changed",
        [
            {"typesOfAction": "HORIZON Coordination and Support Actions"},
            {"typesOfAction": "HORIZON JU Innovation Actions"},
            {"frameworkProgramme": "43152860"},
            {"topicConditions": "<h4>3. Other Eligible Conditions</h4><p>A single legal entity may apply.</p>"},
            {"deadlineDate": [], "actions": []},
        ],
        ids=lambda changed: next(iter(changed)),
    )
    def test_partners_are_asked_only_where_the_programme_says_so(self, changed: dict[str, Any]) -> None:
        found = call(**changed)
        assert ([one.kind for one in found.criteria], found.consortium) == (["perimeter"], None)

    def test_conditions_are_those_of_eligibility_in_the_words_of_the_portal(self) -> None:
        assert call().conditions == (
            "are described in Annex B of the General Annexes.",
            "Control by a non-eligible country is to be told.",
            "Looms are tested.",
        )

    def test_conditions_that_were_not_given_are_said_to_be_missing(self) -> None:
        assert len(call(topicConditions=[]).conditions) == 1

    def test_external_action_is_not_for_the_union_alone(self) -> None:
        found = call(type="2", identifier="181234")
        kinds = [one.kind for one in call(type="2", typesOfAction=[]).criteria]
        assert (kinds, found.id) == ([], "eu-90000001topics")
        assert "guidelines" in found.conditions[-1]

    def test_cascade_funding_is_for_the_project_to_rule(self) -> None:
        found = call(type="8", typesOfAction=[])
        assert ([one.kind for one in found.criteria], found.aid_regime) == (["perimeter"], None)
        assert found.conditions[-1].startswith("Cascade funding")

    def test_what_is_no_call_is_left_aside(self) -> None:
        for other in ({"type": "6"}, {"DATASOURCE": "SEDIA_PRD_CENTRICITY"}, {"language": "sv"}):
            with pytest.raises(Aside):
                call(**other)

    def test_the_rest_is_kept(self) -> None:
        found = call()
        assert (found.programme, found.themes, found.origin.id) == ("Horizon Europe", ("Weaving", "loom"), OWN)
        assert found.description is not None
        assert found.description.startswith("Expected Outcome:\n- Looms mend themselves.")


@pytest.mark.shared
def test_every_recorded_result_becomes_a_call_or_a_named_problem() -> None:
    results = [one for path in REAL.glob("search_*.json") for one in json.loads(path.read_bytes())["results"]]
    records = [Record(str(place), json.dumps(one).encode()) for place, one in enumerate(results)]
    reading = read(source, Asked("eu", "eu-funding-tenders"), records)
    named = {record for record, _ in reading.problems}
    assert (len(records), len(reading.seen)) == (24, 7)
    assert set(reading.refused) <= named
