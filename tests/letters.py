"""Two invented letters, as `compose` words them: one with all a letter can hold, one with nothing new."""

from __future__ import annotations

import json
import re

from aidmatch.worded import (
    WordedItem,
    WordedLetter,
    WordedLost,
    WordedQuestion,
    WordedReply,
    from_record,
    to_record,
)

LABELS = {
    "why": "Pourquoi vous",
    "confirm": "À confirmer",
    "step": "Prochaine étape",
    "contact": "Contact",
    "link": "Lire la fiche de l’aide",
    "reply": "Nous répondre en un clic",
    "troubles": "Pas à jour",
    "closing": "Date limite",
    "calendar": "Aides : dates limites",
}

FOOT = (
    "Vous recevez cette lettre parce que Studio Brumequille (fictif) est adhérent de la Grappe Exemple (fictive).",
    "Les aides viennent de portails publics ; les conditions officielles font foi.",
    "Une information à corriger sur votre entreprise ? Répondez simplement à ce message.",
)

STOP = WordedReply(
    "Ne plus recevoir cette lettre", "[K7QD-W48] STOP", "Merci de ne plus nous envoyer la lettre de veille."
)

SIGNATURE = (
    "Camille Exemple (personnage fictif)",
    "Grappe Exemple (fictive), 01 99 00 00 00",
)


def reply(label: str, code: str, about: str) -> WordedReply:
    return WordedReply(label, f"[{code}] {label}", f"Bonjour,\n\n{label} : {about}.\n\n")


def held(letter: WordedLetter) -> WordedLetter:
    """With the spaces that do not break, which French wants in numbers and before its marks."""
    written = json.dumps(to_record(letter), ensure_ascii=False)
    return from_record(json.loads(re.sub(r"(?<=\d) (?=[\d€%])|(?<=[\w»)]) (?=[:;?!])", "\u00a0", written)))


def line(call: str, title: str, news: str, until: str, closes: str | None) -> WordedItem:
    return WordedItem(
        call,
        "new",
        news,
        title,
        *("", "", (), "", until, "", "", ""),
        f"https://aides.example/{call}",
        *("", ""),
        closes,
    )


ITEMS = (
    WordedItem(
        call="prototype-2026",
        kind="new",
        news="Nouveau",
        title="Aide au prototype de jeu vidéo (exemple)",
        what="Finance l’écriture et la réalisation d’un premier prototype jouable.",
        why="votre code NAF 58.21Z et vos 12 personnes correspondent, et vous cherchez à financer un prototype.",
        confirm=(
            "vous détenez les droits du jeu ;",
            "aucune autre aide publique n’a été obtenue pour ce prototype.",
        ),
        worth="subvention, plafond 45 000 €, 40 % des dépenses",
        until="à déposer avant le 12 décembre 2026 à 12 h (J-16)",
        warning="Ne rien signer ni commander avant d’avoir déposé le dossier.",
        step="demander un rendez-vous au guichet, puis déposer en ligne.",
        contact="Guichet Exemple, jeu@aides.example, 01 99 00 00 01",
        url="https://aides.example/prototype-2026",
        source="Source : Portail Exemple, fiche lue le 24 novembre 2026.",
        peer="Un adhérent l’a obtenue en 2025 et veut bien en parler.",
        closes="2026-12-12T12:00:00+01:00",
        closes_time_given=True,
        replies=(
            reply("Cela m’intéresse", "K7QD-1", "Aide au prototype de jeu vidéo"),
            reply("Pas pour nous", "K7QD-1", "Aide au prototype de jeu vidéo"),
        ),
    ),
    WordedItem(
        call="diag-energie",
        kind="deadline",
        news="Date limite repoussée au 31 mars 2027",
        title="Diagnostic énergie des petites entreprises (exemple)",
        what="Un expert passe deux jours chez vous et chiffre trois économies.",
        why="vous louez vos locaux depuis plus de deux ans et êtes moins de 50.",
        confirm=(),
        worth="accompagnement, 80 % pris en charge",
        until="à déposer avant le 31 mars 2027 (J-125)",
        warning="",
        step="remplir le formulaire d’une page.",
        contact="",
        url="https://aides.example/diag?secteur=num&taille=pme",
        source="Source : Région Exemple, fiche lue le 20 novembre 2026.",
        peer="",
        closes="2027-03-31T23:59:59+02:00",
        replies=(
            reply("Cela m’intéresse", "K7QD-2", "Diagnostic énergie"),
            reply("Pas pour nous", "K7QD-2", "Diagnostic"),
        ),
    ),
    WordedItem(
        call="export-salons",
        kind="closing",
        news="Rappel",
        title="Salons à l’étranger : stand collectif (exemple)",
        what="Prend en charge une partie du stand et du voyage sur un salon hors de France.",
        why="vous exportez déjà 20 % de votre chiffre d’affaires.",
        confirm=("le salon figure sur la liste de la Région.",),
        worth="subvention, de 2 000 € à 10 000 €",
        until="à déposer avant le 15 janvier 2027 (J-50)",
        warning="",
        step="choisir le salon avec nous avant le 4 décembre 2026.",
        contact="Agence Exemple, 01 99 00 00 02",
        url=None,
        source="Source : Agence Exemple, fiche lue le 23 novembre 2026.",
        peer="",
        closes="2027-01-15T23:59:59+01:00",
        replies=(reply("Cela m’intéresse", "K7QD-3", "Salons"), reply("Pas pour nous", "K7QD-3", "Salons")),
    ),
)

RICH = held(
    WordedLetter(
        language="fr",
        kind="weekly",
        week="2026-W48",
        company="studio-brumequille",
        code="K7QD",
        at="2026-11-23T07:00:00+01:00",
        subject="3 aides pour Studio Brumequille, une à déposer avant le 12 décembre",
        name="Studio Brumequille (fictif)",
        greeting="Bonjour,",
        opening=(
            "Je passe mardi au village des studios : l’occasion de parler du prototype. Camille",
            "Trois aides à regarder cette semaine, quatre autres en une ligne.",
        ),
        items=ITEMS,
        lines_heading="Aussi pour vous",
        lines=(
            line("emploi-alternance", "Prime à l’alternance (exemple)", "Nouveau", "toute l’année", None),
            line(
                "cyber-parcours",
                "Parcours cybersécurité (exemple)",
                "Rouverte",
                "avant le 28 février 2027",
                "2027-02-28T23:59:59+01:00",
            ),
            line(
                "pret-numerique",
                "Prêt numérique sans garantie (exemple)",
                "Nouveau",
                "jusqu’à épuisement de l’enveloppe",
                None,
            ),
            line(
                "concours-indie",
                "Concours des studios indépendants (exemple)",
                "Nouveau",
                "avant le 5 décembre 2026 (J-12)",
                "2026-12-05T23:59:59+01:00",
            ),
        ),
        rest="Et 6 autres aides dont nous vous parlerons la semaine prochaine.",
        lost_heading="Ce n’est plus possible",
        lost=(
            WordedLost(
                "bonus-2026", "Bonus recrutement 2026 (exemple)", "l’enveloppe est épuisée depuis le 18 novembre 2026."
            ),
        ),
        questions_heading="Deux réponses qui nous aideraient",
        questions=(
            WordedQuestion(
                "ownership",
                "Une autre société détient-elle plus de 25 % de votre capital ?",
                "Règle 14 aides d’un coup.",
            ),
            WordedQuestion(
                "de_minimis", "Quelles aides publiques avez-vous reçues depuis trois ans ?", "Règle 9 aides."
            ),
        ),
        replies=(
            reply("Ma réponse à vos questions", "K7QD-Q", "capital et aides reçues"),
            reply("Appelez-moi", "K7QD-A", "je suis joignable"),
        ),
        reply_to="camille@grappe.example",
        troubles=("Portail d’essai n’a pu être lu ; ce qui en est dit date du 16 novembre 2026",),
        signature=SIGNATURE,
        foot=FOOT,
        sender="Grappe Exemple (fictive)",
        stop=STOP,
        labels=LABELS,
    )
)

NOTHING = held(
    RICH._replace(
        subject="Rien de nouveau cette semaine pour Studio Brumequille",
        opening=(
            "Rien de nouveau pour vous cette semaine. Prochaine date limite que vous suivez : le 12 décembre 2026.",
        ),
        items=(),
        lines_heading="",
        lines=(),
        rest="",
        lost_heading="",
        lost=(),
        questions_heading="",
        questions=(),
        replies=(),
        troubles=(),
    )
)

LETTERS = {"rich": RICH, "nothing": NOTHING}
