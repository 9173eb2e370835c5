"""The catalogue of sentences: English is its own id, French is looked up in the compiled file (`.mo`).

The library reads the whole file before its first answer, which a short command would pay for at every start. The
file is made to be searched instead: its ids are sorted (GNU gettext manual, "The Format of GNU MO Files").
"""

from bisect import bisect_left
from functools import cache
from gettext import NullTranslations
from os import environ
from pathlib import Path
from struct import unpack_from

DOMAIN = "aidmatch"
"""Name of the catalogue."""

FRAMEWORK = "framework"
"""Name of the one with what click and typer say, which they look up by themselves."""

LOCALES = Path(__file__).resolve().parents[1] / "locales"
"""The folder of the translated sentences."""


class Sentences(NullTranslations):
    """The sentences of one compiled file; what it does not hold is said as it stands."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file.read_bytes()
        self._count, self._ids, self._texts = unpack_from("<3I", self._file, 8)

    def gettext(self, message: str) -> str:
        """The sentence in this language."""
        return self._said(message, 0)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The sentence that suits a number: French has its plural from two on, English for all but one."""
        said = self._said(msgid1, int(n > 1))
        return msgid2 if said is msgid1 and n != 1 else said

    def _said(self, message: str, form: int) -> str:
        sought = message.encode()
        place = bisect_left(range(self._count), sought, key=self._id)
        if place == self._count or self._id(place) != sought:
            return message
        forms = self._read(self._texts, place).split(b"\0")
        return forms[min(form, len(forms) - 1)].decode() or message

    def _id(self, place: int) -> bytes:
        """An id; one that counts holds its plural after it."""
        return self._read(self._ids, place).partition(b"\0")[0]

    def _read(self, table: int, place: int) -> bytes:
        length, start = unpack_from("<2I", self._file, table + 8 * place)
        return self._file[start : start + length]


@cache
def sentences(language: str) -> NullTranslations:
    """The sentences of a language; English, and a language that has no catalogue, are said as they stand."""
    file = LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    return Sentences(file) if file.is_file() else NullTranslations()


def spoken(message: str) -> str:
    """A sentence of the commands themselves, in the language that was settled before any of them was built."""
    return sentences(environ.get("LANGUAGE", "")).gettext(message)
