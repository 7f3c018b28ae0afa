"""The calendar of loans: rows of items, models and schools, and the file that other programs read."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from equipment.calendar import papers as calendar_papers
from equipment.calendar import views as calendar_views
from equipment.calendar.actions import open_calendar
from equipment.loans.actions.lifecycle import cancel
from equipment.maintenance.actions import begin_maintenance
from equipment.models import CalendarLink, Loan
from inclusion.core.models.networks import Membership
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.equipment.builders import (
    MONDAY,
    make_bank,
    make_incomplete,
    make_item,
    make_loan,
    make_model,
    make_out,
    make_pupil,
    make_school,
)
from tests.pages import address, words
from tests.setup_data import setup_data


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: AT.date() if not args else args[0].date())


@setup_data
def lent(network, cast) -> Loan:
    """A pen lent to the cast's school in the first week of December, another one to somebody else's."""
    with scoped_to(network):
        make_bank()
        model = make_model("Stylo lecteur")
        make_item(model, inventory_number="STYLO-1")
        make_item(model, inventory_number="STYLO-2")
        school = make_school("Collège des Quatre-Vents", partner=cast["school"].partner)
        own = make_loan(model, school=school, pupil=make_pupil(school, "HERON-12"))
        make_loan(model, school=make_school("Collège du Marais"))
    return own


def shown(client, **asked) -> str:
    return words(client.get(address("loan_calendar"), {"jour": "2026-12-01", "vue": "mois", **asked}))


def test_without_a_bank_the_page_says_so(client_of):
    assert "Aucune banque de prêt n’est ouverte" in words(client_of("coordinator").get(address("loan_calendar")))


def test_models_say_how_many_are_free_each_day(lent, client_of):
    page = shown(client_of("reader"))
    assert "Ce qui est pris et ce qui est libre, décembre 2026" in page
    assert "1 modèle, décembre 2026" in page
    assert "aucun libre, du 1er au 7 décembre" in page
    assert "2 libres, du 8" in page


def test_the_title_counts_the_rows_that_are_shown(lent, client_of):
    client = client_of("bank_manager")
    assert "2 matériels, décembre 2026" in shown(client)
    assert "1 matériel, décembre 2026" in shown(client, q="STYLO-2")
    assert "1 prêt, décembre 2026" in shown(client, par="etablissement", q="Marais")


def test_the_bank_sees_who_has_what(lent, client_of):
    page = shown(client_of("bank_manager"), par="materiel")
    assert f"{lent} réservé, Collège des Quatre-Vents" in page
    assert "Collège du Marais" in page


def test_a_school_sees_that_the_other_pen_is_taken_but_not_by_whom(lent, client_of):
    page = shown(client_of("school"), par="materiel")
    assert "Collège des Quatre-Vents" in page
    assert "Collège du Marais" not in page
    assert page.count("réservé") > page.count("Collège des Quatre-Vents")
    assert "HERON-12" not in page


def test_schools_are_rows_for_who_sees_their_loans(lent, client_of):
    assert "Collège du Marais" in shown(client_of("bank_manager"), par="etablissement")
    assert "Collège du Marais" not in shown(client_of("school"), par="etablissement")
    assert "Calendrier des prêts" in shown(client_of("reader"), par="etablissement")
    assert "Collège" not in shown(client_of("reader"), par="etablissement").split("<main")[1]


def test_repairs_and_late_returns_are_shown(network, lent, client_of):
    with scoped_to(network):
        begin_maintenance(make_item(inventory_number="CASSE-1"), reason="Écran", start=AT.date(), by=None, at=AT)
        late = make_item(inventory_number="TARD-1")
        at = datetime(2026, 11, 16, 9, tzinfo=AT.tzinfo)
        make_out(make_loan(late.model, start=date(2026, 11, 16), end=date(2026, 11, 20), at=at), at=at)
    page = shown(client_of("bank_manager"), par="materiel", jour="2026-11-24")
    assert "en maintenance" in page
    assert "en retard" in page


def test_what_lacks_a_part_is_not_free(network, lent, client_of):
    with scoped_to(network):
        make_incomplete(make_item(make_model("Boîte"), inventory_number="BOITE-1"))
    manager, days = client_of("bank_manager"), {"jour": "2026-12-01"}
    assert "pas complet" in shown(manager, par="materiel", q="BOITE")
    assert "aucun libre, du 1er au 31 décembre" in shown(manager, par="modele", q="Boîte", **days)


def test_words_choose_the_rows_and_a_week_may_be_shown(lent, client_of):
    page = shown(client_of("bank_manager"), par="materiel", q="stylo-2", vue="semaine")
    assert "STYLO-2" in page and "STYLO-1" not in page
    assert "semaine du 30 novembre au 6 décembre 2026" in page


def test_what_is_no_choice_is_today(lent, client_of):
    page = shown(client_of("bank_manager"), jour="hier", par="rien", vue="an", page="99")
    assert "du 23 novembre au 27 décembre 2026" in page


def test_the_coming_weeks_are_shown_item_by_item_to_the_bank_and_model_by_model_to_others(lent, client_of):
    """From the Monday of this week on, with a line where today begins; the words of a loan stand once in its bars."""
    url = address("loan_calendar")
    answer = client_of("bank_manager").get(url)
    page = words(answer)
    assert "du 23 novembre au 27 décembre 2026" in page and "STYLO-1" in page
    assert answer.content.decode().count("from-today") == 2
    table = page.split("</caption>")[-1].split("</table>")[0]
    assert table.count(f"{lent} réservé, {lent.school}</a>") == 1
    assert "STYLO-1" not in words(client_of("reader").get(url))


class TestSubscriptions:
    def link(self, network, cast, role: str, **fields) -> CalendarLink:
        with scoped_to(network):
            return open_calendar(cast[role], by=cast[role].user, at=AT, **fields)

    def events(self, client, link) -> list:
        answer = client.get(address("loan_ics", link.token))
        assert answer.headers["Content-Type"].startswith("text/calendar")
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        return list(Calendar.from_ical(answer.content).walk("VEVENT"))

    def test_a_school_reads_its_own_loans_as_whole_days(self, network, cast, lent, client_of):
        [event] = self.events(client_of("visitor"), self.link(network, cast, "school"))
        assert event["SUMMARY"] == "Stylo lecteur, Collège des Quatre-Vents, La Roche-sur-Yon"
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (MONDAY, date(2026, 12, 5))
        assert "HERON" not in event.to_ical().decode()
        assert "TZID" not in event.to_ical().decode()

    def test_the_bank_reads_all_or_one_school(self, network, cast, lent, client_of):
        assert len(self.events(client_of("visitor"), self.link(network, cast, "bank_manager"))) == 2
        one = self.link(network, cast, "bank_manager", school=lent.school)
        assert len(self.events(client_of("visitor"), one)) == 1

    def test_a_cancelled_loan_vanishes(self, network, cast, lent, client_of):
        link = self.link(network, cast, "school")
        with scoped_to(network):
            cancel(lent, reason="Plus besoin", by=None, at=AT)
        assert self.events(client_of("visitor"), link) == []

    def test_what_is_to_come_goes_before_what_is_over(self, network, cast, lent, monkeypatch):
        link = self.link(network, cast, "school")
        with scoped_to(network):
            over, out = (
                make_loan(school=lent.school, start=day, end=day + timedelta(5))
                for day in (MONDAY + timedelta(7), MONDAY + timedelta(14))
            )
            make_out(out)
            day = MONDAY + timedelta(200)
            assert calendar_papers.loans_of(link, today=day) == [out]  # late, and still out
            day = MONDAY + timedelta(15)
            assert calendar_papers.loans_of(link, today=day) == [lent, over, out]
            monkeypatch.setattr(calendar_papers, "MAX_LOANS", 2)
            assert calendar_papers.loans_of(link, today=day) == [over, out]

    def test_a_new_address_closes_the_old_one(self, network, cast, lent, client_of):
        link = self.link(network, cast, "school")
        client_of("school").post(address("loan_calendar_renew", link.pk))
        assert client_of("visitor").get(address("loan_ics", link.token)).status_code == 404
        with scoped_to(network):
            link.refresh_from_db()
        assert len(self.events(client_of("visitor"), link)) == 1

    def test_who_left_reads_nothing_more(self, network, cast, lent, client_of):
        link = self.link(network, cast, "school")
        with scoped_to(network):
            Membership.objects.filter(pk=cast["school"].pk).update(ended_at=AT)
        assert client_of("visitor").get(address("loan_ics", link.token)).status_code == 404

    def test_the_page_makes_one_and_ends_it(self, network, cast, lent, client_of):
        client = client_of("school")
        assert "Créer l’adresse" in words(client.get(address("loan_calendar_links")))
        client.post(address("loan_calendar_links"), {"school": lent.school.pk})
        with scoped_to(network):
            link = CalendarLink.objects.get()
        assert link.token in words(client.get(address("loan_calendar_links")))
        assert client_of("bank_manager").post(address("loan_calendar_end", link.pk)).status_code == 404
        client.post(address("loan_calendar_end", link.pk))
        with scoped_to(network):
            assert not CalendarLink.objects.exists()

    def test_a_school_cannot_subscribe_to_another(self, network, cast, lent, client_of):
        with scoped_to(network):
            other = make_school("Autre")
        page = client_of("school").post(address("loan_calendar_links"), {"school": other.pk})
        assert page.status_code == 200
        with scoped_to(network):
            assert not CalendarLink.objects.exists()

    def test_too_many_readings_are_refused(self, network, cast, lent, client_of, monkeypatch):
        monkeypatch.setattr(calendar_views, "MAX_READS", 1)
        link = self.link(network, cast, "school")
        client_of("visitor").get(address("loan_ics", link.token))
        assert client_of("visitor").get(address("loan_ics", link.token)).status_code == 429
