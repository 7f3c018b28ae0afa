"""Documents attached to a roadmap and taken off it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.models.documents import Document, DocumentErasure
from inclusion.core.models.history import JournalEntry
from roadmaps.files.actions import add_paper, remove_paper
from roadmaps.models import RoadmapPaper
from roadmaps.plans.actions.roadmaps import close_roadmap
from tests.builders import AT
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_roadmap
from tests.roadmaps.workshop_builders import PNG, make_paper
from tests.setup_data import setup_data


@setup_data
def roadmap(network):
    return make_roadmap("Feuille")


def add(roadmap, by, **fields):
    values = {"kind": "other", "title": "Plan", "data": PNG, "filename": "plan.png", **fields}
    return add_paper(roadmap, by=by, at=AT, **values)


def test_a_document_is_kept_as_what_it_is(roadmap, camille):
    action = make_action(make_axis(roadmap))
    paper = add(roadmap, camille, kind="diagnostic", title=" Plan  2026 ", filename="plan.exe", action=action)
    assert (paper.title, paper.kind, paper.action) == ("Plan 2026", "diagnostic", action)
    assert (paper.document.filename, paper.document.media_type) == ("plan.png", "image/png")
    assert paper.document.kind == DocumentKind.ROADMAP_PAPER
    assert JournalEntry.objects.filter(verb="roadmap_paper.added", target_id=paper.pk).exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Le fichier «\u00a0plan.png\u00a0» est vide."),
        (b"MZ\x90", "n’est pas lisible ou n’est pas d’un type accepté, quel que soit son nom. Choisissez un PDF"),
        (b"%PDF-1.7 rien", "est abîmé et ne s’ouvre pas"),
        (b"\x00" * (MAX_PDF_BYTES + 1), "pèse 20,1\u00a0Mo\u00a0: le portail en accepte 20\u00a0Mo au plus."),
    ],
)
def test_a_file_that_cannot_be_kept_leaves_nothing(roadmap, camille, data, sentence):
    with pytest.raises(DomainError) as refused:
        add(roadmap, camille, data=data)
    assert sentence in str(refused.value)
    assert refused.value.field == "file"
    assert not Document.objects.filter(kind=DocumentKind.ROADMAP_PAPER).exists()


def test_a_document_without_title_leaves_nothing(roadmap, camille):
    with pytest.raises(ValidationError):
        add(roadmap, camille, title=" ")
    assert not Document.objects.filter(kind=DocumentKind.ROADMAP_PAPER).exists()


def test_an_action_of_another_roadmap_is_refused(roadmap, camille):
    other = make_action(make_axis(make_roadmap("Autre")))
    with pytest.raises(DomainError, match="autre feuille de route"):
        add(roadmap, camille, action=other)


def test_a_roadmap_that_is_over_takes_no_document(roadmap, camille):
    make_action(make_axis(roadmap))
    make_adopted(roadmap, on=date(2024, 3, 1))
    close_roadmap(roadmap, by=camille, at=AT)
    with pytest.raises(DomainError, match="terminée"):
        add(roadmap, camille)


def test_a_document_that_is_removed_is_erased_and_the_journal_knows(roadmap, camille):
    paper = make_paper(roadmap, title="Enquête")
    document = paper.document
    remove_paper(paper, by=camille, at=AT)
    assert not RoadmapPaper.objects.exists()
    assert DocumentErasure.objects.get().document == document
    assert JournalEntry.objects.get(verb="roadmap_paper.removed").target_label == "Enquête"
