"""What agreements show on the pages of the network: navigation entries and things to do."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.urls import reverse

from funding.agreements.models import (
    BOUND,
    Agreement,
    AgreementParty,
    AgreementQuerySet,
    Instalment,
    InstalmentQuerySet,
    SectionComment,
)
from funding.agreements.rules.pages import RENEW_DAYS
from funding.agreements.rules.terms import COFINANCING
from funding.enums import AgreementState
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.money import euros
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance, plain_date, shown_end
from inclusion.core.navigation import (
    Coming,
    Entry,
    MainAction,
    Todo,
    register_coming,
    register_entry,
    register_main_action,
    register_todos,
)
from inclusion.core.relations import Lines, PartnerLine, few_of, register_partner_lines
from inclusion.core.searching import register_search
from inclusion.partners.actions import follow_merges, refuse_merges
from inclusion.partners.models import Partner


def running_agreements(day: date) -> list[Running]:
    """Agreements in force."""
    return [
        Running(
            Agreement.objects.main().in_force(day),
            "convention est en vigueur",
            "conventions sont en vigueur",
            "agreement_list",
        )
    ]


register_activity(
    Activity(
        "agreements",
        "Conventions",
        "Les accords entre partenaires\u00a0: texte, signatures, échéances, demandes de subvention.",
        Group.FINANCE,
        ("funding.agreements", "funding.subsidies"),
        running_agreements,
    )
)

SHOWN = 5
#: Agreements that the parties have not signed yet.
BEFORE_SIGNING = [state for state in AgreementState if state not in BOUND]
#: Ends that come within so long are announced to who reads.
COMING = timedelta(days=92)


def _own(member: Member) -> AgreementQuerySet:
    """What a member answers for: all for who writes them, else those that the own organisation signs."""
    seen = Agreement.objects.visible_to(member)
    if member.may(Permission.AGREEMENTS_MANAGE):
        return seen
    return seen.filter(parties__partner=member.partner)


def _steps(member: Member) -> AgreementQuerySet:
    """Agreements of which a step waits for this member."""
    if member.may(Permission.AGREEMENTS_MANAGE):
        waiting = Q(state__in=(AgreementState.CORRECTION, AgreementState.TO_SIGN)) | (
            Q(state=AgreementState.REVIEW) & Q(open_remarks__gt=0)
        )
    elif member.may(Permission.AGREEMENTS_COMMENT):
        waiting = Q(state__in=(AgreementState.REVIEW, AgreementState.TO_SIGN))
    else:
        return Agreement.objects.none()
    remarks = Count("sections__comments", filter=Q(sections__comments__resolved_at=None), distinct=True)
    return _own(member).annotate(open_remarks=remarks).filter(waiting)


def _ending(member: Member, today: date) -> AgreementQuerySet:
    """Agreements that end soon without a signed successor, of whoever may do something about it.

    Those whose successor waits for the member itself are left to it, those of posts to the posts.
    """
    if not member.may(Permission.AGREEMENTS_COMMENT):
        return Agreement.objects.none()
    soon = _own(member).ending(start=today, end=today + timedelta(days=RENEW_DAYS + 1))
    followed = _steps(member).filter(renews__isnull=False).values("renews")
    return soon.not_renewed().exclude(kind__in=COFINANCING).exclude(pk__in=followed)


register_entry(
    Entry(
        37,
        "Conventions",
        "agreement_list",
        Permission.AGREEMENTS_VIEW,
        ("agreement_", "instalment_"),
        group=Group.FINANCE,
    )
)

_WRITES = {
    AgreementState.CORRECTION: ("est à corriger", "Corriger"),
    AgreementState.REVIEW: ("a reçu des remarques", "Voir les remarques"),
    AgreementState.TO_SIGN: ("attend ses signatures", "Suivre les signatures"),
}
_SIGNS = {
    AgreementState.REVIEW: ("est à relire", "Lire et commenter"),
    AgreementState.TO_SIGN: ("est à signer", "Télécharger et signer"),
}
_TAKES_PART = (Permission.AGREEMENTS_MANAGE, Permission.AGREEMENTS_COMMENT)


@register_todos(_TAKES_PART, lambda member, today: [(_steps(member), "start")], order=10)
def agreements_that_wait(member: Member, today: date) -> list[Todo]:
    """Agreements to correct, to read or to sign, best before the day that they take effect on."""
    words = _WRITES if member.may(Permission.AGREEMENTS_MANAGE) else _SIGNS
    todos = []
    for one in _steps(member).select_related("network").order_by("start", "pk")[:SHOWN]:
        what, action = words[AgreementState(one.state)]
        remarks = _remarks(one) if one.state == AgreementState.REVIEW and one.open_remarks else ""
        effect = "prend effet" if one.start >= today else "devait prendre effet"
        begins = distance(one.start, today) if one.start >= today else f"le {plain_date(one.start)}"
        todos.append(
            Todo(
                title=f"La convention {one.reference} {what}",
                detail=f"{one.title}{remarks}, {effect} {begins}",
                action=action,
                url=one.get_absolute_url(),
                due=one.start,
            )
        )
    return todos


def _remarks(one: Agreement) -> str:
    count = one.open_remarks
    return f", {count} remarque{'s' if count > 1 else ''} à traiter"


@register_todos(_TAKES_PART, lambda member, today: [(_ending(member, today), "end")], order=25)
def agreements_that_end(member: Member, today: date) -> list[Todo]:
    """Agreements that end within three months with nothing signed after them."""
    writes = member.may(Permission.AGREEMENTS_MANAGE)
    todos = []
    for one in _ending(member, today).select_related("network").prefetch_related("successors__network")[:SHOWN]:
        standing = [after for after in one.successors.all() if after.state != AgreementState.TERMINATED]
        begun = standing[0] if writes and standing else None
        where = f", sa suite est {begun.get_state_display().lower()}" if begun else ""
        last = shown_end(one.end)
        todos.append(
            Todo(
                title=f"La convention {one.reference} prend fin",
                detail=f"{one.title}, {distance(last, today)}{where}",
                action=("Voir sa suite" if begun else "Préparer sa suite") if writes else "Voir la convention",
                url=(begun or one).get_absolute_url(),
                due=last,
            )
        )
    return todos


def _to_prepare(member: Member, today: date) -> AgreementQuerySet:
    """Agreements of the network that end within a year with nothing signed after them."""
    soon = _own(member).ending(start=today, end=today + timedelta(days=365)).not_renewed()
    return soon.exclude(kind__in=COFINANCING)


@register_main_action(Permission.AGREEMENTS_MANAGE, lambda member, today: [_to_prepare(member, today)], order=80)
def prepare_next(member: Member, today: date) -> MainAction:
    """What follows the agreements that end, for who writes them."""
    first = _to_prepare(member, today).order_by("end").values_list("end", flat=True)[0]
    return MainAction(
        f"Préparer les conventions de {shown_end(first).year + 1}",
        reverse("agreement_calendar", args=[member.network.slug]),
    )


def keep_parties(gone: Partner) -> str | None:
    """Who signed an agreement keeps the own name on it."""
    if AgreementParty.objects.filter(partner=gone).exists():
        return f"{gone} est partie à une convention\u00a0: gardez-le et fusionnez l’autre."
    return None


refuse_merges(keep_parties)
follow_merges(SectionComment, "partner")


# -- Days to come, for who reads


def _ending_for_readers(member: Member, today: date) -> AgreementQuerySet:
    if not member.only_reads:
        return Agreement.objects.none()
    return Agreement.objects.visible_to(member).ending(start=today, end=today + COMING)


@register_coming(Permission.AGREEMENTS_VIEW, lambda member, today: [_ending_for_readers(member, today)])
def ends_of_agreements(member: Member, today: date) -> list[Coming]:
    """Agreements that end soon, in one line for each day."""
    by_day: dict[date, list[Agreement]] = {}
    for one in _ending_for_readers(member, today).select_related("network"):
        by_day.setdefault(shown_end(one.end), []).append(one)
    listed = reverse("agreement_list", args=[member.network.slug])
    return [
        Coming(day, f"Fin de la convention {found[0].reference}", found[0].get_absolute_url())
        if len(found) == 1
        else Coming(day, f"Fin de {len(found)} conventions", listed)
        for day, found in by_day.items()
    ]


# -- Searching


@register_search(
    "Conventions",
    Permission.AGREEMENTS_VIEW,
    order=60,
    detail=lambda agreement: f"{agreement.get_kind_display()}, {agreement.get_state_display().lower()}",
    references=("reference",),
)
def agreements_by_reference(member: Member, words: str) -> AgreementQuerySet:
    """Agreements that this member may see, by their reference or title."""
    return Agreement.objects.visible_to(member).matching(words).order_by("-start", "reference", "pk")


# -- What the directory and a partner's page say


@register_partner_lines(Permission.AGREEMENTS_VIEW, order=50)
def agreements_of_partners(member: Member, partners: Sequence[int], day: date) -> Lines:
    """The agreements that each has signed, apart from those that are prepared, of those that this member may see."""
    url = reverse("agreement_list", args=[member.network.slug])
    seen = Agreement.objects.visible_to(member).main().exclude(state=AgreementState.TERMINATED)
    signed: dict[int, list[str]] = {}
    prepared: dict[int, list[str]] = {}
    parties = AgreementParty.objects.filter(partner__in=partners, agreement__in=seen).order_by("agreement")
    for key, title, state in parties.values_list("partner", "agreement__title", "agreement__state"):
        (signed if state in BOUND else prepared).setdefault(key, []).append(title)
    lines: Lines = {}
    for found, label, is_so in (
        (signed, "Conventions", ("signée", "signées")),
        (prepared, "Conventions en préparation", ("en préparation", "en préparation")),
    ):
        for key, titles in found.items():
            own = lines.setdefault(key, [])
            one, many = f"convention {is_so[0]}", f"conventions {is_so[1]}"
            phrase = "" if own else so_many(len(titles), one, many)
            own.append(PartnerLine(label, few_of(titles), f"{url}?partner={key}", phrase))
    return lines


@register_partner_lines(Permission.AGREEMENTS_VIEW, order=51, in_directory=False)
def instalments_of_partners(member: Member, partners: Sequence[int], day: date) -> Lines:
    """What each itself pays by its agreements: by signed ones and their amendments, then by those that are prepared."""
    url = reverse("agreement_list", args=[member.network.slug])
    seen = Agreement.objects.visible_to(member)
    own = Instalment.objects.filter(party__partner__in=partners, agreement__in=seen)
    binding = _sums(own.binding())
    prepared = _sums(own.standing().filter(agreement__parent=None, agreement__state__in=BEFORE_SIGNING))
    lines: Lines = {}
    for key in sorted({*binding, *prepared}):
        said = [f"{euros(binding[key])} à sa charge"] if key in binding else []
        if key in prepared:
            said.append(f"{euros(prepared[key])} prévus par des conventions qui ne sont pas signées")
        lines[key] = [PartnerLine("Échéances des conventions", ", ".join(said), f"{url}?partner={key}")]
    return lines


def _sums(instalments: InstalmentQuerySet) -> dict[int, Decimal]:
    rows = instalments.order_by().values("party__partner").annotate(sum=Sum("amount"))
    return dict(rows.values_list("party__partner", "sum"))
