"""Files of people to whom passes are sent: their columns in French under any usual name, and what each cell says.

Only what a letter needs is read; every other column is passed over, and named.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

from inclusion.core.enums import Channel, Language
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import NIR_REFUSED, has_social_security_number
from inclusion.core.french.names import search_form
from inclusion.core.imports.cells import Cell, Unreadable, text
from inclusion.core.imports.columns import Column, Columns, Fault, Row
from inclusion.people.rules import UNREADABLE_ADDRESS, address_problem, is_readable_address, name_problem

_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"]+@[^@\s,;:<>()\[\]\"]+\.[^@\s,;:<>()\[\]\".]{2,}")
_YEAR = re.compile(r"(?:.*[^0-9])?((?:19|20)[0-9]{2})")
_FOUR_DIGITS = re.compile(r"[0-9]{4}")
#: Text that a spreadsheet would run: nobody is called so.
_FORMULA = ("=", "@", "＝", "＠")
_POSTAL = re.compile(r"[0-9]{5}")
_CHANNELS = {
    "courrier": Channel.POST,
    "par courrier": Channel.POST,
    "poste": Channel.POST,
    "la poste": Channel.POST,
    "courriel": Channel.EMAIL,
    "par courriel": Channel.EMAIL,
    "mail": Channel.EMAIL,
    "e mail": Channel.EMAIL,
    "email": Channel.EMAIL,
    "main propre": Channel.HAND,
    "en main propre": Channel.HAND,
    "imprimer": Channel.HAND,
    "sur place": Channel.HAND,
}


def words(most: int) -> Callable[[Cell], str]:
    """A reader of text of so many characters at most."""

    def read(cell: Cell) -> str:
        written = text(cell)
        if isinstance(cell, date):
            raise Unreadable("le tableur y a mis une date")
        if written.startswith(_FORMULA):
            raise Unreadable("c’est une formule, pas un mot")
        if len(written) > most:
            raise Unreadable(f"{most} caractères au plus")
        return written

    return read


def person_name(cell: Cell) -> str:
    """A name that an envelope can bear."""
    written = words(80)(cell)
    if problem_there := name_problem(written):
        raise Unreadable(problem_there)
    return written


def lines(cell: Cell) -> str:
    """An address, line by line as it is written."""
    written = cell if isinstance(cell, str) else text(cell)
    kept = [words(len(line))(line) for line in written.splitlines() if line.strip()]
    if too_long := address_problem(kept):
        raise Unreadable(too_long)
    if not is_readable_address(kept):
        raise Unreadable(UNREADABLE_ADDRESS)
    return "\n".join(kept)


def town(cell: Cell) -> str:
    """A town that an envelope can bear."""
    written = words(80)(cell)
    if not is_readable_address([written]):
        raise Unreadable(UNREADABLE_ADDRESS)
    return written


def birth_year(cell: Cell) -> int:
    """The year of birth; of a whole date, its year alone is kept."""
    if isinstance(cell, date):
        return cell.year
    if _FOUR_DIGITS.fullmatch(text(cell)):  # nobody born in 1850 is alive: `birth_year_problem` says so
        return int(text(cell))
    found = _YEAR.fullmatch(text(cell)) or re.fullmatch(r"((?:19|20)[0-9]{2})-[0-9]{2}-[0-9]{2}.*", text(cell))
    if not found:
        raise Unreadable("écrivez une année sur quatre chiffres")
    return int(found[1])


def postal_code(cell: Cell) -> str:
    """A postal code; the zero that spreadsheets take off its front is put back. Abroad it is written as it is."""
    written = "".join(text(cell).split())
    if re.fullmatch(r"[0-9]{4}", written):
        written = f"0{written}"
    return words(12)(written)


def email(cell: Cell) -> str:
    """An e-mail address."""
    written = words(254)(cell).removeprefix("mailto:")
    if not _EMAIL.fullmatch(written) or not written.isascii():
        raise Unreadable("ce n’est pas une adresse électronique")
    return written


def phone(cell: Cell) -> str:
    """A telephone number; the zero that spreadsheets take off its front is put back."""
    written = text(cell)
    if re.fullmatch(r"[1-9][0-9]{8}", written):
        written = f"0{written}"
    if not re.fullmatch(r"[0-9 .+()/-]{6,20}", written):
        raise Unreadable("ce n’est pas un numéro de téléphone")
    return written


def language(cell: Cell) -> str:
    """The language of the letter beside French, as the screens call it or by its two letters; "" for French."""
    written = search_form(text(cell))
    known = [one for one in Language if written in (one.value, search_form(one.label))]
    if not known:
        others = ", ".join(one.label.lower() for one in Language)
        raise Unreadable(f"laissez vide, ou écrivez {others}")
    return "" if known[0] == Language.FRENCH else known[0].value


def channel(cell: Cell) -> Channel:
    """How the pass goes out, as the screens say it or shorter."""
    known = _CHANNELS.get(re.sub(r"[^a-z]+", " ", search_form(text(cell))).strip())
    if known is None:
        raise Unreadable("écrivez courrier, courriel ou main propre")
    return known


COLUMNS = Columns(
    Column(
        "Nom",
        "last_name",
        person_name,
        ("nom de famille", "nom d usage", "patronyme"),
        is_required=True,
        must="elle est vide",
    ),
    Column("Prénom", "first_name", person_name, ("prenoms",), is_required=True, must="elle est vide"),
    Column(
        "Année de naissance",
        "birth_year",
        birth_year,
        ("naissance", "date de naissance", "annee naissance", "ne le", "nee le", "ne e le"),
    ),
    Column("Adresse", "address", lines, ("rue", "voie", "adresse postale", "adresse 1", "numero et rue")),
    Column("Complément d’adresse", "address_more", lines, ("complement", "adresse 2", "complement adresse")),
    Column("Code postal", "postal_code", postal_code, ("cp", "code postale")),
    Column("Ville", "town", town, ("commune", "localite")),
    Column("Pays", "country", words(60)),
    Column("Courriel", "email", email, ("e mail", "email", "mail", "adresse electronique", "adresse mail")),
    Column("Téléphone", "phone", phone, ("tel", "portable", "mobile", "numero de telephone")),
    Column("Opérateur", "operator", words(160), ("usager de", "organisme", "caisse")),
    Column("Langue", "language", language, ("langue de la lettre", "langue du courrier")),
    Column("Envoi", "channel", channel, ("canal", "mode d envoi", "comment lui ecrire")),
)


def match_headers(cells: Sequence[Cell]) -> list[Column | None]:
    """Return the column that each cell of the first row heads, in any order; one that is there twice is read once.

    Raises DomainError (at "file") where the names are missing.
    """
    matched = COLUMNS.match_once(cells)
    if missing := COLUMNS.missing(matched):
        named = " et ".join(f"«\u00a0{header}\u00a0»" for header in missing)
        raise DomainError(
            f"La première ligne de ce fichier doit porter les titres des colonnes. Il manque {named}. "
            f"Les titres connus sont\u00a0: {', '.join(COLUMNS.headers)}."
        ).at("file")
    return matched


def read_row(number: int, matched: Sequence[Column | None], cells: Sequence[Cell]) -> Row:
    """Read one row under the columns of its file; `number` is its own in a spreadsheet, the headers being row 1."""
    row = COLUMNS.read_row(number, matched, cells)
    # What cannot be read is said before what is missing.
    row.faults.sort(key=lambda fault: not fault.written)
    _refuse_social_security_numbers(row)
    more = row.values.pop("address_more", "")
    if more:
        row.values["address"] = "\n".join(filter(None, (row.values.get("address", ""), more)))
    code = row.values.get("postal_code", "")
    if code and not row.values.get("country") and not _POSTAL.fullmatch(code):
        row.refuse("postal_code", "cinq chiffres en France", written=code)
        del row.values["postal_code"]
    return row


def _refuse_social_security_numbers(row: Row) -> None:
    """Set aside what has the shape of one, in any column that is read; nothing of that cell is kept."""
    for name, cell in row.cells.items():
        if not isinstance(cell, date) and has_social_security_number(text(cell)):
            row.values.pop(name, None)
            header = row.columns[name].header
            others = [one for one in row.faults if one.column != header]
            row.faults[:] = [Fault(row.number, header, "", NIR_REFUSED), *others]


def problem(fault: Fault) -> str:
    """A sentence that is kept when the file is forgotten: it quotes nothing of it."""
    return f"Colonne «\u00a0{fault.column}\u00a0»\u00a0: {fault.reason.removesuffix('.')}."
