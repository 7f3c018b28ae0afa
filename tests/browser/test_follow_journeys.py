"""Whose booklet waits is called and written to, a person’s rights are met: in a browser, at both widths."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from inclusion.core import journal
from inclusion.core.enums import Verb
from inclusion.core.scope import scoped_to
from inclusion.people.models import Beneficiary
from tests.browser.conftest import PHONE, open_session
from tests.builders import AT, make_commune, make_epci, make_membership, make_network, make_partner, make_user
from tests.funding.pass_builders import make_place, make_programme
from tests.funding.passes.follow_up.test_views import booklets
from tests.funding.redemption_builders import passes_of, use
from tests.inclusion.event_builders import make_event
from tests.inclusion.registration_builders import make_registration

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/lot-et-garonne/"


@pytest.fixture
def world(live_server, clock):
    """Three prescribers, one of them with few people; some passes were used in two places. Booklets still are valid."""
    network = make_network(brand="#1f5fa8", phone="05 36 49 00 47", email="contact@declic.example")
    with scoped_to(network):
        make_commune(epci=make_epci())
        by = make_user("coordination@declic.example")
        make_membership(make_partner("Conseil"), roles=("coordinator",), user=by)
        cms = make_partner("Centre médico-social de Marmande", kind="social_centre")
        make_membership(cms, roles=("prescriber",), user=make_user("cms@declic.example"))
        programme = make_programme(by=by, pot="9000.00")
        places = [make_place(name, by=by) for name in ("Cyber-base de Marmande", "Médiathèque de Tonneins")]
        for partner, number, used in (
            (cms, 9, 6),
            (make_partner("CCAS d’Agen", kind="ccas"), 14, 8),
            (make_partner("Mission locale"), 3, 1),
            (make_partner("France services de Duras"), 7, 0),
        ):
            letters = booklets(number, by=by, partner=partner, programme=programme, last_name="Exemple")
            for rank, letter in enumerate(letters[:used]):
                for one in passes_of(letter)[: 1 + rank % 2]:
                    use(one, places[rank % 2], by=by)
    return network


def named_elsewhere(person) -> int:
    """A registration of the person's own and one of a namesake, a note and a line of the journal that name them."""
    name, own = str(person), "jeanne.exemple@exemple.example"
    Beneficiary.objects.filter(pk=person.pk).update(email=own)
    forum = make_event("Forum du numérique", description=f"{name} tient l’accueil le matin.")
    make_registration(forum, name=name, email=own, needs="Une place pour un fauteuil roulant", phone="06 39 98 00 47")
    make_registration(forum, name=name, organisation="autre@exemple.example")
    with transaction.atomic():
        journal.record(Verb.CONTACT_ADDED, on=forum, label=name, by=None, at=AT)
    return person.pk


def test_figures_lists_and_rights_and_a_file_erased_at_the_persons_request(world, open_page, audit, audit_each):
    with scoped_to(world):
        found = Beneficiary.objects.filter(booklets__prescriber__name__startswith="Centre").first()
        person = named_elsewhere(found)
    page = open_page(also=[PHONE])
    open_session(page, "coordination@declic.example")
    paths = (
        "pass/suivi/",
        "pass/suivi/a-relancer/",
        "pass/suivi/a-relancer/?imprimer=1",
        f"personnes/{person}/",
        f"personnes/{person}/effacer/",
        f"personnes/{person}/droits/",
        f"personnes/{person}/droits/?ailleurs=1",
    )
    audit_each(page, [f"{HOME}{path}" for path in paths])
    page.get_by_role("link", name="Effacer la fiche à sa demande").click()
    page.get_by_role("checkbox", name="autre@exemple.example").check()
    page.get_by_role("button", name="Effacer cette fiche").click()
    page.get_by_text("La fiche est effacée.").wait_for()
    audit(page)


def test_a_prescriber_writes_to_two_and_hands_over_a_file(world, open_page, audit, tmp_path):
    page = open_page(PHONE)
    open_session(page, "cms@declic.example")
    page.goto(f"{HOME}pass/suivi/")
    audit(page)
    page.get_by_role("link", name="Voir qui relancer").click()
    boxes = page.locator("input[name=carnet]")
    expect(boxes).to_have_count(3)
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Écrire aux personnes cochées").click()
    audit(page)
    page.get_by_role("button", name="Envoyer les 2 lettres de rappel").click()
    page.get_by_text("2 lettres de rappel sont demandées").wait_for()
    audit(page)
    expect(page.locator("input[name=carnet]")).to_have_count(1)
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="Ses droits").click()
    with page.expect_download() as handed:
        page.get_by_role("button", name="Préparer le fichier").click()
    handed.value.save_as(tmp_path / "personne.zip")
    assert (tmp_path / "personne.zip").read_bytes()[:2] == b"PK"
