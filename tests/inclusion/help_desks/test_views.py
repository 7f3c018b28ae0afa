"""Pages of help desks: for whoever runs them, and for everybody."""

from uuid import uuid4

import pytest

from inclusion.core.scope import scoped_to
from inclusion.guide.models import Session, SessionClosing
from inclusion.help_desks.actions import bookings, rota
from inclusion.help_desks.enums import BookingState as State
from inclusion.help_desks.models import Booking, BookingSettings, DeskHelper, Replacement
from inclusion.help_desks.views import public
from tests.builders import AT
from tests.inclusion.help_desk_builders import NEED, make_booking, make_desk, make_waiting, slot_of
from tests.inclusion.helper_builders import make_helper
from tests.inclusion.pages import NONSENSE, csv_rows, page, url
from tests.setup_data import setup_data

TODAY, TUESDAY = "2026-11-24", "2026-12-01"


@setup_data
def desk(network, cast, clock):
    with scoped_to(network):
        return make_desk(held_by=cast["training_place"].partner)


@setup_data
def helper(network, cast, clock):
    with scoped_to(network):
        return make_helper(cast["training_place"].partner)


@pytest.fixture
def runner(client_of):
    return client_of("training_place")


def rows(network):
    with scoped_to(network):
        return list(Booking.objects.order_by("pk"))


def good(network, desk, **more):
    with scoped_to(network):
        slot = slot_of(desk).isoformat()
    return {"slot": slot, "need": NEED, "name": "Odile Exemple", "phone": "05 53 64 00 00", "email": "", **more}


def test_a_desk_that_is_open_around_the_clock_has_nobody_in_the_middle_of_a_week_too(network, cast, clock, runner):
    with scoped_to(network):
        make_desk(held_by=cast["training_place"].partner, hours="24/7", minutes=60)
    assert "sans personne cette semaine" in page(runner.get(url("desk_week", network)))


def test_the_week_says_what_has_nobody_until_somebody_is_there(network, desk, helper, runner, client_of):
    address = url("desk_week", network)
    assert "1 permanence est sans personne cette semaine" in page(runner.get(address))
    assert "1 permanence est sans personne" in page(runner.get(url("network_home", network)))
    form = {"helper": helper.pk, "since": TODAY}
    done = page(runner.post(url("desk_helper_add", network, desk.pk), form, follow=True))
    assert "Solène Exemple tient la permanence" in done
    assert "Chaque permanence a quelqu’un cette semaine" in page(runner.get(address))
    assert "sans personne" not in page(runner.get(url("network_home", network)))
    assert "Vous ne tenez pas encore" in page(client_of("prescriber").get(address))
    twice = page(runner.post(url("desk_helper_add", network, desk.pk), form))
    assert "tient déjà cette permanence" in twice
    with scoped_to(network):
        row = DeskHelper.objects.get()
    runner.post(url("desk_helper_end", network, row.pk), {"last_day": TODAY})
    assert "1 permanence est sans personne" in page(runner.get(f"{address}?jour={TUESDAY}"))


def test_somebody_is_replaced_for_a_day_or_it_is_closed(network, desk, helper, runner, cast):
    with scoped_to(network):
        other = make_helper(cast["training_place"].partner, first_name="Léa")
        rota.add_desk_helper(desk, helper=helper, since=AT.date(), by=None, at=AT)
    address = url("desk_replace", network, desk.pk, TUESDAY)
    runner.post(address, {"absent": helper.pk, "substitute": other.pk})
    assert "Léa Exemple" in page(runner.get(url("desk_day", network, desk.pk, TUESDAY)))
    done = runner.post(address, {"absent": helper.pk, "substitute": ""}, follow=True)
    assert "fermée" in page(done)
    with scoped_to(network):
        assert (Replacement.objects.count(), SessionClosing.objects.count()) == (0, 1)
    done = runner.post(address, {"absent": helper.pk, "substitute": helper.pk}, follow=True)
    assert "sera là" in page(done)
    with scoped_to(network):
        assert not SessionClosing.objects.exists()


def test_a_day_closes_in_two_taps_and_everybody_sees_it(network, desk, runner, visitor):
    address = url("desk_close", network, desk.pk)
    assert TODAY in page(runner.get(address))
    assert "ce jour est passé" in page(runner.post(address, {"start": "2026-11-20", "reason": "leave"})).lower()
    runner.post(address, {"start": TODAY, "reason": "leave"})
    public = page(visitor.get(url("guide_place", network, desk.place_id)))
    assert "Fermée le 24 novembre 2026." in public
    assert "Congés" in public
    assert "mardi 1er décembre 2026 à 14 h" in public
    with scoped_to(network):
        closing = SessionClosing.objects.get()
    runner.post(url("desk_reopen", network, closing.pk))
    assert "Fermée le" not in page(visitor.get(url("guide_place", network, desk.place_id)))


def test_how_slots_are_booked_is_bounded(network, desk, runner):
    address = url("desk_settings", network, desk.pk)
    good = {"minutes": "45", "capacity": "1", "days_ahead": "28", "notice_hours": "2"}
    for wrong, field in (
        ({"minutes": "5"}, "minutes"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "21"}, "capacity"),
        ({"minutes": "240"}, "minutes"),  # longer than an afternoon
        ({"days_ahead": "1", "notice_hours": "168"}, "notice_hours"),
    ):
        shown = runner.post(address, good | wrong)
        assert list(shown.context["form"].errors) == [field], wrong
    assert "Entre 10 et 240" in page(runner.post(address, good | {"minutes": "5"}))
    runner.post(address, good)
    with scoped_to(network):
        row = BookingSettings.objects.get(session=desk)
    assert (row.minutes, row.is_online) == (45, False)


def test_a_visitor_books_moves_and_cancels_by_the_link_alone(network, desk, visitor):
    address = url("booking_request", network, desk.pk)
    assert "Prendre rendez-vous" in page(visitor.get(address))
    done = visitor.post(address, good(network, desk), follow=True)
    assert "Mardi 24 novembre 2026 à 14 h" in page(done)
    (row,) = rows(network)
    own = url("booking_own", network, row.token)
    assert done.redirect_chain[-1][0] == own
    assert done.headers["X-Robots-Tag"] == "noindex, nofollow"
    with scoped_to(network):
        other = slot_of(desk, 3)
    visitor.post(own, {"slot": other.isoformat()})
    assert rows(network)[0].starts_at == other
    assert visitor.get(url("booking_own_calendar", network, row.token)).content.count(b"BEGIN:VEVENT") == 1
    assert "Annuler votre rendez-vous ?" in page(visitor.get(url("booking_own_cancel", network, row.token)))
    visitor.post(url("booking_own_cancel", network, row.token))
    assert rows(network)[0].state == State.CANCELLED
    assert visitor.get(url("booking_own", network, "x" * 43)).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "obligatoire"),
        ({"name": "Gagnez sur https://piege.example"}, "sans adresse de site"),
        ({"name": "Odile, diabétique"}, "parle de santé"),
        ({"name": "Odile 1 85 05 78 006 084 91"}, "sécurité sociale"),
        ({"phone": "", "email": ""}, "l’un des deux suffit"),
        ({"phone": "12"}, "dix chiffres"),
        ({"slot": "2026-11-24T03:00:00+00:00"}, "choisissez-en un autre"),
        ({"need": "Médecine"}, "choix"),
    ],
)
def test_what_is_wrong_is_said_beside_it(network, desk, visitor, wrong, sentence):
    answer = page(visitor.post(url("booking_request", network, desk.pk), good(network, desk) | wrong))
    assert sentence in answer
    assert rows(network) == []


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_breaks_nothing(network, desk, visitor, typed):
    form = dict.fromkeys(("slot", "need", "name", "phone", "email"), typed)
    assert visitor.post(url("booking_request", network, desk.pk), form).status_code == 200
    assert visitor.get(url("booking_request", network, desk.pk), {"creneau": typed}).status_code == 200


def test_robots_and_crowds_come_to_nothing(network, desk, visitor):
    address = url("booking_request", network, desk.pk)
    visitor.post(address, good(network, desk, site="http://x"))
    assert rows(network) == []
    for _ in range(3):
        visitor.post(address, good(network, desk))
    assert len({one.token for one in rows(network)}) == 3
    assert "Plusieurs demandes" in page(visitor.post(address, good(network, desk)))
    assert len(rows(network)) == 3


def test_a_second_press_leads_to_the_first_booking(network, cast, clock, visitor):
    with scoped_to(network):
        full = make_desk(hours="We 14:00-14:30", days_ahead=6)
    address = url("booking_request", network, full.pk)
    form = good(network, full, once=str(uuid4()))
    for _ in range(5):
        assert visitor.post(address, form).url == url("booking_own", network, rows(network)[0].token)
    assert len(rows(network)) == 1
    late = page(visitor.post(address, form | {"once": str(uuid4())}))
    assert "il n’en reste aucun" in late
    assert len(rows(network)) == 1
    assert 'name="once"' in late


def test_links_that_lead_nowhere_are_counted_and_good_ones_are_not(network, desk, visitor, monkeypatch):
    monkeypatch.setattr(public, "MAX_MISSES", 2)
    with scoped_to(network):
        own = url("booking_own", network, make_booking(desk).token)
    assert [visitor.get(own).status_code for _ in range(3)] == [200] * 3
    wrong = [visitor.get(url("booking_own", network, "x" * 43)).status_code for _ in range(3)]
    assert wrong == [404] * 3
    refused = visitor.get(own)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "Attendez une minute" in refused.content.decode()


def test_who_finds_all_slots_taken_waits_and_takes_what_comes_free(network, cast, clock, visitor):
    with scoped_to(network):
        full = make_desk(hours="We 14:00-14:30", days_ahead=6)
        row = make_booking(full)
    address = url("booking_request", network, full.pk)
    assert "Tous les créneaux sont pris" in page(visitor.get(address))
    done = visitor.post(address, {"need": NEED, "name": "Odile", "phone": "05 53 64 00 00"}, follow=True)
    assert "Vous êtes au rang 1" in page(done)
    with scoped_to(network):
        bookings.cancel(row, by=None, at=AT)
        waiting = Booking.objects.get(state=State.OFFERED)
    own = url("booking_own", network, waiting.token)
    assert "Je prends ce créneau" in page(visitor.get(own))
    assert "Ce créneau est à vous" in page(visitor.post(own, {"accept": "1"}, follow=True))


def test_who_is_to_be_called_is_on_the_page_and_on_the_home(network, desk, runner):
    with scoped_to(network):
        rota.set_bookings(desk, days_ahead=1, minutes=180, by=None, at=AT)
        row = make_booking(desk)
        make_waiting(desk, email="", phone="+33553640000")
        bookings.cancel(row, by=None, at=AT)
        offered = Booking.objects.get(state=State.OFFERED)
    assert "1 personne est à rappeler" in page(runner.get(url("network_home", network)))
    assert "05 53 64 00 00" in page(runner.get(url("desk_detail", network, desk.pk)))
    runner.post(url("booking_accept", network, offered.pk))
    assert rows(network)[-1].state == State.BOOKED


def test_a_member_notes_a_call_moves_and_cancels_it(network, desk, runner):
    address = url("booking_add", network, desk.pk)
    runner.post(address, good(network, desk, origin="desk", phone=""))
    (row,) = rows(network)
    assert (row.origin, row.phone) == ("desk", "")
    assert "l’un des deux suffit" in page(runner.post(address, good(network, desk, origin="phone", phone="")))
    with scoped_to(network):
        later = slot_of(desk, 5)
    runner.post(url("booking_move", network, row.pk), {"slot": later.isoformat()})
    assert rows(network)[0].starts_at == later
    runner.post(url("booking_cancel", network, row.pk))
    assert rows(network)[0].state == State.CANCELLED


def test_whoever_has_an_address_is_helped_by_telephone_too(network, desk, runner):
    with scoped_to(network):
        row = make_booking(desk)
        rota.close_days(desk, start=AT.date(), last_day=AT.date(), reason="other", by=None, at=AT)
    for address in (url("desk_day", network, desk.pk, TODAY), url("desk_detail", network, desk.pk)):
        shown = page(runner.get(address))
        assert url("booking_move", network, row.pk) in shown
        assert url("booking_cancel", network, row.pk) in shown


def test_the_settings_say_what_the_guide_shows_and_ask_only_what_counts(network, desk, runner):
    address = url("desk_settings", network, desk.pk)
    assert "Compter les personnes" in page(runner.get(address))
    assert "affiche encore" not in page(runner.get(address))
    with scoped_to(network):
        Session.objects.filter(pk=desk.pk).update(booking="Sans rendez-vous")
    network.activities = [one for one in network.activities if one != "evaluation"]
    network.save(update_fields=["activities"])
    shown = page(runner.get(address))
    assert "affiche encore « Sans rendez-vous »" in shown
    assert "Compter les personnes" not in shown
    runner.post(address, {"minutes": "45", "capacity": "1", "days_ahead": "28", "notice_hours": "2"})
    with scoped_to(network):
        row = BookingSettings.objects.get(session=desk)
    assert (row.minutes, row.records_help) == (45, True)


def test_presence_is_one_tap_each(network, desk, runner, clock):
    with scoped_to(network):
        row = make_booking(desk, name="Odile Modèle")
    day = url("desk_day", network, desk.pk, TODAY)
    early = page(runner.get(day))
    assert "1 personne attendue" in early
    assert f">{url('desk_detail', network, desk.pk)}<" not in early
    assert url("booking_move", network, row.pk) in early
    note = url("booking_note", network, row.pk)
    assert "une heure avant" in page(runner.post(note, {"state": "venue"}, follow=True))
    clock(row.starts_at)
    assert "1 personne reçue" in page(runner.post(note, {"state": "venue"}, follow=True))
    runner.post(note, {"state": "attendue"})
    runner.post(note, {"state": "absente"})
    runner.post(note, {"state": "retirer"})
    assert rows(network)[0].state == State.MISSED
    once = str(uuid4())
    for _ in range(2):
        runner.post(url("booking_walk_in", network, desk.pk), {"need": NEED, "once": once})
    assert "Sans rendez-vous : 1" in page(runner.get(day))
    runner.post(url("booking_note", network, rows(network)[-1].pk), {"state": "retirer"})
    assert rows(network)[-1].state == State.CANCELLED
    assert runner.get(url("desk_day", network, desk.pk, "hier")).status_code == 404


def test_files_hold_neither_names_nor_contacts(network, desk, runner):
    with scoped_to(network):
        make_booking(desk, name="Odile Modèle", email="odile@exemple.example")
    address = url("booking_list", network)
    assert "Odile Modèle" in page(runner.get(address))
    head, row = csv_rows(runner.get(f"{address}?export=csv"))
    assert head == ["Permanence", "Rendez-vous", "Pour quoi", "Origine", "État"]
    assert "Odile" not in "".join(row)
