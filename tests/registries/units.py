"""Records in the shape of the register, their values invented."""

from __future__ import annotations

import json
from typing import Any

SIREN, SIRET = "999001233", "99900123300017"


def unit(**fields: Any) -> dict[str, Any]:
    """A company of the register."""
    siren = str(fields.get("siren", SIREN))
    return {
        "siren": siren,
        "nom_complet": "STUDIO EXEMPLE FICTIF (STEX)",
        "nom_raison_sociale": "STUDIO EXEMPLE FICTIF",
        "sigle": "STEX",
        "nombre_etablissements": 2,
        "nombre_etablissements_ouverts": 1,
        "siege": {
            "siret": SIRET if siren == SIREN else None,
            "activite_principale": "70.10Z",
            "commune": "66136",
            "departement": "66",
            "region": "76",
            "latitude": "42.69",
            "etat_administratif": "A",
            "code_pays_etranger": None,
            "tranche_effectif_salarie": "11",
        },
        "activite_principale": "58.21Z",
        "activite_principale_naf25": "58.21Y",
        "section_activite_principale": "J",
        "categorie_entreprise": "PME",
        "annee_categorie_entreprise": "2023",
        "date_creation": "2019-04-30",
        "date_fermeture": None,
        "etat_administratif": "A",
        "nature_juridique": "5710",
        "tranche_effectif_salarie": "11",
        "annee_tranche_effectif_salarie": "2024",
        "statut_diffusion": "O",
        "finances": {"2024": {"ca": 812345, "resultat_net": 4321}},
        "complements": {"a_aide_minimis": False, "est_association": False},
        **fields,
    }


def answer(*units: dict[str, Any]) -> bytes:
    """What the service sends."""
    return json.dumps({"results": units, "total_results": len(units), "page": 1, "per_page": 1}).encode()
