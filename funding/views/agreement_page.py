"""What the page of one agreement shows: where it stands, what may be done next, by whom."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from funding.actions.agreement_files import sections_shown
from funding.actions.agreement_renewal import end_as_signed
from funding.actions.instalment_lines import InstalmentLine, lines_of
from funding.enums import AgreementKind, AgreementState, Verb
from funding.models import Agreement, AgreementParty, Instalment
from funding.models.agreement_checks import NEXT, checklist
from funding.models.agreements import BOUND
from funding.rules.agreement_help import ROLES, help_for
from funding.rules.agreement_pages import (
    RENEW_DAYS,
    Standing,
    headline,
)
from funding.rules.agreement_plans import Plan, PlannedInstalment, plan_of
from funding.rules.agreements import COFINANCING, shifted, successor_period
from inclusion.core.access import Member, Permission
from inclusion.core.french.periods import shown_end, shown_period
from inclusion.core.models.history import JournalEntry

#: States in which something must still be there before the next step.
PREPARED = (AgreementState.DRAFT, AgreementState.CORRECTION, AgreementState.REVIEW)
STANDING = (AgreementState.SIGNED, AgreementState.ACTIVE)


@dataclass(frozen=True)
class Act:
    """Something that may be done: its words, and its page or the place on this one; `posts`: at once, no page asks."""

    label: str
    url_name: str = ""
    anchor: str = ""
    posts: bool = False


def page_of(agreement: Agreement, member: Member) -> dict[str, Any]:
    """The context of the page."""
    today = timezone.localdate()
    writes = member.may(Permission.AGREEMENTS_MANAGE)
    checks = checks_of(agreement) if writes and agreement.state in PREPARED else []
    missing = sum(not met for _, met in checks)
    parties = list(agreement.parties.select_related("partner"))
    lines = lines_shown(agreement, today=today)
    state = AgreementState(agreement.state)
    return {
        "agreement": agreement,
        "title": headline(
            standing_of(agreement, today=today, missing=missing),
            writes=writes,
            comments=member.may(Permission.AGREEMENTS_COMMENT),
        ),
        "help": help_for(role_of(member), state),
        "checks": checks,
        "missing": missing,
        "parties": parties,
        "lines": lines,
        "plan": plan_shown(lines),
        "replaced": any(one.instalment.superseded_by_id for one in lines),
        "sections": sections_shown(agreement),
        "may_edit": writes and agreement.is_open,
        "may_comment": member.may(Permission.AGREEMENTS_COMMENT) and state in PREPARED,
        "main": main_act(agreement, parties, lines, missing=missing, member=member, today=today),
        "acts": other_acts(agreement, today=today) if writes else [],
        "history": history_of(agreement, names=writes),
        "sent_back": sent_back(agreement),
        **_kin(agreement, member),
    }


def checks_of(agreement: Agreement) -> list[tuple[str, bool]]:
    """What is missing before the next step, each said so that it can be mended, then what is there."""
    missing = agreement.blockers(NEXT[AgreementState(agreement.state)])
    return [*((one, False) for one in missing), *(one for one in checklist(agreement) if one[1])]


def standing_of(agreement: Agreement, *, today: date, missing: int = 0) -> Standing:
    """What its title needs to know."""
    return Standing(
        state=AgreementState(agreement.state),
        start=agreement.start,
        end=agreement.end,
        today=today,
        terminated_on=agreement.terminated_on,
        missing=missing,
        amendment=agreement.is_amendment,
    )


def role_of(member: Member) -> str:
    """The role that reads, for the words of the help: the one that may most."""
    roles = member.membership.roles
    return next((role for role in ROLES if role in roles), "reader")


def _kin(agreement: Agreement, member: Member) -> dict[str, Any]:
    """Amendments, what it changes, what it follows and what follows it; only what this member may see."""
    seen = Agreement.objects.visible_to(member).select_related("network")
    return {
        "amendments": list(seen.filter(parent=agreement).order_by("start", "pk")),
        "parent": seen.filter(pk=agreement.parent_id).first() if agreement.parent_id else None,
        "predecessor": seen.filter(pk=agreement.renews_id).first() if agreement.renews_id else None,
        "successor": seen.filter(renews=agreement).exclude(state=AgreementState.TERMINATED).first(),
        "post": getattr(agreement, "post", None),
    }


def lines_shown(agreement: Agreement, *, today: date) -> list[InstalmentLine]:
    """Its instalments and those of its signed amendments, each with where it stands."""
    signed = Q(agreement__parent=agreement, agreement__state__in=BOUND)
    return lines_of(Instalment.objects.filter(Q(agreement=agreement) | signed), today=today)


def plan_shown(lines: list[InstalmentLine]) -> Plan:
    """The plan that holds: what no amendment has replaced."""
    rows = [one.instalment for one in lines if one.instalment.superseded_by_id is None]
    return plan_of([PlannedInstalment(one.due_on, one.year, str(one.party), one.amount) for one in rows])


# -- What may be done -----------------------------------------------------------------------------------------------


def main_act(
    agreement: Agreement,
    parties: list[AgreementParty],
    lines: list[InstalmentLine],
    *,
    missing: int,
    member: Member,
    today: date,
) -> Act | None:
    """The one main action of the page."""
    if not member.may(Permission.AGREEMENTS_MANAGE):
        return _act_of_a_reader(agreement, member)
    match agreement.state:
        case AgreementState.DRAFT | AgreementState.CORRECTION:
            ready = _SEND if agreement.state == AgreementState.DRAFT else _SEND_AGAIN
            return _first_missing(agreement, parties, lines) if missing else ready
        case AgreementState.REVIEW:
            return Act("Voir ce qui manque", anchor="manque") if missing else _PREPARE
        case AgreementState.TO_SIGN:
            return Act("Enregistrer les signatures", "agreement_sign")
        case AgreementState.SIGNED if agreement.start <= today and not agreement.is_amendment:
            return Act("Mettre en vigueur", "agreement_activate", posts=True)
        case AgreementState.ACTIVE if agreement.end <= today:
            return Act("Constater sa fin", "agreement_end")
    if asks_for_a_successor(agreement, today=today):
        return Act("Reconduire", "agreement_renew")
    return _SIGNED_COPY if agreement.signed_document_id else None


_SIGNED_COPY = Act("Télécharger l’exemplaire signé", "agreement_signed")
_SEND_AGAIN = Act("Renvoyer en relecture", "agreement_review", posts=True)
_SEND = Act("Envoyer en relecture", "agreement_review", posts=True)
_PREPARE = Act("Préparer l’exemplaire à signer", "agreement_to_sign", posts=True)


def asks_for_a_successor(agreement: Agreement, *, today: date) -> bool:
    """Whether it is time to renew an agreement that nothing follows yet."""
    return (agreement.end - today).days <= RENEW_DAYS and may_be_renewed(agreement)


def may_be_renewed(agreement: Agreement) -> bool:
    """Whether it is of those that a successor follows, and none does yet."""
    standing = agreement.state in (*STANDING, AgreementState.ENDED) and not agreement.is_amendment
    return standing and agreement.kind not in COFINANCING and agreement.successor is None


def _act_of_a_reader(agreement: Agreement, member: Member) -> Act | None:
    if agreement.state == AgreementState.REVIEW and member.may(Permission.AGREEMENTS_COMMENT):
        return Act("Lire et commenter les articles", anchor="articles")
    if agreement.state == AgreementState.TO_SIGN and agreement.document_id:
        return Act("Télécharger l’exemplaire à signer", "agreement_document")
    return _SIGNED_COPY if agreement.signed_document_id else None


def _first_missing(agreement: Agreement, parties: list[AgreementParty], lines: list[InstalmentLine]) -> Act:
    """The page on which the first thing that is missing is written."""
    if len(parties) < 2:
        return Act("Ajouter une partie", "agreement_party_add")
    if not lines and agreement.kind != AgreementKind.FRAMEWORK and agreement.kind != AgreementKind.CTG:
        return Act("Prévoir les échéances", "agreement_instalments_yearly")
    return Act("Voir ce qui manque", anchor="manque")


def other_acts(agreement: Agreement, *, today: date) -> list[Act]:
    """What else a coordinator may do with it, the quiet ways."""
    state, acts = agreement.state, []
    if agreement.is_open:
        acts.append(Act("Supprimer…", "agreement_discard"))
    if state in (AgreementState.REVIEW, AgreementState.TO_SIGN):
        acts.append(Act("Renvoyer en correction…", "agreement_send_back"))
    if agreement.is_amendment:
        return acts
    if state in STANDING:
        acts.append(Act("Faire un avenant", "agreement_amend"))
    if may_be_renewed(agreement) and not asks_for_a_successor(agreement, today=today):
        acts.append(Act("Reconduire", "agreement_renew"))
    if state in STANDING:
        acts.append(Act("Résilier…", "agreement_terminate"))
    return acts


# -- What happened --------------------------------------------------------------------------------------------------

_TOLD = (
    Verb.AGREEMENT_DRAFTED,
    Verb.AGREEMENT_SENT,
    Verb.AGREEMENT_SENT_BACK,
    Verb.AGREEMENT_TO_SIGN,
    Verb.AGREEMENT_SIGNED,
    Verb.AGREEMENT_BEGUN,
    Verb.AGREEMENT_ENDED,
    Verb.AGREEMENT_TERMINATED,
    Verb.AGREEMENT_RENEWED,
    Verb.AGREEMENT_AMENDED,
)


def _journal(agreement: Agreement) -> Any:
    return JournalEntry.objects.filter(target_model=agreement._meta.label, target_id=agreement.pk)


def history_of(agreement: Agreement, *, names: bool) -> list[dict[str, Any]]:
    """The steps of its life, the latest first; `names`: with who took them."""
    return [
        {
            "at": line.at,
            "by": (line.by or "le portail") if names else None,
            "label": line.label,
            "detail": line.details.get("reason", ""),
        }
        for line in _journal(agreement).filter(verb__in=_TOLD).select_related("by")
    ]


def sent_back(agreement: Agreement) -> JournalEntry | None:
    """Why it waits for corrections."""
    if agreement.state != AgreementState.CORRECTION:
        return None
    return _journal(agreement).filter(verb=Verb.AGREEMENT_SENT_BACK).first()


# -- What comes after -----------------------------------------------------------------------------------------------


class Carried(NamedTuple):
    """What a successor takes over: its days, its facts, and each instalment with the day on which it falls due then."""

    period: str
    facts: list[tuple[str, str]]
    lines: list[tuple[InstalmentLine, date]]
    #: The last day of the fund, where it ends before the successor does.
    fund_ends: date | None


def carried_by(agreement: Agreement, *, today: date) -> Carried:
    """All that `renew` will take over, told before it does."""
    period = successor_period(agreement.start, end_as_signed(agreement), after=agreement.end)
    years = period.start.year - agreement.start.year
    lines = [
        (one, shifted(one.instalment.year, one.instalment.due_on, years=years, into=period)[1])
        for one in lines_shown(agreement, today=today)
        if one.instalment.superseded_by_id is None
    ]
    fund = agreement.fund
    ends = shown_end(fund.end) if fund is not None and fund.end < period.end else None
    return Carried(shown_period(*period), _facts_of(agreement), lines, ends)


def _facts_of(agreement: Agreement) -> list[tuple[str, str]]:
    parties = [
        f"{one.partner} ({one.signatory_name}, {one.signatory_function})"
        if one.signatory_name
        else str(one.partner)
        for one in agreement.parties.select_related("partner")
    ]
    facts = [
        ("Nature", agreement.get_kind_display()),
        ("Titre", agreement.title),
        ("Objet", agreement.purpose),
        ("Parties et signataires", "\u00a0; ".join(parties)),
        ("Articles", f"{agreement.sections.count()}, tels qu’ils sont signés"),
    ]
    if agreement.fund is not None:
        facts.append(("Fonds", str(agreement.fund)))
    return facts
