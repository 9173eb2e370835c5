"""What the index keeps comes back as it was, without being validated again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from pydantic import TypeAdapter

from aidmatch.catalogue.writing import to_json
from aidmatch.company import Company
from aidmatch.condition import Condition
from aidmatch.datafiles import read_file
from aidmatch.kept import restore, restorer
from aidmatch.targeting import Targeting
from tests.call_strategies import conditions
from tests.conftest import ROOT
from tests.strategies import companies

CONDITIONS: TypeAdapter[tuple[Condition, ...]] = TypeAdapter(tuple[Condition, ...])


@given(company=companies())
def test_a_company(company: Company) -> None:
    text = to_json(company)
    kept = restore(Company, json.loads(text))
    assert kept == Company.model_validate_json(text)
    assert to_json(kept) == text


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "companies").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_demo_company(path: Path) -> None:
    (company,) = read_file(path, Company, path.name)[0]
    assert restore(Company, json.loads(to_json(company))) == company


@given(held=conditions())
def test_conditions_of_every_kind(held: Any) -> None:
    text = CONDITIONS.dump_json((held,), exclude_defaults=True, by_alias=True)
    back = restorer(tuple[Condition, ...])
    assert back is not None
    assert back(json.loads(text)) == (held,)


def test_a_targeting() -> None:
    meant = Targeting(naf=("62", "J"), sectors=("Jeu vidéo",), inferred=True)
    assert restore(Targeting, json.loads(meant.model_dump_json(exclude_defaults=True))) == meant


def test_a_type_without_a_way_back_is_refused() -> None:
    with pytest.raises(TypeError):
        restorer(complex)
