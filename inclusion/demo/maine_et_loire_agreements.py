"""The cooperation agreement of MedNum 49: five operators pay 92 000 € a year for the animation of the network.

The circle of those who pay, the 92 000 € a year for 1.65 FTE, the three years and the yearly request are told by the
territory; how the sum is parted among the five is not, and is written here.
"""

from datetime import date

from inclusion.demo.agreement_shapes import (
    Agreement,
    Amendment,
    Due,
    Life,
    Paid,
    Party,
    Remark,
    Renewal,
    Subsidy,
)
from inclusion.demo.shapes import Action, Commitment, Fund, Payment, euros

COOPERATION = "Accord de coopération MedNum 49, 2024–2026"
NEXT_COOPERATION = "Accord de coopération MedNum 49, 2027–2029"
_ANIMATION = "Animation du réseau Cyb@njou et coordination"

_START, _END = date(2024, 1, 1), date(2027, 1, 1)
_YEARS = (2024, 2025, 2026)
#: What each operator pays a year; 92 000 € together.
YEARLY = {
    "caf": euros(25000),
    "departement": euros(30000),
    "cpam": euros(15000),
    "carsat": euros(12000),
    "anjou-numerique": euros(10000),
}

_CARRIER = Party(
    partner="centres-sociaux",
    role="carrier",
    name="Hélène Témoin",
    function="Présidente de la Fédération des centres sociaux",
)
_SIGNATORIES = {
    "caf": ("Gilles Échantillon", "Directeur de la CAF de Maine-et-Loire"),
    "departement": ("Françoise Modèle", "Présidente du Conseil départemental"),
    "cpam": ("Sophie Essai", "Directrice de la CPAM de Maine-et-Loire"),
    "carsat": ("Patrice Fictif", "Directeur de la CARSAT Pays de la Loire"),
    "anjou-numerique": ("Thierry Maquette", "Président d’Anjou Numérique"),
}

_PURPOSE = (
    "Financer pendant trois ans deux missions portées par la Fédération des centres sociaux\u00a0: l’animation "
    "du réseau Cyb@njou des acteurs de la médiation numérique, avec la co-coordination de la feuille de route "
    "départementale, et la coordination des jeunes en service civique qui accompagnent au numérique "
    "(1,65\u00a0équivalent temps plein et un budget d’animation)."
)


def _dues(partner: str) -> tuple[Due, ...]:
    return tuple(
        Due(partner=partner, year=year, amount=YEARLY[partner], due_on=date(year, 5, 31)) for year in _YEARS
    )


def _subsidies(partner: str) -> tuple[Subsidy, ...]:
    return tuple(_subsidy(partner, year) for year in _YEARS)


def _subsidy(partner: str, year: int) -> Subsidy:
    asked = YEARLY[partner]
    return Subsidy(
        partner=partner,
        year=year,
        prepared_on=date(year, 1, 15),
        project=_PROJECTS[year],
        report=_REPORTS.get(year, ""),
        expenses=(
            ("Salaires et charges, 1,65 équivalent temps plein", euros(79500)),
            ("Journées du réseau et formations", euros(8300)),
            ("Déplacements et outils", euros(4200)),
        ),
        resources=(
            ("Subvention demandée", asked),
            ("Subventions des autres signataires", euros(92000) - asked),
        ),
        submitted_on=date(year, 2, 2),
        granted_on=date(year, 3, 19),
        reason="Conforme à la convention et au budget présenté.",
    )


_PROJECTS = {
    2024: "Quatre journées du réseau, un guide commun des démarches en ligne, douze jeunes en service civique.",
    2025: "Quatre journées du réseau, la formation des aidants de trois territoires, douze jeunes en service "
    "civique.",
    2026: "Cinq journées du réseau, l’appui à deux feuilles de route locales, quatorze jeunes en service civique.",
}
_REPORTS = {
    2025: "En 2024, quatre journées ont réuni 146 participants. Douze jeunes en service civique ont suivi cinq "
    "jours de formation de plus et ont accompagné 1\u00a0030 personnes.",
    2026: "En 2025, quatre journées ont réuni 171 participants et 38 aidants ont été formés. Douze jeunes en "
    "service civique ont accompagné 1\u00a0120 personnes.",
}


def _paid(partner: str, *, until: int = 2026) -> tuple[Paid, ...]:
    code = partner[:3].upper()
    return tuple(
        Paid(
            partner=partner,
            due_on=date(year, 5, 31),
            called_on=date(year, 4, 2),
            received_on=date(year, 5, 22) if year <= until else None,
            reference=f"VIR-{year}-{code}-COOP",
        )
        for year in _YEARS
    )


def _cooperation(
    partner: str, *, paid: tuple[Paid, ...], dues: tuple[Due, ...] | None = None, **more: object
) -> Agreement:
    name, function = _SIGNATORIES[partner]
    return Agreement(
        kind="cooperation",
        title=f"Accord de coopération MedNum 49 avec {_WITH[partner]}",
        purpose=_PURPOSE,
        start=_START,
        end=_END,
        fund=COOPERATION,
        parties=(_CARRIER, Party(partner=partner, role="funder", name=name, function=function)),
        dues=dues or _dues(partner),
        life=Life(
            drafted_on=date(2023, 11, 13),
            review_on=date(2023, 11, 20),
            to_sign_on=date(2023, 12, 4),
            signed_on=date(2023, 12, 18),
        ),
        subsidies=_subsidies(partner),
        paid=paid,
        **more,
    )


_WITH = {
    "caf": "la CAF de Maine-et-Loire",
    "departement": "le Département",
    "cpam": "la CPAM de Maine-et-Loire",
    "carsat": "la CARSAT Pays de la Loire",
    "anjou-numerique": "Anjou Numérique",
}

_CAF = _cooperation(
    "caf",
    paid=(
        *_paid("caf")[:2],
        Paid(
            partner="caf",
            due_on=date(2026, 4, 30),
            called_on=date(2026, 3, 24),
            received_on=date(2026, 4, 21),
            reference="VIR-2026-CAF-COOP-1",
        ),
        Paid(
            partner="caf",
            due_on=date(2026, 9, 30),
            called_on=date(2026, 9, 1),
            received_on=date(2026, 9, 22),
            reference="VIR-2026-CAF-COOP-2",
        ),
    ),
    amendment=Amendment(
        title="Versement de l’année 2026 en deux fois",
        on=date(2026, 1, 1),
        end=_END,
        dues=(
            Due(
                partner="caf",
                year=2026,
                amount=euros(15000),
                due_on=date(2026, 4, 30),
                label="premier versement",
            ),
            Due(
                partner="caf",
                year=2026,
                amount=euros(10000),
                due_on=date(2026, 9, 30),
                label="solde",
            ),
        ),
        life=Life(
            drafted_on=date(2025, 11, 3),
            review_on=date(2025, 11, 10),
            to_sign_on=date(2025, 11, 24),
            signed_on=date(2025, 12, 15),
        ),
    ),
    renewal=Renewal(
        fund=NEXT_COOPERATION,
        life=Life(drafted_on=date(2026, 9, 14), review_on=date(2026, 10, 12)),
        remarks=(
            Remark(
                rank=2,
                role="operator",
                on=date(2026, 11, 2),
                text="Pouvez-vous rappeler ici la part de chaque signataire\u00a0?",
            ),
        ),
    ),
)

AGREEMENTS = (
    _CAF,
    _cooperation(
        "departement",
        paid=_paid("departement"),
        renewal=Renewal(
            fund=NEXT_COOPERATION,
            life=Life(
                drafted_on=date(2026, 9, 14), review_on=date(2026, 9, 28), to_sign_on=date(2026, 11, 9)
            ),
        ),
    ),
    _cooperation(
        "cpam",
        paid=_paid("cpam"),
        renewal=Renewal(
            fund=NEXT_COOPERATION,
            life=Life(
                drafted_on=date(2026, 9, 14),
                review_on=date(2026, 9, 28),
                to_sign_on=date(2026, 10, 19),
                signed_on=date(2026, 11, 16),
            ),
        ),
    ),
    # Nobody has begun to renew this one: it ends in the last days of the year.
    _cooperation("carsat", paid=_paid("carsat")),
    _cooperation(
        "anjou-numerique",
        paid=_paid("anjou-numerique", until=2025),
        renewal=Renewal(
            fund=NEXT_COOPERATION,
            life=Life(
                drafted_on=date(2026, 9, 14),
                review_on=date(2026, 10, 12),
                corrected_on=date(2026, 10, 26),
                correction="Le montant annuel est encore à confirmer par le comité syndical.",
            ),
        ),
    ),
)


def _year(year: int, first: int, second: int | None = None) -> tuple[Commitment, ...]:
    """A year of coordination: engaged once what the operators pay has come in, paid by halves."""
    halves = [("premier semestre", date(year, 6, 15), date(year, 7, 6), first)]
    if second is not None:
        halves.append(("second semestre", date(year, 10, 5), date(year, 11, 9), second))
    return tuple(
        Commitment(
            label=f"1,65 équivalent temps plein, {half} {year}",
            on=on,
            amount=euros(amount),
            payments=(Payment(on=paid_on, amount=euros(amount), reference=f"MDT-{year}-COOP-{rank}"),),
        )
        for rank, (half, on, paid_on, amount) in enumerate(halves, 1)
    )


#: Funds that agreements feed: their contributions come from the instalments.
FUNDS = (
    Fund(
        name=COOPERATION,
        host="centres-sociaux",
        purpose=(
            "Payer ensemble l’animation du réseau et la coordination\u00a0: 92\u00a0000\u00a0€ par an pour "
            "1,65\u00a0équivalent temps plein et un budget d’animation."
        ),
        envelope=euros(276000),
        start=_START,
        end=_END,
        opened_on=date(2023, 11, 6),
        actions=(
            Action(
                name=_ANIMATION,
                description="Deux missions au sein de la Fédération des centres sociaux.",
                opened_on=date(2024, 1, 8),
                commitments=(*_year(2024, 46000, 46000), *_year(2025, 46000, 46000), *_year(2026, 46000)),
            ),
        ),
    ),
    Fund(
        name=NEXT_COOPERATION,
        host="centres-sociaux",
        purpose="La suite de l’accord de coopération, pour trois ans.",
        envelope=euros(276000),
        start=date(2027, 1, 1),
        end=date(2030, 1, 1),
        opened_on=date(2026, 9, 7),
    ),
)
