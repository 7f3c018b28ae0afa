"""Pages of cohorts: a cohort, its volunteers, its days, presence, the certificate, and who opens them."""

from datetime import date, timedelta

import pytest

from inclusion.civic_service.actions import note_presence
from inclusion.civic_service.enums import Presence
from inclusion.civic_service.models import Attendance, Cohort, TrainingDay, Volunteer
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.mediators.actions.entries import leave
from inclusion.mediators.enums import HelperStatus
from tests.builders import AT
from tests.equipment.family_aid.test_papers import words_of
from tests.inclusion.helper_builders import make_cohort, make_helper, make_training_day, make_volunteer
from tests.inclusion.pages import page, url
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")

COHORT = {"title": "Saison 2026", "start": "2026-10-01", "end": "2027-05-31", "days_due": "5"}


@setup_data
def cohort(cast, network):
    """A cohort that the evaluator coordinates, with a volunteer whom the prescriber's organisation hosts."""
    with scoped_to(network):
        row = make_cohort(coordinator=cast["evaluator"])
        helper = make_helper(
            cast["prescriber"].partner, status=HelperStatus.CIVIC_SERVICE, first_name="Noé", last_name="Volontaire"
        )
        make_volunteer(row, helper)
        return row


@setup_data
def day(cohort, network):
    with scoped_to(network):
        return make_training_day(cohort, Volunteer.objects.get())


def test_a_cohort_is_opened_and_filled(network, cast, client_of):
    client = client_of("coordinator")
    assert "Aucune cohorte n’est encore ouverte" in page(client.get(url("cohort_list", network)))
    answer = client.post(url("cohort_add", network), COHORT)
    assert "attend ses volontaires" in page(client.get(answer.url))
    with scoped_to(network):
        cohort = Cohort.objects.get()
        assert cohort.end == date(2027, 6, 1)
    assert "Personne n’a le statut" in page(client.get(url("volunteer_add", network, cohort.pk)))
    with scoped_to(network):
        helper = make_helper(cast["prescriber"].partner, status=HelperStatus.CIVIC_SERVICE)
    contract = {
        "helper": helper.pk,
        "host": helper.partner_id,
        "start": "2026-10-01",
        "end": "2027-05-31",
        "tutor_name": "Odile",
        "missions": "Ateliers",
    }
    assert "obligatoire" in page(client.post(url("volunteer_add", network, cohort.pk), {**contract, "host": ""}))
    late = {**contract, "end": "2027-07-01"}
    assert "tenir dans la saison" in page(client.post(url("volunteer_add", network, cohort.pk), late))
    assert client.post(url("volunteer_add", network, cohort.pk), contract).status_code == 302
    shown = page(client.get(url("cohort_detail", network, cohort.pk)))
    for words in ("0 volontaire sur 1", "0 jour sur 5", "aucun prévu", "Odile", "Journées à prévoir"):
        assert words in shown, words
    answer = client.post(
        url("training_day_add", network, cohort.pk), {"on": "2026-12-03", "title": "Démarches", "where": "Angers"}
    )
    assert "Qui est attendu le 3 décembre 2026" in page(client.get(answer.url))


def test_presence_is_noted_in_one_tap_and_the_certificate_says_it(network, cohort, day, client_of):
    client = client_of("evaluator")
    with scoped_to(network):
        volunteer = Volunteer.objects.get()
    home = page(client.get(url("network_home", network)))
    assert "Qui était à la journée « Posture et éthique »" in home
    assert "Il reste 1 présence à noter" in page(client.get(url("training_day_detail", network, day.pk)))
    assert client.get(url("volunteer_certificate", network, volunteer.pk)).status_code == 404
    tap = {"volunteer": volunteer.pk, "presence": "present"}
    answer = client.post(url("training_day_presence", network, day.pk), tap)
    assert answer.url.endswith(f"#volontaire-{volunteer.pk}")
    assert "1 présent sur 1" in page(client.get(url("training_day_detail", network, day.pk)))
    assert "1 jour sur 5" in page(client.get(url("volunteer_detail", network, volunteer.pk)))
    paper = words_of(client.get(url("volunteer_certificate", network, volunteer.pk)).content)
    for words in (
        "Attestation de formation",
        "Noé Volontaire",
        "1 journée de formation",
        "sur les 5 dues",
        "Posture et éthique",
    ):
        assert words in paper, words
    assert client.post(url("training_day_presence", network, day.pk), {**tap, "presence": "roi"}).status_code == 404
    assert client.post(url("training_day_presence", network, day.pk), {**tap, "volunteer": "0"}).status_code == 404


def test_a_host_reads_of_its_own_volunteer_alone(network, cast, cohort, day, client_of):
    with scoped_to(network):
        mine = Volunteer.objects.get()
        other = make_volunteer(
            cohort, make_helper(cast["operator"].partner, status="civic_service", first_name="Lou", last_name="Autre")
        )
        note_presence(day, volunteer=other, presence=Presence.PRESENT, by=None, at=AT)
    client = client_of("prescriber")
    for name, key in (("cohort_detail", cohort.pk), ("training_day_detail", day.pk), ("volunteer_detail", mine.pk)):
        shown = page(client.get(url(name, network, key)))
        assert "Noé Volontaire" in shown
        assert "Lou Autre" not in shown
        assert "Modifier" not in shown
    assert client.get(url("volunteer_detail", network, other.pk)).status_code == 404
    for name, key in (
        ("cohort_edit", cohort.pk),
        ("volunteer_add", cohort.pk),
        ("volunteer_edit", mine.pk),
        ("training_day_add", cohort.pk),
        ("training_day_edit", day.pk),
        ("training_day_list_edit", day.pk),
        ("training_day_cancel", day.pk),
    ):
        assert client.get(url(name, network, key)).status_code == 404, name
    assert "n’accueille pas de volontaire" in page(client_of("hub").get(url("cohort_list", network)))
    assert client_of("reader").get(url("cohort_list", network)).status_code == 403


def test_a_day_is_listed_moved_cancelled_and_restored(network, cohort, day, client_of):
    client = client_of("coordinator")
    with scoped_to(network):
        volunteer = Volunteer.objects.get()
    client.post(url("training_day_list_edit", network, day.pk), {"sent": "1"})
    with scoped_to(network):
        assert not Attendance.objects.exists()
    assert "n’a pas encore de liste" in page(client.get(url("training_day_detail", network, day.pk)))
    client.post(url("training_day_list_edit", network, day.pk), {"volunteers": [volunteer.pk]})
    moved = {"on": "2027-06-01", "title": "Autre thème", "where": ""}
    assert "en dehors de la saison" in page(client.post(url("training_day_edit", network, day.pk), moved))
    client.post(url("training_day_edit", network, day.pk), {**moved, "on": "2026-12-10"})
    assert "1 volontaire attendu" in page(client.get(url("training_day_detail", network, day.pk)))
    assert "Annuler la journée" in page(client.get(url("training_day_cancel", network, day.pk)))
    client.post(url("training_day_cancel", network, day.pk))
    assert "« Autre thème » est annulée" in page(client.get(url("training_day_detail", network, day.pk)))
    client.post(url("training_day_restore", network, day.pk))
    with scoped_to(network):
        assert TrainingDay.objects.get().state == "planned"
        assert JournalEntry.objects.filter(verb="training_day.restored").exists()


def test_forms_say_what_is_wrong(network, cohort, day, client_of):
    client = client_of("coordinator")
    with scoped_to(network):
        volunteer = Volunteer.objects.get()
        helper = make_helper(volunteer.host, status=HelperStatus.CIVIC_SERVICE, first_name="Autre")
    contract = {"host": volunteer.host_id, "start": "2026-10-01", "end": "2026-10-31"}
    turned = {**contract, "start": "2027-01-01", "end": "2026-12-01", "helper": helper.pk}
    for address, fields, sentence in (
        (url("cohort_add", network), {**COHORT, "title": cohort.title}, "porte déjà ce nom"),
        (url("cohort_add", network), {**COHORT, "end": "2026-09-01"}, "finit après son début"),
        (url("cohort_add", network), {**COHORT, "days_due": "31"}, "30"),
        (url("cohort_edit", network, cohort.pk), {**COHORT, "start": "2026-11-23"}, "en dehors de la saison"),
        (url("volunteer_edit", network, volunteer.pk), contract, "en dehors du contrat"),
        (url("volunteer_edit", network, volunteer.pk), turned, "Le contrat finit après son début"),
        (url("volunteer_add", network, cohort.pk), turned, "Le contrat finit après son début"),
        (url("volunteer_edit", network, volunteer.pk), {**contract, "missions": "a" * 2001}, "2000"),
        (url("training_day_add", network, cohort.pk), {"on": str(day.on), "title": "A"}, "prévue ce jour-là"),
        (url("training_day_add", network, cohort.pk), {"on": "", "title": "A"}, "obligatoire"),
    ):
        assert sentence in page(client.post(address, fields)), (address, fields)


def test_a_volunteer_is_taken_out_on_the_page_until_a_presence_is_noted(network, cohort, day, client_of):
    client = client_of("evaluator")
    with scoped_to(network):
        volunteer = Volunteer.objects.get()
    shown, removed = (url(name, network, volunteer.pk) for name in ("volunteer_detail", "volunteer_remove"))
    tap = {"volunteer": volunteer.pk, "presence": "absent"}
    client.post(url("training_day_presence", network, day.pk), tap)
    assert "ce qui est noté pour Noé" in page(client.get(url("training_day_detail", network, day.pk)))
    assert "Retirer de la cohorte" not in page(client.get(shown))
    assert "présences de cette personne sont notées" in page(client.post(removed, follow=True))
    emptied = page(client.post(url("training_day_list_edit", network, day.pk), {"sent": "1"}))
    assert "notée pour Noé Volontaire" in emptied
    client.post(url("training_day_presence", network, day.pk), {**tap, "presence": "expected"})
    assert removed in client.get(shown).content.decode()
    assert "Retirer Noé Volontaire de la cohorte" in page(client.get(removed))
    assert client_of("prescriber").post(removed).status_code == 404
    assert "Noé Volontaire n’est plus dans la cohorte" in page(client.post(removed, follow=True))
    with scoped_to(network):
        assert not Volunteer.objects.exists()


def test_a_cancelled_day_is_not_edited_and_who_left_has_no_days_to_plan(network, cohort, day, client_of):
    client = client_of("coordinator")
    assert "Journées à prévoir" in page(client.get(url("cohort_detail", network, cohort.pk)))
    with scoped_to(network):
        leave(Volunteer.objects.get().helper, last_day=AT.date() - timedelta(days=1), by=None, at=AT)
    shown = page(client.get(url("cohort_detail", network, cohort.pk)))
    assert "Journées à prévoir" not in shown and "Parti sans tout" in shown
    client.post(url("training_day_cancel", network, day.pk))
    changed = {"on": str(day.on), "title": "Autre thème"}
    assert "rétablissez-la" in page(client.get(url("training_day_edit", network, day.pk), follow=True))
    client.post(url("training_day_edit", network, day.pk), changed)
    with scoped_to(network):
        assert TrainingDay.objects.get().title == day.title
