"""The slip of a loan: one tagged page with all that leaves, read back."""

import os
import subprocess
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from equipment.bank.queries import the_bank
from equipment.catalogue.actions import picture_model
from equipment.desk.actions import hand_over_at_desk
from equipment.inventory.enums import SupplyKind
from equipment.loans.actions.handover import ItemCheck
from equipment.loans.actions.slips import PICTURE_SIDE, keep_slip, loan_slip_pdf_context, slip_pdf
from equipment.models import EquipmentModel, Loan
from equipment.stock.actions import add_supply
from inclusion.core.papers.codes import texts_of_picture
from tests.builders import AT
from tests.equipment.builders import make_bank, make_item, make_kit, make_loan, make_model, make_pupil, make_school
from tests.pages import plain
from tests.setup_data import setup_data

pytestmark = [pytest.mark.django_db, pytest.mark.papers]
#: Where the papers are put, to be looked at; nowhere by default.
PICTURES = os.environ.get("PICTURES")


@setup_data
def booked(scope) -> Loan:
    """A kit of five items for a pupil."""
    make_bank(
        address="Maison des collèges\n12 rue du Prêt\n85000 La Roche-sur-Yon",
        phone="02 51 00 00 00",
        opening_hours="9 h à 12 h, 14 h à 17 h",
    )
    pen = make_model("Stylo lecteur", value="249.90", check_list=["Chargeur", "Housse", "Notice"])
    helmet = make_model("Casque anti-bruit", value="35.00", check_list=["Coussinets"])
    items = [
        make_item(pen, inventory_number="STY-0001", serial="SN-778"),
        make_item(pen, inventory_number="STY-0002"),
        *(make_item(helmet, inventory_number=f"CAS-000{n}") for n in range(3)),
    ]
    school = make_school("Collège des Pins", address="3 allée des Pins")
    return make_loan(
        make_kit(*items, name="Mallette Lire au calme"), school=school, pupil=make_pupil(school, "HERON-12")
    )


def text_of(data: bytes, name: str) -> str:
    if PICTURES:
        (Path(PICTURES) / f"{name}.pdf").write_bytes(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.MarkInfo.Marked
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return plain(read.stdout.decode())


def test_a_draft_says_what_would_leave(booked):
    text = text_of(slip_pdf(booked), "slip-draft")
    assert "projet, le matériel n’est pas encore remis" in text
    assert "HERON-12" in text and "STY-0001" in text and "Mallette Lire au calme" in text
    assert "À rendre le vendredi 4 décembre 2026" in text
    assert "604,80 €" in text


def test_each_part_has_its_drawing_or_its_photograph_made_small(booked):
    photo = BytesIO()
    Image.new("RGB", (1200, 800), "red").save(photo, "PNG")
    pen = EquipmentModel.objects.get(name="Stylo lecteur")
    picture_model(pen, data=photo.getvalue(), filename="stylo.png", by=None, at=AT)
    parts = loan_slip_pdf_context(booked, the_bank())["parts"]
    shown = {one["name"]: one["picture"] for one in parts}
    assert shown["Casque anti-bruit"] == "static:drawings/reading-pen.svg"
    kind, _, data = shown[str(pen)].partition(";base64,")
    assert kind == "data:image/jpeg"
    assert Image.open(BytesIO(b64decode(data))).size == (PICTURE_SIDE, 160)


def test_what_left_is_on_the_slip_with_its_check_list_and_its_supplies(booked):
    supply = add_supply(name="Piles AAA", kind=SupplyKind.CONSUMABLE, stock=10, by=None, at=AT)
    rows = list(booked.loan_items.select_related("item__model"))
    looked_at = [
        ItemCheck(
            row.item_id,
            "worn",
            [{"label": one, "ok": one != "Notice"} for one in row.item.model.check_list],
            "Rayure au dos" if row.item.inventory_number == "STY-0001" else "",
        )
        for row in rows
    ]
    loan = hand_over_at_desk(booked, seen=looked_at, received_by="CPE", supplies={supply.pk: 4}, by=None, at=AT)
    document = keep_slip(loan, by=None, at=AT)
    text = text_of(document.data, "slip")
    for said in (
        "Remis à : CPE",
        "Notice : non vérifié",
        "Rayure au dos",
        "4 × Piles AAA",
        "Usagé",
        "L’établissement s’engage",
    ):
        assert said in text, said
    assert "projet" not in text
    assert document.filename == f"bon-de-pret-{loan.number}.pdf"


def test_the_code_on_the_slip_leads_to_the_loan(booked, tmp_path):
    (tmp_path / "slip.pdf").write_bytes(slip_pdf(booked))
    subprocess.run(["pdftoppm", "-r", "150", "-png", "slip.pdf", "page"], cwd=tmp_path, check=True)
    (page,) = tmp_path.glob("page*.png")
    (address,) = texts_of_picture(page.read_bytes())
    assert address.endswith(f"/materiel/p/{booked.number}/")
