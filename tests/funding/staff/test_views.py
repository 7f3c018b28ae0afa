"""Pages of the register of posts and of its public offers."""

from datetime import date

import pytest

from funding.agreements.enums import AgreementKind
from funding.enums import AgreementState
from funding.models import AgreementFte, JobOffer, PostHolder, StaffPost
from funding.staff.actions import add_holder, note_outcome
from inclusion.mediators.models import Helper
from tests.builders import AT, make_epci, make_partner, make_user
from tests.funding.agreement_builders import make_agreement
from tests.funding.builders import make_fund
from tests.funding.post_builders import D, make_accepted, town
from tests.funding.post_pages import url, wrong
from tests.funding.staff_builders import OFFER, hold, make_offer, make_staff_post, pays
from tests.inclusion.helper_builders import make_helper
from tests.pages import plain, words
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")  # offers are open on the day that the tests name

OFFERED = {**OFFER, "fte": "1", "apply_before": "2026-12-31"}
STEPS = ("staff_edit", "staff_remove", "staff_outcome", "holder_add", "offer_publish")
NEW = {
    "kind": "network_coordinator",
    "title": "Coordinatrice du réseau",
    "fte": "0,75",
    "paid_by": "other",
    "start": "2026-01-05",
    "end": "",
    "state_until": "",
    "territory": "",
}


@setup_data
def by(network):
    return make_user()


@setup_data
def post(made, by):
    return made(make_staff_post, by=by)


@pytest.fixture
def employer(cast, client_of, made, post):
    """The referent of the employer of the post."""
    seat = cast["epci_referent"]
    made(StaffPost.objects.filter(pk=post.pk).update, employer=seat.partner)
    return client_of("epci_referent")


def test_a_post_enters_the_register_and_its_agreement_is_noted(made, by, coordinator):
    partner = made(make_partner, "Centres sociaux")
    agreement = made(make_agreement, AgreementKind.COOPERATION, AgreementState.ACTIVE, by=by)
    page = coordinator.post(url("staff_add"), {**NEW, "employer": partner.pk, "yearly_cost": "46 800"}, follow=True)
    assert "Coût annuel, charges comprises</dt><dd>46 800,00 €" in plain(words(page))
    assert "Personne n’est encore noté sur ce poste, qui a commencé le 5 janvier 2026" in words(page)
    post = made(StaffPost.objects.get)
    assert (post.fte, post.end, post.territory) == (D("0.75"), None, None)
    sent = {"agreement": agreement.pk, "fte": "0,8"}
    assert "Il reste 0,75 ETP" in wrong(coordinator.post(url("agreement_fte_add", post), sent), "fte")
    page = coordinator.post(url("agreement_fte_add", post), {**sent, "fte": "0,5"}, follow=True)
    assert "0,25 ETP" in words(page)
    assert "Elle paie 0,50 ETP" in words(coordinator.get(url("agreement_detail", agreement)))
    assert '<td class="num">0,50</td>' in words(coordinator.get(url("agreement_list")))
    row = made(AgreementFte.objects.get)
    coordinator.post(url("agreement_fte_remove", row))
    assert not made(AgreementFte.objects.exists)


def test_the_fund_shows_the_fte_and_the_euros_of_its_agreements(made, by, coordinator):
    fund = made(make_fund)
    agreement = made(make_agreement, AgreementKind.COOPERATION, AgreementState.ACTIVE, by=by, fund=fund)
    made(pays, agreement, made(make_staff_post, by=by), "0.75")
    shown = words(coordinator.get(url("fund_detail", fund)))
    assert "0,75 ETP financés, en tout ou en partie, par ses conventions, pour 30 000 € en 2026" in shown


def test_what_is_wrong_stands_at_its_field(post, coordinator):
    page = coordinator.post(url("staff_edit", post), {**NEW, "employer": post.employer_id, "fte": "3"})
    assert "2 au plus" in wrong(page, "fte")
    page = coordinator.post(url("staff_edit", post), {**NEW, "employer": post.employer_id, "end": "2025-01-01"})
    assert "avant son début" in wrong(page, "end")
    page = coordinator.post(url("staff_outcome", post), {"outcome": "kept", "on": "2026-11-20"})
    assert "une fois son financement terminé, le 31 août 2027" in wrong(page, "on")
    page = coordinator.post(url("offer_publish", post), {**OFFERED, "email": ""})
    assert "une adresse ou un lien" in wrong(page, "email")
    page = coordinator.post(url("holder_add", post), {"since": "2026-08-01", "fte": "1", "name": "Trop tôt"})
    assert "choisissez un jour de cette période" in wrong(page, "since")


def test_a_helper_of_the_register_holds_a_post_leaves_it_and_an_offer_follows(made, by, post, coordinator):
    helper = made(make_helper)
    sent = {"helper": helper.pk, "name": "", "since": "2026-09-01", "until": "", "fte": "1"}
    assert "pas les deux" in wrong(coordinator.post(url("holder_add", post), {**sent, "name": "Un autre"}), "name")
    page = words(coordinator.post(url("holder_add", post), sent, follow=True))
    assert "Ce poste est pourvu" in page
    assert str(helper) in page
    assert "notez d’abord le départ" in wrong(coordinator.post(url("offer_publish", post), OFFERED))
    holder = made(PostHolder.objects.get)
    page = words(coordinator.post(url("holder_leave", holder), {"until": "2026-11-15"}, follow=True))
    assert "Personne n’occupe ce poste depuis le 16 novembre 2026" in page
    assert "Accueillir et accompagner" in words(coordinator.post(url("offer_publish", post), OFFERED, follow=True))
    assert "Une offre d’emploi est publiée" in words(coordinator.get(url("staff_detail", post)))
    coordinator.post(url("holder_remove", holder))
    assert not made(PostHolder.objects.exists)
    assert made(Helper.objects.filter(pk=helper.pk).exists)


def test_everybody_reads_an_offer_until_the_post_is_filled(made, by, post, client, coordinator):
    offer = made(make_offer, post, by=by)
    assert "1 poste est à pourvoir" in words(client.get(url("job_offer_list")))
    assert "recrutement@example.org" in words(client.get(url("job_offer", offer)))
    made(add_holder, post, since=date(2026, 11, 2), by=by, at=AT)
    gone = client.get(url("job_offer", offer))
    assert gone.status_code == 410
    assert "Accueillir et accompagner" not in words(gone)
    assert "recrutement@example.org" not in words(gone)
    assert "Aucun poste n’est à pourvoir" in words(client.get(url("job_offer_list")))


def test_a_post_that_is_filled_in_part_says_so(made, by, post, coordinator):
    made(hold, post, date(2026, 9, 1), fte=D("0.10"), by=by)
    assert "Ce poste est pourvu en partie, 0,1 ETP sur 1" in plain(words(coordinator.get(post.get_absolute_url())))


def test_an_offer_is_retracted_at_once_and_passes_with_its_last_day(made, by, post, client, coordinator):
    offer = made(make_offer, post, by=by)
    made(JobOffer.objects.filter(pk=offer.pk).update, apply_before=date(2026, 11, 24))
    assert client.get(url("job_offer", offer)).status_code == 410
    made(JobOffer.objects.filter(pk=offer.pk).update, apply_before=date(2026, 11, 25))
    assert client.get(url("job_offer", offer)).status_code == 200
    coordinator.post(url("offer_retract", offer))
    assert client.get(url("job_offer", offer)).status_code == 410


def test_names_are_read_by_who_keeps_the_post_alone(made, by, post, employer, coordinator, client_of):
    made(hold, post, date(2026, 9, 1), by=by)
    for client in (employer, coordinator):
        assert "Claire Titulaire" in words(client.get(url("staff_detail", post)))
    for role in ("operator", "reader"):
        client = client_of(role)
        assert "Claire Titulaire" not in words(client.get(url("staff_detail", post)))
        assert "Claire" not in client.get(url("staff_list"), {"export": "csv"}).content.decode()
        assert {client.post(url(name, post), {}).status_code for name in STEPS} == {403}
    assert "Claire" not in coordinator.get(url("staff_list"), {"export": "csv"}).content.decode()


def test_who_has_no_post_yet_reads_it_in_words(client_of):
    assert "Aucun poste n’est en cours chez vous" in words(client_of("epci_referent").get(url("staff_list")))


def test_an_employer_keeps_its_posts_and_finds_no_others(made, by, post, employer):
    other = made(make_staff_post, by=by, employer=made(town, "Ville d’Agen"), territory=None, title="Ailleurs")
    assert "1 poste est en cours chez vous" in words(employer.get(url("staff_list")))
    assert {employer.get(url(name, other)).status_code for name in ("staff_detail", *STEPS)} == {404}
    page = words(employer.post(url("holder_add", post), {"since": "2026-09-01", "fte": "1"}, follow=True))
    assert "personne non nommée" in page


def test_every_intercommunalite_stands_with_its_posts(made, by, post, coordinator):
    agen = make_epci("200000002", "Agen")
    made(make_accepted, made(make_fund), by=by, employer=made(town, "Ville d’Agen", epci=agen), fte=D("0.50"))
    shown = words(coordinator.get(url("staff_coverage")))
    assert "1,50 ETP dans le réseau, dont 0,50 cofinancés" in shown
    assert "1,50 ETP dans le réseau, dont 0,50 cofinancés" in words(coordinator.get(url("staff_list")))
    assert "1,50 ETP dans le réseau, dont 0,50 cofinancés" in words(coordinator.get(url("post_overview")))


def test_what_became_of_posts_is_said_and_counted(made, by, coordinator):
    over = made(make_staff_post, by=by, start=date(2022, 9, 1), end=date(2025, 9, 1))
    assert "1 sans réponse" in words(coordinator.get(url("staff_list")))
    sent = {"outcome": "stopped", "on": "2025-09-01", "outcome_note": "Fin du contrat"}
    assert "arrêté" in words(coordinator.post(url("staff_outcome", over), sent, follow=True))
    assert "1 poste financé de 2022 à 2025 : 1 arrêté" in words(coordinator.get(url("staff_list")))
    found = words(coordinator.get(url("staff_list"), {"situation": "unanswered"}))
    assert "Aucun poste ici" in found
    made(note_outcome, over, outcome="", on=date(2026, 1, 1), by=by, at=AT)
    assert over.title in words(coordinator.get(url("staff_list"), {"situation": "unanswered"}))


@pytest.mark.parametrize("situation", ["", "vacant", "to_come", "over", "all", "nonsense"])
def test_the_list_is_filtered_by_situation(made, by, coordinator, situation):
    made(hold, made(make_staff_post, by=by, title="Tenu"), date(2026, 9, 1), by=by)
    made(make_staff_post, by=by, title="Libre")
    made(make_staff_post, by=by, title="Demain", start=date(2027, 1, 1))
    made(make_staff_post, by=by, title="Fini", start=date(2022, 1, 1), end=date(2026, 1, 1))
    shown = words(coordinator.get(url("staff_list"), {"situation": situation}))
    every = {"Tenu", "Libre", "Demain", "Fini"}
    expected = {
        "": {"Tenu", "Libre"},
        "vacant": {"Libre"},
        "to_come": {"Demain"},
        "over": {"Fini"},
        "all": every,
        "nonsense": {"Tenu", "Libre"},
    }
    assert {one for one in every if f">{one}<" in shown} == expected[situation]


def test_a_network_without_co_financing_sees_the_register_alone(network, made, by, post, client_of):
    network.activities = ["staff"]
    network.save()
    client = client_of("coordinator")
    shown = words(client.get(url("staff_list")))
    assert "cofinanc" not in shown and "Un fonds et une collectivité" not in shown
    assert "cofinanc" not in words(client.get(url("staff_detail", post)))
    assert client.get(url("post_list")).status_code == 404
