"""What may be typed about organisations, and what is said of the rest."""

import pytest
from django import forms

from inclusion.core.scope import scoped_to
from inclusion.partners.forms import MergeForm, PartnerForm
from inclusion.partners.models import Partner
from inclusion.territories.forms import CommuneField
from tests.builders import make_commune, make_partner
from tests.setup_data import setup_data


@setup_data
def communes(scope):
    """Marmande, the Saint-Pierre family, and one whose INSEE code is Marmande's postal code."""
    return [
        make_commune(),
        make_commune("47271", "Saint-Pierre", ("47270",)),
        make_commune("47272", "Saint-Pierre-de-Clairac", ("47270",)),
        make_commune("47269", "Saint-Pé-Saint-Simon", ("47170",)),
        make_commune("47200", "Parranquet", ("47210",)),
        make_commune("47225", "L'Isle-Sur-Rien", ("47999",)),
        make_commune("98413", "Archipel des Crozet", (), department=make_commune().department),
    ]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("47200 Marmande", "47157"),
        ("Marmande 47200", "47157"),
        ("marmande", "47157"),
        ("  MARMANDE  ", "47157"),
        ("marm", "47157"),
        ("47200", "47157"),
        ("47270 Saint-Pierre", "47271"),
        ("saint pierre", "47271"),
        ("St Pierre", "47271"),
        ("saint-pierre-de", "47272"),
        ("l’isle sur rien", "47225"),
        ("Archipel des Crozet", "98413"),
    ],
)
def test_a_commune_is_found_by_what_people_know(communes, typed, code):
    assert CommuneField().clean(typed).pk == code


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Nulle-Part", "Aucune commune ne porte ce nom et ce code postal."),
        ("47000 Marmande", "Aucune commune ne porte ce nom et ce code postal."),
        ("99999", "Aucune commune ne porte ce nom et ce code postal."),
        ("!!!", "Aucune commune ne porte ce nom et ce code postal."),
        ("٤٧٢٠٠", "Aucune commune ne porte ce nom et ce code postal."),
        ("47270", "Plusieurs communes correspondent\u00a0: Saint-Pierre, Saint-Pierre-de-Clairac. Précisez le nom."),
        ("0", "Aucune commune ne porte ce nom et ce code postal."),
    ],
)
def test_a_commune_that_is_not_one_says_why(communes, typed, sentence):
    with pytest.raises(forms.ValidationError) as refused:
        CommuneField().clean(typed)
    assert refused.value.messages == [sentence]


def test_nothing_typed_is_no_commune(communes):
    assert CommuneField(required=False).clean("") is None
    with pytest.raises(forms.ValidationError, match="obligatoire"):
        CommuneField().clean(" ")


def test_what_is_shown_of_a_commune_finds_it_again(communes):
    for commune in communes:
        shown = PartnerForm(instance=make_partner(commune=commune))["commune"].value()
        assert CommuneField().clean(shown) == commune
    assert PartnerForm(instance=make_partner())["commune"].value() is None


def test_what_was_typed_comes_back_as_it_was(communes):
    """47200 is Marmande's postal code and Parranquet's INSEE code: what was typed is not rewritten."""
    form = PartnerForm({"name": "", "commune": "47200"})
    assert not form.is_valid()
    assert form["commune"].value() == "47200"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("732 829 320 00074", "73282932000074"), ("732.829.320-00074", "73282932000074"), ("", ""), (" ", "")],
)
def test_a_siret_is_forgiven_its_spaces(scope, typed, kept):
    form = PartnerForm({"name": "CAF", "kind": "operator", "siret": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["siret"] == kept


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"siret": "732829320"}, "siret", "Un SIRET compte 14 chiffres."),
        ({"siret": "73282932000075"}, "siret", "clé de contrôle"),
        ({"siret": "𝟟𝟛𝟚𝟠𝟚𝟡𝟛𝟚𝟘𝟘𝟘𝟘𝟟𝟜"}, "siret", "Un SIRET compte 14 chiffres."),
        ({"name": " "}, "name", "Ce champ est obligatoire."),
        ({"kind": "zz"}, "kind", "Sélectionnez un choix valide"),
        ({"email": "x"}, "email", "adresse"),
        ({"website": "javascript:alert(1)"}, "website", "URL"),
        ({"name": "x" * 161}, "name", "160"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(scope, fields, field, sentence):
    form = PartnerForm({"name": "CAF", "kind": "operator", **fields})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]


def test_only_others_of_the_network_can_be_kept(scope, other_network):
    gone, kept = make_partner("A"), make_partner("B")
    merged = make_partner("C", merged_into=kept)
    with scoped_to(other_network):
        stranger = make_partner("D")
    choices = MergeForm(gone=gone).fields["kept"].queryset
    assert set(choices) == {kept, Partner.objects.get(is_host=True)}
    for one in (gone, merged, stranger):
        assert "kept" in MergeForm({"kept": one.pk}, gone=gone).errors
