"""The question of each month really leaves, over SMTP, once, and says what the guide says."""

from datetime import date, timedelta

from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.models.networks import Network
from inclusion.guide.actions.checks import answer_check, ask_places
from inclusion.guide.models import PlaceCheck
from inclusion.guide.tasks import ask_each_place
from tests.builders import AT
from tests.inclusion.place_builders import make_place
from tests.inclusion.session_builders import make_help_desk
from tests.mails import send_rows
from tests.pages import plain
from tests.setup_data import setup_data

OLD = date(2026, 10, 24)


@setup_data
def place(scope, clock):
    Network.objects.update(email="reseau@exemple.example", phone="05 53 00 00 00")
    found = make_place(name="Cyber-base", updated_on=OLD, emails=["lieu@exemple.example"])
    make_help_desk(found, opening_hours="We[1] 09:00-12:00", title="Permanence impôts")
    return found


def send_all():
    send_rows(PlaceCheck)


def test_the_place_reads_what_the_guide_says_and_has_one_link(place, mailbox):
    ask_each_place()
    send_all()
    send_all()
    (letter,) = mailbox.taken
    text, row = plain(letter.get_content()), PlaceCheck.objects.get()
    assert letter["To"] == "lieu@exemple.example"
    assert letter["Reply-To"] == "reseau@exemple.example"
    assert plain(letter["Subject"]) == "Votre fiche est-elle encore juste ? Cyber-base"
    for words in (
        "Du lundi au vendredi : 9 h à 12 h",
        "Téléphone : 02 41 05 00 00",
        "- Aide aux démarches administratives",
        "Permanence impôts : Le 1er mercredi du mois, 9 h à 12 h",
        f"http://localhost:8000/lot-et-garonne/fiche/{row.token}/",
    ):
        assert words in text
    assert "⟦" not in text


def test_a_place_of_which_little_is_known_reads_so(place, mailbox):
    place.sessions.all().delete()
    type(place).objects.filter(pk=place.pk).update(opening_hours="", phone="", services=[])
    ask_places(at=AT)
    send_all()
    text = plain(mailbox.taken[0].get_content())
    assert "Horaires : non indiqués Téléphone : non indiqué Services : non indiqués Est-ce" in text


def test_who_answered_or_left_is_not_written_to(place, mailbox):
    (row,) = ask_places(at=AT)
    answer_check(row, answer="right", at=AT)
    send_all()
    assert not mailbox.taken
    assert "répondu entre-temps" in PlaceCheck.objects.get().problem


def test_an_address_that_is_refused_is_recorded(place, mailbox):
    ask_places(at=AT)
    PlaceCheck.objects.update(email="pas une adresse")
    send_all()
    assert PlaceCheck.objects.not_sent().get().problem


def test_a_task_that_was_lost_is_asked_for_again(place, monkeypatch):
    ask_places(at=AT)
    asked_for = []
    monkeypatch.setattr(
        "inclusion.core.mail.outbox.jobs.enqueue_best_effort", lambda task, **what: asked_for.append(what)
    )
    sweep_mails()
    assert [one["mail_id"] for one in asked_for] == [PlaceCheck.objects.get().pk]
    PlaceCheck.objects.update(written_at=AT - timedelta(days=3), due_at=None)
    asked_for.clear()
    sweep_mails()
    assert not asked_for
