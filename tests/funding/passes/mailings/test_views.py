"""Pages of sendings to several people: chosen or brought, tried, sent, dropped; nobody of elsewhere."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from funding.models import Booklet, Mailing
from funding.passes.enums import MailingState
from funding.passes.mailings.actions import start_mailing, try_people
from inclusion.core.scope import scoped_to
from inclusion.people.models import Beneficiary
from tests.builders import AT, make_partner, make_person
from tests.funding.mailing_builders import carry_out, csv_file, family, row, tried
from tests.funding.pass_builders import make_programme, send
from tests.inclusion.pages import csv_rows, page, xlsx_rows
from tests.pages import address
from tests.setup_data import setup_data


@setup_data
def programme(cast, network):
    with scoped_to(network):
        return make_programme(by=cast["coordinator"].user)


@setup_data
def own(cast, network):
    with scoped_to(network):
        return make_person(cast["prescriber"].partner, by=cast["prescriber"].user)


@setup_data
def others(cast, network):
    """Somebody whom another organisation follows."""
    with scoped_to(network):
        return make_person(make_partner("CCAS"), by=cast["coordinator"].user, last_name="Ailleurs")


def mailing_of(cast, network, programme, *rows):
    prescriber = cast["prescriber"]
    with scoped_to(network):
        return tried(programme, *rows, prescriber=prescriber.partner, by=prescriber.user)


def bring(client, programme, data, /, **fields):
    upload = SimpleUploadedFile("personnes.csv", data)
    values = {"programme": programme.pk, "channel": "", "consent": "on", "file": upload, **fields}
    return client.post(address("mailing_new"), values, follow=True)


# -- Preparing -------------------------------------------------------------------------------------------------


def test_a_file_is_tried_then_sent(client_of, network, programme):
    client = client_of("prescriber")
    assert "Essayer ce fichier" in page(client.get(address("mailing_new")))
    data = csv_file(
        [*row(), "2580347157001"], columns=("Nom", "Prénom", "Naissance", "Adresse", "CP", "Ville", "Envoi", "NIR")
    )
    shown = page(bring(client, programme, data))
    assert "1 pass est prêt à partir" in shown
    assert "Colonnes qui n’ont pas été lues : « NIR »." in shown
    assert "Awa Exemple" in shown
    assert "100,00 €" in shown
    with scoped_to(network):
        mailing = Mailing.objects.get()
        assert not Booklet.objects.exists()
    shown = page(client.post(address("mailing_start", mailing.pk), follow=True))
    assert "Les pass partent" in shown
    with scoped_to(network):
        mailing.refresh_from_db()
        carry_out(mailing, at=timezone.now())
    shown = page(client.get(address("mailing", mailing.pk)))
    assert "1 pass envoyé" in shown
    assert "sa lettre" in shown
    with scoped_to(network):
        assert Booklet.objects.count() == 1


def test_progress_answers_alone_and_ends_with_the_whole_page(client_of, cast, network, programme):
    mailing = mailing_of(cast, network, programme, row())
    with scoped_to(network):
        started = start_mailing(mailing, by=cast["prescriber"].user, at=AT)
    client = client_of("prescriber")
    asked = client.get(address("mailing", mailing.pk), headers={"HX-Request": "true"})
    assert "attend son tour" in page(asked)
    assert "HX-Refresh" not in asked.headers
    with scoped_to(network):
        carry_out(started)
    asked = client.get(address("mailing", mailing.pk), headers={"HX-Request": "true"})
    assert asked.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("data", "fields", "sentence"),
    [
        (b"\x89PNG\x00\x01", {}, "n’est pas un tableau"),
        (csv_file(), {}, "n’a que ses titres"),
        (csv_file(["a"], columns=("Ville",)), {}, "Il manque « Nom » et « Prénom »"),
        (csv_file(row()), {"consent": ""}, "Sans leur accord"),
        (csv_file(row()), {"programme": "0"}, "Sélectionnez un choix valide"),
        (b"x" * (10 * 1024 * 1024 + 1), {}, "10 Mo"),
    ],
)
def test_what_cannot_be_tried_is_said(client_of, network, programme, data, fields, sentence):
    assert sentence in page(bring(client_of("prescriber"), programme, data, **fields))
    with scoped_to(network):
        assert not Mailing.objects.exists()


def test_the_model_opens_in_both_formats_and_comes_back(client_of, programme):
    client = client_of("prescriber")
    for fmt, rows in (("csv", csv_rows), ("xlsx", xlsx_rows)):
        (headers,) = rows(client.get(address("mailing_template") + f"?export={fmt}"))
        assert headers[:2] == ["Nom", "Prénom"]
        filled = csv_file(["Exemple", "Awa"], columns=tuple(headers))
        assert "1 pass est prêt" in page(bring(client, programme, filled, channel="hand"))


@pytest.mark.usefixtures("clock")  # the day of the page decides who was sent a pass this year
def test_people_are_chosen_from_the_list_as_it_is_filtered(client_of, cast, network, programme, own, others):
    with scoped_to(network):
        second = make_person(cast["prescriber"].partner, by=cast["prescriber"].user, last_name="Autre")
        served = make_person(cast["prescriber"].partner, by=cast["prescriber"].user, last_name="Servie")
        send(served, programme, by=cast["prescriber"].user)
    client = client_of("prescriber")
    assert address("mailing_choose") in page(client.get(address("person_list")))
    shown = page(client.get(address("mailing_choose") + "?fresh=on"))
    assert "Servie" not in shown
    assert "Ailleurs" not in shown
    data = {"programme": programme.pk, "channel": "", "person": [own.pk, others.pk, "x", 9**30]}
    client.post(address("mailing_choose"), data)
    client.post(address("mailing_choose") + "?fresh=on", {**data, "all": "1"})
    client.post(address("mailing_choose") + "?q=autre", {**data, "all": "1"})
    with scoped_to(network):
        people = [
            sorted(mailing.lines.values_list("person_id", flat=True)) for mailing in Mailing.objects.order_by("pk")
        ]
    assert people == [[own.pk], sorted([own.pk, second.pk]), [second.pk]]


def test_nobody_chosen_is_said(client_of, programme, own):
    shown = client_of("prescriber").post(address("mailing_choose"), {"programme": programme.pk, "channel": ""})
    assert "Cochez au moins une personne" in page(shown)


# -- Afterwards ------------------------------------------------------------------------------------------------


def test_a_mailing_is_dropped(client_of, cast, network, programme):
    mailing = mailing_of(cast, network, programme, row())
    shown = page(client_of("prescriber").post(address("mailing_drop", mailing.pk), follow=True))
    assert "Cet envoi est abandonné" in shown
    shown = page(client_of("prescriber").post(address("mailing_start", mailing.pk), follow=True))
    assert "n’est pas possible" in shown
    with scoped_to(network):
        assert Mailing.objects.get().state == MailingState.DROPPED
        assert not Beneficiary.objects.exists()


def test_what_cannot_be_read_is_quoted_until_the_file_is_forgotten(client_of, cast, network, programme):
    mailing = mailing_of(cast, network, programme, row(), row("Mal", "Lu", "58"))
    client = client_of("prescriber")
    assert "quatre chiffres. Le fichier dit « 58 »." in page(client.get(address("mailing", mailing.pk)))
    shown = page(client.post(address("mailing_drop", mailing.pk), follow=True))
    assert "1 personne est écartée" in shown
    assert "écrivez une année sur quatre chiffres." in shown
    assert "Le fichier dit" not in shown


def test_who_is_set_aside_is_named_beside_the_reason_until_the_file_is_forgotten(client_of, cast, network, programme):
    names = ("Ada", "Marc", "Zoé", "Paul", "Jeanne", "Lucien", "Fatou")
    rows = [row("Sansrue", name, 1930 + len(name), address="", town="") for name in names]
    found = mailing_of(cast, network, programme, *rows)
    client = client_of("prescriber")
    words = page(client.get(found.get_absolute_url()))
    assert "7 fois" in words
    assert "Ada Sansrue, Marc Sansrue, Zoé Sansrue, Paul Sansrue, Jeanne Sansrue…" in words
    client.post(address("mailing_drop", found.pk))
    assert "Sansrue" not in page(client.get(found.get_absolute_url()))


def test_the_lines_leave_as_a_file_that_runs_nothing(client_of, cast, network, programme):
    mailing = mailing_of(cast, network, programme, row("-Exemple"), row("Mal", "Lu", "58"))
    rows = csv_rows(client_of("prescriber").get(address("mailing", mailing.pk) + "?export=csv&outcome=refused"))
    assert rows[0] == ["Ligne", "Personne", "Résultat", "Pourquoi", "Envoi"]
    assert rows[1][:3] == ["3", "Lu Mal", "Écarté"]
    assert rows[1][3].endswith("quatre chiffres. Le fichier dit «\u00a058\u00a0».")


def test_what_the_pot_cannot_pay_is_said_before(client_of, cast, network):
    with scoped_to(network):
        programme = make_programme(by=cast["coordinator"].user, pot="150.00")
    mailing = mailing_of(cast, network, programme, *family(3))
    assert "Il n’y a d’argent que pour 1 carnet" in page(client_of("prescriber").get(address("mailing", mailing.pk)))


def test_an_organisation_sees_its_own_mailings_and_the_coordination_all(
    client_of, cast, network, other_network, programme, own, others
):
    mine = mailing_of(cast, network, programme, row())
    with scoped_to(network):
        theirs = try_people(
            programme, people=[others], prescriber=others.followed_by, by=cast["coordinator"].user, at=AT
        )
        mixed = try_people(
            programme, people=[own, others], prescriber=cast["prescriber"].partner, by=cast["coordinator"].user, at=AT
        )
    prescriber, coordinator = client_of("prescriber"), client_of("coordinator")
    for mailing, status in ((mine, 200), (theirs, 404), (mixed, 404)):
        assert prescriber.get(address("mailing", mailing.pk)).status_code == status
        assert coordinator.get(address("mailing", mailing.pk)).status_code == 200
        for name in ("mailing_start", "mailing_drop"):
            if status == 404:
                assert prescriber.post(address(name, mailing.pk)).status_code == 404
    assert "1 envoi" in page(prescriber.get(address("mailing_list")))
    assert "3 envois" in page(coordinator.get(address("mailing_list")))
    stranger = client_of("stranger")
    assert stranger.get(reverse("mailing", args=[other_network.slug, mine.pk])).status_code == 404
    assert client_of("reader").get(address("mailing", mine.pk)).status_code == 403
