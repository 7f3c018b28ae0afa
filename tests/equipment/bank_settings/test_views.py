"""Pages of the bank: opened in steps, its rules shown, changed; its days."""

import re
from datetime import date

import pytest

from equipment.models import Bank, BankClosure, SchoolHoliday
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.equipment.builders import make_bank, make_loan
from tests.pages import address, words
from tests.setup_data import setup_data


@setup_data
def bank(network):
    with scoped_to(network):
        return make_bank()


def host(network):
    with scoped_to(network):
        return Partner.objects.get(is_host=True).pk


def settings(network, **changes):
    """What the four steps of the form send."""
    return {
        "name": "Expérithèque",
        "host": host(network),
        "address": "1 place Napoléon",
        "phone": "",
        "email": "",
        "opening_days": ["0", "1", "2", "3", "4"],
        "opening_hours": "",
        "zone": "B",
        "closed_in_holidays": "on",
        "usual_days": "28",
        "longest_days": "90",
        "longest_extension": "28",
        "buffer_before": "0",
        "buffer_after": "1",
        "answer_days": "5",
        "offer_days": "3",
        "reminder_days": "3",
        "dsden": "",
        "mdph": "",
        **changes,
    }


def test_a_network_without_a_bank_says_how_to_open_one(network, manager, client_of):
    page = words(manager.get(address("bank_detail")))
    assert "Aucune banque de prêt n’est encore ouverte" in page and "Ouvrir la banque de prêt" in page
    assert "Matériel" in words(manager.get(address("network_home")))
    assert "Matériel" not in words(client_of("reader").get(address("network_home")))
    answer = manager.get(address("bank_days"), follow=True)
    assert "Ouvrez d’abord la banque de prêt" in words(answer)


def test_the_zone_of_the_department_and_the_host_are_proposed(network, manager):
    page = manager.get(address("bank_open")).content.decode()
    assert re.search(r'name="zone" value="A"', page)  # hidden in the first step: Lot-et-Garonne is in zone A
    assert re.search(rf'<option value="{host(network)}" selected', page)


def test_a_bank_is_opened_in_four_steps_nothing_before(network, manager):
    sent = settings(network)
    for step in range(3):
        page = manager.post(address("bank_open"), {**sent, "step": step, "go": "next"})
        assert page.status_code == 200
    with scoped_to(network):
        assert not Bank.objects.exists()
    page = manager.post(address("bank_open"), {**sent, "step": 3, "go": "finish"}, follow=True)
    assert "« Expérithèque » est ouverte, avec les vacances scolaires officielles." in words(page)
    with scoped_to(network):
        bank = Bank.objects.get()
        assert (bank.opening_days, bank.zone, bank.closed_in_holidays) == ([0, 1, 2, 3, 4], "B", True)
        assert SchoolHoliday.objects.count() > 60


@pytest.mark.parametrize(
    ("step", "changes", "said"),
    [
        (0, {"name": ""}, "Ce champ est obligatoire."),
        (1, {"opening_days": []}, "La banque ouvre au moins un jour par semaine."),
        (2, {"longest_days": "7"}, "La durée la plus longue est au moins la durée habituelle."),
        (2, {"usual_days": "quatre"}, "Écrivez un nombre entier de jours, entre 1 et 366."),
        (2, {"same_day_turnround": "on"}, "demandent une préparation et un contrôle de 0 jour"),
        (3, {"answer_days": "0"}, "Écrivez un nombre entier de jours, entre 1 et 60."),
    ],
)
def test_what_cannot_be_is_refused_in_its_step_and_nothing_is_lost(network, manager, step, changes, said):
    sent = settings(network, **changes)
    go = "finish" if step == 3 else "next"
    page = manager.post(address("bank_open"), {**sent, "step": step, "go": go})
    assert said in words(page) and "1 place Napoléon" in words(page)
    with scoped_to(network):
        assert not Bank.objects.exists()


def test_a_second_bank_is_not_offered(bank, manager):
    assert "Votre réseau a déjà sa banque de prêt" in words(manager.get(address("bank_open")))


def test_the_rules_are_described_and_tried(bank, manager):
    page = words(manager.get(address("bank_detail")))
    assert "Expérithèque prête du lundi au vendredi" in page
    assert "Un établissement demande aujourd’hui un matériel pour 4 semaines." in page
    assert "Au retour, il se contrôle en 1 jour ouvert avant de repartir." in page
    assert "pendant les vacances scolaires de la zone B" in page


def test_one_part_of_the_rules_is_changed(network, bank, manager):
    url = address("bank_edit") + "?partie=prets"
    sent = {name: settings(network)[name] for name in ("usual_days", "longest_days", "longest_extension")}
    wrong = manager.post(
        url, {**sent, "buffer_before": "0", "buffer_after": "1", "same_day_turnround": "on", "usual_days": "21"}
    )
    assert "mettez ces deux délais à 0, ou décochez cette case" in words(wrong)
    assert 'value="21"' in wrong.content.decode()
    right = manager.post(
        url, {**sent, "buffer_before": "0", "buffer_after": "0", "same_day_turnround": "on"}, follow=True
    )
    assert "Les prêts déjà réservés gardent leurs jours." in words(right)
    with scoped_to(network):
        kept = Bank.objects.get()
    assert kept.same_day_turnround and kept.name == "Expérithèque"


def test_days_that_close_under_loans_are_reported(network, bank, manager):
    with scoped_to(network):
        make_loan(start=date(2027, 6, 7), end=date(2027, 6, 12))  # Monday to Friday
    page = manager.post(
        address("bank_edit") + "?partie=jours", {"opening_days": ["1", "2", "3", "4"], "zone": "B"}, follow=True
    )
    assert "Des prêts partent ou reviennent un jour désormais fermé" in words(page)
    page = words(manager.get(address("bank_days")))
    assert "1 prêt à voir avec les établissements" in page


# -- Days --------------------------------------------------------------------------------------------------------------


def test_the_calendar_shows_open_days_and_why_not(bank, manager):
    page = words(manager.get(address("bank_days") + "?mois=2026-12"))
    assert "décembre 2026" in page and "février 2027" in page
    assert "Le 25 décembre 2026 est férié" in page and "vacances de Noël" in page
    assert "?mois=2026-09" in page and "?mois=2027-03" in page
    assert manager.get(address("bank_days") + "?mois=x&zone=Z").status_code == 200


def test_a_closure_names_the_loans_then_closes(network, bank, manager):
    with scoped_to(network):
        loan = make_loan(start=date(2027, 6, 7), end=date(2027, 6, 12))
    sent = {"start": "2027-06-07", "end": "2027-06-07", "reason": "Inventaire"}
    page = manager.post(address("bank_closure_add"), sent)
    assert "1 prêt part ou revient ces jours-là" in words(page) and str(loan) in words(page)
    assert "Inventaire" in page.content.decode() and "Fermer quand même" in words(page)
    seen = re.search(r'name="seen" value="([^"]*)"', page.content.decode())[1]
    assert seen == str(loan.pk)
    page = manager.post(address("bank_closure_add"), {**sent, "seen": seen}, follow=True)
    assert "La banque est fermée ces jours-là" in words(page)
    with scoped_to(network):
        closure = BankClosure.objects.get()
        assert (closure.start, closure.end) == (date(2027, 6, 7), date(2027, 6, 8))
    page = manager.post(address("bank_closure_remove", closure.pk), follow=True)
    assert "La fermeture est retirée" in words(page)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"end": "2027-06-01"}, "Le dernier jour ne peut pas précéder le premier."),
        ({"start": "2072-06-01", "end": "2073-12-31"}, "Une fermeture dure un an au plus"),
        ({"start": "0207-06-07"}, "Choisissez une date entre 2000 et 2100."),
        ({"reason": ""}, "Ce champ est obligatoire."),
        ({"start": "demain"}, "Écrivez une date, par exemple 24/11/2026."),
    ],
)
def test_a_closure_that_cannot_be(network, bank, manager, changes, said):
    sent = {"start": "2027-06-07", "end": "2027-06-07", "reason": "Inventaire", **changes}
    assert said in words(manager.post(address("bank_closure_add"), sent))
    with scoped_to(network):
        assert not BankClosure.objects.exists()


def test_holidays_are_added_changed_removed_and_taken_back(network, bank, manager):
    url = address("bank_holiday_add") + "?zone=B"
    sent = {"name": "Pont", "start": "2027-06-10", "end": "2027-06-11"}
    assert "Ces vacances sont ajoutées à la zone B." in words(manager.post(url, sent, follow=True))
    assert "Ces jours touchent déjà : Pont" in words(manager.post(url, sent))
    with scoped_to(network):
        one = SchoolHoliday.objects.get(name="Pont")
    assert 'value="2027-06-11"' in manager.get(address("bank_holiday_edit", one.pk)).content.decode()
    manager.post(address("bank_holiday_edit", one.pk), {**sent, "end": "2027-06-12"})
    with scoped_to(network):
        one.refresh_from_db()
    assert one.end == date(2027, 6, 13)
    question = words(manager.get(address("bank_holidays_official") + "?zone=B"))
    assert "qui ne sont pas officielles, disparaîtront : « Pont »" in question
    page = manager.post(address("bank_holidays_official") + "?zone=B", follow=True)
    assert "La zone B a de nouveau ses dates officielles." in words(page)
    with scoped_to(network):
        assert not SchoolHoliday.objects.filter(name="Pont").exists()
        other = SchoolHoliday.objects.filter(zone="A", start__year=2027).first()
    manager.post(address("bank_holiday_remove", other.pk))
    with scoped_to(network):
        assert not SchoolHoliday.objects.filter(pk=other.pk).exists()
