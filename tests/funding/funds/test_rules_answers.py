"""What the page of a fund answers, in words and as a calculation."""

from datetime import date
from decimal import Decimal

import pytest

from funding.funds.rules import Standing, fund_lead, fund_pictures, fund_spoken, fund_steps, fund_title
from funding.ledger.rules import Available, Obligation

D = Decimal
TODAY = date(2026, 11, 24)
START, END = date(2025, 1, 1), date(2029, 1, 1)


def plain(words):
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def standing(promised="6000.00", **fields):
    """Received 75 500, match 151 000, granted 170 000: 396 500 raised. 157 800 committed, 150 392 paid, 890 given back.

    160 890 reserved, so that 396 500 − 157 800 + 890 − 160 890 = 78 700 are in the pot, 6 000 of them promised.
    """
    obligations = (Obligation("Atelier", D(promised), date(2027, 3, 31)),) if D(promised) else ()
    values = {
        "received": D("75500.00"),
        "match": D("151000.00"),
        "granted": D("170000.00"),
        "committed": D("157800.00"),
        "released": D("890.00"),
        "paid": D("150392.00"),
        "reserved": D("160890.00"),
        "available": Available(D("78700.00"), obligations),
        **fields,
    }
    return Standing(**values)


def nothing(amount="0.00"):
    zero = D("0.00")
    return Standing(zero, zero, zero, zero, zero, zero, zero, Available(D(amount)))


@pytest.mark.parametrize(
    ("found", "fields", "title"),
    [
        (standing(), {}, "Vous pouvez encore engager 72 700 €"),
        (standing(), {"commits": False}, "Le fonds peut encore engager 72 700 €"),
        (standing(), {"today": date(2024, 12, 1)}, "Vous pouvez encore engager 72 700 € à partir du 1er janvier 2025"),
        (standing("6000.01"), {}, "Vous pouvez encore engager 72 699 €"),
        (standing("78699.50"), {}, "Vous pouvez encore engager 0,50 €"),
        (standing("78700.00"), {}, "Le fonds ne peut plus rien engager"),
        (standing("78700.10"), {}, "Il manque 0,10 € pour tenir ce qui est déjà promis"),
        (nothing(), {}, "Le fonds n’a encore rien réuni"),
        (standing(), {"today": END}, "Le fonds s’est terminé le 31 décembre 2028 : il reste 72 700 €"),
        (standing(), {"today": END, "closed": True}, "Les comptes du fonds sont clos : il reste 72 700 €"),
        (standing("78700.00"), {"today": END, "closed": True}, "Les comptes du fonds sont clos : il ne reste rien"),
    ],
)
def test_the_title_is_the_answer(found, fields, title):
    asked = {"commits": True, "start": START, "end": END, "closed": False, "today": TODAY, **fields}
    assert plain(fund_title(found, **asked)) == title


def test_the_sentence_and_the_calculation_say_where_the_rest_is():
    assert plain(fund_lead(standing(), start=START)) == (
        "Sur 396 500 € réunis depuis le 1er janvier 2025. Le reste est engagé, réservé par des subventions ou promis."
    )
    assert plain(fund_lead(standing("0.00", reserved=D("0.00")), start=START)).endswith("Le reste est engagé.")
    assert fund_lead(nothing(), start=START) == ""
    assert plain(fund_lead(standing("80000.00"), start=START)) == (
        "396 500 € ont été réunis depuis le 1er janvier 2025. Il reste 78 700 € dans le pot commun, et 80 000 € sont "
        "promis."
    )
    (step,) = fund_steps(standing())
    assert plain(step.arithmetic) == (
        "396 500 réunis − 157 800 engagés + 890 rendus − 160 890 réservés − 6 000 promis = 72 700,00 €"
    )


def test_the_picture_is_said_in_words_and_draws_no_more_than_there_is():
    wide, _ = fund_pictures(standing(), ended=False, widths=(760, 360))
    assert plain(fund_spoken(wide)) == (
        "Réuni 396 500 € : versé par les contributeurs 75 500 € ; effet levier 151 000 € ; subventions 170 000 €. "
        "Aujourd’hui : engagé et payé 150 392 € ; engagé, à payer 6 518 € ; réservé 160 890 € ; promis 6 000 € ; "
        "encore à engager 72 700 €."
    )
    (past,) = fund_pictures(standing(), ended=True, widths=(760,))
    assert plain(fund_spoken(past)).endswith("promis 6 000 € ; non engagé 72 700 €.")
    (over,) = fund_pictures(standing("80000.00"), ended=False, widths=(760,))
    assert [(one.part.name, one.part.amount) for one in over.parts][-1] == ("promis, en partie couvert", D("78700.00"))
