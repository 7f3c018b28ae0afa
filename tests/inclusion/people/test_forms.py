"""What a person's file needs, by how they are written to."""

import pytest
from django import forms
from django.http import QueryDict
from django.urls import get_resolver
from django.utils import timezone

from inclusion.core.scope import scoped_to
from inclusion.core.web.forms import AboutPeopleMixin
from inclusion.people.forms import PersonForm
from tests.builders import make_commune, make_partner, make_person, make_user

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
        ({"town": ""}, {"town": "Pour un envoi par courrier, donnez l’adresse, le code postal et la ville."}),
        (
            {"address": "", "postal_code": ""},
            {"town": "Pour un envoi par courrier, donnez l’adresse, le code postal et la ville."},
        ),
        ({"channel": "email"}, {"email": "Pour un envoi par courriel, donnez l’adresse électronique."}),
        ({"birth_year": "abc"}, {"birth_year": "Saisissez un nombre entier."}),
        ({"consent": ""}, {"consent": "Sans l’accord de la personne, sa fiche ne peut pas être ouverte."}),
        ({"first_name": " "}, {"first_name": "Ce champ est obligatoire."}),
        ({"last_name": "\u200b"}, {"last_name": "Ce champ est obligatoire."}),
        ({"address": "rue\n" * 40}, {"address": "Cette adresse est trop longue : cinq lignes au plus."}),
        ({"address": "r" * 20_000}, {"address": "Cette adresse est trop longue : 120 caractères par ligne au plus."}),
        ({"town": "v" * 5000}, {"town": "Ce texte est trop long : 80 caractères au plus."}),
        ({"channel": "pigeon"}, {"channel": "Sélectionnez un choix valide. pigeon n’en fait pas partie."}),
    ],
)
def test_what_is_missing_is_said_at_its_field(scope, fields, expected):
    found = errors(fields)
    assert {name: found.get(name) for name in expected} == expected
    assert len(found) == 1, found


@pytest.mark.parametrize(("ago", "is_refused"), [(0, False), (-1, True), (120, False), (121, True), (1968, True)])
def test_a_birth_year_is_of_somebody_alive(scope, ago, is_refused):
    year = timezone.localdate().year - ago
    assert list(errors({"birth_year": str(year)})) == (["birth_year"] if is_refused else [])


def test_a_birth_year_below_zero_is_asked_as_any_other(scope):
    assert errors({"birth_year": "-5"})["birth_year"].startswith("Donnez une année de naissance")


def test_signs_that_nobody_sees_are_not_kept(scope):
    form = PersonForm({**GOOD, "last_name": "Exem\u202eple\u200b"})
    assert form.is_valid()
    assert form.cleaned_data["last_name"] == "Exemple"


def test_where_no_commune_is_loaded_nothing_can_be_checked(scope):
    assert errors({"postal_code": "99999", "town": "Nullepart"}) == {}


@pytest.fixture
def towns(scope):
    for code, name in (("47157", "Marmande"), ("47326", "Virazeil")):
        make_commune(code, name, ("47200",))
    make_commune("47195", "Nérac", ("47600",))


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"town": "Marmende"}, "town", "Aucune commune du code 47200 n’a ce nom. Est-ce Marmande ?"),
        (
            {"town": "Nérac"},
            "town",
            "Le code 47200 est celui de Marmande et Virazeil : choisissez. Nérac a le code 47600.",
        ),
        # Whatever the channel: the nearest places are found by it.
        (
            {"postal_code": "47207", "town": "Marmande Cedex", "channel": "hand"},
            "postal_code",
            "Aucune commune de France n’a le code 47207. Marmande a le code 47200.",
        ),
    ],
)
def test_a_town_that_is_none_is_asked_about_and_confirmed_as_it_is(towns, fields, field, sentence):
    assert errors(fields) == {field: sentence}
    asked = PersonForm({**GOOD, **fields})
    assert not asked.is_valid()
    confirmed = PersonForm({**GOOD, **fields, "address_confirmed": asked.address_key})
    assert confirmed.is_valid()
    assert confirmed.cleaned_data["address_confirmed"]
    other = {**GOOD, **fields, "postal_code": "88888", "address_confirmed": asked.address_key}
    assert not PersonForm(other).is_valid(), "another address was confirmed"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"postal_code": "99999", "town": "Nullepart"}, "postal_code"),
        ({"postal_code": "99999", "town": "Nullepart Cedex"}, "postal_code"),
        ({"postal_code": "47207", "town": "Marmande"}, "postal_code"),
        ({"town": "Zzzz"}, "town"),
    ],
)
def test_an_address_that_cannot_be_right_is_not_offered_to_be_confirmed(towns, fields, field):
    asked = PersonForm({**GOOD, **fields})
    assert list(asked.errors) == [field]
    assert not asked.doubt
    assert list(errors({**fields, "address_confirmed": asked.address_key})) == [field]


LATIN = "La Poste lit l’alphabet latin : écrivez le nom comme sur les papiers de la personne."
LETTERS = "Écrivez l’adresse en lettres et en chiffres."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"address": "😀😀"}, {"address": LETTERS}),
        ({"address": "12 rue des Lys\n😀"}, {"address": LETTERS}),
        ({"address": "شارع"}, {"address": LETTERS}),
        ({"town": "😀"}, {"town": LETTERS}),
        ({"last_name": "محمد"}, {"last_name": LATIN}),
        ({"first_name": "Ali علي"}, {"first_name": LATIN}),
        ({"last_name": "😀"}, {"last_name": LATIN}),
        ({"last_name": "Żółć-N’Diaye de l’Œuvre", "address": "Bât. B\n12 😀 rue des Lys"}, {}),
    ],
)
def test_what_an_envelope_cannot_bear_is_asked_for_in_latin_letters(scope, fields, said):
    assert errors(fields) == said


def test_a_name_that_stands_in_a_file_already_is_left_as_it_is(scope):
    person = make_person(make_partner(), by=make_user(), last_name="محمد")
    kept = {"postal_code": person.postal_code, "town": person.town, "last_name": "محمد"}
    assert errors({**kept, "phone": "0639980001"}, instance=person) == {}


def test_the_only_town_of_a_code_need_not_be_said(towns):
    form = PersonForm({**GOOD, "postal_code": "47 600", "town": ""})
    assert form.is_valid()
    assert (form.cleaned_data["postal_code"], form.cleaned_data["town"]) == ("47600", "Nérac")


def test_abroad_and_what_stands_in_the_file_already_are_left_as_they_are(towns):
    assert errors({"country": "Belgique", "postal_code": "99999", "town": "Bruxelles"}) == {}
    person = make_person(make_partner(), by=make_user(), postal_code="99999", town="Nullepart")
    kept = {"postal_code": "99999", "town": "Nullepart", "address": person.address}
    assert errors({**kept, "first_name": "Jeanne-Marie"}, instance=person) == {}
    assert list(errors({**kept, "town": "Ailleurs"}, instance=person)) == ["postal_code"]


@pytest.mark.parametrize(
    ("code", "town"), [("14000", "Caen Cedex 4"), ("75012", "Paris 12e Arrondissement"), ("75012", "paris 12")]
)
def test_what_an_address_adds_to_its_town_is_no_key_and_stays(scope, code, town):
    """What the page would send again without a touch: the key that is ticked, then the words."""
    make_commune("14118", "Caen", ("14000",))
    make_commune("75056", "Paris", ("75012",))
    shown = PersonForm(initial={"postal_code": code, "town": town})
    assert (shown.is_other_town, shown.is_of_other_code) == (True, False)
    ticked = [name for name, chosen in shown.town_keys if chosen]
    data = QueryDict(mutable=True)
    data.update({**GOOD, "postal_code": code})
    data.setlist("town", [*ticked, town])
    form = PersonForm(data)
    assert form.is_valid()
    assert form.cleaned_data["town"] == town


def test_the_town_that_is_proposed_is_the_first_key(scope):
    for number in range(14):
        make_commune(f"510{number:02}", f"{chr(65 + number)}ville-en-Perthois", ("51300",))
    make_commune("51433", "Plichancourt", ("51300",))
    form = PersonForm({**GOOD, "postal_code": "51300", "town": "Plichancour"})
    assert "Est-ce Plichancourt" in form.errors["town"][0]
    assert form.town_keys[0] == ("Plichancourt", False)


def test_a_key_that_is_touched_comes_before_what_was_written(towns):
    data = QueryDict(mutable=True)
    data.update(GOOD)
    data.setlist("town", ["Virazeil", "Marmande"])
    assert PersonForm(data)["town"].data == "Virazeil"
    data.setlist("town", ["", "Marmande"])
    assert PersonForm(data)["town"].data == "Marmande"


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


#: The same with its key.
KEYED = "2 85 05 47 001 001 44"


def below(kind):
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


@pytest.mark.parametrize(("base", "number"), [(AboutPeopleMixin, NUMBER), (forms.BaseForm, KEYED)])
def test_no_form_takes_a_social_security_number(scope, base, number):
    """Each text of each form that needs nothing to be made; the others are the same class. A number without its key is
    refused where people are spoken of: elsewhere it may be a reference.
    """
    get_resolver().url_patterns  # every view, and with it every form
    checked = set()
    libraries = ("django", "allauth", "django_filters")
    for kind in (one for one in below(base) if not one.__module__.startswith(libraries)):
        try:
            form = kind({})
        except (TypeError, KeyError, AttributeError):
            continue  # it is made for a loan, a sitting, a pupil
        texts = [name for name, field in form.fields.items() if type(field) is forms.CharField]
        taken = [
            name
            for name in texts
            if not kind({form.add_prefix(name): number}).errors.get(name)
            and (form.fields[name].max_length or 99) >= len(number)
        ]
        assert taken == [], kind
        checked.add(kind.__name__)
    assert {"PersonForm", "ReasonForm", "OutcomeForm", "PupilForm", "RegistrationForm"} <= checked
