"""Files for others: a questionnaire as an XLSForm workbook, and the method with its guide as one archive."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.text import slugify

from evaluation.enums import Purpose
from evaluation.exchange.rules.writing import columns_of, sheets_of
from evaluation.questionnaires.library import LIBRARY
from evaluation.questionnaires.models import Questionnaire
from evaluation.questionnaires.rules import Form
from evaluation.surveys.answers.rules import form_pdf_context
from inclusion.core.models.networks import Network
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.core.web.exports import to_book


def workbook_of(form: Form, *, form_id: str, version: str) -> bytes:
    """The three sheets of a form; no cell runs as a formula."""
    sheets = sheets_of(form, form_id=form_id, version=version)
    return to_book(
        (name, [columns, *([row.get(one, "") for one in columns] for row in sheets[name])])
        for name, columns in columns_of(sheets).items()
    )


# -- Archive of the method: questionnaires and a guide, for another network or a school

#: A pack is made anew after so many seconds, and as soon as a questionnaire in it changes.
KEPT = 3600
#: What every entry of the archive says of its age: the same questionnaires are the same file.
_UNDATED = (1980, 1, 1, 0, 0, 0)
#: Questionnaires that a person answers twice, and marks with the own code.
_PAIRED = frozenset({Purpose.PERSON_BEFORE, Purpose.PERSON_AFTER})


@dataclass(frozen=True)
class Shared:
    """A questionnaire that everybody may take."""

    title: str
    description: str
    purpose: Purpose
    version: str
    form: Form
    #: The network's own, not of the portal's library.
    is_own: bool = False

    @property
    def count(self) -> int:
        """How many questions it asks."""
        return sum(1 for _ in self.form.items())


def file_name(title: str) -> str:
    """A title as the name of a file, and as XLSForm's own name of a form."""
    return slugify(title)[:60].strip("-") or "questionnaire"


def shared_forms(network: Network) -> list[Shared]:
    """What the network shares, in the newest version, then what comes with the portal."""
    own = []
    for one in Questionnaire.objects.in_use().filter(network=network, is_shared=True):
        if version := one.latest:
            purpose = Purpose(one.purpose)
            own.append(Shared(one.title, one.description, purpose, str(version.number), version.form, is_own=True))
    library = [
        Shared(model.form.title, model.description, model.purpose, "1", model.form) for model in LIBRARY.values()
    ]
    return own + library


def pack_of(network: Network) -> bytes:
    """The archive: for each questionnaire its XLSForm and its paper, and the guide."""
    shared = shared_forms(network)
    name = f"method_pack:{network.pk}:{_mark(network, shared)}"
    kept = cache.get(name)
    if kept is None:
        kept = _made(network, shared)
        cache.set(name, kept, timeout=KEPT)
    return bytes(kept)


def _mark(network: Network, shared: Sequence[Shared]) -> str:
    """What changes whenever the pack does."""
    head = [network.name, network.brand, network.phone, network.email, network.host_name, network.host_service]
    said = [[one.title, one.description, one.version, one.form.document()] for one in shared]
    said += [network.host_address, head, len(network.logo or b"")]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _made(network: Network, shared: Sequence[Shared]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _files(network, shared):
            archive.writestr(zipfile.ZipInfo(name, _UNDATED), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _files(network: Network, shared: Sequence[Shared]) -> Iterator[tuple[str, bytes]]:
    yield "guide.pdf", guide_pdf(network, shared)
    taken: set[str] = set()
    for one in shared:
        folder = "questionnaires-du-reseau" if one.is_own else "bibliotheque"
        base, name, again = f"{folder}/{file_name(one.title)}", "", 1
        while not name or name in taken:
            name, again = (base if again == 1 else f"{base}-{again}"), again + 1
        taken.add(name)
        form_id = name.rpartition("/")[2].replace("-", "_")
        yield f"{name}.xlsx", workbook_of(one.form, form_id=form_id, version=one.version)
        context = {
            "letterhead": letterhead(network),
            "phone": network.phone,
            **form_pdf_context(one.form, foot=one.title, asks_code=one.purpose in _PAIRED),
        }
        yield f"{name}.pdf", render_pdf("pdf/survey_paper.html", context)


def guide_pdf(network: Network, shared: Sequence[Shared]) -> bytes:
    """How to ask, when, what is promised, how to read what comes of it, and where it ends."""
    context: dict[str, Any] = {
        "letterhead": letterhead(network),
        "title": "Évaluer ensemble\u00a0: le guide",
        "foot": f"Évaluer ensemble, {network.name}",
        "shared": shared,
        "sources": list(dict.fromkeys(item.source for one in shared for item in one.form.items() if item.source)),
    }
    return render_pdf("pdf/survey_guide.html", context)
