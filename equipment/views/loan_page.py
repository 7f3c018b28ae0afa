"""What the page of a loan shows: its facts, its items, what may be done with it and why something may not."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from equipment.actions.extensions import last_possible
from equipment.actions.loans import who_waits_for
from equipment.enums import FeedbackAuthor, LoanState, Need
from equipment.models import Loan, LoanItem, LoanPhoto
from equipment.models.desk import phone_of
from equipment.models.terms import terms_of, the_bank
from equipment.views.tabs import tabs
from inclusion.core.access import Member, Permission
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import long_date, plain_date
from inclusion.core.models.history import JournalEntry


def moved_on(loan: Loan, request: HttpRequest) -> HttpResponse:
    """Somebody was quicker, or the page stayed open: nothing is changed, the loan is shown as it stands."""
    messages.error(
        request,
        f"Le prêt {loan} est «\u00a0{loan.get_state_display().lower()}\u00a0»\u00a0: rien n’est changé.",
    )
    return redirect(loan)


@dataclass(frozen=True)
class Act:
    """Something that may be done: its label and address, or the sentence that says why it may not."""

    label: str
    url: str = ""
    why_not: str = ""
    hint: str = ""
    main: bool = False


def page_of(loan: Loan, member: Member) -> dict[str, Any]:
    """The context of the page."""
    today = timezone.localdate()
    parts = _parts(loan)
    return {
        "loan": loan,
        "today": today,
        "facts": _facts(loan),
        "parts": parts,
        "supplies": _supplies(loan),
        "acts": acts(loan, member),
        "events": _events(loan),
        "swappable": member.may(Permission.EQUIPMENT_MANAGE)
        and loan.state in (LoanState.OFFERED, LoanState.BOOKED),
        "runs_the_bank": member.may(Permission.EQUIPMENT_MANAGE),
        "phone": phone_of(loan),
        "reminders": _reminders(loan) if member.may(Permission.EQUIPMENT_MANAGE) else [],
        "tabs": tabs(member, "loans"),
    }


def _facts(loan: Loan) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [
        ("Départ", long_date(timezone.localdate(loan.handed_over_at) if loan.handed_over_at else loan.start)),
        ("Retour au plus tard", long_date(loan.due)),
        ("Établissement", loan.school),
        ("Élève", loan.pupil or ""),
        ("Aide à", ", ".join(Need(one).label for one in loan.needs)),
        ("Démarche auprès de la MDPH", loan.get_mdph_step_display()),
    ]
    if loan.state == LoanState.OFFERED:
        found.append(("À accepter jusqu’au", long_date(loan.offer_until)))
    if loan.received_by:
        found.append(("Remis à", loan.received_by))
    if loan.extensions:
        found.append(("Prolongé", so_many(loan.extensions, "fois", "fois")))
    if loan.cancel_reason:
        found.append(("Annulé", loan.cancel_reason))
    if loan.reminded_late_at or loan.reminded_before_at:
        last = max(filter(None, [loan.reminded_late_at, loan.reminded_before_at]))
        found.append(("Dernier rappel", f"le {plain_date(timezone.localdate(last))}"))
    return found


def _parts(loan: Loan) -> list[tuple[LoanItem, list[LoanPhoto]]]:
    rows = loan.loan_items.select_related("item__model").prefetch_related("photos")
    return [(row, list(row.photos.all())) for row in rows.order_by("item__model__sort_name", "pk")]


def _supplies(loan: Loan) -> list[str]:
    totals: dict[str, int] = {}
    for move in loan.supply_moves.select_related("supply").order_by("pk"):
        totals[str(move.supply)] = totals.get(str(move.supply), 0) - move.change
    return [f"{count} × {name}" for name, count in totals.items() if count]


def acts(loan: Loan, member: Member) -> list[Act]:
    """What this member may do with a loan, the most likely first."""
    manages = member.may(Permission.EQUIPMENT_MANAGE)
    own = member.may(Permission.EQUIPMENT_BORROW) and loan.school.partner_id == member.partner.pk
    found: list[Act] = []
    if manages and loan.state == LoanState.BOOKED:
        found.append(_hand_over(loan))
    if manages and loan.state == LoanState.OUT:
        found.append(Act("Noter le retour", _url("loan_return", loan), main=True))
    if (manages or own) and loan.state in (LoanState.BOOKED, LoanState.OUT):
        found.append(_extend(loan))
    if manages and loan.state == LoanState.BOOKED:
        found.append(Act("Déplacer les dates", _url("loan_reschedule", loan)))
    if loan.state != LoanState.CANCELLED:
        draft = loan.state in (LoanState.OFFERED, LoanState.BOOKED)
        found.append(Act("Bon de prêt (projet)" if draft else "Bon de prêt", _url("loan_slip", loan)))
    if manages and loan.state in (LoanState.OFFERED, LoanState.BOOKED):
        found.append(Act("Annuler le prêt", _url("loan_cancel", loan)))
    if manages and loan.state == LoanState.OUT:
        found.append(Act("Annuler le prêt", why_not="Le matériel est parti\u00a0: notez plutôt son retour."))
    return found


def _hand_over(loan: Loan) -> Act:
    if loan.end <= timezone.localdate():
        return Act(
            "Remettre le matériel",
            why_not=f"Ce prêt devait finir le {plain_date(loan.due)}\u00a0: déplacez d’abord ses dates.",
        )
    return Act("Remettre le matériel", _url("loan_hand_over", loan), main=True)


def _extend(loan: Loan) -> Act:
    last = last_possible(loan, today=timezone.localdate())
    if last is not None:
        return Act("Prolonger", _url("loan_extend", loan), hint=f"Possible jusqu’au {long_date(last)}.")
    return Act("Prolonger", why_not=extension_blocker(loan))


def extension_blocker(loan: Loan) -> str:
    """Why a loan cannot be extended by even a day, as a French sentence."""
    bank = the_bank()
    after = terms_of(bank).calendar.next_open(loan.end)
    if after is not None:
        waiting = who_waits_for(loan, until=after + timedelta(days=365)).order_by("waiting_since").first()
        if waiting is not None:
            since = plain_date(timezone.localdate(waiting.waiting_since))
            return f"Un autre établissement attend ce matériel depuis le {since}."
    longest = bank.longest_days + bank.longest_extension
    if after is not None and (after - loan.start).days > longest:
        return f"Prolongations comprises, un prêt dure {longest} jours au plus."
    return "Le matériel est promis à quelqu’un juste après ce prêt, ou part en maintenance."


def _url(name: str, loan: Loan) -> str:
    return reverse(name, args=[loan.network.slug, loan.pk])


def _reminders(loan: Loan) -> list[dict[str, Any]]:
    """What left to whom, the newest first."""
    return [
        {
            "at": row.mailed_at or row.asked_at,
            "by": row.to,
            "label": row.get_kind_display(),
            "detail": row.problem or ("" if row.mailed_at else "En attente d’envoi."),
        }
        for row in loan.reminders.order_by("-asked_at", "-pk")[:20]
    ]


def _events(loan: Loan) -> list[dict[str, Any]]:
    rows = JournalEntry.objects.filter(target_model=Loan._meta.label, target_id=loan.pk)
    return [
        {"at": one.at, "by": one.by, "label": one.label, "detail": _detail(one)}
        for one in rows.select_related("by").order_by("-at", "-pk")[:50]
    ]


def _detail(entry: JournalEntry) -> str:
    items = entry.details.get("items")
    if entry.verb == "loan.swapped" and isinstance(items, list):
        return " remplacé par ".join(map(str, items))
    author = str(entry.details.get("author", ""))
    if entry.verb.startswith("feedback.") and author in FeedbackAuthor.values:
        return str(FeedbackAuthor(author).label)
    return ""
