"""Pages of loans: the list, one of them, its steps, its slip, its pictures."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from equipment.bank.models import Bank, runs_the_bank
from equipment.bank.queries import terms_of, the_bank
from equipment.bank.rules.lending import HORIZON
from equipment.enums import LoanState, Need
from equipment.loans.actions import lifecycle, photos
from equipment.loans.actions.booking import NotFree, book
from equipment.loans.actions.lifecycle import last_possible, who_waits_for
from equipment.loans.actions.offers import give_up
from equipment.loans.actions.slips import draft_name, slip_pdf
from equipment.loans.enums import FeedbackAuthor
from equipment.loans.forms import CancelForm, DatesForm, ExtendForm, LoanForm, SwapForm
from equipment.loans.lists import LoanFilter, LoanTable
from equipment.loans.models.loans import Loan, LoanItem, LoanPhoto
from equipment.loans.queries import at_risk, phone_of, visible_loan
from equipment.schools.actions import add_pupil
from equipment.tabs import tabs
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import long_date, plain_date
from inclusion.core.models.history import JournalEntry
from inclusion.core.registry.panels import panels_for
from inclusion.core.web.acting import confirmed, formed, moved_on, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.listing import listing


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
        "away": at_risk(on=today).filter(loan=loan).exists(),
        "supplies": _supplies(loan),
        "acts": acts(loan, member),
        "events": _events(loan),
        "swappable": member.may(Permission.EQUIPMENT_MANAGE) and loan.state in (LoanState.OFFERED, LoanState.BOOKED),
        "runs_the_bank": member.may(Permission.EQUIPMENT_MANAGE),
        "phone": phone_of(loan),
        "reminders": _reminders(loan) if member.may(Permission.EQUIPMENT_MANAGE) else [],
        "tabs": tabs(member, "loans"),
    }


def _facts(loan: Loan) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [
        ("Départ", long_date(timezone.localdate(loan.handed_over_at) if loan.handed_over_at else loan.start)),
        ("Retour au plus tard", long_date(loan.due)),
        ("Rendu", long_date(loan.last_day) if loan.returned_at else ""),
        ("Établissement", loan.school),
        ("Élève", _pupil(loan)),
        ("Aide à", ", ".join(Need(one).label for one in loan.needs)),
        ("Démarche auprès de la MDPH", loan.get_mdph_step_display()),
    ]
    if loan.offer_until is not None:
        found.append(("À accepter jusqu’au", long_date(loan.offer_until)))
    if loan.received_by:
        found.append(("Remis à", loan.received_by))
    if loan.extensions:
        found.append(("Prolongé", so_many(loan.extensions, "fois", "fois")))
    if loan.cancel_reason:
        found.append(("Annulé", loan.cancel_reason))
    # An extension begins anew: what was said of an earlier day of return counts no more.
    if last := loan.reminders.filter(about__gte=loan.due).aggregate(last=Max("written_at"))["last"]:
        found.append(("Dernier rappel", f"le {plain_date(timezone.localdate(last))}"))
    return found


def _pupil(loan: Loan) -> Any:
    """The pupil, with a link to all trials of this pupil."""
    if loan.pupil is None or loan.pupil.forgotten_at:
        return loan.pupil or ""
    url = reverse("pupil_detail", args=[loan.network.slug, loan.pupil.pk])
    return format_html('<a href="{}">{}</a>', url, loan.pupil)


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
        waiting = who_waits_for(loan, until=after + timedelta(days=HORIZON)).order_by("waiting_since").first()
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
            "at": row.mailed_at or row.written_at,
            "by": row.to,
            "label": row.get_kind_display(),
            "detail": row.problem or ("" if row.mailed_at else "En attente d’envoi."),
        }
        for row in loan.reminders.all()[:20]
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


# -- Pages of loans: list, detail, slip


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_list(request: MemberRequest) -> HttpResponse:
    """Every loan that this member may see."""
    seen = Loan.objects.visible_to(request.member)
    today = timezone.localdate()
    return listing(
        request,
        queryset=seen.with_until().select_related("network", "school", "pupil", "model", "kit").late_first(on=today),
        table=LoanTable,
        template="equipment/loans/loan_list.html",
        name="prets",
        filterset=LoanFilter,
        begun=seen.exists(),
        out=seen.filter(state=LoanState.OUT).count(),
        late=seen.overdue(on=today).count(),
        bank=Bank.objects.current(),
        tabs=tabs(request.member, "loans"),
    )


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One loan: who, what, which days, its state, what may be done and why not."""
    loan = visible_loan(request.member, pk)
    panels = panels_for("loan_detail", request, loan)
    return render(request, "equipment/loans/loan_detail.html", {**page_of(loan, request.member), "panels": panels})


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_slip(request: MemberRequest, pk: int) -> HttpResponse:
    """The slip as it was kept when the items left; a draft before."""
    loan = visible_loan(request.member, pk)
    if loan.slip is not None:
        data, name = loan.slip.data, loan.slip.filename
    else:
        data, name = slip_pdf(loan), draft_name(loan, timezone.localdate())
    return attachment(data, filename=name, media_type="application/pdf", inline=True)


# -- Steps of an agreed loan: direct loan, other days, extension, other item, cancellation


@requires(Permission.EQUIPMENT_MANAGE)
def loan_add(request: MemberRequest) -> HttpResponse:
    """The bank lends without a request: dates first, then what and to whom."""
    if Bank.objects.current() is None:
        return redirect("loan_desk", request.network.slug)
    nearest: list[Any] = []
    return formed(
        request,
        LoanForm(_with_days(request), initial=_asked(request)),
        lambda data: _catching(nearest, lambda: _booked(request, data)),
        done=lambda loan: f"Le prêt {loan} est réservé {loan.period}.",
        template="equipment/loans/loan_add.html",
        nearest=nearest,
        tabs=tabs(request.member, "loans"),
    )


def _asked(request: MemberRequest) -> dict[str, Any]:
    """What the address proposes: days, a model or a kit, a school."""
    return {name: request.GET[name] for name in ("start", "wanted", "school", "number") if name in request.GET}


def _with_days(request: MemberRequest) -> Any:
    """What was typed, with the days of the button that offers others."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    start, _, due = data.get("days", "").partition("/")
    if start and due:
        data["start"], data["end"] = start, due
    return data


def _catching(nearest: list[Any], action: Any) -> Any:
    """Run what may find no item free, and keep the days that would do."""
    try:
        return action()
    except NotFree as refused:
        nearest += refused.nearest
        raise


def _booked(request: MemberRequest, data: dict[str, Any]) -> Loan:
    who = stamp(request)
    pupil = None
    if data["pseudonym"].strip():
        pupil = add_pupil(data["school"], pseudonym=data["pseudonym"], is_no_name=data["is_no_name"], **who)
    return book(
        school=data["school"],
        wanted=data["wanted"],
        start=data["start"],
        end=data["end"],
        pupil=pupil,
        needs=data["needs"],
        mdph_step=data["mdph_step"],
        item=data["number"],
        **who,
    )


@requires(Permission.EQUIPMENT_MANAGE)
def loan_reschedule(request: MemberRequest, pk: int) -> HttpResponse:
    """Move a booked loan to other days, with the same items."""
    loan = visible_loan(request.member, pk)
    if loan.state != LoanState.BOOKED:
        return moved_on(request, loan, noun="Le prêt")
    nearest: list[Any] = []
    return formed(
        request,
        DatesForm(_with_days(request), initial={"start": loan.start, "end": loan.end}),
        lambda data: _catching(nearest, lambda: lifecycle.reschedule(loan, **data, **stamp(request))),
        done=lambda moved: f"Le prêt {moved} est déplacé\u00a0: {moved.period}.",
        template="equipment/loans/loan_reschedule.html",
        loan=loan,
        nearest=nearest,
        tabs=tabs(request.member, "loans"),
    )


@requires(Permission.EQUIPMENT_MANAGE, Permission.EQUIPMENT_BORROW)
def loan_extend(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a loan last longer; the school does it for its own, where nobody waits."""
    loan = visible_loan(request.member, pk)
    if not request.member.may(Permission.EQUIPMENT_MANAGE) and loan.school.partner_id != request.member.partner.pk:
        raise Http404
    if loan.state not in (LoanState.BOOKED, LoanState.OUT):
        return moved_on(request, loan, noun="Le prêt")
    last = last_possible(loan, today=timezone.localdate())
    return formed(
        request,
        ExtendForm(request.POST or None),
        lambda data: lifecycle.extend(loan, **data, **stamp(request)),
        done=lambda longer: f"Le prêt {longer} est prolongé jusqu’au {plain_date(longer.due)}.",
        template="equipment/loans/loan_extend.html",
        loan=loan,
        last=last,
        why_not="" if last else extension_blocker(loan),
        tabs=tabs(request.member, "loans"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def loan_swap(request: MemberRequest, pk: int) -> HttpResponse:
    """Take another item of the same model for a loan that has not begun. `pk`: of the loan's item."""
    rows = LoanItem.objects.select_related("item__model", "loan__school", "loan__network")
    row = get_object_or_404(rows, pk=pk)
    loan = row.loan
    if loan.state not in (LoanState.OFFERED, LoanState.BOOKED):
        return moved_on(request, loan, noun="Le prêt")
    return formed(
        request,
        SwapForm(request.POST or None, row=row, today=timezone.localdate()),
        lambda data: lifecycle.swap(row, **data, **stamp(request)),
        done=lambda swapped: f"{row.item} est remplacé par {swapped.item} dans le prêt {loan}.",
        then=loan,
        template="equipment/loans/loan_swap.html",
        loan=loan,
        row=row,
        tabs=tabs(request.member, "loans"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def loan_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Give up a loan that has not begun, and say why."""
    loan = visible_loan(request.member, pk)
    if loan.state not in (LoanState.OFFERED, LoanState.BOOKED):
        return moved_on(request, loan, noun="Le prêt")
    refused = loan.state == LoanState.OFFERED and loan.request_id is not None
    return formed(
        request,
        CancelForm(request.POST or None),
        lambda data: give_up(loan, **data, **stamp(request)),
        done=lambda cancelled: f"Le prêt {cancelled} est annulé\u00a0: son matériel est libre.",
        back=loan,
        cancel_label="Garder le prêt",
        action_label="Annuler le prêt",
        title=f"Annuler le prêt {loan}",
        heading=f"Annuler le prêt {loan}\u00a0?",
        trail=(("Prêts", "loan_list"), loan, "Annuler"),
        lead=f"{loan.lent}, {loan.school}, {loan.period}. Le matériel redevient libre tout de suite\u00a0; "
        f"un prêt annulé ne se rouvre pas.{' La demande de l’établissement est refusée en même temps.' * refused}",
        tabs=tabs(request.member, "loans"),
    )


# -- Pictures of items


def _seen_by(member: Member, pk: int) -> LoanPhoto:
    """A picture of a loan that the member may see, or any for the bank; nothing is found otherwise."""
    found = LoanPhoto.objects.select_related("document", "item", "loan_item__loan")
    if not runs_the_bank(member):
        found = found.filter(Q(loan_item__loan__in=Loan.objects.visible_to(member)))
    return get_object_or_404(found, pk=pk)


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_photo(request: MemberRequest, pk: int) -> HttpResponse:
    """The picture itself; one never changes, so that the browser keeps it."""
    document = _seen_by(request.member, pk).document
    response = attachment(document.data, filename=document.filename, media_type=document.media_type, inline=True)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@requires(Permission.EQUIPMENT_MANAGE)
def loan_photo_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take a picture off."""
    photo = _seen_by(request.member, pk)
    return confirmed(
        request,
        lambda: photos.remove_photo(photo, **stamp(request)),
        done="La photo est retirée.",
        back=_page_of(photo),
        question=f"Retirer la photo du matériel {photo.item}\u00a0?",
        consequence="Elle est effacée pour de bon. Le journal garde qu’elle a existé.",
        action_label="Retirer la photo",
        danger=True,
    )


def _page_of(photo: LoanPhoto) -> str:
    slug = photo.network.slug
    if photo.loan_item is not None:
        return reverse("loan_detail", args=[slug, photo.loan_item.loan_id])
    return photo.item.get_absolute_url()
