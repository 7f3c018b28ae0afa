"""An agreement that nobody signs: what a template gives, shown before it is published."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from funding.actions.agreement_files import Paper, PostShare, PostTable, SignatureLine, plan_html, post_html
from funding.enums import AMENDMENT_TEXT, TEXT_CHOICES, AgreementKind
from funding.models.agreement_fields import fields_for
from funding.rules.agreement_plans import PlannedInstalment, change_of_end, figures_and_words, plan_of
from inclusion.core.models.networks import Network

_CO_FINANCING = (AgreementKind.COFINANCING_TWO, AgreementKind.COFINANCING_THREE)
_OPERATOR = "Opérateur d’exemple"
_TOWN, _EMPLOYER, _HOST = "Collectivité d’exemple", "Association d’exemple", "Département d’exemple"
_SHARE, _GREATER, _COST = Decimal("11250.00"), Decimal("20000.00"), Decimal("40000.00")

_VALUES = {
    "reference": "CONV-2027-0001",
    "titre": "Convention d’exemple",
    "objet": "Ici vient l’objet de la convention, tel qu’il est saisi.",
    "debut": "1er janvier 2027",
    "fin": "31 décembre 2029",
    "periode": "du 1er janvier 2027 au 31 décembre 2029",
    "duree": "trois ans",
    "porteur": _HOST,
    "financeurs": _OPERATOR,
    "collectivite": _TOWN,
    "employeur": _EMPLOYER,
    "partenaires": "Partenaire d’exemple",
    "fonds": "Fonds d’exemple",
    "fonds_porteur": _HOST,
    "fonds_periode": "du 1er janvier 2027 au 31 décembre 2029",
    "poste": "Conseiller numérique itinérant",
    "poste_nature": "conseiller numérique",
    "poste_etp": "1 ETP",
    "poste_territoire": "Communauté de communes d’exemple",
    "poste_periode": "du 1er janvier 2027 au 31 décembre 2028",
    "poste_mois": "vingt-quatre mois",
    "poste_cout": "40\u202f000,00\u00a0€",
    "part_fonds": figures_and_words(_SHARE + _GREATER),
    "part_collectivite": figures_and_words(_SHARE + _GREATER),
    "feuille_de_route": "Feuille de route d’exemple, rédigée le 1er septembre 2026",
    "theme": "Ici vient la place de l’inclusion numérique, telle qu’elle est saisie.",
    "convention_modifiee": "CONV-2026-0001, «\u00a0Convention d’exemple\u00a0»",
    "convention_signee_le": "15 décembre 2026",
    "ancienne_fin": "31 décembre 2028",
    "nouvelle_fin": "31 décembre 2029",
    "changement_de_fin": change_of_end("31 décembre 2028", "31 décembre 2029"),
}


def sample_paper(text_kind: str, *, articles: Sequence[tuple[str, str]], network: Network) -> Paper:
    """The paper of a template with made-up parties and sums."""
    parties = _parties(text_kind)
    values = {
        **_VALUES,
        "reseau": network.name,
        "departement": network.department.of_name,
        "parties": " et ".join(party.name for party in parties),
        "exemplaires": "deux" if len(parties) == 2 else "trois",
        "total": figures_and_words(sum((due.amount for due in _dues(text_kind)), Decimal(0))),
    }
    known = fields_for(text_kind)
    blocks = {name: html for name, html in _blocks(text_kind).items() if name in known}
    amends = ""
    if text_kind == AMENDMENT_TEXT:
        amends = (
            f"Cet avenant modifie la convention {values['convention_modifiee']}. Fin avant l’avenant\u00a0: "
            f"{values['ancienne_fin']}. Fin après l’avenant\u00a0: {values['nouvelle_fin']}."
        )
    return Paper(
        kind=dict(TEXT_CHOICES)[text_kind],
        reference=_VALUES["reference"],
        title=_VALUES["titre"],
        subtitle=_VALUES["periode"],
        parties=parties,
        articles=tuple(articles),
        values={name: value for name, value in values.items() if name in known},
        blocks=blocks,
        amends=amends,
    )


def _parties(text_kind: str) -> tuple[SignatureLine, ...]:
    def line(name: str, term: str) -> SignatureLine:
        address = ("1 rue de l’Exemple", "00000 Exemple")
        return SignatureLine(name, address, "", "Camille Exemple", "présidence", term)

    if text_kind in _CO_FINANCING:
        lines = [line(_HOST, "le Financeur"), line(_TOWN, "la Collectivité")]
        employer = [line(_EMPLOYER, "l’Employeur")] if text_kind == AgreementKind.COFINANCING_THREE else []
        return tuple(lines + employer)
    return line(_HOST, "le Porteur"), line(_OPERATOR, "le Financeur")


def _dues(text_kind: str) -> list[PlannedInstalment]:
    if text_kind in _CO_FINANCING:
        return [
            PlannedInstalment(date(2027, 6, 30), 2027, _HOST, _SHARE, "versement par le fonds"),
            PlannedInstalment(date(2028, 6, 30), 2028, _HOST, _GREATER, "versement par le fonds"),
        ]
    amount = Decimal("30000.00")
    return [
        PlannedInstalment(date(year, 3, 31), year, _OPERATOR, amount, "versement au fonds")
        for year in (2027, 2028, 2029)
    ]


def _blocks(text_kind: str) -> dict[str, str]:
    dues = _dues(text_kind)
    shares = (
        PostShare("Aide de l’État", (_COST - 2 * _SHARE, Decimal("0.00"))),
        PostShare("Fonds", (_SHARE, _GREATER)),
        PostShare("Collectivité", (_SHARE, _GREATER), _TOWN),
    )
    years = ("1re année, du 1er janvier au 31 décembre 2027", "2e année, du 1er janvier au 31 décembre 2028")
    table = PostTable(_VALUES["poste"], years, PostShare("Coût du poste", (_COST, _COST)), shares)
    amended = text_kind == AMENDMENT_TEXT
    return {
        "echeancier": plan_html(
            plan_of(dues), caption="Échéancier après l’avenant" if amended else "Échéancier"
        ),
        "ancien_echeancier": plan_html(plan_of(dues[:-1]), caption="Échéancier avant l’avenant"),
        "plan_de_financement": "" if amended else post_html(table),
    }
