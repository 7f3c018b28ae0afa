"""SIRET, IBAN and UAI."""

import pytest

from inclusion.core.french.identifiers import (
    clean_iban,
    clean_siret,
    clean_uai,
    iban_problem,
    shown_iban,
    siret_problem,
    uai_letter,
    uai_problem,
)


@pytest.mark.parametrize(
    "value",
    [
        "73282932000074",
        "732 829 320 00074",
        "732\u202f829\u00a0320.00074",
        "35600000000048",  # the head office of La Poste passes Luhn's check
        "35600000049837",  # its other establishments do not: the sum of their digits is a multiple of five
    ],
)
def test_well_formed_sirets(value):
    assert siret_problem(value) is None
    assert clean_siret(value).isdigit()
    assert len(clean_siret(value)) == 14


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "Indiquez"),
        ("7328293200007", "14 chiffres"),
        ("732829320000741", "14 chiffres"),
        ("7328293200007A", "14 chiffres"),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "14 chiffres"),
        ("73282932000075", "clé de contrôle"),
        ("35600000049838", "clé de contrôle"),
        ("00000000000000", "ne désigne personne"),
    ],
)
def test_what_is_wrong_with_a_siret(value, words):
    assert words in siret_problem(value)


def test_clean_siret_only_cleans():
    assert clean_siret(" 732 829 320 00074 ") == "73282932000074"
    assert clean_siret("") == ""


@pytest.mark.parametrize("value", ["0490001K", "0490001k", " 049 0001 K"])
def test_well_formed_uais(value):
    assert uai_letter("0490001") == "K"  # 490001 = 23 × 21304 + 9
    assert uai_problem(value) is None
    assert clean_uai(value) == "0490001K"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "Indiquez"),
        ("0490001", "suivis d’une lettre"),
        ("0490001L", "lettre finale"),
        ("0490002K", "lettre finale"),
        ("0000000A", "zéros"),
    ],
)
def test_what_is_wrong_with_a_uai(value, words):
    assert words in uai_problem(value)


def test_a_letter_needs_seven_digits():
    with pytest.raises(ValueError):
        uai_letter("49001")


def test_ibans():
    assert iban_problem("FR76 3000 6000 0112 3456 7890 189") is None
    assert clean_iban("fr76 3000\u00a06000 0112 3456 7890 189") == "FR7630006000011234567890189"
    assert shown_iban("FR7630006000011234567890189") == "FR76 3000 6000 0112 3456 7890 189"
    assert shown_iban("") == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("FR76 3000 6000 0112 3456 7890 188", "clé de contrôle"),
        ("FR76 3000 6000 0112 3456 7890 18", "clé de contrôle"),
        ("3000 6000 0112 3456 7890 189", "commence par deux lettres"),
        ("rien", "commence par deux lettres"),
        ("FR76<script>", "commence par deux lettres"),
    ],
)
def test_ibans_that_are_not(value, words):
    assert words in iban_problem(value)
