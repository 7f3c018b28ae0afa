"""Typst template + data → tagged PDF, for what is printed by the thousand: the project's fonts alone, no network."""

import datetime
import json
import os
import pickle
import re
import subprocess
import sys
import tempfile
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fontpkg_atkinson_hyperlegible
import fontpkg_bricolage_grotesque
from anyascii import anyascii
from django.conf import settings

from inclusion.core.french.text import each_text

if TYPE_CHECKING:
    import typst

# A thread of Typst that takes up the work of another goes deeper than its usual two megabytes.
os.environ.setdefault("RUST_MIN_STACK", str(64 * 2**20))

#: Documents set as one: memory grows with each (3 MB for a letter of two pages).
MAX_DOCUMENTS = 200
#: A word longer than this may be parted, where a hyphen does not part it anyway.
LONGEST_WORD = 24

_TEMPLATES = Path(settings.BASE_DIR) / "templates" / "typst"
_FONTS = (fontpkg_atkinson_hyperlegible, fontpkg_bricolage_grotesque)
#: The fonts of languages in other letters, which `tools/cut-fonts` makes.
_OTHER_LETTERS = {
    language: Path(settings.BASE_DIR) / "static" / "fonts" / folder
    for language, folder in (("uk", "noto-cyrillic"), ("ar", "tajawal"))
}
_EPOCH = datetime.datetime.fromtimestamp(0, datetime.UTC)
#: What the fonts have no sign for, and another sign says as well.
_ALIKE = {"\u2010": "-", "\u2011": "-", "\u2212": "-", "\u202f": "\u00a0", "\u2028": " ", "\u2029": " "}
_MAY_PART = "\u200b"
_OVERLONG = re.compile(rf"[^\s-]{{{LONGEST_WORD + 1},}}")
_HALF = re.compile(rf".{{1,{LONGEST_WORD // 2}}}")
#: Typst keeps what it worked out for ten compilations; as many of nothing make it forget.
_GENERATIONS = 11
_NOTHING = {"main.typ": b""}

_one_at_a_time = threading.Lock()


def typeset(
    template: str,
    documents: Sequence[Mapping[str, Any]],
    *,
    files: Mapping[str, bytes] | None = None,
    tagged: bool = True,
) -> bytes:
    """Return the PDF of a template under `templates/typst/`: PDF/UA-1, or smaller without its tags.

    The template reads `documents.json` and `files`. The same data gives the same bytes. Raises ValueError for more
    than `MAX_DOCUMENTS` documents and `typst.TypstError` when the template cannot be set.
    """
    if not 0 < len(documents) <= MAX_DOCUMENTS:
        raise ValueError(f"between 1 and {MAX_DOCUMENTS} documents at a time, not {len(documents)}")
    with _one_at_a_time:
        made = _compiled(template, documents, files=files or {}, tagged=tagged)
        if len(documents) > 1:
            # Give back the memory that a long document took.
            for _ in range(_GENERATIONS):
                _compiler().compile(input=_NOTHING, format="pdf")
    return made


def _compiled(
    template: str, documents: Sequence[Mapping[str, Any]], *, files: Mapping[str, bytes], tagged: bool
) -> bytes:
    source = (_TEMPLATES / template).read_bytes()
    with tempfile.TemporaryDirectory(prefix="liant-typst-") as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        given = {"main.typ": source, "documents.json": json.dumps(each_text(legible, list(documents))).encode()}
        made = _compiler().compile(
            input=given,
            root=folder,
            format="pdf",
            pdf_standards="ua-1" if tagged else None,
            pdf_tags=tagged,
            timestamp=_EPOCH,
        )
    assert isinstance(made, bytes)  # one document, not one file per page
    return made


def typeset_apart(
    template: str, documents: Sequence[Mapping[str, Any]], *, files: Mapping[str, bytes], tagged: bool
) -> bytes:
    """Return the same bytes from a process of its own: several run at once, and each gives its memory back."""
    given = pickle.dumps((template, documents, files, tagged))
    command = [sys.executable, "-m", __name__]
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True, cwd=settings.BASE_DIR).stdout


@cache
def _compiler() -> "typst.Compiler":
    """The one compiler of this process; made late, as its threads do not outlive a fork."""
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(faces[0].parent) for faces in _faces()] + [str(one) for one in _OTHER_LETTERS.values()],
    )
    return typst.Compiler(input=_NOTHING, font_paths=fonts)


def _faces() -> list[list[Path]]:
    """The files of each font: regular, bold and so on."""
    return [sorted((Path(str(package.__file__)).parent / "files").glob("*.ttf")) for package in _FONTS]


@cache
def _signs(language: str) -> frozenset[str]:
    """Every sign that can be shown whatever its style: where the text font has none, another one is used."""
    fonts = [*_faces(), *([sorted(_OTHER_LETTERS[language].glob("*.ttf"))] if language in _OTHER_LETTERS else [])]
    return frozenset(chr(sign) for faces in fonts for sign in set.intersection(*map(_signs_of, faces)))


def _signs_of(path: Path) -> set[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def legible(text: str, language: str = "fr") -> str:
    """The text in signs that the fonts have: else in a letter's base, else in Latin letters, else a question mark."""
    text, known = unicodedata.normalize("NFC", text), _signs(language)
    return text if known.issuperset(text) else "".join(_sign(sign, known) for sign in text)


def missing_sign(text: str, language: str = "fr") -> str:
    """The first sign that would be printed as another one, or not at all; empty where all are as they were written."""
    known = _signs(language)
    written = (one for one in unicodedata.normalize("NFC", text) if one not in known and one not in _ALIKE)
    return next((one for one in written if unicodedata.category(one) not in {"Cc", "Cf", "Zs"}), "")


def _sign(sign: str, known: frozenset[str]) -> str:
    if sign in known:
        return sign
    if sign in _ALIKE:
        return _ALIKE[sign]
    kind = unicodedata.category(sign)
    if sign == _MAY_PART:
        return sign
    if kind in {"Cf", "Mn", "Me"}:  # joins, marks of direction, accents left over
        return ""
    if kind[0] in "CZ":
        return " "
    base = "".join(one for one in unicodedata.normalize("NFKD", sign) if one in known)
    if all(unicodedata.category(one)[0] == "M" for one in base):  # none, or its accent alone
        return (anyascii(sign) if kind[0] == "L" else "") or "?"
    return base


def foldable(text: str) -> str:
    """The text with places where its overlong words may part, so that they do not run out of their column."""
    return _OVERLONG.sub(lambda found: _MAY_PART.join(_HALF.findall(found[0])), text)


if __name__ == "__main__":
    _template, _documents, _given, _tagged = pickle.load(sys.stdin.buffer)  # from `typeset_apart`
    sys.stdout.buffer.write(_compiled(_template, _documents, files=_given, tagged=_tagged))
