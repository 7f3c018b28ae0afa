"""A word across every page of a PDF that is shown; the stored one stays as it is."""

import io
from math import atan2, cos, hypot, sin

#: Widths of the letters of Helvetica Bold, in thousandths of its size, as far as they differ from most.
_WIDTHS = {"I": 278, "L": 611, "É": 667, "E": 667, "N": 722, "U": 722, "A": 722}
_USUAL = 700
#: How much of the diagonal of a page the word takes.
_SHARE = 0.62
NAME = "/LiantStamp"


def stamped(data: bytes, word: str) -> bytes:
    """Return the PDF with this word in large letters across every page; what is no PDF comes back as it is."""
    import pikepdf

    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PdfError:
        return data
    with pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name("/Helvetica-Bold"),
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )
        for page in pdf.pages:
            name = page.add_resource(font, pikepdf.Name.Font, pikepdf.Name(NAME), replace_existing=True)
            # What the page draws keeps its own state, whatever it leaves behind.
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(b"\nQ\n" + _drawn(word, name=str(name), box=[float(one) for one in page.mediabox]))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _drawn(word: str, *, name: str, box: list[float]) -> bytes:
    """What draws the word from the lower left to the upper right of a page, half transparent by its thin outline."""
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    angle, length = atan2(height, width), hypot(width, height) * _SHARE
    size = length * 1000 / sum(_WIDTHS.get(one, _USUAL) for one in word)
    begin = (
        left + width / 2 - length / 2 * cos(angle) + size / 3 * sin(angle),
        bottom + height / 2 - length / 2 * sin(angle) - size / 3 * cos(angle),
    )
    turned = (cos(angle), sin(angle), -sin(angle), cos(angle), *begin)
    matrix = " ".join(f"{one:.3f}" for one in turned)
    text = word.encode("cp1252").hex()
    # Marked as decoration: who listens to the page hears its text, and the page of the portal says what it is.
    return (
        f"/Artifact BMC q 0.75 0.1 0.1 RG 2 w BT 1 Tr {name} {size:.1f} Tf {matrix} Tm <{text}> Tj ET Q EMC\n"
    ).encode()
