"""How a field of a sheet is cut into sentences and list lines."""

from __future__ import annotations

from benchmarks.quality.draw import draw
from benchmarks.quality.units import Unit, cut


def test_a_list_line_has_its_heading_and_what_follows_the_list_has_none() -> None:
    markup = (
        "<p>La dotation est ouverte toute l&rsquo;année. Elle est versée une fois.</p>"
        "<p>Ne sont pas éligibles&nbsp;:</p><ul><li>les SCI&nbsp;;</li><li>- les banques.</li></ul>"
        "<p>Dépôt en ligne.</p>"
    )
    assert list(cut(markup)) == [
        (None, "La dotation est ouverte toute l’année."),
        (None, "Elle est versée une fois."),
        ("Ne sont pas éligibles :", "les SCI ;"),
        ("Ne sont pas éligibles :", "les banques."),
        (None, "Dépôt en ligne."),
    ]


def test_plain_lines_and_bullets_are_cut_too() -> None:
    assert list(cut("Conditions :\n• avoir un local\n\n• être à jour\n\nDurée : 2 ans")) == [
        ("Conditions :", "avoir un local"),
        ("Conditions :", "être à jour"),
        (None, "Durée : 2 ans"),
    ]


def test_the_hash_knows_the_heading_and_not_the_blanks() -> None:
    unit = Unit("s.json", "1", "eligibility", "Exclus :", "les  SCI")
    assert unit.hash == unit._replace(text="les SCI", record="2").hash
    assert unit.hash != unit._replace(heading=None).hash
    assert len(unit.hash) == 16


def test_the_parts_of_a_draw_share_no_record_and_a_draw_can_be_repeated() -> None:
    every = [
        Unit("x/s.json", str(record), "eligibility", None, f"Moins de {number} salariés, fiche {record}")
        for record in range(30)
        for number in range(10)
    ]
    parts = draw(every, dev=40, aside=20)
    held = {part: {unit.record for unit in taken} for part, taken in parts.items()}
    assert [len(taken) for taken in parts.values()] == [40, 20]
    assert held["dev"].isdisjoint(held["aside"])
    assert parts == draw(every, dev=40, aside=20)
