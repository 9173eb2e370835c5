"""The forms of a letter: what leaves by mail, as page, text, calendar and sheet, and that nothing in it acts."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import lxml.html
import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar
from markdown_it import MarkdownIt
from python_calamine import CalamineWorkbook

from aidmatch.errors import AidmatchError
from aidmatch.formats import letter as forms
from aidmatch.formats._plain import plain, within
from aidmatch.formats._wording import Wording
from aidmatch.worded import WordedItem, WordedLetter, WordedLost, WordedQuestion, WordedReply, from_record, to_record
from tests.conftest import Goldens
from tests.letters import ITEMS, LABELS, LETTERS, NOTHING, RICH

PARIS = ZoneInfo("Europe/Paris")
TO, SENDER, MESSAGE_ID = (
    "contact@brumequille.example",
    "veille@grappe.example",
    "<2026-W48.studio.weekly@grappe.example>",
)


def _mail(letter: WordedLetter, **more: Any) -> bytes:
    return forms.eml(letter, TO, SENDER, MESSAGE_ID, **more)


def _read(mail: bytes) -> EmailMessage:
    read = message_from_bytes(mail, policy=default)
    assert isinstance(read, EmailMessage)
    return read


def _text(part: Any) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def test_the_forms_are_those_looked_at(goldens: Goldens) -> None:
    made = {}
    for name, letter in LETTERS.items():
        made[f"{name}.txt"] = forms.text(letter).encode()
        made[f"{name}.md"] = forms.markdown(letter).encode()
        made[f"{name}.html"] = forms.html(letter).encode()
        made[f"{name}.eml"] = _mail(letter)
    made["rich.ics"] = forms.ics([RICH])
    goldens("letters", made)
    assert forms.ics([NOTHING]) == b""


def test_a_letter_is_read_back_from_its_json() -> None:
    for letter in LETTERS.values():
        assert from_record(json.loads(forms.json(letter))) == letter
    half = RICH._replace(name="\ud800")
    assert from_record(json.loads(forms.json(half).encode())) == half


class TestText:
    def test_fits_the_columns_but_for_addresses(self) -> None:
        lines = forms.text(RICH).splitlines()
        assert [line for line in lines if len(line) > 72 and "://" not in line] == []

    def test_gives_every_link_a_line_of_its_own(self) -> None:
        linked = [line.strip() for line in forms.text(RICH).splitlines() if "://" in line]
        assert linked == [item.url for item in (*RICH.items, *RICH.lines) if item.url]

    @pytest.mark.parametrize("length", range(55, 75))
    def test_holds_an_amount_and_its_unit_together(self, length: int) -> None:
        item = ITEMS[0]._replace(what="x" * length + " 45 000 € ; oui")
        assert "45\u00a0000\u00a0€\u00a0;" in forms.text(RICH._replace(items=(item,)))


class TestPage:
    def test_every_answer_is_a_link_that_writes_it(self) -> None:
        page = lxml.html.fromstring(forms.html(RICH))
        links = {link.text_content(): urlsplit(link.get("href")) for link in page.iter("a")}
        for reply in (*RICH.replies, *(reply for item in RICH.items[:1] for reply in item.replies), RICH.stop):
            assert reply is not None
            link = links[reply.label]
            assert (link.scheme, link.path) == ("mailto", RICH.reply_to)
        asked = links["Ma réponse à vos questions"].query.split("&")
        assert [unquote(part) for part in asked] == [
            "subject=[K7QD-Q] Ma réponse à vos questions",
            f"body={RICH.replies[0].body.replace(chr(10), chr(13) + chr(10))}".rstrip("\r\n") + "\r\n",
        ]

    def test_asks_for_nothing_from_elsewhere(self) -> None:
        page = forms.html(RICH)
        assert re.findall(r"url\(|@import|<(?:img|link|script|iframe|object|embed|video|base)\b", page) == []
        assert "default-src 'none'" in page

    def test_the_answers_fall_away_where_nobody_is_to_be_answered(self) -> None:
        assert "mailto:" not in forms.html(RICH._replace(reply_to=None))

    def test_stays_below_what_mailboxes_cut(self) -> None:
        """Gmail hides what follows the first 102 kB."""
        full = RICH._replace(lines=RICH.lines * 3)
        assert len(forms.html(full).encode()) < 60_000


class TestMail:
    def test_bears_the_headers_of_a_letter(self) -> None:
        mail = _read(_mail(RICH))
        assert mail["Subject"] == RICH.subject
        assert (mail["From"].addresses[0].addr_spec, mail["From"].addresses[0].display_name) == (SENDER, RICH.sender)
        assert (mail["To"].addresses[0].addr_spec, mail["To"].addresses[0].display_name) == (TO, RICH.name)
        assert mail["Reply-To"].addresses[0].addr_spec == RICH.reply_to
        assert mail["Date"].datetime == datetime.fromisoformat(RICH.at)
        assert mail["Message-ID"] == MESSAGE_ID
        assert mail["Content-Language"] == "fr"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["X-Unsent"] is None

    def test_offers_text_first_then_the_page_then_the_calendar(self) -> None:
        parts = [part.get_content_type() for part in _read(_mail(RICH)).walk() if not part.is_multipart()]
        assert parts == ["text/plain", "text/html", "text/calendar"]
        parts = [part.get_content_type() for part in _read(_mail(NOTHING)).walk() if not part.is_multipart()]
        assert parts == ["text/plain", "text/html"]
        mail = _read(_mail(RICH))
        assert _text(mail.get_body(("plain",))) == forms.text(RICH)
        assert _text(mail.get_body(("html",))).strip() == forms.html(RICH).strip()
        (calendar,) = mail.iter_attachments()
        assert calendar.get_payload(decode=True) == forms.ics([RICH])

    def test_a_long_way_to_stop_is_not_taken_for_words(self) -> None:
        far = "coordination-des-lettres-de-veille@grappe-exemple-occitanie-mediterranee.example"
        mail = _mail(RICH._replace(reply_to=far))
        found = re.search(rb"^List-Unsubscribe: <mailto:(\S+)\?subject=(\S+?)>\r$", mail, re.MULTILINE)
        assert found is not None
        assert (found[1].decode(), unquote(found[2].decode())) == (far, "[K7QD-W48] STOP")

    def test_a_draft_opens_to_be_sent_by_a_person(self) -> None:
        mail = _read(_mail(RICH, draft=True))
        assert (mail["X-Unsent"], mail["Auto-Submitted"]) == ("1", None)

    def test_the_same_letter_is_the_same_bytes(self) -> None:
        assert _mail(RICH) == _mail(from_record(json.loads(forms.json(RICH))))
        assert _mail(RICH) != _mail(RICH._replace(week="2026-W49"))

    def test_a_domain_with_accents_is_written_as_the_network_knows_it(self) -> None:
        mail = forms.eml(RICH, "contact@brumequillé.example", SENDER, MESSAGE_ID)
        assert b"<contact@xn--brumequill-k7a.example>" in mail
        mail = forms.eml(RICH, "andré@brumequille.example", SENDER, MESSAGE_ID)
        assert "<andré@brumequille.example>".encode() in mail

    @pytest.mark.parametrize(
        "address",
        ["", "personne", "a@", "@b.example", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example", "a b@c.d"],
    )
    def test_what_is_no_address_is_said(self, address: str) -> None:
        with pytest.raises(AidmatchError, match="no mail address"):
            forms.eml(RICH, address, SENDER, MESSAGE_ID)
        with pytest.raises(AidmatchError, match="no mail address"):
            forms.eml(RICH, TO, address, MESSAGE_ID)

    def test_a_message_id_that_ends_its_header_is_a_bug_of_ours(self) -> None:
        with pytest.raises(ValueError, match="Bcc"):
            forms.eml(RICH, TO, SENDER, "<a@b.example>\r\nBcc: c@d.example")


def _events(calendar: bytes) -> list[Any]:
    return list(Calendar.from_ical(calendar).walk("VEVENT"))


def _closing(closes: str, *, given: bool, **more: Any) -> WordedLetter:
    item = ITEMS[0]._replace(closes=closes, closes_time_given=given, **more)
    return RICH._replace(items=(item,), lines=())


class TestCalendar:
    @pytest.mark.parametrize(
        ("closes", "hour"),
        [
            ("2026-12-12T12:00:00+01:00", 12),
            ("2027-03-27T17:00:00+01:00", 17),
            # The day after, clocks are an hour ahead.
            ("2027-03-28T17:00:00+02:00", 17),
            ("2027-10-31T10:00:00+00:00", 11),
        ],
    )
    def test_an_hour_is_right_in_paris(self, closes: str, hour: int) -> None:
        (event,) = _events(forms.ics([_closing(closes, given=True)]))
        start = event.decoded("dtstart").astimezone(PARIS)
        assert start == datetime.fromisoformat(closes)
        assert start.hour == hour

    @pytest.mark.parametrize("closes", ["2027-03-28T23:59:59+02:00", "2027-03-27T23:30:00+00:00"])
    def test_a_day_without_an_hour_is_that_day_in_paris(self, closes: str) -> None:
        (event,) = _events(forms.ics([_closing(closes, given=False)]))
        assert event.decoded("dtstart") == date(2027, 3, 28)
        assert type(event.decoded("dtstart")) is date

    def test_rings_two_weeks_and_two_days_before_in_the_morning(self) -> None:
        (event,) = _events(forms.ics([_closing("2027-03-31T23:59:59+02:00", given=False)]))
        rings = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
        assert rings == [timedelta(days=-14, hours=9), timedelta(days=-2, hours=9)]
        (event,) = _events(forms.ics([_closing("2027-03-31T12:00:00+02:00", given=True)]))
        assert [alarm.decoded("trigger").days for alarm in event.walk("VALARM")] == [-14, -2]

    def test_does_not_ring_for_what_is_past(self) -> None:
        (event,) = _events(forms.ics([_closing("2026-11-24T12:00:00+01:00", given=True)]))
        assert event.walk("VALARM") == []

    def test_a_moved_date_moves_the_entry(self) -> None:
        first = _closing("2026-12-12T12:00:00+01:00", given=True)
        later = _closing("2027-01-12T12:00:00+01:00", given=True)._replace(at="2026-11-30T07:00:00+01:00")
        (one,), (two,) = _events(forms.ics([first])), _events(forms.ics([later]))
        assert one["uid"] == two["uid"]
        assert one["sequence"] < two["sequence"]
        # Whatever the order they are given in, the last word stands.
        for letters in ([first, later], [later, first]):
            (event,) = _events(forms.ics(letters))
            assert event.decoded("dtstart") == datetime(2027, 1, 12, 11, tzinfo=UTC)

    def test_two_closings_of_a_call_are_two_entries(self) -> None:
        one, two = ITEMS[0], ITEMS[0]._replace(closing="second stage", closes="2027-05-03T12:00:00+02:00")
        assert (
            len({str(event["uid"]) for event in _events(forms.ics([RICH._replace(items=(one, two), lines=())]))}) == 2
        )

    def test_many_members_share_an_entry_that_tells_of_none(self) -> None:
        other = RICH._replace(company="autre", items=tuple(item._replace(why="autre raison") for item in RICH.items))
        both = forms.ics([RICH, other])
        assert len(_events(both)) == len(_events(forms.ics([RICH])))
        assert "autre raison" not in both.decode()


def _sheet(*letters: WordedLetter, address: str = TO, file: str = "studio.eml") -> bytes:
    return forms.sheet(Wording("fr"), [forms.Addressed(letter, address, file) for letter in letters])


class TestSheet:
    def test_has_a_line_a_member(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(_sheet(RICH, NOTHING)))
        rows = list(book.active.iter_rows(values_only=True))
        assert rows[0] == ("nom", "adresse", "objet", "texte", "fichier")
        assert rows[1:] == [(one.name, TO, one.subject, forms.text(one), "studio.eml") for one in (RICH, NOTHING)]

    def test_is_the_same_bytes_at_any_hour(self, monkeypatch: pytest.MonkeyPatch) -> None:
        first = _sheet(RICH)
        monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
        assert _sheet(RICH) == first


NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><svg onload=alert(1)>",
    "<!--",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://aides.example/" onclick="alert(1)',
    "a\r\nBcc: all@victims.example",
    "a\n\nBcc: all@victims.example",
    '=HYPERLINK("https://evil.example";"clic")',
    "@SUM(1+1)",
    "\u202egnp.exe\u2066",
    "\x1b[2J\x1b]0;titre\x07",
    "END:VEVENT\r\nBEGIN:VEVENT",
    "[clic](javascript:alert(1)) ![x](https://evil.example/p.png) `a` **b**",
    "1. un\n- deux\n# trois",
    "&lt;b&gt; &copy; \\",
    "{{ 7 * 7 }} {% raw %} ${x} {x:text}",
    "--=_words\r\nContent-Type: text/html",
    '"a", <b@c.example>, (d) ; é',
    "\ud800\ufffe\u0085\u2028",
    "\x00",
)

TEXTS = st.one_of(st.sampled_from(NASTY), st.text(max_size=80), st.text("àéœ«»’ \u00a0,;:<>@\"'()[]=\\", max_size=200))
MANY = st.lists(TEXTS, max_size=2).map(tuple)
LINKS = st.one_of(st.none(), TEXTS, st.just("https://aides.example/a?b=1&c=%22"))
REPLIES = st.lists(st.builds(WordedReply, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple)
DAYS = st.sampled_from([None, "2026-12-12T12:00:00+01:00", "2027-03-28T21:59:59+00:00"])
ITEM = st.builds(
    WordedItem,
    *(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, MANY, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, LINKS, TEXTS, TEXTS, DAYS),
    st.booleans(),
    TEXTS,
    REPLIES,
)
SOME = st.lists(ITEM, max_size=3).map(tuple)
LETTER = st.builds(
    WordedLetter,
    st.sampled_from(["fr", "en"]),
    *(TEXTS, TEXTS, TEXTS, TEXTS, st.just(RICH.at), TEXTS, TEXTS, TEXTS, MANY, SOME, TEXTS, SOME, TEXTS, TEXTS),
    st.lists(st.builds(WordedLost, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    TEXTS,
    st.lists(st.builds(WordedQuestion, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    REPLIES,
    st.sampled_from([None, "camille@grappe.example"]),
    *(MANY, MANY, MANY, TEXTS),
    st.one_of(st.none(), st.builds(WordedReply, TEXTS, TEXTS, TEXTS)),
    st.fixed_dictionaries(dict.fromkeys(LABELS, TEXTS)),
)

ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "main", "footer"),
    *("p", "h1", "h2", "ul", "ol", "li", "a", "strong", "span", "br"),
}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "role", "width", "cellpadding", "cellspacing"),
    *("border", "align", "style", "href", "data-css-inline"),
}


def _everywhere(text: str) -> WordedLetter:
    """A letter that says this text in every field a person or a portal filled."""

    def filled(name: str, value: Any) -> Any:
        if name in ("language", "at", "closes", "reply_to", "closes_time_given"):
            return value
        if isinstance(value, str) or name == "url":
            return text
        if isinstance(value, dict):
            return {key: filled(key, one) for key, one in value.items()}
        return [filled("", one) for one in value] if isinstance(value, list) else value

    return from_record(filled("letter", to_record(RICH)))


def _styles(page: Any) -> Iterator[str]:
    return (one for element in page.iter() for one in [element.get("style")] if one)


KNOWN_STYLES = {style for letter in LETTERS.values() for style in _styles(lxml.html.fromstring(forms.html(letter)))}


class TestHostile:
    @given(LETTER)
    @example(_everywhere(NASTY[0]))
    @example(_everywhere(NASTY[1]))
    def test_nothing_acts_in_the_page(self, letter: WordedLetter) -> None:
        page = lxml.html.document_fromstring(forms.html(letter).encode())
        for element in page.iter():
            assert element.tag in ELEMENTS
            assert set(element.attrib) <= ATTRIBUTES
            if "href" in element.attrib:
                assert urlsplit(element.get("href")).scheme in ("http", "https", "mailto")
        assert set(_styles(page)) <= KNOWN_STYLES
        assert len(list(page.iter("style"))) == 1

    @given(LETTER)
    @example(_everywhere(NASTY[0]))
    def test_no_header_is_added_to_the_mail(self, letter: WordedLetter) -> None:
        raw = forms.eml(letter, TO, SENDER, MESSAGE_ID)
        mail = _read(raw)
        names = {"From", "To", "Message-ID", "Subject", "Date", "Auto-Submitted", "MIME-Version", "Content-Type"}
        more = (
            {"Content-Language"}
            | ({"Reply-To"} if letter.reply_to else set())
            | ({"List-Unsubscribe"} if letter.stop else set())
        )
        assert sorted(mail.keys()) == sorted(names | more)
        assert [one.addr_spec for one in mail["To"].addresses] == [TO]
        assert [one.addr_spec for one in mail["From"].addresses] == [SENDER]
        raw.split(b"\r\n\r\n")[0].decode("ascii")
        parts = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
        assert parts[:2] == ["text/plain", "text/html"]
        assert parts[2:] == ["text/calendar"] * any(item.closes for item in (*letter.items, *letter.lines))
        assert not mail.defects
        assert _text(mail.get_body(("plain",))) == forms.text(letter._replace(reply_to=letter.reply_to or SENDER))

    @given(LETTER)
    @example(_everywhere(NASTY[13]))
    def test_no_entry_is_added_to_the_calendar(self, letter: WordedLetter) -> None:
        dated = {(item.call, item.closing) for item in (*letter.items, *letter.lines) if item.closes}
        calendar = forms.ics([letter])
        events = _events(calendar) if calendar else []
        assert len(events) == len(dated)
        told = {"UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "SUMMARY", "DESCRIPTION", "URL", "TRANSP"}
        for event in events:
            assert set(event) <= told
            assert urlsplit(event.get("url", "https:")).scheme in ("http", "https", "mailto")

    @given(LETTER, TEXTS, TEXTS)
    @example(_everywhere(NASTY[9]), NASTY[9], NASTY[9])
    def test_no_cell_is_a_formula(self, letter: WordedLetter, address: str, file: str) -> None:
        whole = _sheet(letter, address=address, file=file)
        book = openpyxl.load_workbook(io.BytesIO(whole))
        cells = [cell for row in book.active.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
        assert [cell for cell in cells if cell.hyperlink] == []
        sheet = zipfile.ZipFile(io.BytesIO(whole)).read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        read = CalamineWorkbook.from_filelike(io.BytesIO(whole)).get_sheet_by_index(0).to_python()
        assert [[str(value) for value in row] for row in read[1:]] == [
            [(cell.value or "") for cell in row] for row in list(book.active.iter_rows())[1:]
        ]

    @given(LETTER)
    @example(_everywhere(NASTY[10]))
    @example(_everywhere(NASTY[14]))
    @example(_everywhere(NASTY[15]))
    @example(_everywhere(NASTY[16]))
    def test_nothing_acts_in_text_and_markdown(self, letter: WordedLetter) -> None:
        for written in (forms.text(letter), forms.markdown(letter), forms.json(letter)):
            written.encode()
            assert [line for line in written.split("\n") if within(line) != line] == []
        tokens = (
            MarkdownIt("commonmark", {"html": True})
            .enable("table")
            .enable("strikethrough")
            .parse(forms.markdown(letter))
        )
        kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or ()}
        wrong = {"html_block", "html_inline", "image", "code_inline", "fence", "code_block", "table_open", "s_open"}
        assert not kinds & wrong
        links = [child.attrs["href"] for token in tokens for child in token.children or () if child.type == "link_open"]
        assert {urlsplit(str(link)).scheme for link in links} <= {"http", "https", "mailto"}

    @given(st.text(st.characters(exclude_categories=("Cs", "Cn", "Zl", "Zp", "Cc")), max_size=80).filter(plain))
    @example(NASTY[15].replace("\n", " "))
    @example(NASTY[16])
    @example(NASTY[14])
    def test_markdown_shows_what_was_written(self, text: str) -> None:
        tokens = MarkdownIt("commonmark").parse(forms.markdown(NOTHING._replace(greeting="", opening=(text,))))
        shown = ["".join(child.content for child in token.children or ()) for token in tokens if token.type == "inline"]
        assert shown[1].replace("\u00a0", " ") == plain(text).replace("\u00a0", " ")

    def test_a_megabyte_is_cut_where_nobody_reads_on(self) -> None:
        for text in ("x" * 1_000_000, "mot " * 250_000, "<b>" * 330_000, "é\n" * 500_000):
            letter = _everywhere(text)._replace(reply_to=RICH.reply_to)
            assert len(_mail(letter)) < 2_000_000
            assert len(forms.markdown(letter)) < 500_000
            assert len(_sheet(letter)) < 200_000
