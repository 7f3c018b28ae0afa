"""Pictures of items are shown to who may see the loan, and taken off by the bank."""

import pytest

from equipment.loans.actions.photos import add_photo
from equipment.loans.enums import PhotoMoment
from equipment.maintenance.actions import begin_maintenance
from equipment.models import LoanPhoto
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.equipment.builders import make_bank, make_item, make_out, make_school
from tests.equipment.loan_builders import label_picture, make_photo, make_picture
from tests.pages import address, words
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data
def photo(cast, network):
    with scoped_to(network):
        make_bank()
        loan = make_out(school=make_school(partner=cast["school"].partner))
        return make_photo(loan.loan_items.get())


def test_the_school_and_the_bank_see_the_picture(photo, client_of):
    for role in ("school", "bank_manager"):
        response = client_of(role).get(address("loan_photo", photo.pk))
        assert response.headers["Content-Type"] == "image/jpeg"
        assert response.content.startswith(b"\xff\xd8")
        assert "inline" in response.headers["Content-Disposition"]


def test_another_school_finds_nothing(network, cast, client_of):
    with scoped_to(network):
        make_bank()
        other = make_photo(make_out().loan_items.get())
    assert client_of("school").get(address("loan_photo", other.pk)).status_code == 404


def test_a_picture_of_a_repair_is_the_banks(network, cast, client_of):
    with scoped_to(network):
        make_bank()
        item = make_item()
        repair = begin_maintenance(item, reason="Écran", start=AT.date(), by=None, at=AT)
        own = add_photo(
            item, data=make_picture(), filename="a.jpg", moment=PhotoMoment.REPAIR, maintenance=repair, by=None, at=AT
        )
    assert client_of("bank_manager").get(address("loan_photo", own.pk)).status_code == 200
    assert client_of("school").get(address("loan_photo", own.pk)).status_code == 404


def test_the_bank_takes_a_picture_off_after_a_question(photo, client_of, network):
    client = client_of("bank_manager")
    url = address("loan_photo_remove", photo.pk)
    page = client.get(url)
    assert "Retirer la photo du matériel" in words(page)
    assert client.post(url).status_code == 302
    with scoped_to(network):
        assert not LoanPhoto.objects.exists()


def test_a_frame_of_a_camera_is_read(client_of):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client, url = client_of("bank_manager"), address("scan_read")
    label = label_picture("https://liant.example/vendee/materiel/c/ABCD2345/")
    answer = client.post(url, {"frame": SimpleUploadedFile("image.png", label)})
    assert answer.json() == {"texts": ["https://liant.example/vendee/materiel/c/ABCD2345/"]}
    assert client.post(url, {"frame": SimpleUploadedFile("image.png", b"nothing")}).json() == {"texts": []}
    assert client.post(url).json() == {"texts": []}
    assert client.post(url, {"frame": SimpleUploadedFile("image.png", b"0" * 600_001)}).json() == {"texts": []}
