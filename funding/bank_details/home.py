"""What changes of accounts show on the pages of the network: to-do cards of the second person, a note beside each."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from funding.bank_details.actions import confirm_blocker
from funding.bank_details.models import BankDetailsChange, BankDetailsChangeQuerySet
from funding.bank_details.queries import confirmers, invited_to_coordinate
from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.french.identifiers import masked_iban
from inclusion.core.french.names import of, so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Todo, register_todos
from inclusion.core.registry.panels import register_panel


def _to_confirm(member: Member) -> BankDetailsChangeQuerySet:
    return BankDetailsChange.objects.visible_to(member).waiting().exclude(asked_by=member.user)


@register_todos(
    (Permission.FUNDS_MANAGE, Permission.REIMBURSEMENTS_OWN),
    lambda member, today: [(_to_confirm(member), today)],
    order=8,
)
def accounts_to_confirm(member: Member, today: date) -> list[Todo]:
    """Changes that this member did not ask for, each a line of its own: each is compared with its document."""
    return [
        Todo(
            title=f"Le nouveau compte {of(one.account)} est à confirmer",
            detail=f"demandé par {one.asked_by} le {plain_date(timezone.localdate(one.asked_at))}",
            action="Comparer et confirmer",
            url=one.get_absolute_url(),
            due=today,
        )
        for one in _to_confirm(member).select_related("fund", "place", "asked_by", "network")
        if not confirm_blocker(one, by=member.user)
    ]


def _waiting_alone(member: Member) -> BankDetailsChangeQuerySet:
    """What this coordinator asked for."""
    if not member.may(Permission.FUNDS_MANAGE):
        return BankDetailsChange.objects.none()
    return BankDetailsChange.objects.waiting().filter(asked_by=member.user)


@register_todos(Permission.FUNDS_MANAGE, lambda member, today: [(_waiting_alone(member), today)], order=9)
def accounts_without_second_person(member: Member, today: date) -> list[Todo]:
    """Changes that this coordinator asked for and nobody can confirm: a second person is invited, or on their way."""
    asked = [
        one
        for one in _waiting_alone(member).select_related("fund", "place", "asked_by", "network")
        if not confirmers(one.account, without=member.user, is_from_place=one.is_from_place)
    ]
    if not asked:
        return []
    names = ", ".join(str(one.account) for one in asked)
    invited = invited_to_coordinate(at=timezone.now())
    if invited:
        detail = f"{invited} est invité à la coordination\u00a0: cette personne confirmera ({names})"
        action, url = "Voir l’invitation", reverse("member_list", args=[member.network.slug])
    else:
        detail = f"vous l’avez demandé, une autre personne doit le confirmer ({names})"
        action, url = "Inviter une seconde personne", reverse("member_invite", args=[member.network.slug])
    what = so_many(len(asked), "compte bancaire attend", "comptes bancaires attendent")
    return [Todo(f"{what} une seconde personne", detail, action, url, today)]


def _note(request: MemberRequest, account: Any, link: str) -> tuple[str, dict[str, Any]] | None:
    """What waits for this account, where the member may see it."""
    rows = BankDetailsChange.objects.visible_to(request.member).waiting().filter(**{link: account})
    change = rows.select_related("asked_by").first()
    if change is None:
        return None
    context = {
        "change": change,
        "account": masked_iban(change.iban) or "aucun compte",
        "is_own": change.asked_by == request.member.user,
        "blocker": confirm_blocker(change, by=request.member.user),
        "confirmers": confirmers(account, without=change.asked_by, is_from_place=change.is_from_place),
        "invited": invited_to_coordinate(at=timezone.now()),
        "confirm_url": change.get_absolute_url(),
        "withdraw_url": reverse("bank_details_withdraw", args=[request.network.slug, change.pk]),
    }
    return "funding/bank_details/change_note.html", context


register_panel("training_place", lambda request, place: _note(request, place, "place"))
register_panel("fund_settings", lambda request, fund: _note(request, fund, "fund"))
