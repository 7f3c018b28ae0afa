"""Lists of devices, pasted or brought as a file: understood before anything is added."""

from equipment.actions.devices import MAX_AT_ONCE
from equipment.models import Device
from equipment.rules.codes import clean_code
from equipment.rules.device_rows import HEADERS, Fault, Reading, known_headers, read_rows, with_titles
from inclusion.core.errors import DomainError
from inclusion.core.imports.spreadsheets import Bounds, read_table

BOUNDS = Bounds(megabytes=2, rows=MAX_AT_ONCE)


def read_pasted(pasted: str) -> Reading:
    """What a pasted list would add. Raises DomainError (at "rows") for what is no list."""
    try:
        text, titled = with_titles(pasted)
        return _with_known_serials(read_rows(_table(text.encode()), titled=titled))
    except DomainError as refused:
        raise refused.at("rows") from None


def as_pasted(data: bytes) -> str:
    """The list of a file as it would be pasted, with tabs, so that it can be corrected on the page.

    Raises DomainError (at "file").
    """
    return "\n".join(
        "\t".join("" if one is None else _flat(one) for one in cells) for _, cells in _table(data)
    )


def _flat(cell: object) -> str:
    return " ".join(str(cell).split())


def _table(data: bytes) -> list[tuple[int, list[object]]]:
    return read_table(data, bounds=BOUNDS, known_headers=known_headers)


def _with_known_serials(reading: Reading) -> Reading:
    """Add a warning for each serial number that a device of the network has already."""
    serials = {clean_code(row["serial"]): row["serial"] for row in reading.rows if row["serial"]}
    known = dict(Device.objects.filter(serial__in=list(serials)).values_list("serial", "number"))
    for line, row in zip(reading.lines, reading.rows, strict=True):
        if number := known.get(clean_code(row["serial"])):
            reading.warnings.append(
                Fault(line, HEADERS[3], row["serial"], f"L’appareil {number} porte déjà ce numéro de série.")
            )
    return reading
