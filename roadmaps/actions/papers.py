"""Documents attached to a roadmap: diagnostics, minutes, others."""

from datetime import datetime

from django.db import transaction

from inclusion.core import journal
from inclusion.core.documents import erase_content, store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line, shown_size
from inclusion.core.imports.uploads import MAX_PDF_BYTES, checked_pdf
from inclusion.core.models.networks import User
from roadmaps.actions.editing import take
from roadmaps.enums import Verb
from roadmaps.models import Action, Roadmap, RoadmapPaper
from roadmaps.rules.paper_files import PDF, TAKEN, kept_name, type_of

_LONGEST_NAME = 80


@transaction.atomic
def add_paper(
    roadmap: Roadmap,
    *,
    kind: str,
    title: str,
    data: bytes,
    filename: str,
    action: Action | None = None,
    by: User,
    at: datetime,
) -> RoadmapPaper:
    """Attach a file to a roadmap, or to one of its actions; what it is, its bytes say.

    Raises DomainError (at "file") for a file that is empty, too heavy, damaged or of a kind that is not taken.
    """
    media_type = _checked(data, filename=filename)
    roadmap = take(roadmap)
    if action is not None and action.axis.roadmap_id != roadmap.pk:
        raise DomainError("Cette action est celle d’une autre feuille de route.").at("action")
    paper = RoadmapPaper(
        network_id=roadmap.network_id,
        roadmap=roadmap,
        action=action,
        kind=kind,
        title=one_line(title),
        added_at=at,
    )
    paper.full_clean(exclude=["document"])
    paper.document = store(
        data,
        kind=DocumentKind.ROADMAP_PAPER,
        filename=kept_name(filename, media_type),
        media_type=media_type,
        by=by,
        at=at,
    )
    paper.save()
    journal.record(Verb.PAPER_ADDED, on=paper, by=by, at=at, roadmap=roadmap.pk)
    return paper


def _checked(data: bytes, *, filename: str) -> str:
    name = filename if len(filename) <= _LONGEST_NAME else f"…{filename[-_LONGEST_NAME:]}"
    if not data:
        raise DomainError(f"Le fichier «\u00a0{name}\u00a0» est vide.").at("file")
    if len(data) > MAX_PDF_BYTES:
        raise DomainError(
            f"Le fichier «\u00a0{name}\u00a0» pèse {shown_size(len(data))}\u00a0: le portail en accepte "
            f"{shown_size(MAX_PDF_BYTES)} au plus."
        ).at("file")
    found = type_of(data)
    if found is None:
        raise DomainError(
            f"Le fichier «\u00a0{name}\u00a0» n’est pas lisible ou n’est pas d’un type accepté, quel que soit son nom. "
            f"Apportez {TAKEN}."
        ).at("file")
    if found == PDF:
        checked_pdf(data, filename=filename)
    return found


@transaction.atomic
def remove_paper(paper: RoadmapPaper, *, by: User, at: datetime) -> None:
    """Take a document off a roadmap; its bytes are erased, the journal keeps that it was there."""
    roadmap = take(paper.roadmap)
    journal.record(Verb.PAPER_REMOVED, on=paper, by=by, at=at, roadmap=roadmap.pk)
    erase_content(paper.document, reason="Document retiré de la feuille de route.", by=by, at=at)
    paper.delete()
