"""Papers of the refurbishing chain: the agreement of a donation, certificates of wiping."""

import os
import re
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from equipment.models import Wipe
from equipment.refurbishing.actions.wipes import Erasure, wipe
from equipment.refurbishing.papers import agreement_pdf, wipe_certificate_pdf
from tests.builders import AT, make_partner, make_user
from tests.equipment.aid_builders import make_device, make_donation
from tests.setup_data import setup_data

pytestmark = pytest.mark.papers

#: Where papers are put, to be looked at; nowhere by default.
PICTURES = os.environ.get("PICTURES")


def kept(name, data):
    if PICTURES:
        (Path(PICTURES) / name).write_bytes(data)
    return data


@setup_data
def lot(scope):
    donation = make_donation(
        donor=make_partner("Entreprise Exemple"),
        donor_address="12 rue des Lilas\n47000 Agen",
        donor_signatory="Direction générale",
        description="Portables de 2019, avec leurs chargeurs.",
    )
    for number in range(24):
        make_device(donation, brand="Lenovo", model_name="ThinkPad L490", serial=f"PF{number}")
    return donation


def title_of(pdf):
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        return str(opened.docinfo.get("/Title", "")), len(opened.pages)


def said(pdf):
    out = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(out.stdout.decode().split())


def test_the_certificate_of_a_destroyed_storage_says_nothing_of_reading_it_again(scope):
    device = make_device(make_donation())
    wipe([device], Erasure("destroyed", AT.date(), "Atelier", verified=True), by=make_user(), at=AT)
    words = said(wipe_certificate_pdf(list(device.wipes.all()), donation=device.donation, on=AT.date()))
    assert "« Sans objet » : il n’y a plus de support" in words and "relu" not in words


def test_the_agreement_is_a_tagged_paper_that_is_the_same_twice(lot):
    devices = list(lot.devices.all())
    one, two = (agreement_pdf(lot, devices, draft=False) for _ in "ab")
    assert (
        one == two and title_of(kept("convention.pdf", one))[0] == f"Convention de don {lot.number}, Entreprise Exemple"
    )
    assert kept("projet.pdf", agreement_pdf(lot, [], draft=True)) != one


def test_a_donor_who_is_no_partner_has_an_agreement_too(scope):
    donation = make_donation(donor_name="Mme Personne d’Extérieur", announced=3)
    assert title_of(agreement_pdf(donation, [], draft=False))[1] >= 1


def test_the_certificate_names_one_device_or_the_lot(lot):
    by, devices = make_user(), list(lot.devices.all())
    wipe(devices, Erasure("secure_erase", AT.date(), "Atelier du port", tool="nwipe 0.36", verified=True), by=by, at=AT)
    wipes = list(Wipe.objects.select_related("device").order_by("device__number"))
    whole = kept("attestation.pdf", wipe_certificate_pdf(wipes, donation=lot, on=AT.date()))
    assert title_of(whole)[0] == f"Attestation d’effacement, don {lot.number}"
    assert "relu" in said(whole) and "Sans objet" not in said(whole)
    alone = wipe_certificate_pdf(wipes[:1], donation=lot, on=AT.date())
    assert re.search(r"appareil REC-\d+", title_of(kept("attestation-1.pdf", alone))[0])
