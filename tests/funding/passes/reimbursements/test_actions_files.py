"""The paper of a claim: what it says, that it names no person, that the same claim gives the same bytes."""

import io
import re
import subprocess

import pikepdf
import pytest
from django.utils import timezone

from funding.models import Reimbursement
from funding.passes.reimbursements.actions.claims import correct, lines_of, validate
from funding.passes.reimbursements.actions.corrections import take_back
from funding.passes.reimbursements.actions.payments import pay
from funding.passes.reimbursements.papers import claim_pdf, claim_pdf_context
from tests.builders import AT, make_partner
from tests.funding.pass_builders import make_place, make_programme
from tests.funding.reimbursement_builders import claim, use_passes
from tests.setup_data import setup_data

pytestmark = pytest.mark.papers

SIRET = "21470001500018"


@setup_data
def programme(by):
    return make_programme(by=by)


@setup_data
def place(by):
    partner = make_partner("CC du Confluent", siret=SIRET, address="1 avenue de la Gare\n47190 Aiguillon")
    return make_place(by=by, partner=partner)


def words(document):
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=document.data, capture_output=True, check=True)
    text = found.stdout.decode()
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_it_says_who_asks_whom_how_much_and_where_to_pay(place, programme, by):
    uses = use_passes(2, place, programme, by=by)
    said = words(claim(place, programme, by=by).document)
    for part in (
        "CC du Confluent",
        f"SIRET {SIRET}",
        "1 avenue de la Gare",
        "Place du Marché",
        "Conseil départemental",
        "Demande de remboursement R-2026-0001",
        "20,00 €",
        "vingt euros",
        "FR76 3000 6000 0112 3456 7890 189",
        "R-2026-0001 11/2026 Pass numerique Cyber-base",
        "Je certifie que les séances ont eu lieu",
        uses[0].one_pass.serial,
        "Atelier smartphone",
        "Nature des services payés : Formation au numérique",
    ):
        assert part in said
    assert "Jeanne" not in said
    assert "Ce qui est déduit" not in said


def test_what_is_deducted_says_why(place, programme, by):
    use_passes(2, place, programme, by=by)
    first = validate(claim(place, programme, by=by), by=by, at=AT)
    pay(first, reference="M-1", on=timezone.localdate(AT), by=by, at=AT)
    take_back(first.lines.first().redemption, reason="Personne absente", by=by, at=AT)
    use_passes(2, place, programme, by=by)
    second = claim(place, programme, by=by)
    correct(second.lines.first(), reason="Séance annulée", by=by, at=AT)
    said = words(validate(second, by=by, at=AT).order)
    assert "Remboursement validé R-2026-0002" in said
    assert "Ce qui est déduit" in said
    assert "Personne absente" in said and "Séance annulée" in said
    assert "Rien n’est à payer" in said
    assert "zéro euro" in said
    assert "Le lieu a certifié le 24 novembre 2026" in said


def test_the_same_claim_gives_the_same_bytes_tagged_for_reading_aloud(place, programme, by):
    use_passes(1, place, programme, by=by)
    made = claim(place, programme, by=by)
    again = Reimbursement.objects.get(pk=made.pk)
    data = claim_pdf(again, lines_of(again), validated=False)
    assert data == made.document.data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]) == "Demande de remboursement R-2026-0001, Cyber-base"


def test_a_long_claim_goes_over_pages_with_its_head_again(place, by):
    programme = make_programme(by=by, booklet_size=30)
    for _ in range(2):
        use_passes(30, place, programme, by=by)
    made = claim(place, programme, by=by)
    with pikepdf.open(io.BytesIO(made.document.data)) as pdf:
        assert len(pdf.pages) >= 2
    assert len(re.findall(r"Pass n°", words(made.document))) >= 2
    assert len(claim_pdf_context(made, lines_of(made), validated=False)["uses"]) == 60
