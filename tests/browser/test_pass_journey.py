"""A pass from the click to the payment, as four people see it.

The social worker, the coordinator, the place on its telephone, and whoever has the pass.
"""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from funding.models import Letter, Pass, PassProgramme, Reimbursement
from funding.passes.enums import LetterState, PassState
from inclusion.core.enums import PartnerKind
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.browser.conftest import DESKTOP, PHONE, open_session, says
from tests.builders import make_commune, make_membership, make_network, make_partner, make_person, make_user
from tests.funding.pass_builders import make_place, make_programme
from tests.funding.redemption_builders import let_leave
from tests.worker import BY_A_WORKER, workers

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/lot-et-garonne/"


@pytest.fixture
def declic(live_server):
    """A programme of 10 × 10 € on a pot of 500 €, a place, and who works with it."""
    network = make_network(brand="#1f5fa8", phone="05 36 49 00 47", email="contact@declic.example")
    with scoped_to(network):
        host = Partner.objects.get(is_host=True)
        cms = make_partner("CMS de Marmande", kind=PartnerKind.SOCIAL_CENTRE)
        trainer = make_partner("Cyber-base de Marmande", kind=PartnerKind.TRAINING_PLACE)
        people = {}
        for role, partner in (("coordinator", host), ("prescriber", cms), ("training_place", trainer)):
            people[role] = make_user(f"{role}@declic.example", first_name="Camille", last_name="Exemple")
            make_membership(partner, roles=(role,), user=people[role])
        make_programme(by=people["coordinator"], pot="500.00")
        make_place("Cyber-base", by=people["coordinator"], partner=trainer)
    return network


def fill(page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def test_a_pass_from_the_click_to_the_payment(declic, open_page, audit, tmp_path):
    with workers(tmp_path) as start:
        start()
        code = _sent(open_page(DESKTOP), declic, audit)
    place = open_page(PHONE)
    open_session(place, "training_place@declic.example")
    _used_and_asked_for(place, code, audit)
    coordinator = open_page(DESKTOP)
    open_session(coordinator, "coordinator@declic.example")
    _validated_and_paid(coordinator, declic, audit)
    _adds_up(coordinator, declic, audit)
    place.goto(f"{HOME}remboursements/")
    says(place, "10,00 €", "Payée")
    audit(place)
    _says_that_it_served(open_page(PHONE), code, audit)


def _sent(page, network, audit) -> str:
    """The one form: a person and their pass at once; the letter writes itself. Returns the code of a pass."""
    open_session(page, "prescriber@declic.example")
    page.goto(f"{HOME}pass/envoyer/")
    audit(page)
    fill(page, first_name="Jeanne", last_name="Exemple", birth_year="1958")
    fill(page, address="12 rue des Exemples", postal_code="47200", town="Marmande")
    page.get_by_label("La personne sait", exact=False).check()
    page.get_by_role("button", name="Envoyer le pass", exact=True).click()
    page.get_by_text("lot de courrier").first.wait_for(timeout=BY_A_WORKER)
    audit(page)
    with scoped_to(network):
        letter = Letter.objects.get()
        assert letter.state == LetterState.BATCHED
        let_leave(letter.booklet_id, at=timezone.now())
        return Pass.objects.get(booklet=letter.booklet, rank=1).code


def _used_and_asked_for(page, code: str, audit) -> None:
    """On the place's telephone: typed as it is read aloud, confirmed with its session, and asked for."""
    page.goto(f"{HOME}pass/utiliser/")
    page.locator("#one-code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.get_by_text("Jeanne").first.wait_for()
    audit(page)
    expect(page.locator("main")).not_to_contain_text("Exemple", use_inner_text=True)
    fill(page, session="Atelier smartphone")
    page.locator("#confirm").click()
    page.locator("#sent").wait_for()
    audit(page)
    page.goto(f"{HOME}remboursements/")
    audit(page)
    page.get_by_role("link", name="Demander le remboursement").or_(
        page.get_by_role("link", name="Demander")
    ).first.click()
    audit(page)
    fill(page, iban="FR76 3000 6000 0112 3456 7890 189", account_holder="Association Cyber-base")
    page.locator("[name=certified]").check()
    page.get_by_role("button", name="Demander ce remboursement").click()
    page.get_by_text(f"R-{timezone.localdate().year}-0001").first.wait_for()
    audit(page)


def _validated_and_paid(page, network, audit) -> None:
    """The account is confirmed first, by another person than who asked to be paid on it."""
    page.goto(HOME)
    page.get_by_role("link", name="Comparer et confirmer").click()
    audit(page)
    page.get_by_role("button", name="Confirmer ce compte").click()
    page.get_by_text("Le nouveau compte est confirmé").wait_for()
    page.goto(f"{HOME}remboursements/")
    audit(page)
    page.get_by_role("link", name=f"R-{timezone.localdate().year}-0001").first.click()
    page.get_by_role("link", name="Vérifier et valider").click()
    audit(page)
    page.get_by_role("button", name="Valider cette demande").click()
    page.get_by_role("link", name="Noter le paiement").click()
    audit(page)
    fill(page, reference="MANDAT 2026-0042")
    page.get_by_role("button", name="Noter ce paiement").click()
    page.get_by_text("MANDAT 2026-0042").first.wait_for()
    with scoped_to(network):
        assert Reimbursement.objects.get().state == "paid"
        assert Pass.objects.get(state=PassState.PAID).rank == 1


def _adds_up(page, network, audit) -> None:
    with scoped_to(network):
        programme = PassProgramme.objects.get()
    page.goto(f"{HOME}pass/programmes/{programme.pk}/")
    says(page, "100,00 €", "90,00 €", "10,00 €", "0,00 €", "Le compte est bon")
    audit(page)


def _says_that_it_served(page, code: str, audit) -> None:
    """Whoever scans the square with a telephone of their own reads that the pass has served, and nothing of Jeanne."""
    page.on("response", lambda answer: None)
    page.goto(f"{HOME}pass/{code}/")
    says(page, "servi")
    expect(page.locator("main")).not_to_contain_text("Jeanne", use_inner_text=True)
    audit(page)


# -- Somebody new, standing at the desk: counted as a thumb on a phone works

CHARACTERS_A_SECOND = 5
#: Of 14 letters each, as the longer names are.
FIRST_NAME, LAST_NAME = "Marie-Caroline", "Delabarthe-Roy"


class Thumb:
    """Counts what is typed and touched: a field is touched before it is typed in."""

    def __init__(self, page) -> None:
        self.page, self.characters, self.taps, self.pages = page, 0, 0, 0
        page.on("framenavigated", lambda frame: self._arrived())

    def _arrived(self) -> None:
        self.pages += 1

    @property
    def seconds(self) -> float:
        return self.characters / CHARACTERS_A_SECOND + self.taps

    def tap(self, what) -> None:
        what.click()
        self.taps += 1

    def type(self, label: str, text: str) -> None:
        self.tap(self.page.get_by_label(re.compile(rf"^{label}\b")))
        self.page.keyboard.type(text)
        self.characters += len(text)

    def key(self, words: str):
        return self.page.locator(".keys label").filter(has_text=re.compile(rf"^\s*{words}\s*$"))


@pytest.fixture
def marmande(declic):
    """The towns of 47200."""
    for code, name in (("47157", "Marmande"), ("47326", "Virazeil")):
        make_commune(code, name, ("47200",))
    return declic


def at_home(open_page) -> Thumb:
    page = open_page(PHONE)
    open_session(page, "prescriber@declic.example")
    page.goto(HOME)
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("link", name="Envoyer un pass").first)
    page.get_by_label("Code postal").wait_for()
    return thumb


def who_and_sent(thumb: Thumb, year: str = "1948") -> None:
    thumb.type("Prénom", FIRST_NAME)
    thumb.type("Nom", LAST_NAME)
    thumb.type("Année de naissance", year)
    thumb.tap(thumb.page.get_by_label("La personne sait"))
    thumb.tap(thumb.page.get_by_role("button", name="Envoyer le pass", exact=True))
    says(thumb.page, f"Le pass de {FIRST_NAME} {LAST_NAME} est demandé.", where="body")


def test_a_pass_by_post_for_somebody_new_takes_thirty_seconds(marmande, open_page, audit):
    thumb = at_home(open_page)
    audit(thumb.page)
    thumb.type("Code postal", "47200")
    thumb.tap(thumb.key("Marmande"))
    audit(thumb.page)
    thumb.type("Numéro et rue", "12 rue de la République")
    who_and_sent(thumb)
    assert thumb.pages == 2, "the form and the letter"
    assert thumb.seconds <= 30, (thumb.characters, thumb.taps)
    with scoped_to(marmande):
        person = Letter.objects.get().booklet.beneficiary
        assert (person.commune_id, person.town, person.channel) == ("47157", "Marmande", "post")


@pytest.mark.parametrize("way", ["En main propre", "Par courriel"])
def test_by_hand_or_e_mail_it_takes_twenty_seconds_and_the_way_is_remembered(marmande, open_page, way):
    thumb = at_home(open_page)
    thumb.tap(thumb.key(way))
    if way == "Par courriel":
        thumb.type("Adresse électronique", "m.delabarthe@exemple.fr")
    who_and_sent(thumb)
    assert thumb.pages == 2
    assert thumb.seconds <= 20, (thumb.characters, thumb.taps)
    thumb.page.goto(f"{HOME}pass/envoyer/")
    first = thumb.page.locator("#id_channel label").first
    expect(first).to_have_text(way)
    expect(first.locator("input")).to_be_checked()


def test_who_is_known_already_is_shown_before_the_end_of_the_form(marmande, open_page, audit):
    """At the pace of a thumb: the question is there before the person's word can be given."""
    with scoped_to(marmande):
        cms = Partner.objects.get(name="CMS de Marmande")
        by = make_user()
        make_person(cms, by=by, first_name=FIRST_NAME, last_name=LAST_NAME, birth_year=1948)
    thumb = at_home(open_page)
    page = thumb.page
    thumb.type("Code postal", "47200")
    thumb.tap(thumb.key("Marmande"))
    thumb.type("Prénom", FIRST_NAME)
    thumb.type("Nom", LAST_NAME)
    question = page.get_by_role("heading", name="Est-ce la même personne ?")
    question.wait_for()
    audit(page)
    consent = page.get_by_label("La personne sait")
    assert question.bounding_box()["y"] < consent.bounding_box()["y"]
    page.get_by_role("button", name=re.compile("Oui : lui envoyer le pass")).click()
    page.get_by_text("La lettre pour").first.wait_for()


@pytest.mark.parametrize(
    ("code", "town", "ticked"),
    [("47200", "Marmande", "Marmande"), ("47600", "Nérac", "Nérac"), ("47600", "Nérac Cedex", "")],
)
def test_letters_typed_while_the_towns_arrive_stay(marmande, open_page, code, town, ticked):
    """Without a mouse: the code, Tab, the town; the keys come between two letters and take nothing away."""
    make_commune("47195", "Nérac", ("47600",))
    page = at_home(open_page).page
    page.get_by_label("Code postal").focus()
    page.keyboard.type(code)
    page.keyboard.press("Tab")
    page.keyboard.type(town[:2], delay=80)
    page.locator("#town-keys .keys").wait_for()
    page.keyboard.type(town[2:], delay=80)
    expect(page.locator("#id_town")).to_be_focused()
    expect(page.locator("#id_town")).to_have_value(town)
    expect(page.locator("#town-keys :checked")).to_have_attribute("value", ticked)


def test_an_address_that_is_none_is_mended_or_confirmed(marmande, open_page, audit):
    thumb = at_home(open_page)
    page = thumb.page
    thumb.type("Code postal", "47207")
    says(page, "Aucune commune de France n’a le code 47207.")
    thumb.type("Ville", "Marmande Cedex")
    thumb.type("Numéro et rue", "12 rue de la République")
    thumb.type("Prénom", FIRST_NAME)
    thumb.type("Nom", LAST_NAME)
    thumb.tap(page.get_by_label("La personne sait"))
    send = page.get_by_role("button", name="Envoyer le pass", exact=True)
    thumb.tap(send)
    says(page, "Un point est à corriger", "Aucune commune de France n’a le code 47207.")
    audit(page)
    thumb.tap(page.get_by_label("Cette adresse est la bonne"))
    thumb.tap(send)
    says(page, f"Le pass de {FIRST_NAME} {LAST_NAME} est demandé.", where="body")
