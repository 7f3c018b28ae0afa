"""The state of an agreement in words, what each role may do, and the months of the calendar."""

from datetime import date
from decimal import Decimal

import pytest

from funding.agreements.enums import AgreementKind
from funding.agreements.rules.pages import KIND_WORDS, PLACES, ROLES, Happening, Standing, by_month, headline, help_for
from funding.enums import AgreementState

State = AgreementState
TODAY = date(2026, 11, 25)


def standing(state, **fields):
    values = {"start": date(2026, 1, 1), "end": date(2029, 1, 1), "today": TODAY, **fields}
    return Standing(state=state, **values)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (standing(State.DRAFT, missing=2), "Il manque 2 choses avant de l’envoyer en relecture"),
        (standing(State.DRAFT, missing=1), "Il manque une chose avant de l’envoyer en relecture"),
        (standing(State.CORRECTION, missing=3), "Il manque 3 choses avant de la renvoyer en relecture"),
        (standing(State.REVIEW, missing=1), "Il manque une chose avant de la préparer à la signature"),
        (standing(State.REVIEW, missing=1, amendment=True), "Il manque une chose avant de le préparer à la signature"),
        (standing(State.DRAFT), "Complète, elle peut partir en relecture"),
        (standing(State.DRAFT, later=2), "Elle peut partir en relecture, il restera 2 choses à compléter"),
        (
            standing(State.DRAFT, later=1, amendment=True),
            "Il peut partir en relecture, il restera une chose à compléter",
        ),
        (standing(State.DRAFT, amendment=True), "Complet, il peut partir en relecture"),
        (standing(State.REVIEW, amendment=True), "En relecture, aucune remarque n’attend de réponse"),
        (standing(State.TO_SIGN), "Prête à signer"),
        (standing(State.TO_SIGN, amendment=True), "Prêt à signer"),
        (standing(State.SIGNED), "Signée, elle peut être mise en vigueur"),
        (standing(State.SIGNED, start=date(2027, 1, 1)), "Signée, elle entre en vigueur le 1er janvier 2027"),
        (standing(State.SIGNED, amendment=True), "Signé, il vaut à partir du 1er janvier 2026"),
        (standing(State.ACTIVE), "En vigueur jusqu’au 31 décembre 2028"),
        (standing(State.ACTIVE, end=TODAY), "Arrivée à son terme le 24 novembre 2026"),
        (standing(State.ENDED, end=TODAY), "Terminée depuis le 24 novembre 2026"),
        (standing(State.TERMINATED, terminated_on=TODAY), "Résiliée à compter du 25 novembre 2026"),
    ],
)
def test_the_title_for_who_writes(one, said):
    assert headline(one, writes=True) == said


def test_the_title_for_who_reads():
    assert headline(standing(State.REVIEW), writes=False) == "En relecture\u00a0: vos remarques sont attendues"
    assert headline(standing(State.REVIEW), writes=False, comments=False) == "En relecture"
    assert headline(standing(State.CORRECTION, missing=4), writes=False) == "En correction"


def test_each_role_has_a_sentence_in_each_state():
    for role in ROLES:
        for state in State:
            assert help_for(role, state).endswith(".")
    assert help_for("operator", State.REVIEW).startswith("En tant qu’opérateur, vous pouvez lire")


def test_each_kind_is_explained_and_has_its_parties():
    assert set(KIND_WORDS) == set(PLACES) == set(AgreementKind)
    assert {kind: sum(place.required for place in places) for kind, places in PLACES.items()} == {
        AgreementKind.FRAMEWORK: 2,
        AgreementKind.COOPERATION: 2,
        AgreementKind.COFINANCING_TWO: 2,
        AgreementKind.COFINANCING_THREE: 3,
        AgreementKind.CTG: 2,
    }


def happening(on, amount=None):
    return Happening(on, "Échéance", "", "CAF", "", "/", Decimal(amount) if amount else None)


def test_the_months_hold_what_lies_in_them_day_by_day():
    every = [
        happening(date(2026, 12, 31), "20.10"),
        happening(date(2026, 12, 1), "10.00"),
        happening(date(2026, 12, 15)),
        happening(date(2026, 10, 31), "1.00"),
        happening(date(2028, 5, 1), "1.00"),
        happening(date(2028, 4, 30), "5.00"),
    ]
    months = by_month(every, first=TODAY)
    assert len(months) == 18
    assert [month.name for month in months[:2]] == ["Novembre 2026", "Décembre 2026"]
    assert [one.on.day for one in months[1].happenings] == [1, 15, 31]
    assert months[1].due == Decimal("30.10")
    assert months[-1].name == "Avril 2028"
    assert months[-1].due == Decimal("5.00")
    assert sum(len(month.happenings) for month in months) == 4
