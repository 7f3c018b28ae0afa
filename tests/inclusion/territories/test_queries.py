"""Whether a postal code and a town name a commune: every real one does, however it is written; no other."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inclusion.core.french.address import without_accents
from inclusion.territories.models import Commune
from inclusion.territories.queries import Towns
from tests.examples import examples

#: How people write the name of a town.
WRITTEN = (
    str,
    str.upper,
    without_accents,
    lambda name: name.replace("-", " "),
    lambda name: name.replace("’", "'"),
    lambda name: f"{name} CEDEX",
    lambda name: f"{name} Cedex 9",
    lambda name: f"  {name.lower()}  ",
    lambda name: name.replace("Saint-", "St "),
)


@cache
def read_once():
    addresses = [(code, str(one)) for one in Commune.objects.all() for code in one.postal_codes]
    return addresses, Towns(addresses)


@pytest.fixture
def all_towns(france):
    """Each postal code of France with each of its communes, and what checks them."""
    return read_once()


def check(code, town):
    return Towns([(code, town)]).check(code, town)


@pytest.mark.thorough
def test_every_commune_has_each_of_its_codes(all_towns):
    addresses, towns = all_towns
    assert len(addresses) > 35_000
    assert [one for one in addresses if towns.check(*one).problem] == []
    assert [one for one in addresses if towns.check(*one).commune is None] == []


@settings(max_examples=examples(400), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_town_is_known_however_it_is_written(all_towns, data):
    addresses, towns = all_towns
    code, name = data.draw(st.sampled_from(addresses))
    found = towns.check(code, data.draw(st.sampled_from(WRITTEN))(name))
    assert (found.problem, str(found.commune)) == ("", name)


@settings(max_examples=examples(400), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=st.from_regex(r"[0-9]{5}", fullmatch=True), town=st.text(max_size=20))
def test_whatever_is_written_has_an_answer(all_towns, code, town):
    """What is no commune of the code is never taken for one, and its sentence is one that a page can show."""
    _, towns = all_towns
    found = towns.check(code, town)
    if found.commune and not found.problem:
        assert code in found.commune.postal_codes
    assert found.problem == "" or found.problem.endswith((".", "?"))
    assert found.problem or towns.of(code)
    assert bool(found.problem) == bool(found.reason)


@pytest.mark.parametrize(
    ("code", "town", "sentence"),
    [
        ("99999", "Nullepart", "Aucune commune de France n’a le code 99999."),
        ("47201", "Marmande", "Aucune commune de France n’a le code 47201. Marmande a le code 47200."),
        ("47207", "Marmande Cedex", "Aucune commune de France n’a le code 47207. Marmande a le code 47200."),
        ("47200", "Marmende", "Aucune commune du code 47200 n’a ce nom. Est-ce Marmande ?"),
        ("49000", "Paris", "Le code 49000 est celui d’Angers et Écouflant : choisissez."),
        (
            "47200",
            "Agen",
            "Le code 47200 est celui de Marmande, Virazeil, Beaupuy, Fourques-sur-Garonne, Marcellus, "
            "Birac-sur-Trec et 6 autres communes : choisissez. Agen a le code 47000.",
        ),
    ],
)
def test_what_is_wrong_is_said_so_that_it_can_be_mended(france, code, town, sentence):
    assert check(code, town).problem.replace("\u00a0", " ") == sentence


@pytest.mark.parametrize(
    ("code", "town", "commune"),
    [
        ("75015", "Paris 15e arrondissement", "Paris"),
        ("75015", "Paris 15", "Paris"),
        ("69003", "Lyon 3ème CEDEX 03", "Lyon"),
        ("47520", "", "Le Passage"),
        ("47200", "", "None"),
    ],
)
def test_what_envelopes_add_to_a_town_is_left_out(france, code, town, commune):
    found = check(code, town)
    assert (found.problem, str(found.commune)) == ("", commune)


@pytest.mark.parametrize(
    ("code", "town", "may_be_right"),
    [
        ("99999", "Nullepart", False),
        ("99999", "Nullepart Cedex", False),
        ("47201", "Marmande", False),
        ("47207", "Marmande Cedex", True),
        ("47200", "Zzzz", False),
        ("47200", "Marmende", True),
        ("47200", "Agen", True),
        ("49000", "Paris", False),
        ("47200", "Val de Garonne", True),  # as a new commune would be called
        ("47200", "Marmande", False),
    ],
)
def test_only_a_cedex_or_a_commune_that_is_not_listed_yet_may_be_right(france, code, town, may_be_right):
    assert check(code, town).may_be_right == may_be_right


def test_a_cedex_is_confirmed_and_lies_in_its_commune(france):
    found = check("47207", "Marmande Cedex")
    assert (found.field, str(found.commune)) == ("postal_code", "Marmande")
    assert check("47207", "Marmande").commune is None


@pytest.mark.parametrize(
    ("code", "town", "commune"),
    [
        ("97139", "Les Abymes Cedex", "Les Abymes"),
        ("20090", "Ajaccio Cedex 9", "Ajaccio"),
        ("20407", "Bastia Cedex", "Bastia"),
    ],
)
def test_a_cedex_overseas_and_in_corsica_lies_in_its_commune(france, code, town, commune):
    assert str(check(code, town).commune) == commune


@pytest.mark.parametrize(
    ("code", "town", "near"),
    [
        ("47200", "Marmande sur Garonne", "Marmande"),
        ("47200", "Fourques", "Fourques-sur-Garonne"),
        ("51300", "Plichancour", "Plichancourt"),
        ("47200", "Agen", ""),
    ],
)
def test_the_town_that_is_meant_begins_alike(france, code, town, near):
    assert Towns([(code, town)]).near(code, town) == near
