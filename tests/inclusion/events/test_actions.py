"""What happens to an event."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry, StateChange
from inclusion.events.actions import planning, programmes
from inclusion.events.enums import Entrance, EventState, EventVerb, FigureKind, RegistrationMailKind
from inclusion.events.models import Registration, RegistrationMail
from inclusion.events.queries import figures_of, programme_of
from inclusion.guide.models import Place
from tests.builders import AT, make_commune, make_partner, make_user
from tests.inclusion.event_builders import (
    FAR,
    make_event,
    make_event_draft,
    make_event_figure,
    make_event_series,
    make_event_with_places,
    make_exhibitor,
    make_talk,
)

PARIS = timezone.get_default_timezone()
pytestmark = pytest.mark.usefixtures("scope")


@pytest.fixture
def by():
    return make_user()


def registered(event, email="rosa@exemple.example", **fields):
    return Registration.objects.create(
        event=event, name="Rosa Exemple", email=email, token=email, registered_at=AT, **fields
    )


def make_place(name="Médiathèque", **fields):
    values = {
        "standard_id": name,
        "town": "Marmande",
        "postal_code": "47200",
        "address": "1 place des Exemples",
        "updated_on": date(2026, 11, 1),
        "added_at": AT,
        **fields,
    }
    return Place.objects.create(name=name, **values)


def wanted(**fields):
    return {
        "kind": "webinar",
        "title": "Les Jeudis de l’inclusion numérique",
        "partner": make_partner(),
        "starts_at": FAR,
        "ends_at": FAR + timedelta(hours=1),
        "video_url": "https://visio.exemple.example/jeudis",
        **fields,
    }


def test_an_event_is_a_draft_first(by):
    event = planning.add_event(**wanted(themes=["Utilisation sécurisée du numérique"]), by=by, at=AT)
    assert (event.state, event.published_at, event.is_shown) == (EventState.DRAFT, None, False)
    assert JournalEntry.objects.get(verb=EventVerb.ADDED).target_id == event.pk


def test_one_that_is_past_is_taken_for_history(by):
    old = datetime(2024, 9, 26, 8, tzinfo=UTC)
    event = planning.add_event(**wanted(starts_at=old, ends_at=old + timedelta(hours=8)), by=by, at=AT)
    event = planning.publish_event(event, by=by, at=AT)
    assert event.state == EventState.PUBLISHED


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"ends_at": FAR}, "avant d’avoir commencé"),
        ({"ends_at": FAR + timedelta(days=40)}, "un mois au plus"),
        ({"themes": ["Jardinage"]}, "Ce thème n’est pas dans la liste"),
        ({"linked_key": "roadmaps.action:999"}, "n’existe plus"),
    ],
)
def test_what_cannot_be_is_refused(fields, why, by):
    with pytest.raises(DomainError, match=why):
        planning.add_event(**wanted(**fields), by=by, at=AT)


def test_an_unknown_kind_is_refused(by):
    with pytest.raises(ValidationError):
        planning.add_event(**wanted(kind="concert"), by=by, at=AT)


def test_a_place_says_the_town_and_a_closed_one_is_refused(by):
    place = make_place(commune=make_commune())
    event = planning.add_event(**wanted(place=place), by=by, at=AT)
    assert event.commune == make_commune()
    assert event.where == "Médiathèque, 1 place des Exemples, Marmande"
    closed = make_place("Ancienne salle", closed_on=date(2026, 1, 1))
    with pytest.raises(DomainError, match="fermé définitivement"):
        planning.add_event(**wanted(place=closed), by=by, at=AT)


def test_it_is_published_once_it_says_where(by):
    draft = make_event_draft(venue="")
    with pytest.raises(DomainError, match="Indiquez où il a lieu"):
        planning.publish_event(draft, by=by, at=AT)
    planning.change_event(draft, venue="Mairie", by=by, at=AT)
    event = planning.publish_event(draft, by=by, at=AT)
    assert (event.state, event.published_at, event.sequence) == (EventState.PUBLISHED, AT, 0)
    assert StateChange.objects.filter(target_id=event.pk).count() == 1


def test_a_place_that_closed_meanwhile_stops_the_publication(by):
    place = make_place()
    draft = make_event_draft(place=place)
    Place.objects.filter(pk=place.pk).update(closed_on=date(2026, 11, 1))
    with pytest.raises(DomainError, match="choisissez un autre lieu"):
        planning.publish_event(draft, by=by, at=AT)


def test_it_is_taken_back_as_long_as_nobody_registered(by):
    event = make_event_with_places()
    registered(event)
    with pytest.raises(DomainError, match="annulez l’événement"):
        planning.unpublish_event(event, by=by, at=AT)
    free = planning.unpublish_event(make_event(), by=by, at=AT)
    assert (free.state, free.published_at) == (EventState.DRAFT, None)


def test_another_hour_is_a_new_version_of_which_people_hear(by):
    event = make_event_with_places()
    row = registered(event)
    changed = planning.change_event(event, starts_at=FAR + timedelta(minutes=30), by=by, at=AT)
    assert (changed.sequence, changed.changed_at) == (1, AT)
    mail = RegistrationMail.objects.get(registration=row)
    assert (mail.kind, mail.sequence) == (RegistrationMailKind.CHANGED, 1)
    again = planning.change_event(changed, description="Apportez votre téléphone.", by=by, at=AT)
    assert again.sequence == 1
    assert RegistrationMail.objects.count() == 1


def test_nothing_changes_where_the_same_is_said(by):
    event = make_event()
    planning.change_event(event, title=event.title, by=by, at=AT)
    assert not JournalEntry.objects.filter(verb=EventVerb.CHANGED).exists()


def test_a_draft_changes_without_a_word(by):
    draft = planning.change_event(make_event_draft(), venue="Mairie", by=by, at=AT)
    assert draft.sequence == 0


def test_there_are_never_fewer_places_than_are_taken(by):
    event = make_event_with_places(10)
    registered(event, people=4)
    with pytest.raises(DomainError, match="4\u00a0places sont déjà prises"):
        planning.change_event(event, capacity=3, by=by, at=AT)
    assert planning.change_event(event, capacity=4, by=by, at=AT).capacity == 4


def test_more_places_serve_whoever_waits(by):
    event = make_event_with_places(1)
    registered(event)
    waits = registered(event, email="lou@exemple.example", state="waiting")
    planning.change_event(event, capacity=2, by=by, at=AT)
    waits.refresh_from_db()
    assert waits.state == "registered"


def test_the_programme_moves_along_at_local_hours(by):
    """From winter to summer: a talk at 14:00 stays at 14:00, whatever UTC says."""
    start = datetime(2026, 3, 26, 14, tzinfo=PARIS)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=3))
    talk = make_talk(event, starts_at=start + timedelta(hours=1))
    later = datetime(2026, 4, 2, 14, tzinfo=PARIS)
    planning.change_event(event, starts_at=later, ends_at=later + timedelta(hours=3), by=by, at=AT)
    talk.refresh_from_db()
    assert timezone.localtime(talk.starts_at).strftime("%d/%m %H:%M") == "02/04 15:00"
    with pytest.raises(DomainError, match="Le programme n’y tient plus"):
        planning.change_event(event, ends_at=later + timedelta(hours=1), by=by, at=AT)


def test_it_is_called_off_with_its_reason(by):
    event = make_event_with_places()
    row = registered(event)
    off = planning.cancel_event(event, reason=" Salle fermée. ", by=by, at=AT)
    assert (off.state, off.cancel_reason, off.sequence, off.is_shown) == ("cancelled", "Salle fermée.", 1, True)
    assert RegistrationMail.objects.get(registration=row).kind == RegistrationMailKind.CANCELLED
    with pytest.raises(DomainError, match="reprenez-le"):
        planning.change_event(off, title="Autre", by=by, at=AT)
    with pytest.raises(DomainError, match="il reste ainsi"):
        planning.unpublish_event(off, by=by, at=AT)
    again = planning.resume_event(off, by=by, at=AT)
    assert (again.state, again.sequence, again.cancel_reason) == (EventState.DRAFT, 2, "")


def test_called_off_and_resumed_people_are_notified_of_both(by):
    event = make_event_with_places(1)
    row = registered(event)
    waits = registered(event, email="lou@exemple.example", state="waiting")
    event = planning.resume_event(planning.cancel_event(event, reason="Neige", by=by, at=AT), by=by, at=AT)
    planning.publish_event(planning.change_event(event, capacity=2, by=by, at=AT), by=by, at=AT)
    mails = RegistrationMail.objects.filter(registration=row).order_by("pk").values_list("kind", "sequence")
    assert list(mails) == [(RegistrationMailKind.CANCELLED, 1), (RegistrationMailKind.CHANGED, 2)]
    waits.refresh_from_db()
    assert waits.state == "registered"


def test_what_is_on_is_not_resumed(by):
    with pytest.raises(DomainError, match="il reste ainsi"):
        planning.resume_event(make_event(), by=by, at=AT)


def test_what_is_over_cannot_be_called_off(by):
    past = make_event(starts_at=AT - timedelta(days=2))
    with pytest.raises(DomainError, match="est passé"):
        planning.cancel_event(past, reason="Trop tard", by=by, at=AT)


def test_a_report_comes_after_the_end_and_says_something(by):
    with pytest.raises(DomainError, match="n’est pas fini"):
        planning.close_event(make_event(), report="Bien.", by=by, at=AT)
    past = make_event(starts_at=AT - timedelta(days=2))
    with pytest.raises(DomainError, match="notez au moins un chiffre"):
        planning.close_event(past, report=" ", by=by, at=AT)
    make_event_figure(past)
    assert planning.close_event(past, report="", by=by, at=AT).state == EventState.HELD
    assert planning.close_event(past, report="Une belle journée.", by=by, at=AT).report == "Une belle journée."


# -- Copies -----------------------------------------------------------------------------------------------------------


def test_a_copy_keeps_the_hours_and_the_programme(by):
    start = datetime(2026, 10, 22, 14, tzinfo=PARIS)
    event = make_event_with_places(
        starts_at=start, ends_at=start + timedelta(hours=2), registration_until=start - timedelta(days=1)
    )
    make_talk(event, room="A")
    make_exhibitor(event)
    make_event_figure(event)
    copy = planning.duplicate_event(event, day=date(2026, 11, 5), by=by, at=AT)
    assert copy.state == EventState.DRAFT
    assert copy.uid != event.uid
    assert copy.when == "jeudi 5 novembre 2026, de 14\u00a0h à 16\u00a0h"
    assert timezone.localtime(copy.registration_until).strftime("%d/%m %H:%M") == "04/11 14:00"
    assert timezone.localtime(copy.talks.get().starts_at).strftime("%d/%m %H:%M") == "05/11 14:00"
    assert (copy.exhibitors.count(), copy.figures.count()) == (1, 0)
    bare = planning.duplicate_event(event, day=date(2026, 11, 5), programme=False, by=by, at=AT)
    assert not bare.talks.exists()


def test_a_rhythm_stays_at_its_hour_across_the_change_of_clocks(by):
    """Weekly at 14:00 over 29 March and 25 October 2026."""
    for first in (datetime(2026, 3, 19, 14, tzinfo=PARIS), datetime(2026, 10, 15, 14, tzinfo=PARIS)):
        event = make_event(f"Jeudi {first:%m}", starts_at=first, ends_at=first + timedelta(hours=1))
        days = planning.days_at_rhythm(event, rhythm="weekly", times=4)
        made = planning.make_series(event, title=event.title, days=days, publish=True, by=by, at=AT)
        assert len(made) == 3
        for one in made:
            assert timezone.localtime(one.starts_at).hour == 14
            assert one.ends_at - one.starts_at == timedelta(hours=1)
            assert one.state == EventState.PUBLISHED
    offsets = {one.starts_at.hour for one in made}
    assert offsets == {12, 13}


def test_repeated_twice_nothing_is_there_twice(by):
    event, series = make_event(), make_event_series()
    days = [date(2099, 2, day) for day in (5, 12)]
    assert len(planning.repeat_event(event, days=days, series=series, by=by, at=AT)) == 2
    with pytest.raises(DomainError, match="existent déjà"):
        planning.repeat_event(event, days=days, series=series, by=by, at=AT)
    assert series.events.count() == 3
    many = [date(2099, 1, 1) + timedelta(days=number) for number in range(61)]
    with pytest.raises(DomainError, match="60 dates au plus"):
        planning.repeat_event(event, days=many, series=series, by=by, at=AT)


def test_two_organisations_repeat_under_one_name_on_the_same_days(by):
    series, days = make_event_series(), [date(2099, 2, 5), date(2099, 2, 12)]
    for _ in range(2):
        assert len(planning.repeat_event(make_event(), days=days, series=series, by=by, at=AT)) == 2


def test_registrations_may_close_on_the_day_of_the_event(by):
    midnight = FAR.replace(hour=22, minute=59)  # in Paris, on its day
    event = make_event_draft(registration_until=midnight)
    assert planning.publish_event(event, by=by, at=AT).state == EventState.PUBLISHED
    late = make_event_draft(registration_until=midnight + timedelta(days=1))
    with pytest.raises(DomainError, match="se ferment après la fin"):
        planning.publish_event(late, by=by, at=AT)


def test_what_took_place_is_not_put_off(by):
    over = make_event(starts_at=AT - timedelta(days=2), state=EventState.HELD, report="Beau monde.")
    attended = make_event(starts_at=AT - timedelta(days=2))
    registered(attended, state="attended")
    for event in (over, attended):
        with pytest.raises(DomainError, match="a déjà eu lieu") as refused:
            planning.change_event(event, starts_at=FAR, ends_at=FAR + timedelta(hours=2), by=by, at=AT)
        assert refused.value.field == "day"
        assert planning.change_event(event, title="Ateliers", by=by, at=AT).title == "Ateliers"


# -- Programme, exhibitors, figures -----------------------------------------------------------------------------------


def test_a_room_is_taken_once(by):
    event = make_event(ends_at=FAR + timedelta(hours=5))
    make_talk(event, "Ouverture", room="Grande salle")
    how = {"kind": "talk", "by": by, "at": AT}
    half_past = {"starts_at": FAR + timedelta(minutes=30), "ends_at": FAR + timedelta(minutes=90)}
    with pytest.raises(DomainError, match="déjà prise de 14\u00a0h à 15\u00a0h par «\u00a0Ouverture\u00a0»"):
        programmes.add_talk(event, title="Autre", room="grande salle", **half_past, **how)
    talk = programmes.add_talk(event, title="Autre", room="Petite salle", **half_past, **how)
    programmes.change_talk(talk, speakers="Zoé", by=by, at=AT)
    with pytest.raises(DomainError, match="déborde"):
        programmes.change_talk(talk, ends_at=FAR + timedelta(hours=6), by=by, at=AT)
    programmes.remove_talk(talk, by=by, at=AT)
    assert [str(one) for one in event.talks.all()] == ["Ouverture"]


def test_a_pasted_programme_comes_whole_or_not_at_all(by):
    event = make_event(ends_at=FAR + timedelta(hours=5))
    rows = ";14:00;15:00;Ouverture;;Grande salle\n;15:00;16:00;Suite;;Grande salle\n"
    assert len(programmes.add_talks(event, pasted=rows, by=by, at=AT)) == 2
    with pytest.raises(DomainError, match=r"Ligne 2.*déjà prise"):
        programmes.add_talks(event, pasted=";17:00;;Fin\n;14:30;15:30;De trop;;Grande salle", by=by, at=AT)
    assert event.talks.count() == 2
    assert [len(day.talks) for day in programme_of(event)] == [2]


def test_exhibitors_are_partners_or_anybody_once(by):
    event, partner = make_event(), make_partner("MSA")
    made = programmes.add_exhibitors(event, pasted="msa;A1;Droits\nEmmaüs Connect", by=by, at=AT)
    assert [one.partner for one in made] == [partner, None]
    with pytest.raises(DomainError, match="déjà parmi les exposants"):
        programmes.add_exhibitor(event, name="MSA", by=by, at=AT)
    named = programmes.add_exhibitor(event, partner=make_partner("CAF"), name="", by=by, at=AT)
    assert named.name == "CAF"
    programmes.change_exhibitor(named, stand="B2", by=by, at=AT)
    programmes.remove_exhibitor(named, by=by, at=AT)
    assert event.exhibitors.count() == 2


def test_figures_add_up_by_day(by):
    start = datetime(2026, 6, 5, 10, tzinfo=PARIS)
    event = make_event(starts_at=start, ends_at=start + timedelta(days=1, hours=8))
    how = {"kind": FigureKind.VISITORS, "by": by, "at": AT}
    for day, value in ((5, 800), (6, 500), (6, 620)):
        programmes.note_figure(event, value=value, on=date(2026, 6, day), **how)
    assert figures_of(event) == [("Visiteurs", 1420)]
    with pytest.raises(DomainError, match="jour par jour"):
        programmes.note_figure(event, value=1420, **how)
    with pytest.raises(DomainError, match="n’avait pas lieu"):
        programmes.note_figure(event, value=1, on=date(2026, 6, 8), **how)
    with pytest.raises(DomainError, match="ce que vous avez compté"):
        programmes.note_figure(event, kind="other", value=3, by=by, at=AT)
    with pytest.raises(DomainError, match="n’a pas commencé"):
        programmes.note_figure(make_event(), value=3, **how)
    programmes.remove_figure(event.figures.first(), by=by, at=AT)
    assert event.figures.count() == 1


def test_free_entrance_gives_the_video_link_away_and_a_list_keeps_it():
    free = make_event(video_url="https://visio.exemple.example/1")
    kept = make_event_with_places(video_url="https://visio.exemple.example/2")
    assert (free.shows_video, kept.shows_video) == (True, False)
    assert kept.entrance == Entrance.REGISTRATION
