"""What is news to a member, over seasons of Mondays drawn at random: nothing missed, nothing twice, nothing wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from aidmatch.catalogue import Card
from aidmatch.cli._session import PARIS
from aidmatch.compose import Choice, Now, Offer, Pick, Rules, Stance, choose, monday_of, next_letter, week_of
from aidmatch.journal.letters import Told

MONDAY = datetime(2026, 9, 7, 8, tzinfo=PARIS)
RULES = Rules(full=1, lines=2)


def card(name: str, ordinal: int = 0) -> Card:
    blanks: dict[str, Any] = dict.fromkeys(Card._fields)
    return Card(**{**blanks, "id": name, "title": name, "ordinal": ordinal})


def offer(
    name: str, *closings: datetime, state: str = "open", amount: int = 1, asks: str = "a", days: int = 0
) -> Offer:
    return Offer(card(name), cast("Any", state), tuple(sorted(closings)), days, {"ceiling": amount}, asks, ())


def told_after(told: dict[str, Told], choice: Choice, week: str = "w") -> dict[str, Told]:
    """What the journal gives back once the letter has left."""
    after = dict(told)
    shown = [(pick.now.offer.id, pick.news, pick.seen) for pick in (*choice.full, *choice.lines)]
    for call, news, seen in [*shown, *((lost.call, "lost", lost.seen) for lost in choice.lost)]:
        known = after[call].reminders if call in after else frozenset()
        reminder = {(seen.closing, seen.step)} if seen.closing and seen.step is not None else set()
        after[call] = Told(week, cast("Any", news), seen, frozenset(known | reminder))
    return after


def items(choice: Choice) -> list[Pick]:
    return [*choice.full, *choice.lines]


def news(choice: Choice) -> dict[str, str]:
    return {pick.now.offer.id: pick.news for pick in items(choice)}


def monday(
    now: dict[str, Now],
    told: dict[str, Told],
    at: datetime = MONDAY,
    stances: dict[str, Stance] | None = None,
    rules: Rules = RULES,
    **more: Any,
) -> Choice:
    return choose(now, told, stances or {}, at, next_letter(at), rules, **more)


def test_a_call_never_told_is_new_once() -> None:
    now = {"a": Now(offer("a", MONDAY + timedelta(days=90)), "fits", 50)}
    first = monday(now, {})
    assert news(first) == {"a": "new"}
    assert monday(now, told_after({}, first), MONDAY + timedelta(days=7)).is_empty


def test_what_is_only_counted_competes_again() -> None:
    now = {name: Now(offer(name, MONDAY + timedelta(days=90)), "fits", score) for score, name in enumerate("abcde")}
    first = monday(now, {})
    assert (list(news(first)), first.counted) == (["e", "d", "c"], 2)
    second = monday(now, told_after({}, first), MONDAY + timedelta(days=7))
    assert (list(news(second)), second.counted) == (["b", "a"], 0)


def test_what_closes_before_the_next_letter_is_shown_whatever_the_room() -> None:
    now = {f"c{n}": Now(offer(f"c{n}", MONDAY + timedelta(days=3)), "fits", 1) for n in range(9)}
    assert len(items(monday(now, {}))) == 9
    assert len(items(monday(now, {}, is_first=True))) == 9


def test_the_first_letter_shows_the_best_and_no_list() -> None:
    now = {name: Now(offer(name), "fits", score) for score, name in enumerate("abcde")}
    first = monday(now, {}, is_first=True, rules=Rules(full=3, lines=12))
    assert (list(news(first)), first.lines, first.counted) == (["e", "d", "c"], (), 2)


def test_reminders_come_once_each_and_before_the_letter_they_would_miss() -> None:
    closing = MONDAY + timedelta(days=70)
    now = {"a": Now(offer("a", closing, days=4), "fits", 50)}
    for stance, expected in (("followed", [60, 30, 14, 7, 2]), (None, [14])):
        told = told_after({}, monday(now, {}))
        steps = []
        stances: dict[str, Stance] = {"a": cast("Any", stance)} if stance else {}
        for week in range(1, 10):
            at = MONDAY + timedelta(weeks=week)
            choice = monday(now, told, at, stances)
            for pick in items(choice):
                assert pick.news == "closing"
                steps.append(pick.seen.step)
                due = closing.date() - timedelta(days=(pick.seen.step or 0) + 4)
                assert due < next_letter(at).date()
            told = told_after(told, choice)
        # Two steps that fall in one week are one reminder, the later one.
        assert [step for step in expected if step in steps] == steps
        assert steps[-1] == expected[-1]


def test_too_late_to_prepare_is_said() -> None:
    now = {"a": Now(offer("a", MONDAY + timedelta(days=5), days=30), "fits", 50)}
    (pick,) = items(monday(now, {}))
    assert pick.is_late


def test_a_moved_deadline_a_new_offer_and_a_new_answer_are_told_as_such() -> None:
    closing = MONDAY + timedelta(days=90)
    before = {"a": Now(offer("a", closing), "fits", 50)}
    told = told_after({}, monday(before, {}))
    later = MONDAY + timedelta(days=7)

    def told_now(now: Now) -> dict[str, str]:
        return news(monday({"a": now}, told, later))

    assert told_now(Now(offer("a", closing + timedelta(days=9)), "fits", 50)) == {"a": "deadline"}
    assert told_now(Now(offer("a", closing, amount=2), "fits", 50)) == {"a": "changed"}
    assert told_now(Now(offer("a", closing, asks="b"), "fits", 50)) == {"a": "changed"}
    assert told_now(Now(offer("a", closing), "to_complete", 50)) == {"a": "answer"}
    assert told_now(Now(offer("a"), "fits", 50)) == {"a": "deadline"}
    again = Now(offer("a", closing + timedelta(days=365)), "fits", 50)
    assert news(monday({"a": again}, told, closing + timedelta(days=30))) == {"a": "reopened"}


def test_what_is_no_longer_possible_is_said_once_with_its_reason() -> None:
    closing = MONDAY + timedelta(days=90)
    told = told_after({}, monday({"a": Now(offer("a", closing), "fits", 50)}, {}))
    later = MONDAY + timedelta(days=7)
    cases: list[tuple[dict[str, Now], str]] = [
        ({}, "gone"),
        ({"a": Now(offer("a", state="closed"), "fits", 50)}, "closed_early"),
        ({"a": Now(offer("a", closing), "ineligible", 0)}, "not_eligible"),
        ({"a": Now(offer("a", closing, asks="b"), "ineligible", 0)}, "rules_changed"),
    ]
    for now, why in cases:
        choice = monday(now, told, later)
        assert [(one.call, one.why) for one in choice.lost] == [("a", why)]
        assert monday(now, told_after(told, choice), later + timedelta(days=7)).is_empty


def test_a_closing_one_was_told_of_is_no_news_unless_one_follows() -> None:
    told = told_after({}, monday({"a": Now(offer("a", MONDAY + timedelta(days=3)), "fits", 50)}, {}))
    shut = {"a": Now(offer("a", state="closed"), "fits", 50)}
    later = MONDAY + timedelta(days=7)
    assert monday(shut, told, later).is_empty
    assert [one.why for one in monday(shut, told, later, {"a": "followed"}).lost] == ["closed"]


def test_after_a_settled_stance_or_a_drop_nothing_is_told() -> None:
    now = {"a": Now(offer("a", MONDAY + timedelta(days=2)), "fits", 50)}
    for stance in ("dismissed", "won", "refused", "dropped"):
        assert monday(now, {}, stances={"a": cast("Any", stance)}).is_empty
    assert monday(now, {}, dropped=("a",)).is_empty


def test_what_cannot_wait_is_what_closes_before_the_next_letter() -> None:
    now = {
        "soon": Now(offer("soon", MONDAY + timedelta(days=4)), "fits", 1),
        "later": Now(offer("later", MONDAY + timedelta(days=40)), "fits", 90),
    }
    wednesday = MONDAY + timedelta(days=2)
    choice = monday(now, {}, wednesday, is_urgent=True)
    assert news(choice) == {"soon": "new"}
    assert monday(now, told_after({}, choice), wednesday + timedelta(days=1), is_urgent=True).is_empty


@st.composite
def seasons(draw: st.DrawFn) -> list[dict[str, Now]]:
    """What stands on each of ten Mondays: calls appear, move, shut, return, and answer otherwise."""
    names = [f"c{n}" for n in range(draw(st.integers(1, 6)))]
    mondays = []
    for week in range(10):
        now = {}
        for name in names:
            if not draw(st.booleans()):
                continue
            closing = MONDAY + timedelta(days=draw(st.sampled_from([week * 7 + 3, week * 7 + 20, 80, 120])))
            shut = closing < MONDAY + timedelta(weeks=week) or draw(st.integers(0, 9)) == 0
            held = offer(
                name,
                *(() if shut else (closing,)),
                state="closed" if shut else "open",
                amount=draw(st.integers(1, 2)),
                asks=draw(st.sampled_from("ab")),
            )
            answer = draw(st.sampled_from(["fits", "fits", "to_complete", "ineligible"]))
            now[name] = Now(held, cast("Any", answer), draw(st.integers(0, 90)))
        mondays.append(now)
    return mondays


def weeks(mondays: list[dict[str, Now]], rules: Rules) -> Iterator[tuple[datetime, dict[str, Now], Any, Choice]]:
    told: dict[str, Told] = {}
    for week, now in enumerate(mondays):
        at = MONDAY + timedelta(weeks=week)
        choice = monday(now, told, at, rules=rules)
        yield at, now, told, choice
        told = told_after(told, choice)


@given(seasons())
def test_nothing_closes_unsaid(mondays: list[dict[str, Now]]) -> None:
    for at, now, told, choice in weeks(mondays, RULES):
        shown = set(news(choice))
        for call, one in now.items():
            ends = one.offer.closings[0] if one.offer.closings else None
            if one.answer == "fits" and one.offer.state == "open" and ends and ends <= next_letter(at):
                known = call in told and ends.isoformat() in told[call].seen.closings
                assert call in shown or (known and told[call].seen.answer == "fits")


@given(seasons())
def test_nothing_is_said_twice(mondays: list[dict[str, Now]]) -> None:
    for at, now, told, choice in weeks(mondays, Rules(full=3, lines=12)):
        again = choose(now, told_after(told, choice), {}, at, next_letter(at), Rules(full=3, lines=12))
        assert again.is_empty
        shown = [pick.now.offer.id for pick in items(choice)] + [one.call for one in choice.lost]
        assert len(shown) == len(set(shown))


@given(seasons())
def test_nothing_wrong_is_said(mondays: list[dict[str, Now]]) -> None:
    for _, now, told, choice in weeks(mondays, RULES):
        for pick in items(choice):
            one = now[pick.now.offer.id]
            assert one.offer.state == "open"
            assert one.answer == "fits" or (one.answer == "to_complete" and pick.news in ("answer", "changed"))
        for lost in choice.lost:
            assert lost.call in told
            stands = now.get(lost.call)
            assert stands is None or stands.offer.state == "closed" or stands.answer == "ineligible"


@given(seasons())
def test_with_room_for_all_a_run_that_slept_misses_nothing_that_stands(mondays: list[dict[str, Now]]) -> None:
    wide = Rules(full=3, lines=50)
    told: dict[str, Told] = {}
    for at, _, before, choice in weeks(mondays, wide):
        told = told_after(before, choice)
        last = at
    slept = choose(mondays[-1], {}, {}, last, next_letter(last), wide)
    awake = {call for call, one in told.items() if one.seen.answer == "fits"}
    assert {pick.now.offer.id for pick in items(slept)} <= awake


def test_the_next_letter_leaves_on_the_coming_monday_whatever_the_clock_on_the_wall_does() -> None:
    for start, expected in (
        (datetime(2026, 10, 19, 8, tzinfo=PARIS), "2026-10-26T23:59:59+01:00"),
        (datetime(2026, 10, 25, 23, 30, tzinfo=PARIS), "2026-10-26T23:59:59+01:00"),
        (datetime(2027, 3, 22, 8, tzinfo=PARIS), "2027-03-29T23:59:59+02:00"),
        (datetime(2026, 12, 28, 8, tzinfo=PARIS), "2027-01-04T23:59:59+01:00"),
    ):
        assert next_letter(start).isoformat() == expected
    assert week_of(datetime(2027, 1, 1, tzinfo=PARIS).date()) == "2026-W53"
    assert monday_of("2026-W53").isoformat() == "2026-12-28"


def test_a_clock_that_jumped_back_harms_nothing() -> None:
    now = {"a": Now(offer("a", MONDAY + timedelta(days=90)), "fits", 50)}
    told = told_after({}, monday(now, {}, MONDAY + timedelta(days=21)))
    for days in (0, 7, 14, 21, 28):
        assert monday(now, told, MONDAY + timedelta(days=days)).is_empty
