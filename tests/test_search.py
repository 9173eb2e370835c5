"""The search room: what meets what, and what never may (the reasons stand in aidmatch.search)."""

from __future__ import annotations

import csv
import time
from array import array
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aidmatch.search
from aidmatch.search import Posting, Scores, build, matched, query, relevance, score, terms, weights
from aidmatch.search.spelling import nearest, sounds

CALLS: list[tuple[int, dict[str, str]]] = [
    (0, {"title": "Aide au prototypage de jeu vidéo", "description": "Soutien aux studios pour un prototype jouable."}),
    (1, {"title": "Aide à l’embauche d’un apprenti", "description": "Prime versée à l’employeur pour tout contrat."}),
    (2, {"title": "Études d’écoconception", "description": "Financement d’études sur la conception des produits."}),
    (3, {"title": "Prêt solaire", "description": "Pour l’installation de panneaux photovoltaïques en toiture."}),
    (4, {"title": "Crédit d’impôt recherche", "description": "Dépenses de R&D des entreprises, brevets compris."}),
    (
        5,
        {
            "title": "European video games and immersive content",
            "description": "This call supports the development of video games by companies with their partners.",
        },
    ),
    (
        6,
        {
            "title": "Renewable energy for small companies",
            "description": "The action supports the installation of heat pumps and of renewable energy by SMEs.",
        },
    ),
    (7, {"title": "Effets visuels numériques", "description": "Soutien aux dépenses de trucage des films."}),
    (8, {"title": "Gestion de l’eau", "description": "Réduire les consommations et récupérer l’eau de pluie."}),
    (9, {"title": "Diagnostic cybersécurité", "description": "Un expert passe trois jours dans vos locaux."}),
]


def ask(need: str, *, typos: bool = False, calls: Sequence[tuple[int, dict[str, str]]] = CALLS) -> Scores:
    """The scores of a need over a small catalogue."""
    prepared = build(calls)
    known = (lambda: list(prepared.by_term)) if typos else None
    return score(query(need), prepared.lookup, prepared.calls, known)


def alike(need: str, calls: Sequence[tuple[int, dict[str, str]]]) -> Scores:
    """The scores of a need, likeness to the best calls included."""
    prepared = build(calls)
    gists = prepared.gists()
    return score(query(need), prepared.lookup, prepared.calls, gists=lambda wanted: {one: gists[one] for one in wanted})


def first(need: str, *, typos: bool = False) -> int | None:
    """The ordinal of the best call, if any met."""
    best = ask(need, typos=typos).best(1)
    return best[0][0] if best else None


def stems(text: str) -> list[str]:
    """The stems of a text, in order."""
    return [term.stem for term in terms(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("écologie", "ECOLOGIE"),
        ("rénovée", "renovee"),
        ("rénovées", "rénover"),
        ("jeux", "jeu"),
        ("apprentis", "apprenti"),
        ("locaux", "local"),
        ("œuvre", "oeuvre"),
        ("e\u0301cologie", "écologie"),
        ("l'énergie", "l’énergie"),
        ("d'énergie", "énergie"),
        ("CO₂", "co2"),
        ("R & D", "r&d"),
        ("P.M.E.", "PME"),
        ("éco\u2011conception", "éco-conception"),
        ("photo\u00advoltaïque", "photovoltaïque"),
    ],
)
def test_two_spellings_are_one_term(one: str, other: str) -> None:
    assert stems(one) == stems(other) != []


def test_a_term_keeps_the_word_as_written() -> None:
    assert [term.surface for term in terms("Les énergies renouvelables")] == ["énergies", "renouvelables"]


def test_a_hyphenated_word_is_its_parts_and_the_whole() -> None:
    assert set(stems("écoconception")) < set(stems("éco-conception"))
    assert first("éco-conception") == first("ecoconception") == 2


def test_grammar_is_dropped_but_not_an_acronym_in_capitals() -> None:
    assert stems("avec les et de la") == []
    assert stems("AI") == ["ai"]
    assert stems("j'ai") == []


@pytest.mark.parametrize("acronym", ["PV", "EnR", "GTB", "IRVE", "VFX", "JV", "ICC", "3D", "VR", "XR", "IA", "GES"])
def test_an_acronym_stays_whole(acronym: str) -> None:
    assert stems(acronym) == [acronym.lower()] == stems(acronym.lower())


def test_web_addresses_and_endless_words_are_left_out() -> None:
    assert stems(f"https://exemple.fr/energie?x=1 {'a' * 500} eau") == ["eau"]


@pytest.mark.parametrize(
    ("need", "call"),
    [
        ("prototypes de jeux vidéos", 0),
        ("embaucher des apprentis", 1),
        ("panneau photovoltaique", 3),
        ("R et D : déposer un brevet", 4),
        ("recherche et développement", 4),
        ("VFX", 7),
        ("effets spéciaux", 7),
        ("énergies renouvelables", 6),
        ("EnR", 6),
        ("pompe à chaleur", 6),
        ("cyberattaque", 9),
        ("eau pluviale", 8),
    ],
)
def test_a_need_finds_its_call(need: str, call: int) -> None:
    assert first(need) == call


def test_a_french_need_finds_the_english_call() -> None:
    assert {ordinal for ordinal, _ in ask("studio de jeu vidéo").best(2)} == {0, 5}
    assert {ordinal for ordinal, _ in ask("video game").best(2)} == {0, 5}


def test_an_ambiguous_acronym_adds_little_and_excludes_nothing() -> None:
    spelt, short = ask("jeu vidéo"), ask("JV")
    assert 0 < short.of(0) < spelt.of(0) / 2
    alone, beside = ask("apprenti"), ask("apprenti JV")
    assert beside.of(1) == pytest.approx(alone.of(1))


@pytest.mark.parametrize(
    ("typo", "call"), [("photovoltaiqe", 3), ("aprenti", 1), ("apranti", 1), ("fotovoltaique", 3), ("cybersécurtié", 9)]
)
def test_a_typo_meets_the_near_word_only_when_asked(typo: str, call: int) -> None:
    assert first(typo, typos=True) == call
    assert first(typo) is None


def test_a_slip_is_taken_for_the_nearest_words_alone() -> None:
    near = nearest(["apranti"], ["apprenti", "eau", "solair"], weights())
    assert [one.term for one in near["apranti"]] == ["apprenti"]


def test_words_that_sound_alike_are_one_sound() -> None:
    heard = sounds(["apranti", "apprenti", "fotovoltaiqu", "photovoltaiqu", "", "subvansion", "subvention"])
    assert heard[0] == heard[1]
    assert heard[2] == heard[3]
    assert heard[4] == ""
    assert heard[5] == heard[6]


def test_the_vocabulary_is_not_loaded_for_known_words() -> None:
    prepared = build(CALLS)

    def never() -> list[str]:
        raise AssertionError

    assert score(query("eau"), prepared.lookup, prepared.calls, never).best(1)


def test_a_repeated_word_counts_each_time() -> None:
    assert ask("eau eau eau apprenti").of(8) == pytest.approx(3 * ask("eau apprenti").of(8))
    assert first("eau apprenti apprenti") == 1
    assert first("eau eau apprenti") == 8


def test_a_part_counts_by_its_weight() -> None:
    prepared = build(CALLS)
    heavy = score(query([("eau", 2.0), ("apprenti", 1.0), ("solaire", 0.0)]), prepared.lookup, prepared.calls)
    assert heavy.of(8) == pytest.approx(2 * ask("eau").of(8))
    assert heavy.of(3) == 0


@pytest.mark.parametrize("need", ["", "   ", "de la", "!!! ???", "zzyzx"])
def test_nothing_asked_or_nothing_known_is_no_hit(need: str) -> None:
    scores = ask(need, typos=True)
    assert scores.best(5) == []
    assert relevance(scores, 0) == 0
    assert matched(scores, 0) == ()


def test_an_empty_catalogue_answers_nothing() -> None:
    assert ask("eau", calls=[]).best(5) == []


def test_the_words_that_met_are_shown_as_written() -> None:
    scores = ask("Pompes à chaleur pour l’énergie")
    met = {(one.asked, one.word) for one in matched(scores, 6)}
    assert ("Pompes chaleur", "heat pump") in met
    assert matched(scores, 1) == ()
    assert sum(one.gain for one in matched(scores, 6)) == pytest.approx(scores.of(6))


def test_a_synonym_is_worth_less_than_the_word() -> None:
    calls = [(0, {"title": "Vélo"}), (1, {"title": "Bicyclette"}), (2, {"title": "Compost"})]
    scores = ask("vélo", calls=calls)
    assert scores.of(0) > scores.of(1) > scores.of(2) == 0


def test_a_narrower_word_answers_the_broader_one_and_not_the_reverse() -> None:
    calls = [(0, {"title": "Éolien"}), (1, {"title": "Énergie renouvelable"})]
    assert ask("énergie renouvelable", calls=calls).of(0) > 0
    assert ask("éolien", calls=calls).of(1) == 0


def test_a_word_that_most_calls_hold_adds_next_to_nothing() -> None:
    calls = [(n, {"title": "Projet" if n % 2 else "Projet innovant"}) for n in range(60)]
    calls.append((60, {"title": "Apprenti"}))
    scores = ask("projet apprenti", calls=calls)
    assert scores.best(1)[0][0] == 60
    assert scores.of(1) < scores.of(60) / 100


def test_the_title_weighs_more_than_the_conditions() -> None:
    calls = [(0, {"conditions": "apprenti"}), (1, {"title": "apprenti"}), (2, {"unknown_field": "apprenti"})]
    scores = ask("apprenti", calls=calls)
    assert scores.of(1) > scores.of(0) > scores.of(2) == 0


def test_relevance_lies_between_nothing_and_one_and_grows_with_what_is_met() -> None:
    full, half, none = ask("apprenti"), ask("apprenti éolienne"), ask("éolienne")
    assert 0 == relevance(none, 1) < relevance(half, 1) < relevance(full, 1) < 1


def test_relevance_hardly_moves_when_other_calls_join() -> None:
    others = [(10 + n, {"title": f"Dispositif {n}", "description": "Aide aux hôtels."}) for n in range(500)]
    before, after = ask("embaucher un apprenti"), ask("embaucher un apprenti", calls=[*CALLS, *others])
    assert relevance(after, 1) == pytest.approx(relevance(before, 1), abs=0.05)


def test_equal_scores_come_by_ordinal() -> None:
    calls = [(n, {"title": "Compost"}) for n in range(9)]
    assert [ordinal for ordinal, _ in ask("compost", calls=calls).best(4)] == [0, 1, 2, 3]


def test_the_same_calls_prepare_the_same_postings() -> None:
    assert build(CALLS) == build(list(CALLS))
    assert list(build(CALLS).by_term) == sorted(build(CALLS).by_term)


def test_ordinals_that_go_back_are_refused() -> None:
    with pytest.raises(ValueError, match="increasing"):
        build([(1, {"title": "eau"}), (1, {"title": "air"})])


def test_postings_survive_being_kept_as_bytes() -> None:
    prepared = build(CALLS)

    def kept(wanted: Sequence[str]) -> dict[str, Posting]:
        found = {}
        for term, posting in prepared.lookup(wanted).items():
            ordinals, impacts = array("I"), array("f")
            ordinals.frombytes(posting.ordinals.tobytes())
            impacts.frombytes(posting.impacts.tobytes())
            found[term] = Posting(term, ordinals, impacts)
        return found

    asked = query("jeu vidéo et eau")
    assert score(asked, kept, prepared.calls) == score(asked, prepared.lookup, prepared.calls)


def test_a_kept_thesaurus_asks_the_same(tmp_path: Path) -> None:
    from aidmatch.catalogue import Catalogue
    from aidmatch.catalogue.writing import write
    from aidmatch.search.thesaurus import thesaurus

    write(tmp_path / "index.sqlite", (), "test", lambda _: ("", ""))
    with Catalogue(tmp_path / "index.sqlite") as catalogue:
        kept = catalogue.thesaurus
        for need in ("studio de jeu vidéo, EnR", "renewable energy for a dairy", "zzz", ""):
            assert query(need, table=kept) == query(need)
        related, phrases = thesaurus()
        assert {stem: [tuple(one) for one in held] for stem, held in kept.related.items()} == related
        assert {stem: [tuple(one) for one in held] for stem, held in kept.phrases.items()} == phrases


def test_a_long_need_keeps_its_most_telling_words() -> None:
    long = " ".join(f"mot{n}" for n in range(5000)) + " apprenti apprenti"
    asked = query(long)
    assert len(asked.asked) == weights().asking.most_looked_up
    assert "apprenti" in {one.surface for one in asked.asked}


def test_a_spent_budget_leaves_out_the_commonest_words() -> None:
    used = weights()
    thrifty = used._replace(asking=used.asking._replace(most_postings=3))
    prepared = build([(n, {"title": "Compost" if n < 20 else "Vélo"}) for n in range(22)])
    scores = score(query("compost vélo", thrifty), prepared.lookup, prepared.calls, settings=thrifty)
    assert [ordinal for ordinal, _ in scores.best(5)] == [20, 21]


COLD: list[tuple[int, dict[str, str]]] = [
    (0, {"title": "Frigo neuf", "description": "Froid, compresseur et fluide."}),
    (1, {"title": "Frigo", "description": "Remplacer le compresseur, récupérer le froid."}),
    (2, {"title": "Chambre réfrigérée", "description": "Compresseur, fluide, froid."}),
    (3, {"title": "Embaucher un apprenti", "description": "Prime versée à l’employeur."}),
]


def test_a_call_that_speaks_as_the_best_ones_is_found_though_it_holds_no_word_asked() -> None:
    plain, fed = ask("frigo", calls=COLD), alike("frigo", COLD)
    assert plain.of(2) == plain.of(3) == 0
    assert {ordinal for ordinal, _ in fed.best(9)} == {0, 1, 2}
    assert fed.of(2) < min(fed.of(0), fed.of(1))
    assert matched(fed, 2) == ()
    assert 0 < relevance(fed, 2) < relevance(fed, 1)


def test_likeness_needs_a_word_that_met() -> None:
    assert alike("zzyzx", COLD).best(5) == []
    assert alike("", COLD).best(5) == []


def test_likeness_leaves_the_scale_of_the_scores() -> None:
    plain, fed = ask("frigo", calls=COLD), alike("frigo", COLD)
    assert fed.best(1)[0][1] <= plain.best(1)[0][1] * (1 + 1e-9)


def test_likeness_is_the_same_each_time() -> None:
    assert alike("compresseur de frigo", COLD) == alike("compresseur de frigo", list(COLD))


def test_a_gist_holds_what_a_call_shares_and_tells_most() -> None:
    gists = build(COLD).gists()
    assert set(gists[2].terms) == {"compresseur", "fluid", "froid"}
    assert sum(weight * weight for weight in gists[2].weights) == pytest.approx(1)
    assert 3 not in gists


def test_an_english_call_is_known_under_the_french_of_its_words() -> None:
    calls = [
        (0, {"title": "Healthy soils", "description": "The action supports living labs with the farmers of a region."}),
        (1, {"title": "Apprenti", "description": "Prime à l’employeur."}),
    ]
    scores = ask("santé des sols avec les agriculteurs", calls=calls)
    assert [ordinal for ordinal, _ in scores.best(5)] == [0]
    assert "farmer" in {one.word for one in matched(scores, 0)}


@pytest.mark.parametrize("acronym", ["JV", "PV", "ICC"])
def test_an_ambiguous_acronym_beside_other_words_takes_no_call_away(acronym: str) -> None:
    alone = {ordinal for ordinal, _ in ask("apprenti").best(9)}
    assert alone <= {ordinal for ordinal, _ in ask(f"apprenti {acronym}").best(9)}


def test_every_row_of_the_thesaurus_is_sound() -> None:
    table = Path(aidmatch.search.__file__).with_name("data") / "thesaurus.csv"
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    assert len(rows) >= 250
    assert len({(row["term"], row["related"]) for row in rows}) == len(rows)
    for row in rows:
        assert row["kind"] in {"synonym", "narrower", "acronym", "fr-en"}, row
        assert 0 < float(row["weight"]) <= 1, row
        assert row["source"], row
        assert stems(row["term"]), row
        assert terms(row["related"], "en" if row["kind"] == "fr-en" else "fr"), row


HOSTILE = {
    "one endless word": "a" * 1_000_000,
    "one endless hyphenated word": "a-" * 500_000,
    "one endless elision": "l'" * 150_000,
    "control characters": "\x00\x1b[31m\u202e\ufeff" * 125_000,
    "combining marks": "e" + "\u0301\u0316" * 500_000,
    "dots": "a." * 150_000,
    "ampersands": "a & " * 100_000,
    "many words": " ".join(f"mot{n}" for n in range(40_000)),
    "one phrase again and again": "jeu vidéo " * 30_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_huge_text_of_anything_is_read_in_seconds(name: str) -> None:
    text = HOSTILE[name]
    start = time.process_time()
    prepared = build([(0, {"description": text})])
    score(query(text), prepared.lookup, prepared.calls)
    assert time.process_time() - start < 15


def test_a_page_of_unknown_words_over_a_large_vocabulary_is_read_in_seconds() -> None:
    prepared = build([(n, {"title": f"Aide {'abcdefghij'[n % 10] * 3}{chr(97 + n % 26) * 4} mot"}) for n in range(300)])
    words = [f"{one}{other}zwx" for one in ("kra", "plo", "gru", "vim") for other in "abcdefghijklmnopqrstuvwxyz"]
    vocabulary = [
        *prepared.by_term,
        *(f"{one}{chr(97 + n % 26)}{chr(97 + n % 11)}" for n in range(280) for one in words),
    ]
    start = time.process_time()
    score(query(" ".join(words)), prepared.lookup, prepared.calls, lambda: vocabulary)
    assert time.process_time() - start < 10


@given(st.text(max_size=300))
def test_any_text_is_read_and_finds_itself(text: str) -> None:
    found = terms(text)
    assert found == terms(text)
    assert all(term.stem and term.surface for term in found)
    prepared = build([(0, {"title": text})])
    assert bool(found) == bool(score(query(text), prepared.lookup, prepared.calls).best(1))
