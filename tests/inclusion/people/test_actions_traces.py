"""A person is found wherever somebody typed their name, handed over and forgotten with their file."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from psycopg import sql

from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import User
from inclusion.core.registry.people import person_rows, register_person_rows
from inclusion.events.enums import RegistrationState
from inclusion.newsletter.models import Subscriber
from inclusion.people.actions import rights, traces
from inclusion.people.models import Beneficiary
from inclusion.people.rules import ERASED
from tests.builders import AT, make_membership, make_partner, make_person, make_user
from tests.inclusion.event_builders import make_event
from tests.inclusion.registration_builders import make_registration
from tests.setup_data import setup_data
from tests.template import as_owner
from tests.whole_database import (
    ADDRESS,
    EMAIL,
    NAME,
    PHONE,
    WORDS,
    enable_triggers,
    plant_of,
    where,
    without_constraints,
)

#: Models that are not searched, and why.
NOT_SEARCHED = {
    "inclusion.Beneficiary": "the file itself, which is emptied whole; a namesake's is somebody else's",
    "inclusion.Department": "facts about the country",
    "inclusion.Epci": "facts about the country",
    "inclusion.Commune": "facts about the country",
    "inclusion.EpciContour": "facts about the country",
    "inclusion.OutgoingMail": "holds no address and no text that can be read",
    "inclusion.Network": "how the network presents itself",
    "account.EmailAddress": "goes with an account, whose holder has rights of their own",
    "account.EmailConfirmation": "goes with an account",
    "mfa.Authenticator": "goes with an account; encrypted",
    "usersessions.UserSession": "goes with an account",
    "sessions.Session": "signed, gone after a day",
    "auth.Group": "names in the program",
    "auth.Permission": "names in the program",
    "contenttypes.ContentType": "names in the program",
}
#: Columns of bytes, in which nothing is searched, and why.
BYTES = {
    "evaluation.Response.code": "drawn by the person, cannot be reversed",
    "evaluation.Survey.key": "a key",
    "inclusion.Trial.packed": "the file that was brought, kept until it is confirmed or given up",
    "inclusion.ChainHead.sha256": "the seal of a chain",
    "inclusion.JournalEntry.sha256": "the seal of a line",
    "inclusion.StateChange.sha256": "the seal of a line",
    "inclusion.DocumentContent.data": "documents, of which letters and receipts go with the file; the page says so",
    "inclusion.GuideFile.data": "public places, made anew each night",
    "inclusion.Network.logo": "a picture",
}


@setup_data
def by(scope):
    return make_user("samira@exemple.example", first_name="Samira", last_name="Témoin")


@setup_data
def person(by) -> Beneficiary:
    first, last = NAME.split()
    return make_person(
        make_partner("CCAS", kind="ccas"),
        by=by,
        first_name=first,
        last_name=last,
        email=EMAIL,
        phone="06 39 98 12 34",
        address=ADDRESS,
    )


def plant(model: type[models.Model], network_id: int) -> dict[int, models.Field]:
    """A row for each column of text, in which nothing else is filled; returns the column by the row's key."""
    planted = {}
    without_constraints(model)
    with as_owner() as cursor:
        for field in traces.text_fields(model):
            value = plant_of(field)
            if value is None:
                continue
            columns = {field.column: field.get_db_prep_save(value, connection)}
            if model is not User:
                columns["network_id"] = network_id
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            marks = sql.SQL(", ").join([sql.Placeholder()] * len(columns))
            table = sql.Identifier(model._meta.db_table)
            insert = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(table, names, marks)
            cursor.execute(insert, list(columns.values()))
            planted[cursor.fetchone()[0]] = field
    enable_triggers(model)
    return planted


def test_every_model_is_searched_or_says_why_not():
    models_with_text = {one._meta.label for one in apps.get_models() if traces.text_fields(one)}
    searched = {one._meta.label for one in traces.searched_models()}
    assert models_with_text - searched == set(NOT_SEARCHED)
    bytes_of = {
        f"{one._meta.label}.{field.name}"
        for one in apps.get_models()
        for field in one._meta.concrete_fields
        if isinstance(field, models.BinaryField)
    }
    assert bytes_of == set(BYTES)


def test_what_cannot_be_changed_is_kept_with_its_reason(db):
    """No row that the database refuses to change is offered to be emptied."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE proname = 'append_only' AND tgtype & 16 > 0"
        )
        append_only = {table for (table,) in cursor.fetchall()}
    wrong = [
        one._meta.label
        for one in traces.searched_models()
        if one._meta.db_table in append_only and not person_rows(one).kept
    ]
    assert append_only
    assert not wrong


def test_a_model_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        register_person_rows(JournalEntry)


# It fills each column of text of every table: some 400 rows, read and emptied one by one.
def test_a_person_planted_in_every_column_is_found_handed_over_and_forgotten(person, by, scope):
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    searched = [model for model in traces.searched_models() if not person_rows(model).part_of]
    planted = {model: plant(model, scope.pk) for model in searched}
    for user in planted[User]:
        make_membership(make_partner(f"Partenaire {user}"), user=User.objects.get(pk=user))
    rows = {
        f"{model._meta.label_lower}:{pk}": (model, field)
        for model, fields in planted.items()
        for pk, field in fields.items()
    }
    found = {one.key: one for one in traces.traces_of(person)}

    missed = [f"{model._meta.label}.{field.name}" for key, (model, field) in rows.items() if key not in found]
    assert not missed
    handed_over = rights.records_about(person, elsewhere=list(found)).tables
    unsaid = []
    for key, (model, field) in rows.items():
        said = next(one for one in handed_over[found[key].title] if one["Ligne n°"] == found[key].row.pk)
        planted_text = traces._text(plant_of(field))
        if not person_rows(model).unseen and planted_text not in said.values():
            unsaid.append(f"{model._meta.label}.{field.name}")
        assert said.get("Pourquoi cela reste", "") == person_rows(model).kept
    assert not unsaid

    rights.erase(person, by=by, at=AT, also=list(found))
    kept = {model._meta.db_table for model in planted if person_rows(model).kept}
    left = [one for one in where(*WORDS) if one.split(".")[0] not in kept]
    assert not left
    # What was kept is there, untouched.
    assert {one.split(".")[0] for one in where(*WORDS)} == {
        model._meta.db_table for model, fields in planted.items() if fields and person_rows(model).kept
    }


# -- Who decides -------------------------------------------------------------------------------


def test_a_registration_at_the_same_address_is_theirs_and_a_namesake_is_asked_about(person, by):
    event = make_event()
    own = make_registration(event, name="Z. Quintabelle", email=EMAIL.upper().lower(), needs="Fauteuil")
    namesake = make_registration(event, name=NAME.upper(), email="autre@courriel.example")
    other = make_registration(event, name="Zoé Quintal", email="x@courriel.example")
    certain, hint = traces.traces_of(person)
    assert (certain.row, certain.is_certain, certain.says["Besoin particulier pour venir"]) == (own, True, "Fauteuil")
    assert (hint.row, hint.is_certain, set(hint.signs)) == (namesake, False, {"même nom"})
    assert "autre@courriel.example" not in hint.says.values()

    records = rights.records_about(person, elsewhere=[]).tables
    assert [one["Ligne n°"] for one in records["Inscription"]] == [own.pk]
    assert "Inscription" not in rights.records_about(person).tables

    rights.erase(person, by=by, at=AT)
    own.refresh_from_db()
    assert (own.name, own.email, own.needs, own.forgotten_at) == ("", "", "", AT)
    assert own.state == RegistrationState.CANCELLED
    for row in (namesake, other):
        before = row.name
        row.refresh_from_db()
        assert (row.name, row.state) == (before, RegistrationState.REGISTERED)
    assert JournalEntry.objects.get(verb="person.erased").details == {"elsewhere": 1}


def test_a_registration_of_an_event_that_is_over_stays_counted(person, by):
    event = make_event()
    row = make_registration(event, name=NAME, email=EMAIL)
    after = event.ends_at + timedelta(days=1)
    rights.erase(person, by=by, at=after)
    row.refresh_from_db()
    assert (row.state, row.name, row.forgotten_at) == (RegistrationState.REGISTERED, "", after)


def test_a_subscription_goes(person, by):
    Subscriber.objects.create(email=EMAIL, token="t", origin="form", asked_at=AT)
    stays = Subscriber.objects.create(email="b@courriel.example", token="u", origin="form", asked_at=AT)
    rights.erase(person, by=by, at=AT)
    assert list(Subscriber.objects.all()) == [stays]


def test_only_what_was_confirmed_goes(person, by):
    event = make_event()
    one, two = (make_registration(event, name=NAME, email=f"{number}@courriel.example") for number in range(2))
    rights.erase(person, by=by, at=AT, also=[f"inclusion.registration:{two.pk}"])
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.name, two.name) == (NAME, "")


def test_the_night_looks_nowhere_else(person, by):
    """The end of a file's time says nothing about a registration, which has its own."""
    row = make_registration(make_event(), name=NAME, email=EMAIL)
    rights.anonymise(person, by=None, at=AT)
    row.refresh_from_db()
    assert row.email == EMAIL


def test_a_note_says_that_something_went(person, by):
    event = make_event(description=f"Vu avec Mme Quintabelle, {PHONE[:2]} 39.98.12 34\u00a0; salle 2.")
    (trace,) = traces.traces_of(person)
    rights.erase(person, by=by, at=AT, also=[trace.key])
    event.refresh_from_db()
    assert event.description == f"Vu avec {ERASED}, {ERASED}\u00a0; salle 2."


def test_another_network_is_not_read(person, other_network, by):
    from inclusion.core.scope import scoped_to

    with scoped_to(other_network):
        make_registration(make_event(), name=NAME, email=EMAIL)
    assert traces.traces_of(person) == []
