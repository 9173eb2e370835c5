"""The least a typed command that prints a table can cost: what `aidmatch rank` is measured against."""

from typing import Annotated

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table


class Company(BaseModel):
    """What the index would hold."""

    id: str
    name: str
    headcount: int | None = None


def rank(company: Annotated[str, typer.Argument()]) -> None:
    """Print a table of fifteen rows."""
    member = Company.model_validate({"id": company, "name": company.title(), "headcount": 12})
    table = Table("Rank", "Call", title=member.name)
    for place in range(1, 16):
        table.add_row(str(place), f"Call {place}")
    Console().print(table)


typer.run(rank)
