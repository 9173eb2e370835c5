"""When a file can be handed in: closings, hours, clocks that change, stages, and what "no date" means."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from aidmatch.prepare import open_catalogue
from aidmatch.sift import ordinals
from aidmatch.window import Window
from tests.conftest import Run, Workspace, call_text

PARIS = ZoneInfo("Europe/Paris")


def at(text: str, zone: ZoneInfo = PARIS) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def window(**fields: Any) -> Window:
    return Window.model_validate(fields)


DATED = window(kind="dated", closes=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-12-30T12:00:00", "open"),
        ("2026-12-31T00:00:00", "open"),
        ("2026-12-31T23:59:59", "open"),
        ("2026-12-31T23:59:59.999999", "open"),
        ("2027-01-01T00:00:00", "closed"),
        ("2026-12-31T22:59:59+00:00", "open"),
        ("2026-12-31T23:00:00+00:00", "closed"),
        ("2026-12-31T20:00:00-05:00", "closed"),
    ],
)
def test_the_last_day_is_open_until_its_last_second_in_paris(moment: str, state: str) -> None:
    assert DATED.state(at(moment)) == state


@pytest.mark.parametrize(
    ("day", "offset"),
    [("2026-03-29", "+02:00"), ("2026-10-25", "+01:00"), ("2026-07-14", "+02:00"), ("2026-11-22", "+01:00")],
)
def test_days_when_the_clocks_change(day: str, offset: str) -> None:
    """On 29 March a day has 23 hours, on 25 October it has 25: the last second is told with its own offset."""
    one = window(kind="dated", closes=date.fromisoformat(day))
    (closing,) = one.closings()
    assert closing.at.isoformat() == f"{day}T23:59:59{offset}"
    assert one.state(closing.at.astimezone(UTC)) == "open"
    assert one.state(closing.at.astimezone(UTC) + timedelta(seconds=1)) == "closed"


def test_an_hour_of_brussels() -> None:
    one = window(kind="dated", closes="2027-02-10T17:00:00", timezone="Europe/Brussels")
    (closing,) = one.closings()
    assert (closing.at.isoformat(), closing.time_given) == ("2027-02-10T17:00:00+01:00", True)
    assert one.state(at("2027-02-10T17:00:00")) == "open"
    assert one.state(at("2027-02-10T17:00:01")) == "closed"


def test_an_hour_elsewhere_and_an_hour_with_its_offset() -> None:
    canaries = window(kind="dated", closes="2027-02-10T17:00:00", timezone="Atlantic/Canary")
    aware = window(kind="dated", closes="2027-02-10T17:00:00+00:00", timezone="Europe/Paris")
    for one in (canaries, aware):
        assert one.state(at("2027-02-10T18:00:00")) == "open"
        assert one.state(at("2027-02-10T18:00:01")) == "closed"


def test_the_hour_is_flagged_when_the_source_gave_it() -> None:
    assert not DATED.closings()[0].time_given
    assert window(kind="dated", closes="2026-12-31T12:00:00").closings()[0].time_given


def test_cut_offs_come_one_after_the_other() -> None:
    one = window(kind="cut_offs", cut_offs=["2027-04-27", "2026-09-21", "2027-01-18"])
    closing = one.next_closing(at("2026-11-22"))
    assert closing is not None
    assert closing.at.date() == date(2027, 1, 18)
    last = one.next_closing(at("2027-01-19"))
    assert last is not None
    assert last.at.date() == date(2027, 4, 27)
    assert one.state(at("2027-04-28")) == "closed"


def test_a_second_stage_is_never_a_first_stage_deadline() -> None:
    one = window(kind="two_stage", closes=date(2026, 12, 1), second_stage=date(2027, 6, 1))
    assert one.state(at("2026-12-02")) == "closed"
    assert one.next_closing(at("2026-12-02")) is None
    assert [closing.at.date() for closing in one.closings()] == [date(2026, 12, 1)]


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"kind": "permanent"}, "open"),
        ({"kind": "until_exhausted"}, "open"),
        ({"kind": "until_exhausted", "closes": "2026-06-30"}, "closed"),
        ({"kind": "permanent", "closes": "2027-06-30"}, "open"),
        ({"kind": "forecast"}, "upcoming"),
        ({"kind": "forecast", "opens": "2027-01-01"}, "upcoming"),
        ({"kind": "forecast", "opens": "2027-01-01", "closes": "2027-03-01"}, "upcoming"),
        ({"kind": "dated", "opens": "2026-11-23", "closes": "2027-03-01"}, "upcoming"),
        ({"kind": "dated", "opens": "2026-11-22", "closes": "2027-03-01"}, "open"),
        ({"kind": "suspended"}, "closed"),
        ({"kind": "suspended", "closes": "2027-03-01"}, "closed"),
        ({"kind": "closed"}, "closed"),
        ({"kind": "ended"}, "closed"),
        ({"kind": "unknown"}, "undated"),
        ({"kind": "unknown", "closes": "2027-03-01"}, "open"),
        ({"kind": "unknown", "closes": "2026-03-01"}, "closed"),
        ({"kind": "unknown", "opens": "2027-03-01"}, "upcoming"),
    ],
)
def test_states(fields: dict[str, str], state: str) -> None:
    assert window(**fields).state(at("2026-11-22T10:00")) == state


def test_no_date_is_not_open_for_ever() -> None:
    assert window(kind="unknown").state(at("2026-11-22")) == "undated"
    assert window(kind="unknown").next_closing(at("2026-11-22")) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "dated"},
        {"kind": "two_stage"},
        {"kind": "cut_offs"},
        {"kind": "dated", "opens": "2027-01-01", "closes": "2026-01-01"},
        {"kind": "dated", "closes": "2026-01-01", "timezone": "Europe/Perpignan"},
        {"kind": "dated", "closes": "2026-01-01", "timezone": "../zone"},
        {"kind": "sometimes"},
    ],
)
def test_what_makes_no_window(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        window(**fields)


class TestExpectedReturn:
    def test_a_yearly_call_comes_back_after_a_year(self) -> None:
        one = window(kind="dated", closes=date(2026, 6, 30), recurrence="annual")
        assert one.expected_return(at("2026-06-30")) is None
        assert one.expected_return(at("2026-07-01")) == date(2027, 6, 30)
        assert one.expected_return(at("2029-01-01")) == date(2029, 6, 30)

    def test_the_soonest_of_the_yearly_cut_offs_comes_back_first(self) -> None:
        one = window(kind="cut_offs", cut_offs=["2026-03-15", "2026-09-15"], recurrence="annual")
        assert one.expected_return(at("2026-10-01")) == date(2027, 3, 15)
        assert one.expected_return(at("2027-05-01")) == date(2027, 9, 15)

    def test_the_29th_of_february(self) -> None:
        one = window(kind="dated", closes=date(2024, 2, 29), recurrence="annual")
        assert one.expected_return(at("2024-03-01")) == date(2025, 2, 28)
        assert one.expected_return(at("2027-03-01")) == date(2028, 2, 29)

    @pytest.mark.parametrize(
        "fields",
        [
            {"kind": "dated", "closes": "2026-06-30"},
            {"kind": "dated", "closes": "2026-06-30", "recurrence": "one_off"},
            {"kind": "suspended", "closes": "2026-06-30", "recurrence": "annual"},
            {"kind": "ended", "closes": "2026-06-30", "recurrence": "annual"},
            {"kind": "dated", "closes": "2027-06-30", "recurrence": "annual"},
            {"kind": "unknown", "recurrence": "annual"},
        ],
    )
    def test_nothing_is_guessed_of_the_others(self, fields: dict[str, str]) -> None:
        assert window(**fields).expected_return(at("2026-11-22")) is None

    @pytest.mark.parametrize("words", [("explain", "studio", "annuel"), ("rank", "studio", "--include-closed")])
    def test_it_is_told_as_our_estimate(self, words: tuple[str, ...], run: Run, workspace: Workspace) -> None:
        workspace.company("studio", "id: studio\nname: Studio (fictif)\nheadcount: 12\n")
        text = call_text("annuel", closes="2026-06-30").replace("30}", "30, recurrence: annual}")
        workspace.write("data/calls/annuel.yaml", text)
        told = " ".join(run(*words, at=workspace).out.split())
        assert "30 June 2027, our estimate" in told


MOMENTS = st.one_of(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(microsecond=0)),  # noqa: DTZ001
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0, tzinfo=timezone(timedelta(hours=-3)))
    ),
)
ZONES = st.sampled_from(("Europe/Paris", "Europe/Brussels", "Atlantic/Canary", "America/Cayenne", "Indian/Reunion"))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    kind = draw(
        st.sampled_from(
            (
                "dated",
                "cut_offs",
                "two_stage",
                "permanent",
                "until_exhausted",
                "forecast",
                "suspended",
                "closed",
                "ended",
                "unknown",
            )
        )
    )
    fields: dict[str, Any] = {"kind": kind, "timezone": draw(ZONES), "opens": draw(st.none() | MOMENTS)}
    fields["closes"] = draw(MOMENTS if kind in ("dated", "two_stage") else st.none() | MOMENTS)
    fields["cut_offs"] = draw(st.lists(MOMENTS, min_size=1 if kind == "cut_offs" else 0, max_size=3))
    try:
        return Window(**fields)
    except ValidationError:
        return Window(**{**fields, "opens": None})


INSTANTS = st.datetimes(datetime(2025, 12, 25), datetime(2028, 1, 7), timezones=st.just(PARIS))  # noqa: DTZ001


def _near(one: Window, draw: st.DrawFn) -> datetime:
    known = [closing.at for closing in one.closings()] + ([start] if (start := one.opening()) else [])
    if not known:
        return draw(INSTANTS)
    step = timedelta(
        seconds=draw(st.sampled_from((-3600, -1, 0, 1, 3600))), microseconds=draw(st.sampled_from((0, 1, 999_999)))
    )
    return (draw(st.sampled_from(known)).astimezone(UTC) + step).astimezone(PARIS)


@st.composite
def windows_and_instants(draw: st.DrawFn) -> tuple[list[Window], list[datetime]]:
    held = draw(st.lists(windows(), min_size=1, max_size=12))
    return held, [draw(INSTANTS), *(_near(one, draw) for one in held)]


def _from_index(folder: Path, held: list[Window], moments: list[datetime]) -> None:
    place = Workspace(folder)
    lines = [
        call_text(f"c{number:02}").replace(
            "{kind: dated, closes: 2026-12-31}", one.model_dump_json(exclude_defaults=True)
        )
        for number, one in enumerate(held)
    ]
    for file in place.path.glob("data/calls/*"):
        file.unlink()
    place.write("data/calls/all.yaml", "".join(f"- {line}".replace("\n", "\n  ").rstrip() + "\n" for line in lines))
    with open_catalogue(place.path) as catalogue:
        for moment in moments:
            cards = catalogue.cards(moment)
            assert len(cards) == len(held)
            for card, one in zip(cards, held, strict=True):
                closing = one.next_closing(moment)
                assert card.state(moment) == one.state(moment), (one, moment)
                if closing is not None:
                    assert card.next_close == closing.at.timestamp()
            taking = {card.ordinal for card in cards if card.state(moment) != "closed"}
            assert set(ordinals(catalogue.taking_files(moment))) == taking
            still = {card.ordinal for card in catalogue.cards(moment, closed=False)}
            assert taking <= still


@given(drawn=windows_and_instants())
def test_the_index_says_what_the_window_says(
    drawn: tuple[list[Window], list[datetime]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    _from_index(tmp_path_factory.getbasetemp() / "windows", *drawn)


@example(hour=2, minute=45)
@given(hour=st.just(2), minute=st.integers(31, 59))
def test_the_hour_that_comes_twice(hour: int, minute: int) -> None:
    """On 25 October 2026 the clocks of Paris show 2:45 first in summer time, then an hour later again."""
    one = window(kind="dated", closes=f"2026-10-25T{hour:02}:{minute:02}:00")
    assert one.state(datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1)) == "closed"
