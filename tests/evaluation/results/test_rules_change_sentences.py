"""A change in words says no more than its figures."""

import pytest

from evaluation.results.rules.changes import PairedChange, paired_change, reading_of


def change(effect: float, p_value: float | None = 0.001, n: int = 30) -> PairedChange:
    return PairedChange(n, 2, 0.0, 1.0, p_value, effect, (0.0, 0.0))


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (change(0.7), "plus hautes après\u00a0; l’écart est net et d’ampleur forte"),
        (change(-0.5), "plus basses après\u00a0; l’écart est net et d’ampleur forte"),
        (change(0.3), "l’écart est net et d’ampleur moyenne"),
        (change(0.12), "l’écart est net et d’ampleur faible"),
        (change(0.05), "l’écart est net et d’ampleur très faible"),
        (change(0.7, 0.05), "rien ne permet de conclure"),
        (change(1.0, 0.001, n=5), "il y a trop peu de réponses pour calculer\u00a0: rien ne permet de conclure"),
        (change(0.0, 1.0), "rien ne permet de conclure"),
        (paired_change([], []), "rien ne permet de conclure"),
    ],
)
def test_the_words(found, says):
    reading = reading_of(found, people="30 personnes", missing=None)
    assert reading.startswith("Sur 30 personnes qui ont répondu les deux fois, ")
    assert says in reading
    assert "prouve" not in reading


def test_beside_a_masked_figure_the_size_is_not_said():
    reading = reading_of(change(0.7), people="30 personnes", missing=None, sized=False)
    assert reading.endswith("les réponses sont plus hautes après\u00a0; l’écart est net.")


def test_what_is_missing_is_said():
    assert reading_of(change(0.7), people="30 personnes", missing=6).endswith("Il manque une réponse à 6\u00a0autres.")


def test_a_memory_is_called_one():
    assert "le souvenir d’avant" in reading_of(change(0.7), people="30 personnes", missing=0, is_retrospective=True)
