"""What a public site has to say, and which addresses it may name."""

import pytest

from inclusion.networks.rules import conformity, embedding_origins, missing_of, showable, tiles_host, tiles_problem

FILLED = {
    "publisher": "Conseil départemental",
    "publication_director": "La présidence",
    "hosting": "Hébergeur",
    "data_controller": "Conseil départemental",
    "dpo_contact": "donnees@exemple.example",
    "accessibility_contact": "acces@exemple.example",
    "accessibility_on": "2026-06-30",
}


def test_a_site_that_says_all_lacks_nothing():
    assert missing_of(FILLED) == []


@pytest.mark.parametrize("field", FILLED)
def test_what_is_blank_is_missing_and_said_in_a_sentence(field):
    (one,) = missing_of(FILLED | {field: ""})
    assert one.field == field
    assert one.sentence.endswith(".")


@pytest.mark.parametrize(
    ("rate", "word"),
    [
        (None, "non conforme"),
        (0, "non conforme"),
        (49, "non conforme"),
        (50, "partiellement conforme"),
        (99, "partiellement conforme"),
        (100, "totalement conforme"),
    ],
)
def test_the_word_of_the_decree_follows_the_rate(rate, word):
    assert conformity(rate) == word


def test_tiles_are_fetched_over_https_by_zoom_and_place():
    assert tiles_problem("") == ""
    assert tiles_problem("https://tiles.exemple.example/{z}/{x}/{y}.png") == ""
    assert tiles_problem("https://{s}.tiles.exemple.example/{z}/{x}/{y}.png") == ""
    assert "https://" in tiles_problem("http://tiles.exemple.example/{z}/{x}/{y}.png")
    assert tiles_problem("https://tiles.exemple.example/{z}/{x}.png") == "Il manque {y} dans cette adresse."
    for typed in ("https://a.example/{z}/{x}/{y}; script-src *", "javascript:alert(1)", "https://a b/{z}/{x}/{y}"):
        assert tiles_problem(typed)


def test_the_host_of_tiles_is_all_that_a_page_allows():
    assert tiles_host("https://tiles.exemple.example/{z}/{x}/{y}.png") == "https://tiles.exemple.example"
    assert tiles_host("https://{s}.tuiles.example/{z}/{x}/{y}.png") == "https://*.tuiles.example"
    assert tiles_host("") == ""


def test_sites_that_embed_are_read_one_a_line():
    assert embedding_origins(" https://www.ville.example/\n\nhttps://agglo.example:8443 ") == [
        "https://www.ville.example",
        "https://agglo.example:8443",
    ]
    assert embedding_origins("") == []


@pytest.mark.parametrize("line", ["*", "http://ville.example", "https://ville.example/page", "https://a;b", "ville"])
def test_what_is_no_site_is_refused_by_name(line):
    with pytest.raises(ValueError, match="pas une adresse de site") as refused:
        embedding_origins(f"https://ville.example\n{line}")
    assert line in str(refused.value)


def test_a_count_of_one_to_four_people_is_not_shown():
    assert [n for n in range(8) if showable(n)] == [0, 5, 6, 7]
