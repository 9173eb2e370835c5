"""Letters in a folder: one file a member and form, the same bytes each time, and nobody else's file touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.deliver import folder
from aidmatch.deliver.folder import LIST, Page, name_of, write
from aidmatch.errors import DeliveryError
from aidmatch.whole import write_whole

WEEK = "2026-W48"
A, B = Page(WEEK, "studio-exemple", "html", b"<p>a"), Page(WEEK, "atelier", "html", b"<p>b")
ALL = [(WEEK, "html")]


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir() if path.name != LIST)


def test_one_file_a_member_and_form(tmp_path: Path) -> None:
    done = write(tmp_path / "new" / "letters", [A, B, A._replace(form="eml", content=b"e")])
    assert [path.name for path in done.files] == [
        "2026-W48-studio-exemple.html",
        "2026-W48-atelier.html",
        "2026-W48-studio-exemple.eml",
    ]
    assert (done.changed, done.files[0].read_bytes()) == (3, b"<p>a")


def test_the_same_again_touches_no_file(tmp_path: Path) -> None:
    first = write(tmp_path, [A, B])
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    again = write(tmp_path, [A, B], ALL)
    assert (again.changed, again.removed) == (0, ())
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    assert first.files == again.files


def test_a_letter_withdrawn_takes_its_file_with_it_and_no_other(tmp_path: Path) -> None:
    other_week = A._replace(week="2026-W47")
    write(tmp_path, [A, B, other_week, A._replace(form="eml")])
    (tmp_path / "2026-W48-a-moi.html").write_text("mine", "utf-8")
    # One member alone: the others' letters stay.
    write(tmp_path, [A])
    assert "2026-W48-atelier.html" in names(tmp_path)
    done = write(tmp_path, [A], ALL)
    assert done.removed == ("2026-W48-atelier.html",)
    assert names(tmp_path) == [
        "2026-W47-studio-exemple.html",
        "2026-W48-a-moi.html",
        "2026-W48-studio-exemple.eml",
        "2026-W48-studio-exemple.html",
    ]


def test_what_somebody_changed_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, [A, B])
    (tmp_path / "2026-W48-atelier.html").write_text("a word of mine", "utf-8")
    done = write(tmp_path, [A], ALL)
    assert (done.removed, done.kept) == ((), ("2026-W48-atelier.html",))
    assert "2026-W48-atelier.html" in names(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"../../x": "y", "2026-W48-x.html": 3}'])
def test_a_list_that_is_none_of_ours_removes_nothing(text: str, tmp_path: Path) -> None:
    outside = tmp_path / "x"
    outside.write_text("x", "utf-8")
    place = tmp_path / "a" / "b"
    place.mkdir(parents=True)
    (place / LIST).write_text(text, "utf-8")
    (place / "2026-W48-x.html").write_text("x", "utf-8")
    assert write(place, [A], ALL).removed == ()
    assert outside.exists()
    assert "2026-W48-x.html" in names(place)


def test_killed_half_way_leaves_whole_files_that_are_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    true_write, count = write_whole, [0]

    def stops(path: Path, chunks: list[bytes]) -> None:
        count[0] += 1
        if count[0] == 3:
            raise KeyboardInterrupt
        true_write(path, chunks)

    monkeypatch.setattr(folder, "write_whole", stops)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, [A, B], ALL)
    monkeypatch.undo()
    assert names(tmp_path) == ["2026-W48-studio-exemple.html"]
    assert write(tmp_path, [B], ALL).removed == ("2026-W48-studio-exemple.html",)


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x", "utf-8")
    with pytest.raises(DeliveryError):
        write(tmp_path / "x", [A])


def test_names_that_differ_by_capitals_are_two_files(tmp_path: Path) -> None:
    done = write(tmp_path, [A, A._replace(company="Studio-Exemple", content=b"other")])
    assert len({path.name.casefold() for path in done.files}) == 2
    assert [path.read_bytes() for path in done.files] == [b"<p>a", b"other"]


@given(st.text(max_size=300), st.text(max_size=300))
def test_every_name_is_safe(company: str, about: str) -> None:
    name = name_of(A._replace(company=company, about=about))
    assert name.startswith("2026-W48")
    assert name.endswith(".html")
    assert len(name) <= 130
    assert not set(name) & set('/\\:*?"<>|\0\n ')
    assert Path(name).name == name
