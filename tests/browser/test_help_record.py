"""Help noted on a phone, standing at a counter: in a few taps."""

from django.utils import timezone
from playwright.sync_api import expect

from evaluation.models import HelpRecord
from inclusion.core.scope import scoped_to
from tests.browser.conftest import PHONE, is_headed, open_session, says
from tests.builders import PASSWORD
from tests.setup_data import setup_data

#: Taps on a key or a button: a theme, « Enregistrer ».
FEWEST = 2
#: Taps where nothing is as it was last time: two themes, length, place, age, « Enregistrer ».
MOST = 6


@setup_data
def worker(network, cast):
    user = cast["prescriber"].user
    user.set_password(PASSWORD)
    user.save()
    return user


def test_help_is_noted_in_a_few_taps(transactional_db, network, worker, open_page, audit):
    page = open_page(viewport=PHONE)
    open_session(page, worker.email)
    page.goto(f"/{network.slug}/evaluation/aides/noter/")
    is_headed(page, "Noter une aide")
    audit(page)
    taps = 0

    def tap(label: str) -> None:
        nonlocal taps
        page.get_by_text(label, exact=True).click()
        taps += 1

    tap("E-mail")
    tap("Enregistrer")
    is_headed(page, "C’est noté")
    assert taps == FEWEST
    says(page, "E-mail, 30 min, dans un lieu d’accueil")
    audit(page)

    taps = 0
    for label in ("Santé", "Bureautique"):
        if not page.get_by_text(label, exact=True).is_visible():
            page.get_by_text("Autres thèmes").click()
            taps += 1
        tap(label)
    for label in ("45 min", "À distance", "70 ans et plus"):
        tap(label)
    tap("Enregistrer")
    says(page, "Bureautique, Santé, 45 min, à distance")
    assert taps <= MOST + 1

    taps = 0
    page.get_by_role("button", name="Comme la dernière fois").click()
    is_headed(page, "C’est noté")
    with scoped_to(network):
        records = list(HelpRecord.objects.order_by("pk"))
    assert [(one.minutes, one.place) for one in records] == [
        (30, "lieu_activite"),
        (45, "a_distance"),
        (45, "a_distance"),
    ]
    assert {one.given_on for one in records} == {timezone.localdate()}


def test_a_group_and_another_length_ask_for_their_numbers(transactional_db, network, worker, open_page, audit):
    page = open_page(viewport=PHONE)
    open_session(page, worker.email)
    page.goto(f"/{network.slug}/evaluation/aides/noter/")
    people, minutes = page.get_by_label("Combien de personnes"), page.get_by_label("Durée, en minutes")
    expect(people).to_be_hidden()
    expect(minutes).to_be_hidden()
    page.get_by_text("Un groupe", exact=True).click()
    page.get_by_text("Autre", exact=True).click()
    page.get_by_text("E-mail", exact=True).click()
    page.get_by_role("button", name="Enregistrer").click()
    says(page, "Écrivez combien de personnes étaient là.", "Écrivez la durée en minutes, par exemple 90.")
    audit(page)
    people.fill("8")
    minutes.fill("90")
    page.get_by_role("button", name="Enregistrer").click()
    says(page, "E-mail, 90 min, dans un lieu d’accueil, 8 personnes")
