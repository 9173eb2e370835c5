"""Write the JSON Schemas of the data files, so that editors complete and check them.

Run it after a change to the models: `python tools/schemas.py`. A test fails when they are not current.
"""

from __future__ import annotations

import json
from pathlib import Path

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.contact import Contact
from aidmatch.overlay import Overlay

FOLDER = Path(__file__).resolve().parents[1] / "data" / "schemas"


def schemas() -> dict[str, str]:
    """Each schema file's name with its text. A file may hold one record, or a list of them."""
    texts = {}
    for name, model in (("call", Call), ("company", Company), ("overlay", Overlay), ("contact", Contact)):
        record = model.model_json_schema(by_alias=True)
        definitions = record.pop("$defs", {})
        definitions[model.__name__] = record
        reference = {"$ref": f"#/$defs/{model.__name__}"}
        whole = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"aidmatch {name}",
            "anyOf": [reference, {"type": "array", "items": reference}],
            "$defs": definitions,
        }
        texts[f"{name}.schema.json"] = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return texts


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")
