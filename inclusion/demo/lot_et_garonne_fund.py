"""The money of Déclic 47: one pot over three years, and the small worked example of the leverage.

All amounts are invented but for those that the territory tells: 300 000 € aimed at, 2 € for 1 €, 150 000 € from the
State for the pass numérique, 80 000 € for the Forum.
"""

from datetime import date
from typing import Any

from inclusion.demo.lot_et_garonne_example import EXAMPLE
from inclusion.demo.shapes import (
    Action,
    Call,
    Commitment,
    Contribution,
    Fund,
    Grant,
    Invitation,
    Leverage,
    Payment,
    Receipt,
    Request,
    euros,
)

PASS_ACTION = "Pass numérique"


def _given(
    partner: str,
    year: int,
    pledged: int,
    *receipts: tuple[date, str | int],
    call: Call | None = None,
    **fields: Any,
) -> Contribution:
    """A contribution and what came of it, as (day, amount); bank references are made of who, when and which.

    What came was called for in January.
    """
    if receipts and call is None:
        call = Call(on=date(year, 1, 20), due_on=date(year, 4, 30))
    return Contribution(
        partner=partner,
        year=year,
        pledged=euros(pledged),
        pledged_on=date(year - 1, 11, 20) if year > 2025 else date(2025, 1, 8),
        call=call,
        receipts=tuple(
            Receipt(on=on, amount=euros(amount), reference=f"VIR-{year}-{partner.upper()}-{rank}")
            for rank, (on, amount) in enumerate(receipts, 1)
        ),
        **fields,
    )


_CONTRIBUTIONS = (
    _given("caf", 2025, 10000, (date(2025, 2, 14), 6000), (date(2025, 6, 20), 4000)),
    _given("cpam", 2025, 5000, (date(2025, 3, 10), 5000)),
    _given("carsat", 2025, 4000, (date(2025, 3, 21), 4000)),
    _given("msa", 2025, 4000, (date(2025, 4, 4), 4000)),
    _given("urssaf", 2025, 1000, (date(2025, 5, 15), 1000)),
    _given("missions-locales", 2025, 500, (date(2025, 5, 28), 500)),
    _given("france-travail", 2025, 3000, (date(2025, 4, 18), 3000)),
    _given("cap-emploi", 2025, 500, (date(2025, 9, 12), 500)),
    _given("orange", 2025, 5000, (date(2025, 3, 3), 5000)),
    _given("la-poste", 2025, 4000, (date(2025, 6, 2), 4000)),
    _given("numerique-47", 2025, 2000, (date(2025, 7, 1), "1234.56"), (date(2025, 10, 1), "765.44")),
    _given("sncf", 2025, 0),
    _given("caf", 2026, 12000, (date(2026, 2, 10), 7000), (date(2026, 6, 16), 5000)),
    _given("cpam", 2026, 5000, (date(2026, 9, 8), 5000)),
    _given("carsat", 2026, 4000, (date(2026, 4, 14), 4000)),
    _given(
        "msa",
        2026,
        4000,
        (date(2026, 10, 12), 1500),
        call=Call(on=date(2026, 9, 7), due_on=date(2026, 10, 31)),
    ),
    _given("urssaf", 2026, 1500, (date(2026, 5, 12), 1500)),
    _given("missions-locales", 2026, 500, (date(2026, 5, 26), 500)),
    _given(
        "france-travail",
        2026,
        3000,
        (date(2026, 4, 21), 3000),
        mistaken=(Receipt(on=date(2026, 4, 22), amount=euros(3000), reference="VIR-2026-FT-DOUBLE"),),
    ),
    _given("cap-emploi", 2026, 0),
    _given("orange", 2026, 5000, (date(2026, 2, 20), 5000)),
    _given("la-poste", 2026, 4000, (date(2026, 3, 5), 4000)),
    # Given back in whole: its match goes back as well.
    _given(
        "numerique-47",
        2026,
        1000,
        (date(2026, 7, 2), "617.28"),
        (date(2026, 10, 2), "382.72"),
        (date(2026, 10, 20), "-1000.00"),
    ),
    _given("sncf", 2026, 0),
    _given("cpam", 2027, 9000),
    _given("msa", 2027, 2000, earmarked_for=("Petit Journal de l’Inclusion Numérique",)),
    _given("orange", 2027, 10000),
    _given("sncf", 2027, 1000, withdrawn_on=date(2026, 11, 23)),
)


def _spent(
    label: str,
    on: date,
    amount: str | int,
    *payments: tuple[date, str | int],
    released_on: date | None = None,
) -> Commitment:
    """A commitment and its payments, as (day, amount); payment references are made of both days."""
    return Commitment(
        label=label,
        on=on,
        amount=euros(amount),
        payments=tuple(
            Payment(on=day, amount=euros(paid), reference=f"MDT-{on:%y%m%d}-{day:%y%m%d}")
            for day, paid in payments
        ),
        released_on=released_on,
    )


_ACTIONS = (
    Action(
        name="Mes droits depuis chez moi",
        description="Webinaires et ateliers pour faire ses démarches en ligne, avec les caisses concernées.",
        opened_on=date(2025, 3, 1),
        targets=("caf", "cpam", "msa", "carsat"),
        commitments=(
            _spent(
                "Saison 2025, 40 ateliers",
                date(2025, 4, 10),
                12000,
                (date(2025, 6, 30), 6000),
                (date(2025, 12, 12), 6000),
            ),
            _spent("Saison 2026, 30 ateliers", date(2026, 3, 12), 9000, (date(2026, 7, 3), "5437.50")),
        ),
        reach={
            ("caf", 2025): 212,
            ("cpam", 2025): 118,
            ("msa", 2025): 64,
            ("carsat", 2025): 97,
            ("caf", 2026): 168,
            ("cpam", 2026): 73,
            ("msa", 2026): 41,
            ("carsat", 2026): 88,
        },
    ),
    Action(
        name="Jeudis de l’inclusion numérique",
        description="Un jeudi par mois, un thème, pour les aidants et les usagers.",
        opened_on=date(2025, 3, 1),
        commitments=(
            _spent("Dix jeudis en 2025", date(2025, 5, 6), 6000, (date(2025, 12, 19), 6000)),
            _spent("Dix jeudis en 2026", date(2026, 2, 24), 6000, (date(2026, 6, 30), 3000)),
        ),
        reach={
            ("caf", 2025): 54,
            ("france-travail", 2025): 31,
            ("la-poste", 2025): 12,
            ("caf", 2026): 49,
            ("france-travail", 2026): 38,
            ("orange", 2026): 9,
        },
    ),
    Action(
        name=PASS_ACTION,
        description="Des carnets de dix pass de 10\u00a0€, acceptés dans les lieux de formation du réseau.",
        opened_on=date(2025, 2, 1),
        commitments=(
            _spent(
                "Formation des lieux et des prescripteurs", date(2025, 2, 20), 4800, (date(2025, 5, 9), 4800)
            ),
        ),
    ),
    Action(
        name="Petit Journal de l’Inclusion Numérique",
        description="Le journal du réseau, envoyé aux partenaires et posé dans les accueils.",
        opened_on=date(2025, 9, 1),
        commitments=(
            _spent("Numéros 1 et 2", date(2025, 9, 18), 3500, (date(2025, 11, 21), 3500)),
            _spent(
                "Numéros 3 et 4",
                date(2026, 6, 4),
                3500,
                (date(2026, 9, 25), 3300),
                released_on=date(2026, 10, 15),
            ),
        ),
        reach={("caf", 2026): 900, ("carsat", 2026): 450},
    ),
    Action(
        name="Forum",
        description="Deux journées ouvertes à tous, avec tous les opérateurs\u00a0: 1\u00a0400 participants.",
        opened_on=date(2025, 10, 1),
        commitments=(
            _spent(
                "Forum de l’inclusion numérique",
                date(2025, 11, 6),
                80000,
                (date(2025, 12, 18), 24000),
                (date(2026, 3, 27), 40000),
                (date(2026, 5, 22), 16000),
            ),
        ),
        reach={
            ("caf", 2026): 412,
            ("cpam", 2026): 205,
            ("msa", 2026): 96,
            ("carsat", 2026): 260,
            ("france-travail", 2026): 131,
            ("la-poste", 2026): 84,
            ("orange", 2026): 77,
            ("sncf", 2026): 15,
        },
    ),
    Action(
        name="Filière de reconditionnement",
        description="Des ordinateurs donnés, effacés, réparés et remis en service par des emplois d’insertion.",
        opened_on=date(2026, 3, 1),
        commitments=(
            _spent(
                "Atelier de reconditionnement, 160 appareils",
                date(2026, 3, 20),
                24000,
                (date(2026, 4, 30), 12000),
                (date(2026, 9, 30), 8000),
            ),
        ),
        reach={("cap-emploi", 2026): 6, ("france-travail", 2026): 8},
    ),
    Action(
        name="Fonds d’aide à l’équipement",
        description="Un appareil reconditionné pour une famille, contre un parcours de formation.",
        opened_on=date(2026, 5, 1),
        targets=("caf", "france-travail"),
        commitments=(_spent("Soixante familles", date(2026, 5, 28), 10000, (date(2026, 9, 11), "6166.67")),),
        reach={("caf", 2026): 37, ("france-travail", 2026): 11},
    ),
)

_MAIN = Fund(
    name="Fonds départemental d’inclusion numérique",
    host="departement",
    purpose=(
        "Financer des actions communes pour les usagers des opérateurs qui l’abondent. Chacun "
        "donne ce qu’il veut, et 0\u00a0€ est une adhésion entière."
    ),
    envelope=euros(300000),
    start=date(2025, 1, 1),
    # A year longer than contributions are promised for: passes of the last one are still used and paid.
    end=date(2029, 1, 1),
    # The example that banks print in their own documents.
    iban="FR7630006000011234567890189",
    leverage=Leverage(
        matcher="departement",
        added=2,
        received=1,
        start=date(2025, 1, 1),
        end=date(2028, 1, 1),
        contributor_cap=euros(30000),
        year_cap=euros(80000),
    ),
    contributions=_CONTRIBUTIONS,
    grants=(
        Grant(
            name="Appel à candidatures Pass numérique",
            funder="Agence nationale de la cohésion des territoires (ANCT)",
            actions=(PASS_ACTION,),
            amount=euros(150000),
            awarded_on=date(2025, 1, 15),
            spend_by=date(2026, 12, 31),
            justify_by=date(2026, 12, 31),
            receipts=(Receipt(on=date(2025, 2, 3), amount=euros(150000), reference="VIR-2025-ANCT-1"),),
        ),
        Grant(
            name="FSE+ Inclusion numérique des publics éloignés",
            funder="Union européenne, Fonds social européen",
            actions=("Mes droits depuis chez moi", "Jeudis de l’inclusion numérique"),
            amount=euros(60000),
            awarded_on=date(2026, 6, 30),
            spend_by=date(2027, 12, 31),
            justify_by=date(2028, 3, 31),
            receipts=(Receipt(on=date(2026, 9, 21), amount=euros(20000), reference="VIR-2026-FSE-1"),),
        ),
    ),
    actions=_ACTIONS,
    requests=(
        Request(
            partners=(
                "caf",
                "cpam",
                "carsat",
                "msa",
                "urssaf",
                "missions-locales",
                "france-travail",
                "cap-emploi",
                "orange",
                "la-poste",
                "numerique-47",
                "sncf",
            ),
            year=2027,
            on=date(2026, 11, 3),
            answer_by=date(2026, 12, 4),
        ),
    ),
    invitations=(
        Invitation(
            note="Direction régionale d’une banque, rencontrée au Forum",
            on=date(2026, 11, 16),
            expires_on=date(2027, 1, 31),
        ),
    ),
    closed_on=date(2026, 2, 2),
    closed_until=date(2026, 1, 1),
)

FUNDS = (_MAIN, EXAMPLE)
