"""The same template as an OpenDocument text → WordprocessingML (.docx, ISO/IEC 29500), for those who edit with Word.

What a document says and how it is set are read from its OpenDocument templates: there is one of each. The file is a
ZIP; nothing in it says when it was made.
"""

import io
import re
import zipfile
from typing import Any
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from django.template.loader import render_to_string

from inclusion.core.figures import without_marks
from inclusion.core.french.text import printable

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _STYLE, _TEXT, _TABLE, _FO = (
    _ODF % name for name in ("office", "style", "text", "table", "xsl-fo-compatible")
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: Twentieths of a point: of a centimetre, of the width of the text, of the page A4 and its margins.
_CM, _WIDTH = 567, 9865
_PAGE, _MARGINS = ("11906", "16838"), {"top": "907", "bottom": "1247", "left": "1021", "right": "1021"}
#: The line of a cell, by its style: its side, its width in eighths of a point, its colour.
_LINES = {"Head": ("bottom", "8", "CFC6B8"), "Cell": ("bottom", "4", "E4DDD2"), "Total": ("top", "8", "17202E")}
#: Columns by how much of the width they take.
_COLUMNS = {"Words": 5, "Number": 3}

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_TYPES = (
    f'<Types xmlns="{_PACKAGE}content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}styles+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_MAIN}footer+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)


def _relations(*targets: tuple[str, str]) -> str:
    rows = (f'<Relationship Id="r{n}" Type="{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(targets, 1))
    return f'<Relationships xmlns="{_PACKAGE}relationships">{"".join(rows)}</Relationships>'


def render_docx(template: str, context: dict[str, Any]) -> bytes:
    """Return the text of a template under `templates/odt/`; the context is that of `render_odt`.

    The same context gives the same bytes.
    """
    body, styles = (
        fromstring(printable(without_marks(render_to_string(one, context)))) for one in (template, "odt/styles.xml")
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            (
                "_rels/.rels",
                _relations(
                    (f"{_OF_OFFICE}officeDocument", "word/document.xml"),
                    (f"{_PACKAGE}relationships/metadata/core-properties", "docProps/core.xml"),
                ),
            ),
            (
                "word/_rels/document.xml.rels",
                _relations((f"{_OF_OFFICE}styles", "styles.xml"), (f"{_OF_OFFICE}footer", "footer1.xml")),
            ),
            ("word/document.xml", _document(body)),
            ("word/styles.xml", _styles(styles)),
            ("word/footer1.xml", _footer(printable(context["foot"]))),
            ("docProps/core.xml", _properties(context)),
        ):
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            archive.writestr(zipfile.ZipInfo(name), (head + text).encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _add(parent: Element, name: str, **values: str) -> Element:
    """A part of a document: its attributes are of the same vocabulary."""
    return SubElement(parent, _W + name, {_W + key: value for key, value in values.items()})


def _identity(style: str) -> str:
    """« Heading_20_1 » as Word names it: « Heading1 »."""
    return style.replace("_20_", "")


# -- What it says


def _document(content: Element) -> str:
    root = Element(_W + "document")
    body = _add(root, "body")
    written = content.find(f"{_OFFICE}body/{_OFFICE}text")
    for one in written if written is not None else ():
        if one.tag == _TABLE + "table":
            _table(body, one)
            # Two tables that follow each other would be one.
            _paragraph(body, "Standard", "")
        elif one.tag in (_TEXT + "p", _TEXT + "h"):
            _paragraph(body, one.get(_TEXT + "style-name", "Standard"), _words(one))
    page = _add(body, "sectPr")
    reference = _add(page, "footerReference", type="default")
    reference.set(_R + "id", "r2")
    _add(page, "pgSz", w=_PAGE[0], h=_PAGE[1])
    _add(page, "pgMar", **_MARGINS, header="567", footer="567", gutter="0")
    return tostring(root, encoding="unicode")


def _words(one: Element) -> str:
    """The words of a paragraph: white space between them is one space, those that do not break stay."""
    return re.sub(r"[ \t\r\n]+", " ", "".join(one.itertext())).strip(" ")


def _paragraph(parent: Element, style: str, words: str) -> Element:
    paragraph = _add(parent, "p")
    _add(_add(paragraph, "pPr"), "pStyle", val=_identity(style))
    if words:
        text = _add(_add(paragraph, "r"), "t")
        text.text = words
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return paragraph


def _table(body: Element, table: Element) -> None:
    made = _add(body, "tbl")
    properties = _add(made, "tblPr")
    _add(properties, "tblW", w=str(_WIDTH), type="dxa")
    _add(properties, "tblLayout", type="fixed")
    _add(_add(properties, "tblCellMar"), "left", w="68", type="dxa")
    # The widths of the columns, in twentieths of a point.
    parts = [
        _COLUMNS[one.get(_TABLE + "style-name", "Words")]
        for one in table.iterfind(_TABLE + "table-column")
        for _ in range(int(one.get(_TABLE + "number-columns-repeated", "1")))
    ]
    widths = [str(_WIDTH * part // sum(parts)) for part in parts]
    grid = _add(made, "tblGrid")
    for width in widths:
        _add(grid, "gridCol", w=width)
    heads = {id(row) for row in table.iterfind(f"{_TABLE}table-header-rows/{_TABLE}table-row")}
    for row in table.iter(_TABLE + "table-row"):
        line = _add(made, "tr")
        kind = _add(line, "trPr")
        _add(kind, "cantSplit")
        if id(row) in heads:
            _add(kind, "tblHeader")
        for cell, width in zip(row.iterfind(_TABLE + "table-cell"), widths, strict=True):
            _cell(line, cell, width)


def _cell(line: Element, cell: Element, width: str) -> None:
    made = _add(line, "tc")
    properties = _add(made, "tcPr")
    _add(properties, "tcW", w=width, type="dxa")
    side, size, color = _LINES[cell.get(_TABLE + "style-name", "Cell")]
    _add(_add(properties, "tcBorders"), side, val="single", sz=size, space="0", color=color)
    for one in cell.iterfind(_TEXT + "p"):
        _paragraph(made, one.get(_TEXT + "style-name", "Standard"), _words(one))


# -- How it is set


def _styles(styles: Element) -> str:
    """The paragraph styles of OpenDocument as Word says them."""
    root = Element(_W + "styles")
    default = styles.find(f".//{_STYLE}default-style")
    run = _add(_add(_add(root, "docDefaults"), "rPrDefault"), "rPr")
    _add(run, "rFonts", ascii="Arial", hAnsi="Arial", cs="Arial")
    if default is not None:
        _letters(run, default)
    _add(run, "lang", val="fr-FR")
    for one in styles.iterfind(f"{_OFFICE}styles/{_STYLE}style"):
        if one.get(_STYLE + "family") == "paragraph":
            _style(root, one)
    return tostring(root, encoding="unicode")


def _style(root: Element, one: Element) -> None:
    name, above = one.get(_STYLE + "name", ""), one.get(_STYLE + "parent-style-name")
    made = _add(root, "style", type="paragraph", styleId=_identity(name))
    if not above:
        made.set(_W + "default", "1")
    _add(made, "name", val=one.get(_STYLE + "display-name", name).replace("Heading ", "heading "))
    if above:
        _add(made, "basedOn", val=_identity(above))
    paragraph = _add(made, "pPr")
    found = one.find(_STYLE + "paragraph-properties")
    # Breaks, the line above, space, side and level, in the order that Word asks for.
    said = found.attrib if found is not None else {}
    level = one.get(_STYLE + "default-outline-level")
    if said.get(_FO + "keep-with-next"):
        _add(paragraph, "keepNext")
    if said.get(_FO + "break-before"):
        _add(paragraph, "pageBreakBefore")
    if line := said.get(_FO + "border-top"):
        border = _add(paragraph, "pBdr")
        _add(border, "top", val="single", sz="16", space="6", color=line.split("#")[1])
    space = {
        side: str(round(float(said[_FO + margin].removesuffix("cm")) * _CM))
        for side, margin in (("before", "margin-top"), ("after", "margin-bottom"))
        if _FO + margin in said
    }
    if height := said.get(_FO + "line-height"):
        space |= {"line": str(240 * int(height.removesuffix("%")) // 100), "lineRule": "auto"}
    if space:
        _add(paragraph, "spacing", **space)
    if said.get(_FO + "text-align") == "end":
        _add(paragraph, "jc", val="right")
    if level:
        _add(paragraph, "outlineLvl", val=str(int(level) - 1))
    _letters(_add(made, "rPr"), one)


def _letters(run: Element, style: Element) -> None:
    found = style.find(_STYLE + "text-properties")
    said = found.attrib if found is not None else {}
    if said.get(_FO + "font-weight") == "bold":
        _add(run, "b")
    if color := said.get(_FO + "color"):
        _add(run, "color", val=color.removeprefix("#"))
    if size := said.get(_FO + "font-size"):
        _add(run, "sz", val=str(round(2 * float(size.removesuffix("pt")))))


def _footer(foot: str) -> str:
    """What is at the foot of each page, and its number at the right edge."""
    root = Element(_W + "ftr")
    paragraph = _add(root, "p")
    properties = _add(paragraph, "pPr")
    _add(properties, "pStyle", val="Footer")
    _add(_add(properties, "tabs"), "tab", val="right", pos=str(_WIDTH))
    for words, field in ((foot, ""), ("Page ", " PAGE "), (" sur ", " NUMPAGES ")):
        run = _add(paragraph, "r")
        if words == "Page ":
            _add(run, "tab")
        text = _add(run, "t")
        text.text = words
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        if field:
            number = _add(_add(paragraph, "fldSimple", instr=field), "r")
            _add(number, "t").text = "1"
    return tostring(root, encoding="unicode")


def _properties(context: dict[str, Any]) -> str:
    """Its title, author and language."""
    core, dc = f"{_PACKAGE}metadata/core-properties", "http://purl.org/dc/elements/1.1/"
    root = Element(f"{{{core}}}coreProperties")
    said = {"title": context["title"], "creator": context["letterhead"]["author"], "language": "fr-FR"}
    for name, words in said.items():
        SubElement(root, f"{{{dc}}}{name}").text = printable(str(words))
    return tostring(root, encoding="unicode")
