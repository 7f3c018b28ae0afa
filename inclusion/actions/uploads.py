"""Papers that people bring as PDF files: looked at before anything of them is kept."""

from io import BytesIO

from inclusion.errors import DomainError
from inclusion.rules.french import shown_size

#: A signed agreement, scanned page by page, is far below it.
MAX_BYTES = 20 * 1024 * 1024
#: Readers look for the mark of a PDF at its beginning, where some programs put a few bytes of their own before it.
_MARK, _LOOKED_AT = b"%PDF-", 1024
_LONGEST_NAME = 80


def checked_pdf(data: bytes, *, filename: str, wanted: str = "le PDF signé") -> bytes:
    """Return the bytes of a PDF that everybody can open and that has pages, as they came.

    `wanted` is what the form asks for. Raises DomainError (at "file") for a file that is empty, above MAX_BYTES, no PDF
    whatever its name, locked by a password, damaged or without a page.
    """
    if not data:
        raise _refused(filename, f"est vide. Choisissez {wanted}")
    if len(data) > MAX_BYTES:
        raise _refused(
            filename,
            f"pèse {shown_size(len(data))}\u00a0: le portail en accepte {shown_size(MAX_BYTES)} au plus. "
            "Numérisez-le en noir et blanc, ou avec une définition plus basse",
        )
    if _MARK not in data[:_LOOKED_AT]:
        raise _refused(
            filename, "n’est pas un PDF, quel que soit son nom. Enregistrez ou numérisez-le en PDF"
        )
    if not _pages(data, filename=filename):
        raise _refused(filename, f"n’a aucune page. Choisissez {wanted}")
    return data


def _pages(data: bytes, *, filename: str) -> int:
    """How many pages a PDF has."""
    import pikepdf

    try:
        # BytesIO shares the bytes that it is given as long as nobody writes to it.
        with pikepdf.open(BytesIO(data)) as pdf:
            return len(pdf.pages)
    except pikepdf.PasswordError:
        raise _refused(
            filename, "demande un mot de passe. Enregistrez-le sans protection avant de l’apporter"
        ) from None
    except (pikepdf.PdfError, RuntimeError, ValueError):
        raise _refused(
            filename, "est abîmé et ne s’ouvre pas. Enregistrez ou numérisez-le à nouveau"
        ) from None


def _refused(filename: str, why: str) -> DomainError:
    name = filename if len(filename) <= _LONGEST_NAME else f"…{filename[-_LONGEST_NAME:]}"
    return DomainError(f"Le fichier «\u00a0{name}\u00a0» {why}.").at("file")
