"""Every sentence people read exists in French and in English."""

from __future__ import annotations

import ast
import gettext
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from aidmatch.formats._sentences import sentences
from aidmatch.formats._wording import Wording
from aidmatch.size import Line
from aidmatch.value import Message, say
from aidmatch.verdict import Fact
from tests.conftest import DAY, ROOT

SOURCES = ROOT / "src" / "aidmatch"

TYPES_UNNAMED = "{value!r} is not a valid {number_type}."
"""click names the type by a word of its own ("integer range"), which French leaves out."""


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """`tools/sentences.py`."""
    spec = importlib.util.spec_from_file_location("sentences", ROOT / "tools" / "sentences.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def french(tool: ModuleType) -> Catalog:
    """The catalogue as committed."""
    catalog = tool.committed()
    assert isinstance(catalog, Catalog)
    return catalog


def test_a_sentence_is_looked_up_as_the_library_reads_it(tool: ModuleType, french: Catalog) -> None:
    with tool.MO.open("rb") as file:
        whole = gettext.GNUTranslations(file)
    searched = sentences("fr")
    for message in french:
        if isinstance(message.id, str):
            asked = message.id or "no such sentence"
            assert searched.gettext(asked) == whole.gettext(asked)
        else:
            one, many = message.id
            for number in (0, 1, 2, 21):
                assert searched.ngettext(one, many, number) == whole.ngettext(one, many, number)
    for said in (searched, sentences("en"), whole):
        assert said.gettext("zzz") == "zzz"
        assert [said.ngettext("one z", "many z", number) for number in (0, 1, 2)] == ["many z", "one z", "many z"]


def _pairs(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for message in catalog:
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
            yield from zip(ids, strings, strict=True)


def test_the_catalogue_is_current_and_whole(tool: ModuleType, french: Catalog) -> None:
    found = tool.translated(tool.extracted(), french)
    assert tool.untranslated(found) == []
    held = {path: path.read_bytes() for path in (tool.PO, tool.MO, tool.FRAMEWORK_MO)}
    assert tool.written(found) == held, "run: python tools/sentences.py"


def _fields(template: str) -> set[tuple[str, str | None]]:
    return {(name, spec) for _, name, spec, _ in Formatter().parse(template) if name is not None}


def test_french_shows_the_same_values(french: Catalog) -> None:
    for english, translated in _pairs(french):
        missing = _fields(english) ^ _fields(translated)
        assert not missing or english == TYPES_UNNAMED, (english, translated)


def test_french_typography(french: Catalog) -> None:
    for _, translated in _pairs(french):
        assert not re.search(r"[ ][:;?!%€»]|«[ ]|[^\W\d_]'[^\W\d_]", translated), translated


MARKERS = {"_", "say", "term", "text", "Refusal", "refuse", "plural"}
SHOWN = {"echo", "print", "add_column", "Text", "note", "detail", "prompt"}
"""Functions that show what they are given: a sentence written there would stay English."""


def _calls(*rooms: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(file for room in rooms or (".",) for file in (SOURCES / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                yield f"{path.name}:{node.lineno} {name}", node


def test_every_marked_sentence_was_found(french: Catalog, tool: ModuleType) -> None:
    known = {english for english, _ in _pairs(french)}
    for where, call in _calls():
        name = where.rpartition(" ")[2]
        for argument in call.args[: 2 if name in ("refuse", "plural") else 1] if name in MARKERS else ():
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                assert argument.value in known or not tool.tells(argument.value), (where, argument.value)


def test_nothing_is_shown_unmarked() -> None:
    for where, call in _calls("cli", "formats"):
        if where.rpartition(" ")[2] not in SHOWN or not call.args:
            continue
        first = call.args[0]
        parts = first.values if isinstance(first, ast.JoinedStr) else [first]
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                words = re.findall(r"[^\W\d_]{3,}", part.value)
                assert not set(words) - {"aidmatch"}, (where, part.value)


FR, EN = Wording("fr"), Wording("en")


@pytest.mark.parametrize(
    ("message", "french", "english"),
    [
        (say("up to {amount:euros}", amount=45000), "plafond 45 000 €", "up to €45,000"),
        (say("{rate:share} of costs", rate=0.4), "taux d’aide 40 %", "40% of costs"),
        (say("wait until {day:date}", day=date(2026, 12, 12)), "attendre le 12 décembre 2026", None),
        (say("wait until {day:date}", day=date(2026, 12, 1)), "attendre le 1er décembre 2026", None),
        (say("wait until {day:date}", day=date(2026, 12, 21)), "attendre le 21 décembre 2026", None),
        (
            say("{count:people}, at most {max:number} asked", count=(10, 19), max=50),
            "10 à 19 personnes ; maximum admis : 50",
            None,
        ),
        (say("recruit {more:people} more", more=1), "recruter 1 personne de plus", "recruit 1 person more"),
        (say("recruit {more:people} more", more=2), "recruter 2 personnes de plus", "recruit 2 people more"),
        (say("the year closed counts {months:months}", months=18), "l’exercice clos dure 18 mois", None),
        (
            say("created on {day:date}, less than {under:months} asked", day=date(2017, 3, 1), under=96),
            "création le 1er mars 2017 ; ancienneté demandée : moins de 8 ans",
            "created on 1 March 2017, less than 8 years asked",
        ),
        (
            say(
                "may be {here:sizes}; asked: {asked:sizes}",
                here=("medium", "large"),
                asked=("micro", "small", "medium"),
            ),
            (
                "peut-être moyenne entreprise ou grande entreprise ; "
                "taille demandée : microentreprise, petite entreprise ou moyenne entreprise"
            ),
            None,
        ),
        (
            say("obtain {asked:labels}", asked=("jei",)),
            "obtenir ce label ou cet agrément : jeune entreprise innovante (JEI)",
            None,
        ),
    ],
)
def test_sentences_and_their_values(message: Message, french: str, english: str | None) -> None:
    assert FR.say(message).replace("\u202f", " ").replace("\u00a0", " ") == french
    if english is not None:
        assert EN.say(message) == english


def test_english_counts_without_a_catalogue() -> None:
    assert [EN.plural("{n} call", "{n} calls", n) for n in (0, 1, 2)] == ["0 calls", "1 call", "2 calls"]
    assert [FR.plural("{n} call", "{n} calls", n) for n in (0, 1, 2)] == [
        "0 dispositif",
        "1 dispositif",
        "2 dispositifs",
    ]


def test_a_nested_sentence_keeps_its_blanks_and_a_foreign_text_acts_on_nothing() -> None:
    delay = FR.plural(" ({n} day)", " ({n} days)", 30)
    assert FR.text("First: {step}{delay}", step="diagnostic", delay=delay) == "D’abord\u00a0: diagnostic (30 jours)"
    assert "\x1b" not in FR.text("Workspace: {path}", path="a\x1b[31mb\nc")
    assert "\n" not in FR.text("Workspace: {path}", path="a\nb")


def test_an_hour_is_written_as_each_language_does() -> None:
    at = datetime(2026, 12, 1, 17, 5)  # noqa: DTZ001 - only its digits are read
    assert FR.moment(at, time_given=True) == "1er décembre 2026 à 17\u00a0h\u00a005"
    assert EN.moment(at, time_given=True) == "1 December 2026 at 17:05"
    assert FR.moment(at.replace(minute=0), time_given=True) == "1er décembre 2026 à 17\u00a0h"
    assert EN.moment(at.replace(minute=0), time_given=True) == "1 December 2026 at 17:00"


@pytest.mark.parametrize(
    ("fact", "french"),
    [
        (Fact("holdings", ("Groupe Exemple", "ES", 0.6)), "Groupe Exemple (Espagne), 60 %"),
        (Fact("holdings", (None, "FR", 0.251)), "une autre entreprise, 25,1 %"),
        (Fact("labels", ("esus", "other")), "entreprise solidaire d’utilité sociale (ESUS), other"),
        (Fact("project.state", "not_started"), "non démarré"),
        (Fact("debts_paid", True), "oui"),
        (Fact("awu", (3.5, None)), "3,5 ou plus"),
        (
            Fact("size", Line("own", None, 1, None, (3, 4), (0, None), (100_000, 100_000))),
            "l’entreprise seule : effectif 3 à 4 UTA, chiffre d’affaires non connu, bilan 100 000 €",
        ),
    ],
)
def test_facts_are_written_out(fact: Fact, french: str) -> None:
    assert FR.fact(fact).replace("\u202f", " ").replace("\u00a0", " ") == french


DRIVER = """
import contextlib, io, json, sys
from aidmatch.cli import run
said = []
for argv in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        code = run(argv)
    said.append((code, out.getvalue()))
print(json.dumps(said))
"""
"""A process of its own for each language: the framework settles its words when it is imported."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo data."""
    made = tmp_path_factory.mktemp("demo")
    shutil.copytree(ROOT / "data", made / "data")
    return made


def _process(home: Path, lines: Sequence[Sequence[str]], **variables: str) -> list[tuple[int, str]]:
    """The exit code of each command line and what it printed, its non-breaking spaces as common ones."""
    own = {name: value for name, value in os.environ.items() if name not in ("LANGUAGE", "AIDMATCH_LANG", "LC_ALL")}
    own |= {"LANG": "C", "COLUMNS": "100", "TERM": "dumb", "PYTHONUTF8": "1", "AIDMATCH_WORKSPACE": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", DRIVER],
        env=own | variables,
        input=json.dumps(lines),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [(code, said.replace("\u202f", " ").replace("\u00a0", " ")) for code, said in json.loads(done.stdout)]


def _flat(text: str) -> str:
    """Without the frames and the ends of lines."""
    return " ".join(re.sub(r"[╭╮╰╯│─]", " ", text).split())


CASES: list[tuple[list[str], int, list[str], list[str]]] = [
    (
        ["--help"],
        0,
        [
            "Usage : aidmatch [OPTIONS] [COMMANDE]",
            "Options générales",
            "Un adhérent appelle",
            "Afficher cette aide.",
        ],
        ["Usage: aidmatch [OPTIONS] [COMMAND]", "Global options", "A member calls", "Show this message and exit."],
    ),
    (
        ["rank", "--help"],
        0,
        ["aidmatch rank [OPTIONS] ENTREPRISE", "SIREN ou nom, même approximatif", "[obligatoire]", "NOMBRE [x>=1]"],
        ["aidmatch rank [OPTIONS] COMPANY", "SIREN or name, even roughly typed", "[required]", "NUMBER [x>=1]"],
    ),
    (
        ["rank", "x", "--tpo"],
        2,
        ["Erreur", "Option inconnue : --tpo. (Vouliez-vous dire", "Pour l’aide : aidmatch rank -h"],
        ["Error", "No such option '--tpo'. (Did you mean", "Try 'aidmatch rank -h' for help."],
    ),
    (["rank"], 2, ["Il manque l’argument 'ENTREPRISE'."], ["Missing argument 'COMPANY'."]),
    (["ranck", "x"], 2, ["Commande inconnue : ranck."], ["No such command 'ranck'."]),
    (["rank", "x", "--top", "a"], 2, ["« a » n’est pas un nombre valable."], ["'a' is not a valid integer range."]),
    (["rank", "x", "--as-of", "hier"], 2, ["« hier » n’est pas une date"], ["hier is not a date"]),
    (["rank", "zzzz"], 2, ["Erreur : entreprise inconnue : zzzz"], ["Error: no such company: zzzz"]),
]
"""A command line, its exit code, and what it says in French and in English."""


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_both_languages(home: Path, lang: str) -> None:
    results = _process(home, [[*argv, "--lang", lang] for argv, *_rest in CASES])
    for (done, said), (argv, code, french, english) in zip(results, CASES, strict=True):
        assert done == code, (argv, said)
        for piece in french if lang == "fr" else english:
            assert piece in _flat(said), (argv, piece)


@pytest.mark.parametrize(
    ("argv", "variables", "expected"),
    [
        (["--help", "--lang", "en"], {"LANG": "fr_FR.UTF-8", "LANGUAGE": "fr"}, "Show this message"),
        (["--help", "--lang", "fr"], {"LANG": "en_GB.UTF-8", "LANGUAGE": "en"}, "Afficher cette aide"),
        (["--help"], {"LANG": "de_DE.UTF-8"}, "Afficher cette aide"),
        (["--help"], {"LANG": "en_GB.UTF-8"}, "Show this message"),
    ],
)
def test_the_language_asked_wins_over_the_machine_s(
    home: Path, argv: list[str], variables: dict[str, str], expected: str
) -> None:
    assert expected in _process(home, [argv], **variables)[0][1]


ENGLISH = re.compile(
    r"\b(grant|loan|eligible|to confirm|we lack|until|relevance|up to|costs|shown|answer|known|headcount|area|"
    r"asked|first|legal form|source's|confidence|member|register|accounts|company|None|True|False)\b",
    re.IGNORECASE,
)

PAGES = [
    ["rank", "studio-brumequille", "--why", "--all"],
    ["explain", "studio-brumequille", "credit-impot-innovation"],
    ["explain", "groupe-cobotide", "contrat-innovation-occitanie"],
    ["members", "contrat-innovation-occitanie"],
    ["reach", "contrat-innovation-occitanie"],
    ["search", "embaucher un apprenti"],
    ["calls", "show", "credit-impot-innovation"],
    ["companies", "show", "studio-brumequille"],
    ["companies", "list"],
    [],
]


def test_the_demo_in_french(home: Path) -> None:
    results = _process(home, [[*argv, "--as-of", DAY, "--lang", "fr"] for argv in PAGES])
    for (code, said), argv in zip(results, PAGES, strict=True):
        assert code == 0, (argv, said)
        assert ENGLISH.findall(said) == [], argv
    shortlist, proof = _flat(results[0][1]), _flat(results[1][1])
    for piece in (
        "dispositifs montrés sur",
        "À confirmer : ",
        "Non éligible : ",
        "plafond 200 000 €",
        "taux d’aide 50 %",
        "toute l’année",
    ):
        assert piece in shortlist, piece
    assert re.search(r"\bJ-\d+", shortlist)
    for piece in (
        "En vigueur jusqu’au 31 décembre 2027",
        "✓ PME au sens européen : petite entreprise",
        "à confirmer : 2 points",
    ):
        assert piece in proof, piece
