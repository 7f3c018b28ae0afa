"""The type of an attached file, by its bytes and never by its name."""

import io
import zipfile

PDF = "application/pdf"
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PNG, JPEG = "image/png", "image/jpeg"

#: The ending that a file of each type is kept under.
ENDINGS = {PDF: "pdf", ODT: "odt", DOCX: "docx", XLSX: "xlsx", PNG: "png", JPEG: "jpg"}
#: What is said of the files that are taken.
TAKEN = "un PDF, un texte ODT ou Word (.docx), un classeur Excel (.xlsx), ou une image PNG ou JPEG"

#: Pixels of a side: a small file can unfold into a huge picture.
MAX_SIDE = 12_000
#: Some programs put a few bytes of their own before the mark of a PDF.
_LOOKED_AT = 1024
#: The first bytes of the mark that an ODT holds of itself.
_LONGEST_MIMETYPE = 200
_PICTURES = {"PNG": PNG, "JPEG": JPEG}


def type_of(data: bytes) -> str | None:
    """Return the media type of a file among those that are taken; None for any other, and for a damaged one.

    Of a PDF only the mark is looked at: whether it opens is for a reader of PDF to say.
    """
    if b"%PDF-" in data[:_LOOKED_AT]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = set(archive.namelist())
                if "mimetype" in names and archive.getinfo("mimetype").file_size < _LONGEST_MIMETYPE:
                    return ODT if archive.read("mimetype").decode("ascii", "replace").strip() == ODT else None
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
            return None
        if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
            return None  # a macro runs on the machine of whoever opens it
        if "word/document.xml" in names:
            return DOCX
        return XLSX if "xl/workbook.xml" in names else None
    from PIL import Image, UnidentifiedImageError

    try:
        # Only these two decoders are tried, whatever the file says it is; the size is known before it unfolds.
        with Image.open(io.BytesIO(data), formats=list(_PICTURES)) as picture:
            if max(picture.size) > MAX_SIDE:
                return None
            picture.load()
            return _PICTURES[picture.format or ""]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def kept_name(filename: str, media_type: str) -> str:
    """The name that a file is kept under: its own, without folders, with the ending of what it is."""
    plain = filename.replace("\\", "/").rsplit("/", 1)[-1].strip()
    stem, dot, ending = plain.rpartition(".")
    own = ENDINGS[media_type]
    known = {own, "jpeg"} if media_type == JPEG else {own}
    if dot and ending.lower() in known:
        return f"{(stem or 'document')[:100]}.{ending.lower()}"
    return f"{(stem if dot and stem else plain)[:100] or 'document'}.{own}"
