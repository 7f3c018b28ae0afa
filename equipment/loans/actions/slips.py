"""The slip that goes with a loan: stored once when the items leave, a draft before."""

import base64
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from equipment.bank.models import Bank
from equipment.bank.queries import the_bank
from equipment.enums import LoanState, Verb
from equipment.inventory.models import EquipmentModel
from equipment.loans.models.loans import Loan, LoanItem
from inclusion.core import journal
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.french.periods import long_date
from inclusion.core.imports.uploads import read_photo
from inclusion.core.mail import emails
from inclusion.core.models.documents import Document
from inclusion.core.papers.codes import code_picture
from inclusion.core.papers.pdf import letterhead, render_pdf

#: What the borrower undertakes to do, in sentences.
COMMITMENTS = (
    "Le matériel sert à l’élève pour qui il est demandé, sous la responsabilité de l’établissement.",
    "Toute panne, perte ou casse est signalée à la banque sans attendre\u00a0: rien n’est réparé sans elle.",
    "Tout revient ensemble, propre et chargé, au plus tard le {due}. Une prolongation se demande avant ce jour.",
    "Aucun nom ni document de l’élève ne reste sur le matériel rendu.",
)

#: Pixels of the longer side of a photograph on the slip.
PICTURE_SIDE = 240


@transaction.atomic
def keep_slip(loan: Loan, *, by: Any, at: datetime) -> Document:
    """Make and store the slip of a loan whose items have left; returns the one that is there already."""
    row = Loan.objects.select_for_update(of=("self",), no_key=True).get(pk=loan.pk)
    if row.slip is not None:
        return row.slip
    document = store(
        slip_pdf(row),
        kind=DocumentKind.LOAN_SLIP,
        filename=f"bon-de-pret-{row.number}.pdf",
        media_type="application/pdf",
        by=by,
        at=at,
    )
    row.slip = document
    row.save(update_fields=["slip"])
    journal.record(Verb.LOAN_PRINTED, on=row, by=by, at=at, sha256=document.sha256)
    return document


def slip_pdf(loan: Loan) -> bytes:
    """The PDF of a loan as it is now; one that has not left yet is marked as a draft."""
    loan = Loan.objects.select_related("network", "school", "model", "kit", "pupil").get(pk=loan.pk)
    bank = the_bank()
    context = {
        "letterhead": letterhead(loan.network),
        "title": f"Bon de prêt {loan.number}",
        "foot": f"{bank.name} · bon de prêt {loan.number}",
        "slip": loan_slip_pdf_context(loan, bank),
        "bank": bank,
        "loan": loan,
    }
    return render_pdf("pdf/loan_slip.html", context, identifier=f"loan-{loan.pk}".encode())


def loan_slip_pdf_context(loan: Loan, bank: Bank) -> dict[str, Any]:
    """What the template of the slip shows."""
    parts = list(
        loan.loan_items.select_related("item__model__picture").order_by("item__model__name", "item__inventory_number")
    )
    values = [row.item.model.value for row in parts]
    handed = loan.handed_over_at
    return {
        "is_draft": loan.state in (LoanState.OFFERED, LoanState.BOOKED),
        "lent": str(loan.lent),
        "start": long_date(timezone.localdate(handed) if handed else loan.start),
        "due": long_date(loan.due),
        "parts": [_part(row) for row in parts],
        "supplies": _given(loan),
        "value": sum((one for one in values if one is not None), Decimal(0)),
        "value_is_whole": all(one is not None for one in values),
        "commitments": [sentence.format(due=long_date(loan.due)) for sentence in COMMITMENTS],
        "address": [line for line in bank.address.splitlines() if line.strip()],
        "qr": code_picture(emails.absolute("loan_by_number", loan.network.slug, loan.number), border=0, xmldecl=False),
    }


def _part(row: LoanItem) -> dict[str, Any]:
    gone_through = row.handed_over_at is not None
    checks = row.checks_out if gone_through else [{"label": one, "ok": None} for one in row.item.model.check_list]
    return {
        "name": str(row.item.model),
        "picture": _picture(row.item.model),
        "number": row.item.inventory_number,
        "serial": row.item.serial,
        "condition": row.get_condition_out_display() if gone_through else row.item.get_condition_display(),
        "value": row.item.model.value,
        "checks": checks,
        "remark": row.remark_out,
    }


def _picture(model: EquipmentModel) -> str:
    """What is to be recognised on return: its photograph, made small, else its drawing."""
    if model.picture is None:
        return f"static:{model.drawn_as}"
    photo = read_photo(bytes(model.picture.data), filename=model.picture.filename, side=PICTURE_SIDE)
    return f"data:{model.picture.media_type};base64,{base64.b64encode(photo.data).decode()}"


def _given(loan: Loan) -> list[str]:
    totals: dict[str, int] = {}
    for move in loan.supply_moves.select_related("supply").order_by("pk"):
        if move.change < 0:
            totals[str(move.supply)] = totals.get(str(move.supply), 0) - move.change
    return [f"{count} × {name}" for name, count in totals.items()]


def draft_name(loan: Loan, today: date) -> str:
    """What the file of a draft is called."""
    return f"projet-bon-de-pret-{loan.number}-{today:%Y%m%d}.pdf"
