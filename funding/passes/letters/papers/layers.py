"""Two layers of a letter for the printer: a form that many letters share, and over it what is one letter's own.

Page 1 and the sheet of passes say the same in thousands of letters but for names, codes and numbers. A form is such a
page with an empty box for each of those; it is set once. The own layer of a letter has nothing but what goes into the
boxes, so that it takes a tenth of the time.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any

from funding.passes.enums import LetterKind
from inclusion.core.papers.typesetting import legible

if TYPE_CHECKING:
    import pikepdf

#: Letters that must share a form before it is set; else the letter is set whole.
SHARED = 2
#: Signs of a name that fit on the line of the greeting, whatever they are and whatever its size.
MAX_NAME = 30
#: Forms set as one document.
FORMS_AT_ONCE = 40

#: What is printed in the own layer alone.
_OWN: dict[str, Any] = {"number": 0, "address": [], "name": "", "written_on": ""}
#: What only page 1 says.
_FIRST: dict[str, Any] = {
    "title": "",
    "prescriber": "",
    "keep_until": "",
    "session": "",
    "signatory": [],
    "opening": [],
    "closing": [],
    "payers": {"european": False, "logos": [], "names": ""},
}

#: A box of a form: what goes into it, the rank of its pass, its left and top edge and its height in points.
type Box = tuple[str, int, float, float, float]


@dataclass(frozen=True)
class FormPage:
    """A page of a form: where it is, and its boxes."""

    file: Path
    index: int
    boxes: tuple[Box, ...]


class Forms:
    """The forms of a batch, in files of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pages: dict[str, list[FormPage]] = {}
        self._files = 0

    def layered(
        self, contents: dict[int, dict[str, Any]], *, many: Callable[[list[list[dict[str, Any]]]], list[bytes]]
    ) -> dict[int, tuple[dict[str, Any], list[FormPage]]]:
        """Of these letters those that share their forms with others, each with its own layer and its pages.

        `many` sets several documents at the same time.
        """
        keyed = {pk: _forms_of(content) for pk, content in contents.items()}
        wanted = Counter(key for forms in keyed.values() for key in forms)
        good = {
            pk: forms
            for pk, forms in keyed.items()
            if forms and all(key in self._pages or wanted[key] >= SHARED for key in forms)
        }
        new = {key: form for forms in good.values() for key, form in forms.items() if key not in self._pages}
        documents = [list(some) for some in batched(new.items(), FORMS_AT_ONCE)]
        made = many([[form for _, form in some] for some in documents])
        for some, data in zip(documents, made, strict=True):
            self._pages |= zip((key for key, _ in some), self._read(data), strict=True)
        return {pk: self._own_layer(contents[pk], forms) for pk, forms in good.items()}

    def _own_layer(
        self, content: dict[str, Any], forms: dict[str, dict[str, Any]]
    ) -> tuple[dict[str, Any], list[FormPage]]:
        pages = [page for key in forms for page in self._pages[key]]
        return content | _FIRST | {
            "layer": "own",
            "places": [],
            "title": content["title"],
            "boxes": [page.boxes for page in pages],
        }, pages

    def _read(self, data: bytes) -> Iterator[list[FormPage]]:
        """The pages of each form of a document, in their order; a link stands where each begins, and in each box."""
        import pikepdf

        path = self.folder / f"forms-{self._files}.pdf"
        self._files += 1
        path.write_bytes(data)
        forms: list[list[FormPage]] = []
        with pikepdf.open(path) as pdf:
            for index, page in enumerate(pdf.pages):
                boxes = [_box_of(link, height=float(page.mediabox[3])) for link in page.get("/Annots", ())]
                if ("beginning", 0) in [box[:2] for box in boxes]:
                    forms.append([])
                own = tuple(box for box in boxes if box[0] != "beginning")
                forms[-1].append(FormPage(path, index, own))
        yield from forms


def _forms_of(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The forms of a letter, each under all that it says; none where it has a page in another language or a long name,
    for which a form may not suit.
    """
    if content["translation"] or len(legible(content["name"])) > MAX_NAME:
        return {}
    passes = [one | {"code": "", "serial": "", "scan": ""} for one in content["vouchers"]]
    blank = content | _OWN | {"vouchers": passes}
    if content["kind"] == LetterKind.REMINDER:
        forms = [blank | {"layer": "first"}]
    else:
        # Page 1 says whether there are places, the sheet which ones.
        first = blank | {"layer": "first", "places": [{} for _ in content["places"][:1]]}
        forms = [first, blank | _FIRST | {"layer": "sheet"}]
    return {json.dumps(form, sort_keys=True): form for form in forms}


def _box_of(link: "pikepdf.Object", *, height: float) -> Box:
    name, _, rank = str(link.A.URI).removeprefix("own:").partition(":")
    left, bottom, _right, top = (float(edge) for edge in link.Rect.as_list())
    return name, int(rank or 0), left, height - max(top, bottom), abs(top - bottom)


class Joined:
    """A file of pages of other files, each drawn over its form; a form stands in it once, whatever its pages.

    The tree of its pages is written at the end: to add one page after the other takes the square of their number.
    """

    def __init__(self, pdf: "pikepdf.Pdf", files: ExitStack) -> None:
        self.pdf, self.files = pdf, files
        self._pages: list[pikepdf.Object] = []
        self._sources: dict[Path, pikepdf.Pdf] = {}
        self._drawn: dict[tuple[Path, int], tuple[str, Any, Any]] = {}

    def add(self, source: "pikepdf.Page", form: FormPage | None) -> None:
        """Add what a page shows and, drawn before it, its form."""
        import pikepdf

        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            Parent=self.pdf.Root.Pages,
            MediaBox=list(source.mediabox),
            Resources=self._copied(source.resources),
            Contents=self._copied(source.obj.get("/Contents", pikepdf.Array())),
        )
        if form is not None:
            name, form_object, draws = self._form(form)
            if "/XObject" not in page.Resources:
                page.Resources.XObject = {}
            page.Resources.XObject[name] = form_object
            page.Contents = [draws, page.Contents]
        self._pages.append(self.pdf.make_indirect(page))

    def _copied(self, value: Any) -> Any:
        """A value of another file with all that it refers to, which is copied once."""
        import pikepdf

        if not isinstance(value, pikepdf.Object):
            return value
        if value.is_indirect:
            return self.pdf.copy_foreign(value)
        if isinstance(value, pikepdf.Dictionary):
            return pikepdf.Dictionary({name: self._copied(one) for name, one in value.items()})
        if isinstance(value, pikepdf.Array):
            return pikepdf.Array([self._copied(one) for one in value])
        return pikepdf.Object.parse(value.unparse())

    def close(self) -> None:
        """Write the tree of the pages, all below one node."""
        self.pdf.Root.Pages.Kids = self._pages
        self.pdf.Root.Pages.Count = len(self._pages)

    def _form(self, form: FormPage) -> tuple[str, Any, Any]:
        import pikepdf

        at = form.file, form.index
        if at not in self._drawn:
            if form.file not in self._sources:
                self._sources[form.file] = self.files.enter_context(pikepdf.open(form.file))
            name = f"/Form{len(self._drawn)}"
            drawn = self.pdf.copy_foreign(self._sources[form.file].pages[form.index].as_form_xobject())
            self._drawn[at] = name, drawn, self.pdf.make_stream(f"q {name} Do Q\n".encode())
        return self._drawn[at]
