"""An agreement as a PDF and its articles on a page; the sample of a template."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from funding.agreements.enums import AMENDMENT_TEXT, TEXT_CHOICES, AgreementKind, InstalmentFlow, PartyRole
from funding.agreements.models import Agreement, AgreementParty, AgreementSection, Instalment, SectionComment
from funding.agreements.queries.fields import (
    BLOCKS,
    body_problems,
    field_problems,
    fields_for,
    instalments_before,
    instalments_of,
    issuer_of,
    post_of,
    text_kind_of,
    values_of,
)
from funding.agreements.rules.terms import Plan, PlannedInstalment, change_of_end, figures_and_words, plan_of
from funding.agreements.rules.texts import fields_in, filled_html
from funding.posts.models import Post
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import shown_iban
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.networks import Network
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.partners.models import Partner

# -- Contents of an agreement

#: How the text of an agreement calls who signs it: one, several.
_TERMS = {
    PartyRole.CARRIER: ("le Porteur", "les Porteurs"),
    PartyRole.FUNDER: ("le Financeur", "les Financeurs"),
    PartyRole.COLLECTIVITE: ("la Collectivité", "les Collectivités"),
    PartyRole.EMPLOYER: ("l’Employeur", "les Employeurs"),
    PartyRole.PARTNER: ("le Partenaire", "les Partenaires"),
}
_HOW = {
    InstalmentFlow.CALLED: "versement au fonds",
    InstalmentFlow.PAID_BY_FUND: "versement par le fonds",
    InstalmentFlow.DIRECT: "versement direct",
}
_ANNEXES = {
    "ancien_echeancier": "Échéancier avant l’avenant",
    "echeancier": "Échéancier",
    "plan_de_financement": "Plan de financement du poste",
}


@dataclass(frozen=True)
class SignatureLine:
    """A party as its agreement shows it: who it is, by whom it signs, how the text calls it."""

    name: str
    address: tuple[str, ...] = ()
    siret: str = ""
    signatory_name: str = ""
    signatory_function: str = ""
    term: str = ""
    among: bool = False
    deliberation: str = ""


@dataclass(frozen=True)
class PostShare:
    """A line of the financing plan of a post: who pays how much in each year, and in all."""

    name: str
    amounts: tuple[Decimal, ...]
    note: str = ""

    @property
    def total(self) -> Decimal:
        """What it is over all years."""
        return sum(self.amounts, ZERO)


@dataclass(frozen=True)
class PostTable:
    """The financing plan of a post: its years in words, its cost, the shares that pay it."""

    title: str
    years: tuple[str, ...]
    cost: PostShare
    shares: tuple[PostShare, ...]


@dataclass(frozen=True)
class PaidAccount:
    """The account on which a party is paid: whose it is, its IBAN in groups (empty: not said yet), its BIC."""

    holder: str
    iban: str
    bic: str


@dataclass(frozen=True)
class Paper:
    """All that an agreement's PDF says, read from a row or made up to show a template."""

    kind: str
    reference: str
    title: str
    subtitle: str
    parties: tuple[SignatureLine, ...]
    articles: tuple[tuple[str, str], ...]
    values: Mapping[str, str]
    blocks: Mapping[str, str]
    amends: str = ""
    account: PaidAccount | None = None
    issuer: Partner | None = None


@dataclass(frozen=True)
class SectionShown:
    """An article on the page of an agreement: its text filled in, what is wrong with it, the remarks on it."""

    section: AgreementSection
    number: int
    html: SafeString
    problems: tuple[str, ...] = ()
    open_comments: tuple[SectionComment, ...] = ()
    resolved_comments: tuple[SectionComment, ...] = ()
    is_first: bool = False
    is_last: bool = False


# -- Tables ------------------------------------------------------------------------------------------------------------


def plan_html(plan: Plan, *, caption: str) -> str:
    """The tables of a plan of instalments: each due, then sums by party and year."""
    return (
        render_to_string("funding/agreements/agreement_plan_table.html", {"plan": plan, "caption": caption})
        if plan.dues
        else ""
    )


def post_html(table: PostTable | None) -> str:
    """The table of a post's financing plan."""
    return render_to_string("funding/agreements/agreement_post_table.html", {"table": table}) if table else ""


def blocks_of(agreement: Agreement) -> dict[str, str]:
    """The tables that an agreement's text may place, as HTML; empty where there is nothing to put in."""
    known = fields_for(text_kind_of(agreement))
    after = "Échéancier après l’avenant" if agreement.is_amendment else "Échéancier"
    blocks = {
        "echeancier": plan_html(_plan(instalments_of(agreement)), caption=after),
        "plan_de_financement": post_html(post_table(post_of(agreement))),
    }
    if agreement.is_amendment:
        before = _plan(instalments_before(agreement))
        blocks["ancien_echeancier"] = plan_html(before, caption="Échéancier avant l’avenant")
    return {name: html for name, html in blocks.items() if name in known or html}


def _plan(instalments: Sequence[Instalment]) -> Plan:
    return plan_of(
        [
            PlannedInstalment(
                one.due_on, one.year, one.party.partner.name, one.amount, _HOW[InstalmentFlow(one.flow)], one.label
            )
            for one in instalments
        ]
    )


def post_table(post: Post | None) -> PostTable | None:
    """The financing plan of a post; None where there is no post, or no year of it."""
    years = list(post.years.all()) if post else []
    if post is None or not years:
        return None

    def share(name: str, attribute: str, note: str = "") -> PostShare:
        return PostShare(name, tuple(getattr(year, attribute) for year in years), note)

    shares = [
        share("Aide de l’État", "state_aid"),
        share("Autres aides", "other_aid", post.other_aid_source),
        share("Fonds", "fund_share"),
        share("Collectivité", "collectivite_share", post.collectivite.name),
        share("Reste à trouver", "to_find"),
    ]
    always = ("Aide de l’État", "Fonds", "Collectivité")
    return PostTable(
        title=post.title,
        years=tuple(f"{year.number}{'re' if year.number == 1 else 'e'} année, {year.period}" for year in years),
        cost=share("Coût du poste", "cost"),
        shares=tuple(one for one in shares if one.total or one.name in always),
    )


# -- PDF ---------------------------------------------------------------------------------------------------------------


def agreement_pdf(agreement: Agreement, *, draft: bool) -> bytes:
    """The PDF of an agreement; the same agreement gives the same bytes.

    A draft says « PROJET » across its pages and marks what is missing. A paper to sign refuses with DomainError what
    is wrong with its fields.
    """
    if not draft and (problems := field_problems(agreement)):
        raise DomainError(" ".join(problems))
    return paper_pdf(paper_of(agreement), network=agreement.network, draft=draft)


def paper_of(agreement: Agreement) -> Paper:
    """What the PDF of an agreement says."""
    kind = (
        f"Avenant à la {_lower(agreement.get_kind_display())}"
        if agreement.is_amendment
        else agreement.get_kind_display()
    )
    parent = agreement.parent
    parties = list(agreement.parties.select_related("partner__commune"))
    return Paper(
        kind=kind,
        reference=agreement.reference,
        title=agreement.title,
        subtitle=agreement.period,
        parties=_signature_lines(parties),
        articles=tuple((section.title, section.body) for section in agreement.sections.all()),
        values=values_of(agreement),
        blocks=blocks_of(agreement),
        amends=_amends(agreement, parent) if parent is not None else "",
        account=next(
            (PaidAccount(one.partner.name, shown_iban(one.iban), one.bic) for one in parties if one.is_paid), None
        ),
        issuer=issuer_of(agreement),
    )


def _lower(kind: str) -> str:
    return kind[0].lower() + kind[1:]


def _amends(amendment: Agreement, parent: Agreement) -> str:
    """Which agreement an amendment changes, and from which end to which."""
    before = shown_end(amendment.end_before or parent.end)
    after = shown_end(amendment.end)
    signed = f", signée le {plain_date(parent.signed_on)}" if parent.signed_on else ""
    ends = (
        f"Elle prend fin le {plain_date(after)}, comme avant l’avenant."
        if before == after
        else f"Fin avant l’avenant\u00a0: {plain_date(before)}. Fin après l’avenant\u00a0: {plain_date(after)}."
    )
    return f"Cet avenant modifie la convention {parent.reference}, «\u00a0{parent.title}\u00a0»{signed}. {ends}"


def _signature_lines(parties: Sequence[AgreementParty]) -> tuple[SignatureLine, ...]:
    def line(one: AgreementParty) -> SignatureLine:
        several = sum(other.role == one.role for other in parties) > 1
        term = _TERMS[PartyRole(one.role)][several]
        on = f" du {plain_date(one.deliberated_on)}" if one.deliberated_on else ""
        return SignatureLine(
            one.partner.name,
            tuple(one.partner.postal_lines[1:]),
            one.partner.siret,
            one.signatory_name,
            one.signatory_function,
            term,
            several,
            (f"{one.deliberation}{on}" if one.deliberation else ""),
        )

    return tuple(line(one) for one in parties)


def paper_pdf(paper: Paper, *, network: Network, draft: bool) -> bytes:
    """The PDF of a paper on the letterhead of who issues it."""
    context = {
        "letterhead": letterhead(network, paper.issuer),
        "title": f"{paper.kind} {paper.reference}, {paper.title}",
        "foot": f"{network.name}, {_lower(paper.kind)} {paper.reference}{' (projet)' if draft else ''}",
        "paper": paper,
        "articles": [
            (number, title, _filled(body, paper, draft=draft))
            for number, (title, body) in enumerate(paper.articles, start=1)
        ],
        "annexes": [mark_safe(html) for html in _annexes(paper)],
        "draft": draft,
    }
    identifier = hashlib.sha256(f"{network.slug} {paper.reference} {draft}".encode()).digest()[:16]
    return render_pdf("pdf/agreement.html", context, identifier=identifier)


def _filled(body: str, paper: Paper, *, draft: bool, heading: int = 3) -> SafeString:
    missing = missing_mark if draft else None
    return mark_safe(filled_html(body, paper.values, paper.blocks, heading=heading, missing=missing))


def missing_mark(name: str) -> str:
    """What replaces a value that is missing."""
    return f"[{name}\u00a0: à compléter]"


def _annexes(paper: Paper) -> list[str]:
    """The tables that no article places: nothing that is agreed goes unsaid."""
    placed = {name for _, body in paper.articles for name in fields_in(body)}
    return [paper.blocks[name] for name in _ANNEXES if name not in placed and paper.blocks.get(name)]


# -- HTML --------------------------------------------------------------------------------------------------------------


def sections_shown(agreement: Agreement) -> list[SectionShown]:
    """The articles of an agreement for its page, with what is wrong with each and the remarks on it."""
    sections = list(
        agreement.sections.prefetch_related("comments__made_by", "comments__partner", "comments__resolved_by")
    )
    if not sections:
        return []
    values, blocks = values_of(agreement), blocks_of(agreement)
    empty = {name for name in BLOCKS if not blocks.get(name)}
    kind = text_kind_of(agreement)
    return [
        SectionShown(
            section=section,
            number=number,
            html=mark_safe(section.agreed) if section.agreed else _on_page(section.body, values, blocks),
            problems=tuple(body_problems(section.body, kind, values=values, empty=empty)),
            open_comments=tuple(one for one in section.comments.all() if one.resolved_at is None),
            resolved_comments=tuple(one for one in section.comments.all() if one.resolved_at is not None),
            is_first=number == 1,
            is_last=number == len(sections),
        )
        for number, section in enumerate(sections, start=1)
    ]


def template_html(body: str) -> SafeString:
    """The text of an article of a template, its fields marked in place."""
    names = dict.fromkeys(fields_in(body), "")
    return mark_safe(filled_html(body, names, {}, heading=4, missing=lambda name: f"{{{{ {name} }}}}"))


def _on_page(body: str, values: Mapping[str, str], blocks: Mapping[str, str]) -> SafeString:
    """The text of an article; a field unknown by now is marked like a gap."""
    known = {**dict.fromkeys(fields_in(body), ""), **values}
    return mark_safe(filled_html(body, known, blocks, heading=4, missing=missing_mark))


# -- Preview of a template

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
        "echeancier": plan_html(plan_of(dues), caption="Échéancier après l’avenant" if amended else "Échéancier"),
        "ancien_echeancier": plan_html(plan_of(dues[:-1]), caption="Échéancier avant l’avenant"),
        "plan_de_financement": "" if amended else post_html(table),
    }
