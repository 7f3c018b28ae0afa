"""What a person's file needs, by how they are written to."""

import pytest
from django import forms
from django.urls import get_resolver

from inclusion.core.scope import scoped_to
from inclusion.core.web.forms import AboutPeopleMixin
from inclusion.people.forms import PersonForm
from tests.builders import make_partner, make_person, make_user

GOOD = {
    "first_name": "Jeanne",
    "last_name": "Exemple",
    "birth_year": "1958",
    "address": "12 rue des Exemples",
    "postal_code": "47200",
    "town": "Marmande",
    "channel": "post",
    "consent": "on",
}


def errors(fields, **kwargs) -> dict[str, str]:
    form = PersonForm({**GOOD, **fields}, **kwargs)
    return {name: found[0].replace("\u00a0", " ") for name, found in form.errors.items()}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"birth_year": ""},
        {"postal_code": "47 200"},
        {"address": ""},
        {"country": "Belgique", "postal_code": "B-1000", "town": "Bruxelles"},
        {"channel": "email", "email": "j@exemple.example", "address": "", "postal_code": "", "town": ""},
    ],
)
def test_a_letter_can_reach_them(scope, fields):
    assert errors(fields) == {}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"postal_code": "0"}, {"postal_code": "En France, un code postal compte cinq chiffres."}),
        ({"postal_code": "4720O"}, {"postal_code": "En France, un code postal compte cinq chiffres."}),
        ({"postal_code": "٤٧٢٠٠"}, {"postal_code": "En France, un code postal compte cinq chiffres."}),
        (
            {"town": ""},
            {"town": "Pour un envoi par courrier, donnez l’adresse, le code postal et la ville."},
        ),
        (
            {"address": "", "postal_code": ""},
            {"town": "Pour un envoi par courrier, donnez l’adresse, le code postal et la ville."},
        ),
        (
            {"channel": "email"},
            {"email": "Pour un envoi par courriel, donnez l’adresse électronique."},
        ),
        ({"birth_year": "abc"}, {"birth_year": "Saisissez un nombre entier."}),
        (
            {"birth_year": "58"},
            {"birth_year": "Donnez une année de naissance sur quatre chiffres."},
        ),
        ({"consent": ""}, {"consent": "Sans l’accord de la personne, sa fiche ne peut pas être ouverte."}),
        ({"first_name": " "}, {"first_name": "Ce champ est obligatoire."}),
        ({"channel": "pigeon"}, {"channel": "Sélectionnez un choix valide. pigeon n’en fait pas partie."}),
    ],
)
def test_what_is_missing_is_said_at_its_field(scope, fields, expected):
    found = errors(fields)
    assert {name: found.get(name) for name in expected} == expected
    assert len(found) == 1, found


def test_an_address_that_is_wrong_is_not_also_called_missing(scope):
    assert list(errors({"channel": "email", "email": "pas une adresse"})) == ["email"]


def test_consent_is_asked_once(scope):
    person = make_person(make_partner(), by=make_user())
    assert "consent" not in PersonForm(instance=person).fields
    assert errors({"consent": ""}, instance=person) == {}


def test_only_operators_of_the_network_can_be_chosen(scope, other_network):
    caf, ccas = make_partner("CAF"), make_partner("CCAS", kind="ccas")
    merged = make_partner("CAF bis", merged_into=caf)
    with scoped_to(other_network):
        stranger = make_partner("CAF d’ailleurs")
    assert list(PersonForm().fields["operator"].queryset) == [caf]
    for one in (ccas, merged, stranger):
        assert list(errors({"operator": one.pk})) == ["operator"]


NUMBER = "2 85 05 47 001 001 42"


def about_people(kind=AboutPeopleMixin):
    for one in kind.__subclasses__():
        yield one
        yield from about_people(one)


def test_no_form_about_people_takes_a_social_security_number(scope):
    """Each text of each form that needs nothing to be made; the others are the same class."""
    get_resolver().url_patterns  # every view, and with it every form
    checked = set()
    for kind in about_people():
        try:
            form = kind({})
        except (TypeError, KeyError, AttributeError):
            continue  # it is made for a loan, a sitting, a pupil
        texts = [name for name, field in form.fields.items() if type(field) is forms.CharField]
        taken = [
            name
            for name in texts
            if not kind({name: NUMBER}).errors.get(name)
            and (form.fields[name].max_length or 99) >= len(NUMBER)
        ]
        assert taken == [], kind
        checked.add(kind.__name__)
    assert {
        "PersonForm",
        "ReasonForm",
        "OutcomeForm",
        "PupilForm",
        "RegistrationForm",
    } <= checked
