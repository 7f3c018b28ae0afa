"""Pages of donations: recorded, its agreement made and signed, its documents; the figures and their values."""

import subprocess
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from equipment.models import Donation, ImpactReference, WorkLog
from equipment.refurbishing.actions import devices as actions
from equipment.refurbishing.actions.donations import keep_agreement, sign_agreement
from equipment.refurbishing.enums import DeviceState
from inclusion.core.models.documents import Document
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.equipment.aid_builders import make_device, make_donation
from tests.pages import address, plain, words

#: The clock of the portal is stopped: the day that a test reads is the one that the page reads.
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def client(client_of):
    return client_of("bank_manager")


def typed(**fields):
    return {"donor_name": "Entreprise Exemple", "received_on": str(timezone.localdate()), **fields}


def test_a_lot_is_recorded_and_corrected(client, network):
    assert "écrivez le nom du donateur" in words(client.post(address("donation_add"), typed(donor_name=" ")))
    answer = client.post(address("donation_add"), typed(announced="12"))
    with scoped_to(network):
        donation = Donation.objects.get()
    assert answer.url == address("donation_detail", donation.pk) and donation.announced == 12
    wrong = client.post(address("donation_edit", donation.pk), typed(received_on="2099-01-01"))
    assert "n’est pas encore passé" in words(wrong) and "2099-01-01" in words(wrong)
    assert client.post(address("donation_edit", donation.pk), typed(donor_name="Autre")).status_code == 302
    assert "Autre" in words(client.get(address("donation_list")))
    assert client.get(address("donation_list"), {"q": "autre", "signed": "non"}).context["total"] == 1


def test_the_agreement_is_shown_kept_signed_and_stays(client, made, network):
    donation = made(make_donation)
    made(make_device, donation)
    make = address("donation_agreement_make", donation.pk)
    assert client.get(address("donation_agreement", donation.pk)).status_code == 404
    assert client.get(make).content.startswith(b"%PDF-")
    with scoped_to(network):
        assert not Document.objects.exists()
    assert client.post(make).status_code == 302
    kept = client.get(address("donation_agreement", donation.pk)).content
    assert kept.startswith(b"%PDF-")
    assert "À signer" in words(client.get(address("donation_detail", donation.pk)))
    sign = address("donation_sign", donation.pk)
    assert "n’est pas encore passé" in words(client.post(sign, {"signed_on": "2099-01-01"}))
    assert client.post(sign, {"signed_on": str(timezone.localdate())}).status_code == 302
    assert "reste telle qu’elle a été signée" in words(client.post(make, follow=True))
    assert client.get(address("donation_agreement", donation.pk)).content == kept
    assert "donor_name" not in words(client.get(address("donation_edit", donation.pk)))
    assert client.post(address("donation_edit", donation.pk), {"announced": "9"}).status_code == 302
    too_many = client.post(address("donation_edit", donation.pk), {"announced": "2147483647"})
    assert "Écrivez 10 000 au plus" in plain(words(too_many))
    assert "Toutes les conventions de don sont signées" in words(client.get(address("donation_list")))


@pytest.mark.papers
def test_papers_of_a_lot(client, made):
    donation = made(make_donation)
    for name in ("donation_certificate", "donation_labels"):
        assert client.get(address(name, donation.pk)).status_code == 404
    unverified = made(make_device, donation, state=DeviceState.WIPED, verified=False)
    assert client.get(address("donation_certificate", donation.pk)).status_code == 404
    assert client.get(address("device_certificate", unverified.pk)).status_code == 404
    page = words(client.get(address("device_detail", unverified.pk)))
    assert "Il ne peut pas partir, et n’a pas d’attestation." in page and "Attestation (PDF)" not in page
    device = made(make_device, donation, state=DeviceState.WIPED)
    for name in ("donation_certificate", "donation_labels"):
        assert client.get(address(name, donation.pk)).content.startswith(b"%PDF-")
    assert client.get(address("device_certificate", device.pk)).content.startswith(b"%PDF-")
    data = client.get(address("donation_certificate", donation.pk)).content
    lot = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    assert device.number in lot and unverified.number not in lot
    assert client.get(address("device_wipe_paper", device.pk)).status_code == 404


def test_hours_are_noted(client, made, network):
    donation = made(make_donation)
    url = address("donation_work_add", donation.pk)
    data = {"worked_on": str(timezone.localdate()), "hours": "3,5", "is_insertion": "0", "note": "Tri"}
    assert "un nombre" in words(client.post(url, {**data, "hours": "beaucoup"}))
    assert client.post(url, data).status_code == 302
    with scoped_to(network):
        assert not WorkLog.objects.get().is_insertion
    assert "3,5" in words(client.get(address("donation_detail", donation.pk)))
    assert "un quart d’heure, 0,25" in words(client.post(url, {**data, "hours": "0"}))


def test_a_lot_says_what_its_agreement_does_not_name(client, made, network):
    donation = made(make_donation, announced=1)
    made(make_device, donation)
    made(keep_agreement, donation, pdf=b"%PDF-1", by=None, at=AT)
    made(make_device, donation, collected_at=AT + timedelta(minutes=1))
    page = words(client.get(address("donation_detail", donation.pk)))
    assert "Sa liste compte 1 appareil" in page and "Mettez-la en pages de nouveau avant" in page
    assert "plus que le nombre annoncé : 1" in plain(page) and "sur 1" not in page
    made(sign_agreement, donation, signed_on=AT.date(), by=None, at=AT)
    page = words(client.get(address("donation_detail", donation.pk)))
    assert "La liste signée compte 1 appareil" in page and "enregistrez un autre don" in page


def test_figures_are_explained_filtered_and_leave_as_a_workbook(client, made, network):
    by = make_user()
    one, other = made(make_donation, donor_name="Alpha"), made(make_donation, donor_name="Bêta")
    made(actions.give, [made(make_device, one, state=DeviceState.READY)], left_to="X", left_on=AT.date(), by=by, at=AT)
    made(make_device, other)
    page = words(client.get(address("refurbishing_figures")))
    assert "1 appareil sert de nouveau" in page and "votre réseau n’a pas encore réglé de valeur" in page
    beta = client.get(address("refurbishing_figures"), {"donateur": "Bêta", "annee": "2026"})
    assert beta.context["figures"].collected == 1 and "Dons reçus en 2026, Bêta" in words(beta)
    assert client.get(address("refurbishing_figures"), {"annee": "2001"}).context["figures"].collected == 0
    assert client.get(address("refurbishing_figures"), {"annee": "²²²²"}).status_code == 200
    data = client.get(address("refurbishing_figures"), {"export": "xlsx"}).content
    rows = list(load_workbook(BytesIO(data)).active.iter_rows(values_only=True))
    states = [row for row in rows if row[0] == "État"]
    assert sum(row[6] for row in states) == 2 == next(row[3] for row in rows if row[0] == "Ensemble")
    assert sum(row[3] for row in rows if row[0] == "Donateur") == 2


def test_the_network_takes_the_values_of_the_public_source(client, made, network):
    """27 kg a year for a laptop: 4 years make 108. Tablets have no value; nothing is written before it is saved."""
    url = address("refurbishing_impact")
    offered = words(client.get(url))
    assert "24,6 kg de CO₂" in plain(offered) and "ADEME" in offered
    page = client.get(url, {"annees": "4"})
    form = page.context["form"]
    initial = {name: one.initial for name, one in form.fields.items() if one.initial}
    assert {name: value for name, value in initial.items() if not name.startswith("source")} == {
        "co2_laptop": Decimal(108),
        "co2_smartphone": Decimal("98.4"),
    }
    assert plain(initial["source_laptop"]).endswith("septembre 2022 : 27 kg par année d’usage × 4")
    with scoped_to(network):
        assert not ImpactReference.objects.exists()
    assert client.post(url, initial).status_code == 302
    device = made(make_device, state=DeviceState.READY)
    made(actions.give, [device], left_to="X", left_on=AT.date(), by=make_user(), at=AT)
    shown = plain(words(client.get(address("refurbishing_figures"))))
    assert "1 × 108 kg = 108 kg" in shown and "27 kg par année d’usage × 4" in shown
    assert client.get(url, {"annees": "99"}).context["years"] is None


def test_the_network_sets_its_values_with_their_source(client, made, network):
    url = address("refurbishing_impact")
    half = client.post(url, {"weight_laptop": "1,8"})
    assert "Complétez cette valeur" in words(half)
    nameless = client.post(url, {"co2_laptop": "80", "weight_laptop": "1,8"})
    assert "d’où vient cette valeur" in words(nameless)
    assert client.post(url, {"co2_laptop": "80", "weight_laptop": "1,8", "source_laptop": "Étude"}).status_code == 302
    assert "1,8" in words(client.get(url))
    device = made(make_device, state=DeviceState.READY)
    made(actions.give, [device], left_to="X", left_on=AT.date(), by=make_user(), at=AT)
    assert "1 × 80 kg = 80 kg" in words(client.get(address("refurbishing_figures")))
    assert client.post(url, {}).status_code == 302
    with scoped_to(network):
        assert not ImpactReference.objects.exists()
