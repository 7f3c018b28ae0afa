"""Pages of agreements: the list, the calendar, one agreement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import F, Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from funding.agreements.actions import drafting as actions
from funding.agreements.actions.drafting import PartyTerms
from funding.agreements.actions.life import end_as_signed
from funding.agreements.enums import AgreementKind
from funding.agreements.forms import ASKED, AgreementDraftForm, AgreementForm, KindForm
from funding.agreements.lists import AgreementFilter, AgreementTable, listed
from funding.agreements.models import BOUND, Agreement, AgreementParty, Instalment
from funding.agreements.papers import sections_shown
from funding.agreements.queries.checks import Check, checks_before_signing, checks_now, closed_sentence
from funding.agreements.queries.instalments import InstalmentLine, lines_of, waiting_instalments
from funding.agreements.queries.sight import agreement_for
from funding.agreements.queries.staff import posts_paid
from funding.agreements.rules.pages import (
    CALENDAR_MONTHS,
    KIND_WORDS,
    RENEW_DAYS,
    ROLES,
    Happening,
    Standing,
    by_month,
    headline,
    help_for,
)
from funding.agreements.rules.terms import COFINANCING, Plan, PlannedInstalment, plan_of, shifted, successor_period
from funding.enums import AgreementState, Verb
from funding.ledger.models.funds import Fund
from funding.posts.models import Post
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import civil_year, month_of, months_after, shown_end, shown_period
from inclusion.core.models.history import JournalEntry
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.partners.models import Partner

# -- The page of one agreement

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
    prepared = writes and agreement.state in PREPARED
    now, later = (checks_now(agreement), checks_before_signing(agreement)) if prepared else ([], [])
    missing = sum(len(check.problems) for check in now)
    parties = list(agreement.parties.select_related("partner"))
    lines = lines_shown(agreement, today=today)
    state = AgreementState(agreement.state)
    paid = posts_paid(agreement)
    return {
        "agreement": agreement,
        "title": headline(
            standing_of(agreement, today=today, missing=missing, later=sum(len(check.problems) for check in later)),
            writes=writes,
            comments=member.may(Permission.AGREEMENTS_COMMENT),
        ),
        "help": help_for(role_of(member), state),
        "checks": [*_problems(now), *((check.label, True, "") for check in now if not check.problems)],
        "missing": missing,
        "later": _problems(later),
        "parties": parties,
        "lines": lines,
        "plan": plan_shown(lines),
        "replaced": any(one.instalment.superseded_by_id for one in lines),
        "sections": sections_shown(agreement),
        "staff": paid,
        "paid_fte": sum((fte for _, fte in paid), ZERO),
        "may_edit": writes and agreement.is_open,
        "may_complete": prepared,
        "may_see_accounts": writes,
        "may_comment": member.may(Permission.AGREEMENTS_COMMENT) and state in PREPARED,
        "main": main_act(agreement, parties, lines, missing=missing, member=member, today=today),
        "acts": other_acts(agreement, today=today) if writes else [],
        "history": history_of(agreement, names=writes),
        "sent_back": sent_back(agreement),
        **_kin(agreement, member),
    }


def _problems(checks: Iterable[Check]) -> list[tuple[str, bool, str]]:
    """What is missing, each said so that it can be mended, and where it is."""
    return [(problem, False, check.url) for check in checks for problem in check.problems]


def standing_of(agreement: Agreement, *, today: date, missing: int = 0, later: int = 0) -> Standing:
    """What its title needs to know."""
    return Standing(
        state=AgreementState(agreement.state),
        start=agreement.start,
        end=agreement.end,
        today=today,
        terminated_on=agreement.terminated_on,
        missing=missing,
        later=later,
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
    """Its instalments and those of its signed amendments, each with its state."""
    signed = Q(agreement__parent=agreement, agreement__state__in=BOUND)
    return lines_of(Instalment.objects.filter(Q(agreement=agreement) | signed), today=today)


def plan_shown(lines: list[InstalmentLine]) -> Plan:
    """The plan in force: what no amendment has replaced."""
    rows = [one.instalment for one in lines if one.instalment.superseded_by_id is None]
    return plan_of([PlannedInstalment(one.due_on, one.year, str(one.party), one.amount) for one in rows])


# -- Possible steps -------------------------------------------------------------------------------------------------


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
        if agreement.state == AgreementState.REVIEW and member.may(Permission.AGREEMENTS_COMMENT):
            return Act("Lire et commenter les articles", anchor="articles")
        if agreement.state == AgreementState.TO_SIGN and agreement.document_id:
            return Act("Télécharger l’exemplaire à signer", "agreement_document")
        return _SIGNED_COPY if agreement.signed_document_id else None
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


# -- History --------------------------------------------------------------------------------------------------------

_SHOWN_VERBS = (
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
        for line in _journal(agreement).filter(verb__in=_SHOWN_VERBS).select_related("by")
    ]


def sent_back(agreement: Agreement) -> JournalEntry | None:
    """Why it waits for corrections."""
    if agreement.state != AgreementState.CORRECTION:
        return None
    return _journal(agreement).filter(verb=Verb.AGREEMENT_SENT_BACK).first()


# -- Successors -----------------------------------------------------------------------------------------------------


class Carried(NamedTuple):
    """What a successor takes over: its days, its facts, and each instalment with the day on which it falls due then."""

    period: str
    facts: list[tuple[str, str]]
    lines: list[tuple[InstalmentLine, date]]
    #: The last day of the fund, where it ends before the successor does.
    fund_ends: date | None


def carried_by(agreement: Agreement, *, today: date) -> Carried:
    """All that `renew` will copy, shown before it does."""
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
        f"{one.partner} ({one.signatory_name}, {one.signatory_function})" if one.signatory_name else str(one.partner)
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


# -- Pages of agreements


@requires(Permission.AGREEMENTS_VIEW)
def agreement_list(request: MemberRequest) -> HttpResponse:
    """Every agreement that this member may see, with who signs it and its state."""
    seen = Agreement.objects.visible_to(request.member)
    # How many are in force, and how many of them end soon with nothing signed after them.
    today = timezone.localdate()
    ending = seen.ending(start=today, end=today + timedelta(days=RENEW_DAYS + 1)).not_renewed()
    return listing(
        request,
        queryset=listed(seen),
        table=AgreementTable,
        template="funding/agreements/agreement_list.html",
        name="conventions",
        filterset=AgreementFilter,
        begun=seen.exists(),
        in_force=seen.main().in_force(today).count(),
        ending=ending.count(),
        days=RENEW_DAYS,
    )


@requires(Permission.AGREEMENTS_VIEW)
def agreement_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One agreement: its state, what is missing, who signs, who pays when, its articles and papers."""
    agreement = agreement_for(request.member, pk)
    return render(request, "funding/agreements/agreement_detail.html", page_of(agreement, request.member))


# -- Begin, change, discard -----------------------------------------------------------------------------------------


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_add(request: MemberRequest) -> HttpResponse:
    """Begin an agreement: first its kind (`?nature=`), then what it is and who signs it."""
    asked = request.GET.get("nature")
    if asked not in AgreementKind.values:
        form = KindForm(request.GET if "nature" in request.GET else None)
        return render(request, "funding/agreements/agreement_kind.html", {"form": form})
    kind = AgreementKind(asked)
    # What the form offers: the year to come, three years of cooperation, the network's host, the fund that is open.
    first = civil_year(timezone.localdate().year + 1).start
    years = 1 if kind == AgreementKind.FRAMEWORK else 3
    host = Partner.objects.active().filter(is_host=True).first()
    fund = Fund.objects.filter(end__gt=first).order_by("start", "pk").first()
    offered = {"start": first, "end": date(first.year + years, 1, 1), "fund": fund}
    form = AgreementDraftForm(
        request.POST or None,
        kind=kind,
        initial=(offered if kind == AgreementKind.CTG else {**offered, "party_1": host}),
    )
    agreement = submitted(request, form, lambda data: _drafted(request, kind, data))
    if agreement:
        begun = f"La convention {agreement.reference} est commencée. Rien n’en est encore envoyé."
        messages.success(request, begun + kept_signatories(agreement))
        return redirect(agreement)
    context = {"form": form, "kind": kind, "words": KIND_WORDS[kind]}
    return render(request, "funding/agreements/agreement_add.html", context)


def kept_signatories(agreement: Agreement) -> str:
    """Says, after a sentence, that a new agreement has signatories of earlier ones; empty where it has none."""
    if not agreement.parties.exclude(signatory_name="").exists():
        return ""
    return " Les signataires sont ceux de la dernière convention de chaque organisme\u00a0: vérifiez-les."


def _drafted(request: MemberRequest, kind: AgreementKind, data: dict[str, Any]) -> Agreement:
    parties = [PartyTerms(partner, role) for partner, role in data.pop("parties")]
    return actions.draft_agreement(kind=kind, **data, parties=parties, **stamp(request))


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what an agreement is, from when to when."""
    agreement = agreement_for(request.member, pk)
    initial = {name: getattr(agreement, name) for name in ASKED[AgreementKind(agreement.kind)]}
    form = AgreementForm(request.POST or None, kind=agreement.kind, initial=initial)
    changed = submitted(request, form, lambda data: _changed(request, agreement, data))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(agreement)
    context = {
        "agreement": agreement,
        "form": form,
        "heading": f"Modifier {agreement.reference}",
        "lead": "Les articles qui citent ces données se mettent à jour d’eux-mêmes.",
        "action_label": "Enregistrer ces changements",
        **closed(form, agreement),
    }
    return render(request, "funding/agreements/agreement_form.html", context)


def _changed(request: MemberRequest, agreement: Agreement, data: dict[str, Any]) -> bool:
    # What this kind is not asked stays as it is.
    kept = {name: getattr(agreement, name) for name in ("purpose", "theme", "fund", "funded_action")}
    asked = {name: data[name] for name in ASKED[AgreementKind(agreement.kind)]}
    actions.change_agreement(agreement, **{**kept, **asked}, **stamp(request))
    return True


def closed(form: Form, agreement: Agreement) -> dict[str, Any]:
    """Why a form that would change an agreement is not shown, and what opens it; nothing while it is open.

    It is said before the form is filled; afterwards the action refuses.
    """
    if form.is_bound or agreement.is_open:
        return {}
    return {"refused": closed_sentence(agreement), "may_send_back": not agreement.is_bound}


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then discard a draft, or what was sent back for correction."""
    agreement = agreement_for(request.member, pk)
    return confirmed(
        request,
        lambda: actions.discard_draft(agreement, **stamp(request)),
        done=f"{agreement.reference} est supprimé.",
        back=agreement,
        then=reverse("agreement_list", args=[request.network.slug]),
        question=f"Supprimer {agreement.reference}\u00a0?",
        consequence="Ses parties, ses échéances, ses articles et leurs remarques disparaissent. "
        "Son numéro n’est pas repris.",
        action_label=f"Supprimer {agreement.reference}",
        danger=True,
    )


# -- The calendar


@requires(Permission.AGREEMENTS_VIEW)
def agreement_calendar(request: MemberRequest) -> HttpResponse:
    """What ends and falls due in the months to come, and what should have been paid before."""
    today = timezone.localdate()
    first = month_of(today)
    until = months_after(first, CALENDAR_MONTHS)
    due = _due(request.member, until=until)
    happenings = [
        *_endings(request.member, first=first, until=until),
        *(_posts_that_end(request.member, first=first, until=until)),
        *(one for one in due if one.on >= first),
    ]
    late = sorted((one for one in due if one.on < first), key=lambda one: one.on)
    months = by_month(happenings, first=first)
    context = {
        "months": months,
        "last": months[-1],
        "late": late,
        "late_sum": sum((one.amount or ZERO for one in late), ZERO),
        "endings": sum(one.amount is None for one in happenings),
        "due": sum((one.amount or ZERO for one in happenings), ZERO),
    }
    return render(request, "funding/agreements/agreement_calendar.html", context)


def _endings(member: Member, *, first: date, until: date) -> list[Happening]:
    """Agreements that end; those that finance a post to the same day are shown by the post."""
    seen = Agreement.objects.visible_to(member).ending(start=first, end=until).exclude(post__end=F("end"))
    followed = set(
        Agreement.objects.filter(renews__in=seen.order_by().values("pk"))
        .exclude(state=AgreementState.TERMINATED)
        .values_list("renews_id", flat=True)
    )
    return [
        Happening(
            on=shown_end(one.end),
            chip="Fin",
            tone="info" if one.pk in followed else "warn",
            title=str(one),
            detail="sa suite est commencée ou signée" if one.pk in followed else "aucune suite n’est commencée",
            url=one.get_absolute_url(),
        )
        for one in seen.select_related("network")
    ]


def _posts_that_end(member: Member, *, first: date, until: date) -> list[Happening]:
    going = Post.objects.visible_to(member).accepted().filter(agreement__terminated_on=None)
    posts = going.filter(end__gt=first, end__lte=until)
    return [
        Happening(
            on=shown_end(one.end),
            chip="Fin de poste",
            tone="warn",
            title=one.title,
            detail=f"le financement du poste s’arrête, {one.employer}",
            url=one.get_absolute_url(),
        )
        for one in posts.select_related("network", "employer")
    ]


def _due(member: Member, *, until: date) -> list[Happening]:
    """Instalments to call, to commit or to pay, late ones too."""
    seen = Agreement.objects.visible_to(member)
    rows = waiting_instalments().filter(agreement__in=seen.values("pk"), due_on__lt=until)
    return [
        Happening(
            on=one.due_on,
            chip="Échéance",
            tone="",
            title=str(one.party.partner),
            detail=f"{one.get_flow_display().lower()}, {one.agreement.reference}"
            + (f", {one.label}" if one.label else ""),
            url=f"{one.agreement.get_absolute_url()}#echeances",
            amount=one.amount,
        )
        for one in rows.select_related("agreement__network", "party__partner")
    ]
