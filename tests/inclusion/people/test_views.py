"""The pages of the people helped: one's own organisation alone, consent, twins, and a journal without names."""

import re

import pytest
from django.utils import timezone

from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.people.models import Beneficiary
from tests.access_table import is_refused
from tests.builders import AT, make_commune, make_membership, make_partner, make_person
from tests.inclusion.pages import (
    NONSENSE,
    NONSENSE_QUERIES,
    csv_rows,
    one_field_at_a_time,
    page,
    table_names,
    url,
    xlsx_rows,
)
from tests.setup_data import setup_data

#: The clock of the portal stands: the day that a test reads is the one that the page reads.
pytestmark = pytest.mark.usefixtures("clock")

GOOD = {
    "first_name": "Paul",
    "last_name": "Fictif",
    "birth_year": "1950",
    "address": "3 rue des Essais",
    "postal_code": "47200",
    "town": "Marmande",
    "channel": "post",
    "consent": "on",
}


@pytest.fixture
def prescriber(client_of):
    return client_of("prescriber")


@setup_data
def own(network, cast):
    """A person whom the prescriber's organisation follows."""
    with scoped_to(network):
        return make_person(cast["prescriber"].partner, by=cast["prescriber"].user)


@setup_data
def others(network, other_network, cast):
    """The same name followed by another organisation of the network, and in another network: data that could leak."""
    by = cast["prescriber"].user
    with scoped_to(network):
        near = make_person(make_partner("CCAS", kind="ccas"), by=by, town="Voisinville")
    with scoped_to(other_network):
        far = make_person(make_partner("CCAS"), by=by, town="Lointainville")
    return near, far


# -- The list ----------------------------------------------------------------------------------------------------------


def test_a_prescriber_finds_their_own_people_and_a_coordinator_all_of_the_network(
    network, own, others, client_of, prescriber
):
    shown = page(prescriber.get(url("person_list", network)))
    assert "1 personne" in shown
    assert "Marmande" in shown
    assert not [word for word in ("Voisinville", "Lointainville") if word in shown]
    everybody = page(client_of("coordinator").get(url("person_list", network)))
    assert "Voisinville" in everybody
    assert "Lointainville" not in everybody


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=helene", ["Témoin"]),
        ("q=1958", ["Exemple"]),
        ("q=zzz", []),
        ("q=47000", ["Témoin"]),
        ("operator=CAF", ["Témoin"]),
        ("operator=CAF&q=jeanne", []),
        ("sort=-last_name", ["Témoin", "Exemple"]),
    ],
)
def test_the_list_is_narrowed_and_leaves_as_it_is_narrowed(network, cast, own, others, prescriber, query, names):
    with scoped_to(network):
        caf = make_partner("CAF")
        make_person(
            cast["prescriber"].partner,
            by=cast["prescriber"].user,
            first_name="Hélène",
            last_name="Témoin",
            birth_year=None,
            postal_code="47000",
            town="Agen",
            operator=caf,
        )
    address = f"{url('person_list', network)}?{query.replace('CAF', str(caf.pk))}"
    assert table_names(prescriber.get(address), "last_name") == names
    for fmt, rows in (("csv", csv_rows), ("xlsx", xlsx_rows)):
        exported = rows(prescriber.get(f"{address}&export={fmt}"))
        assert exported[0] == ["Nom", "Prénom", "Naissance", "Ville", "Usager de", "Suivi par"]
        assert [row[0] for row in exported[1:]] == names


def test_files_hold_nothing_that_runs_and_nobody_elses_people(network, cast, own, others, prescriber):
    with scoped_to(network):
        make_person(
            cast["prescriber"].partner,
            by=cast["prescriber"].user,
            first_name="@SUM(A1)",
            last_name="=1+1",
            town="-2",
            postal_code="",
        )
    for fmt, rows in (("csv", csv_rows), ("xlsx", xlsx_rows)):
        exported = rows(prescriber.get(f"{url('person_list', network)}?export={fmt}"))[1:]
        assert [[str(cell) for cell in row[:4]] for row in exported] == [
            ["'=1+1", "'@SUM(A1)", "1958", "'-2"],
            ["Exemple", "Jeanne", "1958", "47200 Marmande"],
        ]


@pytest.mark.parametrize("query", NONSENSE_QUERIES[0::3])
def test_no_address_of_the_list_breaks_it(network, own, prescriber, query):
    assert prescriber.get(f"{url('person_list', network)}?{query}").status_code == 200


def test_a_list_that_holds_nobody_yet_says_so(network, prescriber):
    assert "Aucune personne n’est encore suivie." in page(prescriber.get(url("person_list", network)))
    assert "Personne ne correspond" in page(prescriber.get(f"{url('person_list', network)}?q=zz"))


def test_the_towns_of_a_postal_code_are_keys_as_soon_as_it_is_written(network, prescriber):
    for code, name in (("47157", "Marmande"), ("47326", "Virazeil")):
        make_commune(code, name, ("47200",))
    make_commune("47195", "Nérac", ("47600",))
    address = url("person_towns", network)
    assert prescriber.get(address, {"postal_code": "4720"}, headers={"HX-Request": "true"}).status_code == 204
    keys = re.findall(r'type="radio" name="town" value="([^"]*)"( checked)?', shown(prescriber, address, "47 200"))
    assert keys == [("Marmande", ""), ("Virazeil", ""), ("", "")]
    chosen = shown(prescriber, address, "47200", town="virazeil")
    assert 'value="Virazeil" checked' in chosen
    only = shown(prescriber, address, "47600", town="Virazeil")
    assert 'value="Nérac" checked' in only
    assert "Virazeil" not in only
    unknown = shown(prescriber, address, "99999", town="Nullepart")
    assert "Aucune commune de France n’a le code 99999." in unknown
    assert 'value="Nullepart"' in unknown


def shown(client, address, code, **data):
    return client.get(address, {"postal_code": code, **data}).content.decode()


def test_without_javascript_a_misspelt_town_comes_back_with_keys(network, prescriber):
    make_commune()
    make_commune("47326", "Virazeil", ("47200",))
    answer = prescriber.post(url("person_add", network), {**GOOD, "town": "Marmende"})
    words = page(answer)
    assert "Aucune commune du code 47200 n’a ce nom. Est-ce Marmande ?" in words
    assert 'type="radio" name="town" value="Marmande">' in words
    assert "Cette adresse est la bonne" in words
    confirmed = {**GOOD, "town": "Marmende", "address_confirmed": "47200 marmende"}
    prescriber.post(url("person_add", network), confirmed)
    with scoped_to(network):
        assert Beneficiary.objects.get().town == "Marmende"
        details = JournalEntry.objects.get(verb="person.added").details
        assert details == {"address_confirmed": True}


def test_a_file_is_opened_for_a_user_of_an_operator_of_the_network(network, prescriber):
    with scoped_to(network):
        caf = make_partner("CAF de l’Ain", kind="operator")
    prescriber.post(url("person_add", network), {**GOOD, "operator": caf.pk})
    with scoped_to(network):
        assert Beneficiary.objects.get().operator == caf


# -- One person --------------------------------------------------------------------------------------------------------


def test_a_file_shows_what_is_known_and_how_long_it_is_kept(network, own, prescriber):
    shown = page(prescriber.get(url("person_detail", network, own.pk)))
    for words in (
        "Jeanne Exemple",
        "1958",
        "12 rue des Exemples",
        "47200 Marmande",
        "Organisme prescriber",
        "le 5 janvier 2026",
        "5 janvier 2028",
    ):
        assert words in shown


@pytest.mark.parametrize("name", ["person_detail", "person_edit"])
def test_a_person_of_another_organisation_or_network_is_not_found(network, own, others, client_of, prescriber, name):
    near, far = others
    for person in (near, far):
        assert prescriber.get(url(name, network, person.pk)).status_code == 404
        assert prescriber.post(url(name, network, person.pk), GOOD).status_code == 404
    assert client_of("coordinator").get(url(name, network, near.pk)).status_code == 200
    assert client_of("coordinator").get(url(name, network, far.pk)).status_code == 404
    for person in (near, far):
        with scoped_to(person.network):
            assert Beneficiary.objects.get(pk=person.pk).first_name == "Jeanne"


def test_an_anonymised_file_is_not_found_but_for_the_page_that_says_so(network, own, prescriber):
    with scoped_to(network):
        Beneficiary.objects.update(anonymised_at=AT)
    assert prescriber.get(url("person_edit", network, own.pk)).status_code == 404
    led = prescriber.get(url("person_detail", network, own.pk))
    assert (led.status_code, led.url) == (302, url("person_rights", network, own.pk))


def test_only_who_helps_people_writes(network, own, cast, client_of):
    """Who opens the pages is said by the table of access."""
    addresses = [url("person_add", network), url("person_edit", network, own.pk)]
    for role in cast.keys() - {"coordinator", "prescriber", "stranger"}:
        for address in addresses:
            assert is_refused(cast[role].user, address, "post"), (role, address)
    for role, status in (("reader", 403), ("stranger", 404)):
        for address in addresses:
            answer = client_of(role).post(address, GOOD)
            assert answer.status_code == status
            assert b"Jeanne" not in answer.content
    with scoped_to(network):
        assert Beneficiary.objects.get().first_name == "Jeanne"


# -- Opening a file ----------------------------------------------------------------------------------------------------


def test_a_file_is_opened_for_ones_own_organisation(network, cast, prescriber):
    make_commune()
    with scoped_to(network):
        someone_else = make_partner("CCAS")
    data = {**GOOD, "followed_by": someone_else.pk, "keep_until": "2099-01-01"}
    answer = prescriber.post(url("person_add", network), data, follow=True)
    assert "La fiche de Paul Fictif est ouverte." in page(answer)
    with scoped_to(network):
        person = Beneficiary.objects.get()
        line = JournalEntry.objects.get()
    assert person.followed_by_id == cast["prescriber"].partner_id
    assert (person.added_by, person.commune_id) == (cast["prescriber"].user, "47157")
    assert person.consent_on == timezone.localdate()
    assert person.keep_until.year == timezone.localdate().year + 2
    entry = f"{line.label} {line.target_label} {line.details}"
    assert not [word for word in ("Paul", "Fictif", "1950", "Marmande", "Essais") if word in entry]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"consent": ""}, "Sans l’accord de la personne, sa fiche ne peut pas être ouverte."),
        ({"postal_code": "0"}, "En France, un code postal compte cinq chiffres."),
        ({"birth_year": "abc"}, "Saisissez un nombre entier."),
        ({"birth_year": "58"}, "Donnez une année de naissance sur quatre chiffres"),
        ({"town": ""}, "Pour un envoi par courrier, donnez l’adresse, le code postal et la ville."),
        ({"channel": "email"}, "Pour un envoi par courriel, donnez l’adresse électronique."),
        ({"last_name": ""}, "Ce champ est obligatoire."),
        ({"first_name": "x" * 81}, "80"),
        ({"operator": "999999"}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(network, own, prescriber, fields, sentence):
    typed = {**GOOD, "phone": "06 39 98 00 01", **fields}
    for name, args in (("person_add", []), ("person_edit", [own.pk])):
        if name == "person_edit":
            typed.pop("consent", None)
            if "consent" in fields:
                continue
        answer = prescriber.post(url(name, network, *args), typed)
        assert sentence in page(answer)
        form = answer.context["form"]
        assert {key: form[key].value() for key in typed if key != "consent"} == {
            key: value for key, value in typed.items() if key != "consent"
        }
    with scoped_to(network):
        assert Beneficiary.objects.get().first_name == "Jeanne"
        assert not JournalEntry.objects.exists()


TWIN = {**GOOD, "first_name": "JEANNE", "last_name": "Éxemple", "birth_year": "1958"}
WARNING = "Est-ce la même personne ?"


def test_the_same_person_twice_is_asked_about_first(network, own, prescriber):
    answer = prescriber.post(url("person_add", network), TWIN)
    shown = page(answer)
    assert WARNING in shown
    assert f'href="{own.get_absolute_url()}"' in shown
    assert answer.context["form"]["last_name"].value() == "Éxemple"
    with scoped_to(network):
        assert Beneficiary.objects.count() == 1
    assert f'name="different_from" value="{own.pk}"' in shown
    opened = prescriber.post(url("person_add", network), {**TWIN, "different_from": own.pk}, follow=True)
    assert "La fiche de JEANNE Éxemple est ouverte." in page(opened)
    with scoped_to(network):
        assert Beneficiary.objects.count() == 2


def test_another_birth_year_in_another_place_is_another_person(network, own, prescriber):
    elsewhere = {**TWIN, "birth_year": "1990", "postal_code": "47000", "town": "Agen"}
    prescriber.post(url("person_add", network), elsewhere)
    with scoped_to(network):
        assert Beneficiary.objects.count() == 2


def test_somebody_alike_who_was_not_seen_is_asked_about(network, cast, own, prescriber):
    """What was declared distinct is what was shown: a form that is sent twice at once finds its own first file."""
    prescriber.post(url("person_add", network), {**TWIN, "different_from": own.pk})
    again = page(prescriber.post(url("person_add", network), {**TWIN, "different_from": own.pk}))
    assert WARNING in again
    with scoped_to(network):
        assert Beneficiary.objects.count() == 2


def alike(client, network, **typed):
    address = url("person_alike", network)
    return page(client.get(address, {"first_name": "Jeanne", "last_name": "Exemple", **typed}))


def test_the_same_person_is_found_while_the_name_is_typed(network, own, prescriber):
    assert WARNING in page(
        prescriber.get(
            url("person_alike", network), {"first_name": "jeane", "last_name": "EXEMPLE", "birth_year": "1958"}
        )
    )
    assert own.get_absolute_url() in alike(prescriber, network, birth_year="1958")
    assert own.get_absolute_url() in alike(prescriber, network, postal_code="47200", birth_year="1990")
    assert WARNING not in alike(prescriber, network, birth_year="1990", town="Agen")
    assert WARNING not in alike(prescriber, network, last_name="")
    assert WARNING not in alike(prescriber, network, first_name="Paul", birth_year="1958")


def test_nobody_of_another_organisation_or_network_is_found_while_typing(network, others, prescriber, client_of):
    assert WARNING not in alike(prescriber, network, birth_year="1958")
    coordinator = alike(client_of("coordinator"), network, birth_year="1958")
    assert "Voisinville" in coordinator
    assert "CCAS" in coordinator
    assert "Lointainville" not in coordinator


def test_nonsense_is_nobody(network, own, prescriber):
    for field, typed in one_field_at_a_time(("first_name", "last_name", "birth_year", "postal_code", "town")):
        alike(prescriber, network, **{field: typed})


def test_twins_of_other_organisations_are_not_shown(network, others, prescriber, client_of):
    coordinator = client_of("coordinator").post(url("person_add", network), TWIN)
    assert "Voisinville" in page(coordinator)
    assert "Lointainville" not in page(coordinator)
    opened = prescriber.post(url("person_add", network), TWIN, follow=True)
    assert WARNING not in page(opened)
    assert "La fiche de JEANNE Éxemple est ouverte." in page(opened)


def test_a_form_that_is_wrong_speaks_of_that_before_twins(network, own, prescriber):
    shown = page(prescriber.post(url("person_add", network), {**TWIN, "consent": ""}))
    assert "Sans l’accord de la personne" in shown
    assert WARNING not in shown
    apart = {**TWIN, "consent": "", "different_from": own.pk}
    assert "Sans l’accord de la personne" in page(prescriber.post(url("person_add", network), apart))
    with scoped_to(network):
        assert Beneficiary.objects.count() == 1


# -- Changing ----------------------------------------------------------------------------------------------------------


def test_a_file_is_changed_and_stays_with_its_organisation(network, own, prescriber):
    with scoped_to(network):
        stranger = make_partner("CCAS")
    data = {**GOOD, "followed_by": stranger.pk}
    answer = prescriber.post(url("person_edit", network, own.pk), data, follow=True)
    assert "La fiche est à jour." in page(answer)
    with scoped_to(network):
        changed = Beneficiary.objects.get()
        line = JournalEntry.objects.get()
    assert (changed.first_name, changed.birth_year) == ("Paul", 1950)
    assert changed.followed_by_id == own.followed_by_id
    assert line.details == {"fields": ["address", "birth_year", "first_name", "last_name"]}
    assert not [word for word in ("Paul", "Jeanne", "Fictif") if word in line.target_label]


def test_a_coordinator_who_changes_a_file_does_not_take_it_over(network, own, client_of):
    client_of("coordinator").post(url("person_edit", network, own.pk), GOOD)
    with scoped_to(network):
        assert Beneficiary.objects.get().followed_by_id == own.followed_by_id


#: Fields of the form that a good answer leaves out.
NOT_ASKED_FOR = ("operator", "country", "email", "phone", "different_from")


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_never_breaks_a_form(network, own, prescriber, typed):
    everywhere = dict.fromkeys([*GOOD, *NOT_ASKED_FOR], typed)
    for address in (url("person_add", network), url("person_edit", network, own.pk)):
        assert prescriber.post(address, everywhere).status_code in (200, 302)


@pytest.mark.thorough
def test_nonsense_in_one_field_never_breaks_a_form(network, own, prescriber):
    address = url("person_add", network)
    by_mail = {"channel": "email", "email": "j@exemple.example"}
    one_by_one = [{**GOOD, field: typed} for field, typed in one_field_at_a_time([*GOOD, *NOT_ASKED_FOR])]
    # what the way by which passes are sent decides about
    one_by_one += [
        {**GOOD, **by_mail, field: typed}
        for field, typed in one_field_at_a_time(["email", "phone", "address", "postal_code", "town", "country"])
    ]
    for data in one_by_one:
        assert prescriber.post(address, data, follow=True).status_code == 200, data
    for query in ("", "?export=csv", "?export=xlsx"):
        assert prescriber.get(url("person_list", network) + query).status_code == 200


def test_a_person_moves_with_who_follows_them(network, own, others, client_of, cast):
    """After their partners were made one, both prescribers see both people."""
    from inclusion.partners.actions import merge_partners

    near, _ = others
    with scoped_to(network):
        make_membership(near.followed_by, roles=("prescriber",))
        merge_partners(own.followed_by, kept=near.followed_by, by=cast["coordinator"].user, at=AT)
    answer = client_of("prescriber").get(url("person_list", network))
    assert len(table_names(answer, "last_name")) == 2
