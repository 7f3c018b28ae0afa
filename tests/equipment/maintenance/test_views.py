"""Pages of maintenance: begun, loans in the way named, ended; its pictures; the costs by model."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from equipment.maintenance.actions import begin_maintenance, end_maintenance
from equipment.models import Maintenance, Occupation
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.equipment.builders import make_bank, make_item, make_loan, make_model
from tests.pages import address, words
from tests.setup_data import setup_data

#: The clock of the portal is stopped: a run may begin on one day and end on the next.
pytestmark = pytest.mark.usefixtures("clock")
TODAY = AT.date()


@setup_data
def bank(made):
    return made(make_bank, closed_in_holidays=False, opening_days=list(range(7)))


@setup_data
def repaired(made, bank):
    item = made(make_item, inventory_number="EXP-7")
    by = made(make_user)
    return made(begin_maintenance, item, reason="Écran fendu", start=TODAY, by=by, at=timezone.now())


def test_an_item_is_taken_out_and_put_back(manager, made, bank, network):
    item = made(make_item, place="Armoire A")
    url = address("maintenance_begin", item.pk)
    answer = manager.post(url, {"reason": "Écran fendu", "start": TODAY.isoformat(), "expected_end": ""})
    page = words(manager.get(answer.url))
    assert "Écran fendu" in page
    assert "En cours" in page
    with scoped_to(network):
        one = Maintenance.objects.get()
        assert Occupation.objects.get().busy.upper is None
    assert "rangez-le à « Armoire A »" in words(manager.get(address("maintenance_end", one.pk)))
    answer = manager.post(address("maintenance_end", one.pk), {"report": "Vitre changée", "cost": "45,50"})
    page = words(manager.get(answer.url))
    assert "Vitre changée. Coût : 45,50 €" in page
    assert "Cette maintenance est déjà terminée." in words(
        manager.get(address("maintenance_edit", one.pk), follow=True)
    )


def test_a_loan_in_the_way_is_named_with_the_way_to_it(manager, made, bank):
    item = made(make_item)
    day = TODAY + timedelta(days=3)
    loan = made(make_loan, item.model, start=day, end=day + timedelta(days=2), at=timezone.now())
    typed = {"reason": "Nettoyage", "start": TODAY.isoformat(), "expected_end": ""}
    page = words(manager.post(address("maintenance_begin", item.pk), typed))
    assert f"le prêt {loan} ({loan.school}" in page
    assert f'href="{address("loan_detail", loan.pk)}"' in page
    assert 'value="Nettoyage"' in page
    earlier = typed | {"expected_end": (day - timedelta(days=2)).isoformat()}
    assert manager.post(address("maintenance_begin", item.pk), earlier).status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": ""}, "Ce champ est obligatoire."),
        ({"start": "jamais"}, "Écrivez une date, par exemple 24/11/2026."),
        ({"expected_end": (TODAY - timedelta(days=2)).isoformat()}, "La fin prévue ne peut pas précéder le début."),
    ],
)
def test_what_cannot_be_is_said(manager, made, bank, typed, sentence):
    item = made(make_item)
    values = {"reason": "Écran", "start": TODAY.isoformat(), "expected_end": "", **typed}
    assert sentence in words(manager.post(address("maintenance_begin", item.pk), values))


def test_until_when_is_corrected(manager, repaired, network):
    end = TODAY + timedelta(days=5)
    manager.post(address("maintenance_edit", repaired.pk), {"reason": "Dalle", "expected_end": end.isoformat()})
    with scoped_to(network):
        assert Occupation.objects.get().busy.upper == end + timedelta(days=1)


def photo(size=(40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return out.getvalue()


def test_pictures_are_kept_and_what_is_none_is_said(manager, repaired):
    url = address("maintenance_photo_add", repaired.pk)
    for data, sentence in (
        (b"rien", "n’est pas une photo lisible"),
        (b"", "Ce fichier est vide."),
        (b"x" * (16 * 1024 * 1024), "le portail en accepte"),
    ):
        answer = manager.post(url, {"file": SimpleUploadedFile("a.jpg", data), "caption": "Avant"})
        assert sentence in words(answer)
        assert 'value="Avant"' in words(answer)
    manager.post(url, {"file": SimpleUploadedFile("a.png", photo()), "caption": "Avant"})
    page = words(manager.get(address("maintenance_detail", repaired.pk)))
    assert "Avant" in page
    assert "/materiel/photos/" in page
    assert "Photos de la maintenance" in words(manager.get(address("item_detail", repaired.item_id)))


def test_the_list_shows_the_late_ones_first_and_what_models_cost(manager, made, bank):
    by = made(make_user)
    pen, other = made(make_model, "Stylo"), made(make_model, "Casque")
    does = {"by": by, "at": timezone.now()}
    late = made(
        begin_maintenance,
        made(make_item, pen),
        reason="Tardif",
        start=TODAY - timedelta(days=9),
        expected_end=TODAY - timedelta(days=1),
        **does,
    )
    made(begin_maintenance, made(make_item, pen), reason="Ouvert", start=TODAY, **does)
    for cost in ("12.00", "30.50"):
        over = made(begin_maintenance, made(make_item, other), reason="Fini", start=TODAY, **does)
        made(end_maintenance, over, cost=Decimal(cost), **does)
    page = words(manager.get(address("maintenance_list")))
    assert "2 matériels en maintenance, 1 au-delà de la date prévue" in page
    assert page.index("Tardif") < page.index("Ouvert") < page.index("Fini")
    assert "42,50 €" in page
    assert "Tardif" in words(manager.get(f"{address('maintenance_list')}?state=late"))
    assert "Tardif" not in words(manager.get(f"{address('maintenance_list')}?state=over"))
    data = manager.get(f"{address('maintenance_list')}?export=csv").content.decode("utf-8-sig")
    assert f"{late.item};Fin prévue dépassée;Tardif" in data
