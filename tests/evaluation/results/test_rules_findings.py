"""What is published speaks in sentences that stand alone."""

from evaluation.results.rules.readings import readings_of
from tests.evaluation.findings import BEFORE, PAIRED


def test_a_reading_names_its_measure_without_the_sign_it_ends_with():
    named = {"label": "Avec le numérique, vous êtes\u00a0:", "reading": "Sur 40 personnes, 24 montent."}
    change = PAIRED.changes[0].model_copy(update={**named, "fell": None})
    assert change.named_sentence == "«\u00a0Avec le numérique, vous êtes\u00a0»\u00a0: sur 40 personnes, 24 montent."
    assert change.model_copy(update={"reading": ""}).named_sentence == ""


def test_a_measure_says_which_parts_rose_and_fell_and_whether_chance_may_explain_it():
    """24 of 40 are 60 %, 6 are 15 %."""
    change = PAIRED.changes[0].model_copy(update={"n": 40, "rose": 24, "fell": 6, "way": "rose"})
    assert change.sentence == (
        "Sur 40\u00a0personnes, 60\u00a0% ont progressé et 15\u00a0% ont reculé\u00a0: l’écart est net."
    )
    unclear = change.model_copy(update={"fell": 0, "way": "unclear", "is_retrospective": True})
    assert unclear.sentence == (
        "Sur 40\u00a0personnes, en comparant aujourd’hui et le souvenir d’avant, 60\u00a0% ont progressé et "
        "aucune n’a reculé\u00a0: l’écart peut être dû au hasard."
    )
    for hidden in ({"rose": None}, {"fell": None}, {"n": None}, {"way": ""}):
        assert change.model_copy(update=hidden).sentence == change.reading


def test_what_chance_alone_may_order_is_not_ranked():
    """26 and 30 of 60 are 43 and 50 %: 1.96 standard errors are 17.8 points. 26 and 42, 70 %, are further apart."""
    first = BEFORE.questions[0]

    def said(*counts):
        other = first.model_copy(update={"code": "other", "label": "Installer une application", "counts": counts})
        return readings_of(BEFORE.model_copy(update={"questions": (first, other), "tested": ()}))

    assert said(12, 18, 18, 12, 0) == [
        "Aucun savoir-faire ne se détache\u00a0: de 43 à 50\u00a0% disent le faire sans aide."
    ]
    assert [one.split("\u00a0")[0] for one in said(8, 10, 22, 20, 0)] == [
        "Ce que les personnes disent le mieux savoir faire",
        "Le moins bien",
    ]


def test_a_question_that_nobody_answered_is_not_read_as_disagreement():
    """Of 60 people, none answered; then one, who cannot."""
    first = BEFORE.questions[0]

    def said(*counts):
        asked = (first.model_copy(update={"counts": counts}),)
        return readings_of(BEFORE.model_copy(update={"questions": asked, "tested": ()}))

    assert said(0, 0, 0, 0, 60) == []
    assert "0\u00a0personne sur 60 (0\u00a0%) dit le faire sans aide." in said(10, 0, 0, 0, 50)[0]


def test_what_several_wrote_alike_is_said_once_with_how_many_did():
    texts = ("Des photos", "Des photos", "Mes impôts", "Des photos")
    assert BEFORE.questions[-1].model_copy(update={"texts": texts}).words == ["Des photos (3\u00a0fois)", "Mes impôts"]
