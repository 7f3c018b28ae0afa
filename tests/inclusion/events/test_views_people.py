"""Questions of the organiser, sheets on paper, calls, certificates and people trained, on the pages."""

import re
import subprocess
from datetime import timedelta

import pytest

from inclusion.core.figures import read_page
from inclusion.core.scope import scoped_to
from inclusion.events.actions.planning import cancel_event, change_event, duplicate_event, resume_event
from inclusion.events.actions.programmes import change_questions
from inclusion.events.actions.registrations import cancel, forget_due, forget_registration
from inclusion.events.models import Event, Registration
from inclusion.events.rules import Question
from tests.builders import AT, make_partner, make_user
from tests.inclusion.event_builders import make_event_with_places, make_talk
from tests.inclusion.pages import csv_rows, page, url
from tests.inclusion.registration_builders import make_registration, make_waiting
from tests.setup_data import setup_data

ASKED = [
    Question("Quel niveau ?", "choice", ("Débutant", "Confirmé"), required=True),
    Question("Un ordinateur ?", "yes_no"),
    Question("Un sujet ?"),
]
GOOD = {"name": "Alix Exemple", "email": "alix@exemple.example", "people": "1"}


@setup_data
def event(network, cast, clock):
    with scoped_to(network):
        return make_event_with_places(3, title="Atelier tablette", partner=cast["training_place"].partner)


@setup_data
def past(network, cast, clock):
    """A training of yesterday: 09:00 to 16:00 in Paris, with a break at noon."""
    start = AT - timedelta(days=1, hours=1)
    with scoped_to(network):
        found = make_event_with_places(
            30,
            title="Accueillir sans faire à la place",
            kind="training",
            partner=cast["training_place"].partner,
            starts_at=start,
            ends_at=start + timedelta(hours=7),
        )
        make_talk(found, "Matin", speakers="Zoé Formatrice", starts_at=start, ends_at=start + timedelta(hours=3))
        make_talk(
            found, "Après-midi", starts_at=start + timedelta(hours=4, minutes=30), ends_at=start + timedelta(hours=7)
        )
        return found


@pytest.fixture
def organiser(client_of):
    return client_of("training_place")


def ask(network, event):
    with scoped_to(network):
        change_questions(event, questions=ASKED, by=None, at=AT)


def words_of(data):
    out = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True, timeout=60)
    return " ".join(out.stdout.decode().replace("\u00a0", " ").split())


# -- What is left, and whom to call ------------------------------------------------------------------------------------


def test_pages_say_what_is_left_before_one_fills_in_the_form(network, event, visitor):
    pages = [url(name, network, event.pk) for name in ("event_public", "registration_add")]
    assert all("3 places libres." in page(visitor.get(one)) for one in pages)
    with scoped_to(network):
        make_registration(event, people=3)
    assert all("Complet : personne n’attend encore" in page(visitor.get(one)) for one in pages)
    with scoped_to(network):
        make_waiting(event, people=2)
        make_waiting(event)
    assert all("Complet : 3 personnes attendent, inscrivez-vous" in page(visitor.get(one)) for one in pages)


def test_the_thanks_say_what_was_left_and_nothing_of_the_address(network, event, visitor):
    add = url("registration_add", network, event.pk)
    thanks = page(visitor.post(add, GOOD, follow=True))
    assert "Il restait assez de places" in thanks and "si une place est à vous" not in thanks
    group = GOOD | {"people": "3"}
    known = visitor.post(add, group, follow=True)
    new = visitor.post(add, group | {"email": "zoe@exemple.example"}, follow=True)
    assert known.redirect_chain == new.redirect_chain
    assert "Il n’y avait plus assez de places" in page(new) and "si une place est à vous" in page(new)


@pytest.mark.parametrize(
    ("contact", "own", "common", "shown"),
    [
        ("Mairie, 05 53 64 00 00, ou accueil@exemple.example", "05 53 11 11 11", "05 53 22 22 22", "0553640000"),
        ("accueil@exemple.example", "05 53 11 11 11", "05 53 22 22 22", "0553111111"),
        ("", "", "05 53 22 22 22", "0553222222"),
        ("", "", "", ""),
    ],
)
def test_the_nearest_phone_is_a_link_on_each_page(network, event, visitor, contact, own, common, shown):
    with scoped_to(network):
        Event.objects.update(contact=contact)
        event.partner.phone = own
        event.partner.save()
        row = make_registration(event)
    network.phone = common
    network.save()
    pages = [url(name, network, event.pk) for name in ("event_public", "registration_add", "registration_thanks")]
    for address in [*pages, url("registration_own", network, row.token)]:
        text = page(visitor.get(address))
        main = text[text.index("<main") : text.index("</main")]
        assert (f'href="tel:{shown}"' in main) if shown else ('href="tel:' not in main)
    with scoped_to(network):
        Event.objects.update(registration_until=AT)
    closed = page(visitor.get(pages[1]))
    assert "nous vous inscrivons" not in closed
    assert ("Une question ? Téléphonez au" in closed) == bool(shown)


# -- Questions ---------------------------------------------------------------------------------------------------------


def test_questions_are_written_asked_listed_copied_and_then_fixed(network, event, visitor, organiser):
    address = url("event_questions", network, event.pk)
    typed = {f"kind_{number}": "text" for number in range(1, 6)}
    typed |= {"label_1": "Quel niveau ?", "kind_1": "choice", "choices_1": "Débutant\nConfirmé", "required_1": "on"}
    typed |= {"label_3": "Un ordinateur ?", "kind_3": "yes_no"}
    assert "2 questions posées" in page(organiser.post(address, typed, follow=True))
    add = url("registration_add", network, event.pk)
    assert "Quel niveau ?" in page(visitor.get(add))
    assert "obligatoire" in page(visitor.post(add, GOOD | {"question_2": "Oui"}))
    visitor.post(add, GOOD | {"question_1": "Confirmé", "question_2": "Oui"})
    with scoped_to(network):
        row = Registration.objects.get()
        assert row.answers == {"Quel niveau ?": "Confirmé", "Un ordinateur ?": "Oui"}
    assert "Confirmé" in page(visitor.get(url("registration_own", network, row.token)))
    rows = url("registration_list", network, event.pk)
    assert "Confirmé" in page(organiser.get(rows))
    heads, cells = csv_rows(organiser.get(f"{rows}?export=csv"))
    assert cells[heads.index("Quel niveau ?")] == "Confirmé"
    assert "restent telles quelles" in page(organiser.get(address))
    assert "restent telles quelles" in page(organiser.post(address, typed | {"label_1": "Autre"}, follow=True))
    by_hand = url("registration_add_by_hand", network, event.pk)
    organiser.post(by_hand, {"name": "Noé", "people": "1", "question_2": "Non"})
    with scoped_to(network):
        assert Registration.objects.get(name="Noé").answers == {"Un ordinateur ?": "Non"}
        event.refresh_from_db()
        copy = duplicate_event(event, day=AT.date() + timedelta(days=90), by=make_user(), at=AT)
        assert (copy.questions, copy.questions is event.questions) == (event.questions, False)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"label_1": "Êtes-vous malade ?"}, "parle de santé"),
        ({"label_1": "Niveau", "kind_1": "choice", "choices_1": "Un seul"}, "de deux à 12 réponses"),
        ({"label_1": "Niveau", "label_2": "niveau !"}, "sont les mêmes"),
        ({"label_1": "x" * 121}, "120"),
    ],
)
def test_a_question_that_cannot_be_is_refused_beside_it(network, event, organiser, typed, sentence):
    kinds = {f"kind_{number}": "text" for number in range(1, 6)}
    assert sentence in page(organiser.post(url("event_questions", network, event.pk), kinds | typed))
    with scoped_to(network):
        assert Event.objects.get(pk=event.pk).questions == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"question_1": "Expert"}, "Expert"),
        ({"question_1": "Débutant", "question_3": "Je suis diabétique"}, "parle de santé"),
        ({"question_1": "Débutant", "question_3": "2 84 05 88 157 043 58"}, "sécurité sociale"),
    ],
)
def test_an_answer_that_may_not_be_kept_is_refused(network, event, visitor, typed, sentence):
    ask(network, event)
    assert sentence in page(visitor.post(url("registration_add", network, event.pk), GOOD | typed))
    with scoped_to(network):
        assert not Registration.objects.exists()


def test_answers_go_with_the_name(network, past, event):
    with scoped_to(network):
        rows = [make_registration(one, answers={"Un sujet ?": "Alix"}) for one in (past, event)]
        forget_due(today=AT.date() + timedelta(days=93), at=AT)
        forget_registration(rows[1], by=None, at=AT)
        assert [one.answers for one in Registration.objects.order_by("pk")] == [{}, {}]


# -- A sheet on paper, and calls ---------------------------------------------------------------------------------------

SHEET = (
    "Nom;Organisme;Téléphone\nAlix Exemple;CCAS;05 53 00 00 01\nNoé Modèle;;noe@exemple.example\n"
    "alix exemple;ccas;05 53 00 00 01\nZoé Exemple;CCAS;05 53 00 00 02\nFarid Essai;CCAS;05 53 00 00 03"
)


def test_a_sheet_is_copied_before_the_event(network, event, organiser):
    with scoped_to(network):
        ccas = make_partner(name="CCAS")
    address = url("registration_copy_sheet", network, event.pk)
    said = page(organiser.post(address, {"pasted": SHEET}, follow=True))
    assert "3 personnes ajoutées aux inscriptions." in said and "d’attente, sans place" in said
    assert "pas ajoutées une seconde fois : Alix Exemple" in said
    with scoped_to(network):
        found = list(Registration.objects.order_by("pk").values_list("name", "state", "email", "phone", "partner"))
    assert found == [
        ("Alix Exemple", "registered", "", "05 53 00 00 01", ccas.pk),
        ("Noé Modèle", "registered", "noe@exemple.example", "", None),
        ("Zoé Exemple", "registered", "", "05 53 00 00 02", ccas.pk),
        ("Farid Essai", "waiting", "", "05 53 00 00 03", ccas.pk),
    ]


def test_a_sheet_that_was_signed_notes_presences(network, past, organiser):
    with scoped_to(network):
        known = make_registration(past, name="Zoé Exemple", email="zoe@exemple.example", organisation="CCAS")
        other = make_registration(past, name="Zoé Exemple", organisation="Mairie")
    said = page(organiser.post(url("registration_copy_sheet", network, past.pk), {"pasted": SHEET}, follow=True))
    assert "3 personnes ajoutées aux présents." in said
    assert "notées présentes, sans doublon : Alix Exemple, Zoé Exemple" in said
    with scoped_to(network):
        states = dict(Registration.objects.values_list("pk", "state"))
    assert (states.pop(known.pk), states.pop(other.pk), set(states.values())) == (
        "attended",
        "registered",
        {"attended"},
    )


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("Alix\n;CCAS", "Ligne 2 : il manque le nom"),
        ("Alix\nZoé;;zoe@", "Ligne 2"),
        ("\n".join(f"Personne {number}" for number in range(21)), "20 lignes au plus"),
        ("Alix;CCAS;2 84 05 88 157 043 58", "sécurité sociale"),
        ("", "au moins une ligne"),
        ("Alix Exemple ; ; pas de téléphone", "n’est pas un numéro"),
        ("Alix Exemple, CCAS, 0553000000", "n’est pas un nom"),
    ],
)
def test_a_sheet_is_copied_whole_or_not_at_all(network, event, organiser, pasted, sentence):
    answer = organiser.post(url("registration_copy_sheet", network, event.pk), {"pasted": pasted})
    assert sentence in page(answer)
    with scoped_to(network):
        assert not Registration.objects.exists()


def test_a_sheet_says_who_of_it_waits(network, event, organiser):
    lines = "\n".join(f"Personne {name}" for name in ("Un", "Deux", "Trois", "Quatre"))
    copied = organiser.post(url("registration_copy_sheet", network, event.pk), {"pasted": lines}, follow=True)
    shown = page(copied).replace("\u00a0", " ")
    assert "3 personnes ajoutées aux inscriptions." in shown
    assert "Sur la liste d’attente, sans place pour l’instant : Personne Quatre." in shown


def test_who_has_no_address_is_called_when_something_changes(network, event, organiser, cast):
    with scoped_to(network):
        row = make_registration(event, name="Alix Exemple", email="", phone="05 53 00 00 01")
        make_registration(event, name="Zoé Exemple")
        make_registration(event, name="Partie", email="", state="cancelled")
    rows = url("registration_list", network, event.pk)
    assert "à prévenir" not in page(organiser.get(rows))
    with scoped_to(network):
        change_event(event, venue="Autre salle", by=cast["training_place"].user, at=AT)
    shown = page(organiser.get(rows))
    assert "1 personne à prévenir par téléphone" in shown
    assert 'href="tel:0553000001"' in shown
    home = page(organiser.get(url("network_home", network)))
    assert "Alix Exemple (05 53 00 00 01)" in home
    assert "Partie" not in home
    said = page(organiser.post(url("registration_called", network, row.pk), follow=True))
    assert "vous avez prévenu Alix Exemple" in said
    assert "1 personne à prévenir" not in said
    cancel = url("event_cancel", network, event.pk)
    assert "1 personne sans adresse est à appeler." in page(organiser.get(cancel))
    organiser.post(cancel, {"reason": "Grève"})
    assert "Événement annulé" in page(organiser.get(rows))


@pytest.mark.parametrize("first", ["changed", "promoted"])
def test_what_is_to_be_said_by_telephone_is_not_overwritten(scope, event, cast, first):
    by = cast["training_place"].user
    event = change_event(event, capacity=1, by=by, at=AT)
    row = make_registration(event, name="Cid", email="", people=1)
    make_waiting(event, name="Ana", email="")
    waits = Registration.objects.get(name="Ana")
    acts = [lambda: change_event(event, venue="Ailleurs", by=by, at=AT), lambda: cancel(row, by=by, at=AT)]
    for act in acts if first == "changed" else acts[::-1]:
        act()
    waits.refresh_from_db()
    words = {"Une place s’est libérée", "Changement"}
    assert set(waits.call_words.split(", ")) == words
    change_event(event, venue="Encore ailleurs", by=by, at=AT)
    waits.refresh_from_db()
    assert len(waits.call_about) == 2


def test_who_was_not_called_about_what_is_resumed_need_not_be(scope, event, cast):
    by = cast["training_place"].user
    row = make_registration(event, email="")
    event = cancel_event(event, reason="Grève", by=by, at=AT)
    row.refresh_from_db()
    assert row.call_words == "Événement annulé"
    resume_event(event, by=by, at=AT)
    row.refresh_from_db()
    assert row.call_about == []


def test_a_sheet_of_long_ago_says_that_its_names_go_tonight(network, past, event, organiser):
    address = url("registration_copy_sheet", network, past.pk)
    assert "la nuit prochaine" not in page(organiser.get(address))
    with scoped_to(network):
        long_ago = AT - timedelta(days=100)
        Event.objects.filter(pk=past.pk).update(starts_at=long_ago - timedelta(hours=2), ends_at=long_ago)
    assert "la nuit prochaine" in page(organiser.get(address))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"choices_1": "Oui\nNon"}, "Écrivez la question"),
        ({"label_1": "Repas", "kind_1": "text", "choices_1": "Oui\nNon"}, "au-dessus"),
        ({"label_1": "Régime, allergies ?", "kind_1": "text"}, "santé"),
    ],
)
def test_nothing_of_a_question_is_left_out_without_a_word(network, event, organiser, changes, sentence):
    kinds = {f"kind_{number}": "choice" for number in range(1, 6)}
    assert sentence in page(organiser.post(url("event_questions", network, event.pk), kinds | changes))


def test_ones_own_answers_follow_the_order_of_the_questions(network, event, visitor, cast):
    with scoped_to(network):
        asked = [Question("Une question assez longue"), Question("Courte")]
        change_questions(event, questions=asked, by=cast["training_place"].user, at=AT)
        answers = {"Courte": "deux", "Une question assez longue": "un"}
        row = make_registration(event, answers=answers)
    shown = page(visitor.get(url("registration_own", network, row.token)))
    assert shown.index("Une question assez longue") < shown.index("Courte")


def test_who_has_no_address_is_not_said_to_read_an_e_mail(network, event, organiser):
    with scoped_to(network):
        row = make_waiting(event, name="Bob Sansmail", email="")
    said = page(organiser.post(url("registration_promote", network, row.pk), follow=True))
    assert "prévenez cette personne par téléphone" in said and "par courriel." not in said


def test_somebody_added_twice_by_hand_is_in_the_list_once(network, event, organiser):
    address = url("registration_add_by_hand", network, event.pk)
    for said in ("a sa place", "figurait déjà dans la liste : rien n’est changé."):
        answers = {"name": "Bob Sansmail", "people": "1", "phone": "néant,safille"}
        shown = page(organiser.post(address, answers, follow=True))
        assert said in shown.replace("\u00a0", " ") and 'href="tel:néant' not in shown
    with scoped_to(network):
        assert Registration.objects.count() == 1


def test_only_a_number_is_a_link_to_call(network, event, organiser, cast):
    with scoped_to(network):
        for phone in ("06.11.22.33.44", "néant,safille"):
            make_registration(event, name=phone, email="", phone=phone)
        change_event(event, venue="Autre salle", by=cast["training_place"].user, at=AT)
    shown = page(organiser.get(url("registration_list", network, event.pk)))
    assert 'href="tel:0611223344"' in shown and "tel:néant" not in shown and "néant,safille" in shown


# -- Certificates ------------------------------------------------------------------------------------------------------


@pytest.mark.papers
def test_certificates_are_one_page_for_each_person_present(network, past, organiser, visitor, clock):
    with scoped_to(network):
        here = make_registration(past, name="Alix Exemple", organisation="CCAS", state="attended", people=3)
        make_registration(past, name="Zoé Exemple", state="attended")
        away = make_registration(past, name="Noé Modèle", state="missed")
    text = words_of(organiser.get(url("event_certificates", network, past.pk)).content)
    for words in ("Alix Exemple, CCAS", "Zoé Exemple", "5 h 30", "23 novembre 2026", "Fait à", "suivi la formation"):
        assert words in text
    assert (text.count("Attestation de présence"), "Noé" in text, "3 personnes" in text) == (2, False, False)
    one = words_of(organiser.get(url("registration_certificate", network, here.pk)).content)
    own = words_of(visitor.get(url("registration_own_certificate", network, here.token)).content)
    assert one == own
    assert "Zoé" not in one
    assert "Attestation de présence (PDF)" in page(visitor.get(url("registration_own", network, here.token)))
    assert "Attestation de présence (PDF)" not in page(visitor.get(url("registration_own", network, away.token)))
    assert organiser.get(url("registration_certificate", network, away.pk)).status_code == 404
    assert visitor.get(url("registration_own_certificate", network, away.token)).status_code == 404
    clock(past.ends_at - timedelta(minutes=1))
    assert organiser.get(url("event_certificates", network, past.pk)).status_code == 404


# -- People trained ----------------------------------------------------------------------------------------------------


def test_people_trained_are_counted_once_and_the_nameless_apart(network, past, client_of, cast):
    with scoped_to(network):
        partner = make_partner(name="CCAS de Tonneins")
        other = make_event_with_places(9, kind="training", starts_at=AT - timedelta(days=30))
        make_registration(past, name="Alix Exemple", email="a@exemple.example", state="attended", partner=partner)
        make_registration(other, name="Alix Exemple", email="a@exemple.example", state="attended", people=2)
        make_registration(past, name="Noé Modèle", email="", organisation="Mairie", state="attended")
        make_registration(other, name="noe modele", email="", organisation="mairie", state="attended")
        make_registration(past, name="Absente", state="missed")
        make_registration(make_event_with_places(starts_at=AT - timedelta(days=2)), state="attended")
        old = make_event_with_places(9, kind="training", starts_at=AT - timedelta(days=200))
        make_registration(old, state="attended", partner=partner)
        forget_due(today=AT.date(), at=AT)
    coordinator, address = client_of("coordinator"), url("event_trained", network)
    shown = re.sub(r"\s*\n\s*", " ", page(coordinator.get(address))).replace("\u00a0", " ")
    for words in ("5 présences à des formations", "1 présence sans nom, 2 h, à part", "15 h", "1 personne venue avec"):
        assert words in shown
    assert "Absente" not in shown
    heads, *rows = csv_rows(coordinator.get(f"{address}?export=csv"))
    found = [dict(zip(heads, one, strict=True)) for one in rows]
    assert [one["Nom"] for one in found].count("Nom effacé") == 1
    assert (found[-1]["Organisme"], len(found)) == ("CCAS de Tonneins", 5)
    first = next(one for one in found if one["Formation"] == past.title)
    assert (first["Durée"], first["Formateurs"], first["Modules"]) == ("5,5", "Zoé Formatrice", "Matin, Après-midi")
    past_year = coordinator.get(f"{address}?since=2025-01-01&until=2025-12-31")
    assert read_page(page(past_year)).heading == "Aucune présence à une formation avec ces filtres"
    assert "Noé Modèle" in page(coordinator.get(f"{address}?q=noe"))
