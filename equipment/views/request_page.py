"""What the pages of one request share: the way through it, whether it can be had, what happened."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from equipment.enums import LoanState, RequestState
from equipment.forms.borrowing import OfferForm
from equipment.models import Loan, LoanRequest
from equipment.models.borrowing import Standing, standing_of
from equipment.models.requests import OPEN
from equipment.models.terms import terms_of, the_bank
from equipment.rules.feedback import name_sentence, names_in
from equipment.views.tabs import tabs
from inclusion.core.access import Member, Permission
from inclusion.core.models.history import JournalEntry

#: The steps of a request, by their number in the address.
STEPS = {"1": "Quand et quoi", "2": "L’élève et son besoin", "3": "La situation"}
#: What the bank or the school can still do something about.
UNANSWERED = (RequestState.SENT, RequestState.WAITING)


def steps(current: str) -> list[tuple[str, str]]:
    """The way through a request, as the component shows it."""
    return [
        (label, "current" if number == current else "done" if number < current else "next")
        for number, label in STEPS.items()
    ]


def step_url(asked: LoanRequest, step: str) -> str:
    """The address of a step of a draft."""
    return f"{reverse('loan_request_edit', args=[asked.network.slug, asked.pk])}?etape={step}"


def standing(asked: LoanRequest) -> Standing | None:
    """Whether what a request asks for can be had now; None while it does not say when or what."""
    if asked.start is None or asked.end is None or asked.wanted is None:
        return None
    return standing_of(asked.wanted, asked.days, terms=terms_of(the_bank()), today=timezone.localdate())


def near_links(asked: LoanRequest, found: Standing | None, *, url_name: str) -> list[dict[str, Any]]:
    """The nearest dates with an address that fills them in, on a page of this request."""
    url = reverse(url_name, args=[asked.network.slug, asked.pk])
    return [
        {"start": one.start, "due": one.due, "url": f"{url}?start={one.start}&end={one.due}"}
        for one in (found.nearest if found else ())
    ]


def checklist(asked: LoanRequest) -> list[tuple[str, bool]]:
    """What a draft says and what it lacks."""
    return [
        ("Les dates du prêt", bool(asked.start and asked.end)),
        ("Le matériel ou la mallette", asked.wanted is not None),
        ("L’élève, sous pseudonyme", asked.pupil_id is not None),
        ("Le besoin auquel le matériel répond", bool(asked.needs)),
    ]


def history(asked: LoanRequest, loan: Loan | None) -> list[dict[str, Any]]:
    """What happened to a request and to its loan, the newest first."""
    rows = JournalEntry.objects.filter(target_model=asked._meta.label, target_id=asked.pk)
    if loan is not None:
        rows = rows | JournalEntry.objects.filter(target_model=loan._meta.label, target_id=loan.pk)
    told = rows.exclude(verb__in=["loan_request.told", "loan_request.changed"])
    return [
        {"at": one.at, "label": one.label, "by": one.by or "", "detail": "", "url": ""}
        for one in told.select_related("by").order_by("-at", "-pk")
    ]


def page_of(asked: LoanRequest, member: Member) -> dict[str, Any]:
    """What the page of a request shows to this member."""
    today = timezone.localdate()
    manages = member.may(Permission.EQUIPMENT_MANAGE)
    own = is_own(member, asked)
    loan = Loan.objects.filter(request=asked).select_related("model", "kit", "network").first()
    found = standing(asked) if asked.state in (RequestState.DRAFT, *UNANSWERED) else None
    answering = manages and asked.state in UNANSWERED
    names = names_in([asked.situation]) if asked.state == RequestState.DRAFT else []
    return {
        "asked": asked,
        "tabs": tabs(member, "requests"),
        "manages": manages,
        "own": own,
        "loan": loan,
        "offer": loan if loan and loan.state == LoanState.OFFERED else None,
        "items": [one.item for one in loan.loan_items.select_related("item")] if loan else [],
        "standing": found,
        "near": near_links(asked, found, url_name="loan_request_offer" if manages else "loan_request_edit"),
        "checks": checklist(asked),
        "missing": asked.missing() if asked.state == RequestState.DRAFT else [],
        "name_warning": name_sentence(names) if names else "",
        "history": history(asked, loan),
        "answering": answering,
        "suggested": found.items[0] if answering and found and found.items else None,
        "others": found.items[1:41] if answering and found and not found.together else [],
        "rivals": rivals(asked) if answering else [],
        "is_late": asked.state == RequestState.SENT and asked.answer_by < today,
        "may_withdraw": own and asked.state in OPEN,
        "bank": the_bank(),
    }


def is_own(member: Member, asked: LoanRequest) -> bool:
    """Whether the request is one of the member's own school."""
    return member.may(Permission.EQUIPMENT_BORROW) and asked.school.partner_id == member.partner.pk


def rivals(asked: LoanRequest) -> list[LoanRequest]:
    """Others who ask or wait for the same thing on some of the same days, whoever came first."""
    found = LoanRequest.objects.filter(
        state__in=UNANSWERED, start__lt=asked.end, end__gt=asked.start, model=asked.model, kit=asked.kit
    )
    return list(
        found.exclude(pk=asked.pk)
        .select_related("school", "model", "kit", "network")
        .order_by("sent_at", "pk")[:10]
    )


def offer_form(asked: LoanRequest, request: HttpRequest) -> OfferForm:
    """Dates to offer: as posted, as the address says, else those that were asked for."""
    if request.method == "POST":
        return OfferForm(request.POST)
    initial = {
        "start": request.GET.get("start") or asked.start,
        "end": request.GET.get("end") or asked.end,
    }
    return OfferForm(initial=initial)
