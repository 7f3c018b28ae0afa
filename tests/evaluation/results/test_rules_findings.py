"""What is published speaks in sentences that stand alone."""

from tests.evaluation.findings import PAIRED


def test_a_reading_names_its_measure_without_the_sign_it_ends_with():
    change = PAIRED.changes[0].model_copy(
        update={"label": "Avec le numérique, vous êtes\u00a0:", "reading": "Sur 40 personnes, 24 montent."}
    )
    assert (
        change.named_reading
        == "«\u00a0Avec le numérique, vous êtes\u00a0»\u00a0: sur 40 personnes, 24 montent."
    )
    assert change.model_copy(update={"reading": ""}).named_reading == ""
