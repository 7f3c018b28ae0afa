"""Pages of claims, of their steps and of what is owed to places."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.passes.enums import ReimbursementState
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from funding.passes.reimbursements.actions.claims import (
    ClaimSeenOtherwise,
    account_blocker,
    ask,
    claim_of,
    correct,
    lines_of,
    validate,
)
from funding.passes.reimbursements.actions.corrections import take_back, undo_use
from funding.passes.reimbursements.actions.outbox import Lapse, confirm, lapses
from funding.passes.reimbursements.actions.payments import export, pay, unpay
from funding.passes.reimbursements.forms import (
    AskForm,
    CorrectForm,
    LapseForm,
    PayClaimForm,
    UndoForm,
    UnpayForm,
    ValidateForm,
)
from funding.passes.reimbursements.lists import (
    DuesFilter,
    DuesTable,
    ReimbursementFilter,
    ReimbursementTable,
    accounting_rows,
)
from funding.passes.reimbursements.models import Reimbursement, ReimbursementLine
from funding.passes.reimbursements.queries import dues_by_month, dues_of, months_to_ask
from funding.passes.reimbursements.rules import Dues, Oddity, SeenUse, month_name, oddities, warning_due
from funding.passes.uses.models import Redemption
from inclusion.core import states
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.hours import is_open_on
from inclusion.core.french.identifiers import shown_iban
from inclusion.core.french.money import ZERO, euros
from inclusion.core.models.documents import Document
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import UNSEEN, submitted
from inclusion.core.web.listing import listing

# -- The page of a claim


def visible(member: Member) -> QuerySet[Reimbursement]:
    """The claims that a member may see, with their places and programmes."""
    return Reimbursement.objects.visible_to(member).select_related(
        "place__partner", "place__network", "programme__funded_action__fund"
    )


def found(member: Member, pk: int) -> Reimbursement:
    """The claim with its total; a place finds its own only."""
    return get_object_or_404(visible(member).with_total(), pk=pk)


def page_of(claim: Reimbursement, lines: list[ReimbursementLine]) -> dict[str, Any]:
    """What every page of a claim shows."""
    asked = [line for line in lines if line.amount > 0]
    corrected = {line.redemption_id for line in lines if line.amount < 0}
    done = {
        ReimbursementState.SUBMITTED: 1,
        ReimbursementState.VALIDATED: 2,
        ReimbursementState.PAID: 3,
        ReimbursementState.CLOSED: 3,
    }[ReimbursementState(claim.state)]
    closed = claim.state == ReimbursementState.CLOSED
    words = ("Demandée", "Validée", "Soldée sans paiement" if closed else "Payée")
    return {
        "claim": claim,
        "title": _title(claim),
        "month": month_name(claim.month),
        "iban": shown_iban(claim.iban),
        "lines": [(line, line.redemption_id in corrected) for line in asked],
        "back": [line for line in lines if line.amount < 0],
        "asked_total": sum((line.amount for line in asked), ZERO),
        "steps": [
            (word, "done" if rank < done else "current" if rank == done else "next") for rank, word in enumerate(words)
        ],
    }


def _title(claim: Reimbursement) -> str:
    """What the page of a claim answers."""
    amount = euros(claim.total)
    return {
        ReimbursementState.SUBMITTED: f"{amount} demandés, à valider",
        ReimbursementState.VALIDATED: f"{amount} validés, à payer",
        ReimbursementState.PAID: f"{amount} payés",
        ReimbursementState.CLOSED: "Soldée sans paiement",
    }[ReimbursementState(claim.state)]


def oddities_of(claim: Reimbursement, lines: Iterable[ReimbursementLine]) -> list[Oddity]:
    """What somebody should look at before validating; nothing of what was corrected already."""
    hours = claim.place.opening_hours
    uses = [line.redemption for line in lines if line.amount > 0 and line.redemption.taken_back_at is None]
    days = {use.used_on: is_open_on(hours, use.used_on) for use in uses}
    found = oddities(
        SeenUse(
            serial=use.one_pass.serial,
            booklet=use.one_pass.booklet.number,
            used_on=use.used_on,
            recorded_on=timezone.localdate(use.recorded_at),
            session=use.session,
            was_open=days[use.used_on],
        )
        for use in uses
    )
    if sentence := account_blocker(claim):
        found.insert(0, Oddity(sentence))
    return found


# -- Pages of claims

#: What waits for a decision first, then what waits for its payment.
PRESSING = Case(
    When(state=ReimbursementState.SUBMITTED, then=Value(0)),
    When(state=ReimbursementState.VALIDATED, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


#: What a change of state was, in the history of a claim.
HAPPENED = {
    ReimbursementState.VALIDATED: "Validée, à payer",
    ReimbursementState.PAID: "Payée",
    ReimbursementState.CLOSED: "Soldée sans paiement",
}


@requires(Permission.REIMBURSEMENTS_OWN, Permission.REIMBURSEMENTS_DECIDE)
def reimbursement_list(request: MemberRequest) -> HttpResponse:
    """Claims, those that wait first; a place sees its own, what it is owed, and what it can ask for."""
    decides = request.member.may(Permission.REIMBURSEMENTS_DECIDE)
    today = timezone.localdate()
    places = list((TrainingPlace.objects if decides else TrainingPlace.objects.run_by(request.member)).all())
    dues = sum(dues_of(places, today=today).values(), Dues())
    return listing(
        request,
        queryset=visible(request.member).with_total().order_by(PRESSING, "-asked_at", "-pk"),
        table=ReimbursementTable,
        template="funding/passes/reimbursement_list.html",
        name=f"remboursements-{today:%Y-%m-%d}",
        filterset=ReimbursementFilter,
        decides=decides,
        dues=dues,
        year_text=str(today.year),
        first_waiting=_first_waiting() if decides else None,
        to_ask=[] if decides else _to_ask(places, today),
        waiting=_waiting() if decides else {},
    )


def _waiting() -> dict[str, Any]:
    """How many claims wait to be validated, and to be paid."""
    counts = {
        state: Reimbursement.objects.filter(state=state).count()
        for state in (ReimbursementState.SUBMITTED, ReimbursementState.VALIDATED)
    }
    return {str(state): count for state, count in counts.items()}


def _first_waiting() -> int | None:
    """The claim that has waited longest to be validated."""
    waiting = Reimbursement.objects.filter(state=ReimbursementState.SUBMITTED).order_by("asked_at", "pk")
    return waiting.values_list("pk", flat=True).first()


@dataclass(frozen=True)
class ToAsk:
    """What a place can ask for up to the end of a month, and until when."""

    place: TrainingPlace
    programme: PassProgramme
    month: date
    passes: int
    amount: Decimal
    #: The first last day of them.
    until: date

    @property
    def address(self) -> str:
        """The query of the page that asks for it."""
        return f"?lieu={self.place.pk}&programme={self.programme.pk}&mois={self.month:%Y-%m}"

    @property
    def is_soon(self) -> bool:
        """Whether some of it lapses within the first warning's distance."""
        return warning_due(self.until, today=timezone.localdate()) is not None

    @property
    def label(self) -> str:
        """« novembre 2026 »."""
        return month_name(self.month)


def _to_ask(places: Iterable[TrainingPlace], today: date) -> list[ToAsk]:
    """By place and programme, each month with all that it would carry along of the months before."""
    places = {one.pk: one for one in places}
    rows = list(months_to_ask(places.values(), today=today))
    programmes = PassProgramme.objects.in_bulk({row["one_pass__booklet__programme_id"] for row in rows})
    months: list[ToAsk] = []
    for row in rows:
        place, programme = places[row["place_id"]], programmes[row["one_pass__booklet__programme_id"]]
        before = months[-1] if months and (months[-1].place, months[-1].programme) == (place, programme) else None
        passes, amount, until = row["passes"], row["amount"], row["until"]
        if before is not None:
            passes, amount = passes + before.passes, amount + before.amount
            until = min(until, before.until)
        months.append(ToAsk(place, programme, row["month"], passes, amount, until))
    return months


@requires(Permission.REIMBURSEMENTS_OWN)
def reimbursement_ask(request: MemberRequest) -> HttpResponse:
    """What would be asked for, line by line, then the account and a word that the sessions took place."""
    place, programme, month = _chosen(request)
    if place is None or programme is None or month is None:
        return render(request, "funding/passes/reimbursement_nothing.html", {})
    today = timezone.localdate()
    shown = claim_of(place, programme, month, on=today)
    # The account that was paid last, and what the page shows as the total.
    holder = place.account_holder or place.partner.name
    form = AskForm(request.POST or None, initial={"iban": place.iban, "account_holder": holder, "seen": shown.total})
    asked = submitted(request, form, lambda data: ask(place, programme, month, **data, **stamp(request)))
    if asked:
        messages.success(request, f"La demande {asked} est envoyée à la coordination.")
        return redirect(asked)
    context = {
        "form": form,
        "place": place,
        "programme": programme,
        "month": month_name(month),
        "shown": shown,
        "lines": [(one, one.one_pass.value) for one in shown.uses],
        "back": [(one, -one.one_pass.value) for one in shown.deductions],
    }
    return render(request, "funding/passes/reimbursement_ask.html", context)


def _chosen(request: MemberRequest) -> tuple[TrainingPlace | None, PassProgramme | None, date | None]:
    """What the address names, of the member's own places; else what can be asked for first, all months of it."""
    places = list(TrainingPlace.objects.run_by(request.member).select_related("partner"))
    if "mois" in request.GET:
        month = parameters.month(request.GET["mois"])
        place = next((one for one in places if str(one.pk) == request.GET.get("lieu")), None)
        programme = next(
            (one for one in PassProgramme.objects.all() if str(one.pk) == request.GET.get("programme")), None
        )
        if place is None or programme is None or month is None:
            raise Http404
        return place, programme, month
    months = _to_ask(places, timezone.localdate())
    if not months:
        return None, None, None
    first = months[0]
    last = [one for one in months if (one.place, one.programme) == (first.place, first.programme)][-1]
    return last.place, last.programme, last.month


@requires(Permission.REIMBURSEMENTS_OWN, Permission.REIMBURSEMENTS_DECIDE)
def reimbursement(request: MemberRequest, pk: int) -> HttpResponse:
    """One claim: its state, its lines, its papers, what can be done with it."""
    claim = found(request.member, pk)
    decides = request.member.may(Permission.REIMBURSEMENTS_DECIDE)
    context = {
        **page_of(claim, lines_of(claim)),
        "decides": decides,
        "may_correct": decides and claim.state == ReimbursementState.SUBMITTED,
        "history": [
            {"at": one.at, "by": one.by, "label": HAPPENED[one.to_state]}
            for one in states.history(claim).select_related("by")
        ],
        "mails": claim.mails.order_by("pk") if decides else [],
    }
    return render(request, "funding/passes/reimbursement.html", context)


def _pdf_response(document: Document | None) -> HttpResponse:
    if document is None:
        raise Http404
    return exports.attachment(document.data, filename=document.filename, media_type=document.media_type)


@requires(Permission.REIMBURSEMENTS_OWN, Permission.REIMBURSEMENTS_DECIDE)
def reimbursement_document(request: MemberRequest, pk: int) -> HttpResponse:
    """The claim as the place certified it."""
    return _pdf_response(found(request.member, pk).document)


@requires(Permission.REIMBURSEMENTS_OWN, Permission.REIMBURSEMENTS_DECIDE)
def reimbursement_order(request: MemberRequest, pk: int) -> HttpResponse:
    """The claim as it was validated."""
    return _pdf_response(found(request.member, pk).order)


# -- Steps of the coordinator


@requires(Permission.REIMBURSEMENTS_DECIDE)
def reimbursement_correct(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one wrong use out of a claim, with the reason that the place reads."""
    papers = ("reimbursement", "redemption__one_pass__booklet__programme__funded_action__fund")
    line = get_object_or_404(ReimbursementLine.objects.select_related(*papers), pk=pk)
    claim = line.reimbursement
    form = CorrectForm(request.POST or None)
    done = submitted(request, form, lambda data: correct(line, **data, **stamp(request)))
    if done:
        serial = line.redemption.one_pass.serial
        messages.success(request, f"Le pass n° {serial} est retiré de la demande, et la personne le retrouve.")
        return redirect(claim)
    return render(request, "funding/passes/reimbursement_correct.html", {"form": form, "line": line, "claim": claim})


@requires(Permission.REIMBURSEMENTS_DECIDE)
def reimbursement_validate(request: MemberRequest, pk: int) -> HttpResponse:
    """The lines, what is odd among them, and one button to agree."""
    claim = found(request.member, pk)
    if claim.state != ReimbursementState.SUBMITTED:
        return redirect(claim)
    if request.method == "POST":
        # Agree; where something changed since the page was shown it is shown again.
        form = ValidateForm(request.POST)
        if not form.is_valid():
            messages.warning(request, UNSEEN)
            return redirect("reimbursement_validate", request.network.slug, claim.pk)
        try:
            done = validate(claim, **form.cleaned_data, **stamp(request))
        except ClaimSeenOtherwise as refused:
            messages.warning(request, str(refused))
            return redirect("reimbursement_validate", request.network.slug, claim.pk)
        except DomainError as refused:
            messages.error(request, str(refused))
            return redirect(claim)
        if done.state == ReimbursementState.CLOSED:
            messages.success(request, f"La demande {done} est soldée\u00a0: rien n’est à payer.")
        else:
            messages.success(request, f"La demande {done} est validée, {euros(claim.total)} sont à payer.")
        return redirect(done)
    lines = lines_of(claim)
    context = {
        **page_of(claim, lines),
        "form": ValidateForm(initial={"seen": claim.total}),
        "oddities": oddities_of(claim, lines),
        "may_correct": True,
    }
    return render(request, "funding/passes/reimbursement_validate.html", context)


def _form_page(request: MemberRequest, claim: Reimbursement, form: Any, template: str) -> HttpResponse:
    return render(request, template, {"form": form, "claim": claim})


@requires(Permission.REIMBURSEMENTS_DECIDE)
def reimbursement_pay(request: MemberRequest, pk: int) -> HttpResponse:
    """Record the payment of a validated claim."""
    claim = found(request.member, pk)
    form = PayClaimForm(request.POST or None, initial={"on": timezone.localdate()})
    paid = submitted(request, form, lambda data: pay(claim, **data, **stamp(request)))
    if paid:
        messages.success(request, f"Le paiement de la demande {paid} est noté, et le lieu est prévenu.")
        return redirect(paid)
    return _form_page(request, claim, form, "funding/passes/reimbursement_pay.html")


@requires(Permission.REIMBURSEMENTS_DECIDE)
def reimbursement_unpay(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back a payment that was recorded by mistake."""
    claim = found(request.member, pk)
    form = UnpayForm(request.POST or None)
    undone = submitted(request, form, lambda data: unpay(claim, **data, **stamp(request)))
    if undone:
        messages.success(request, f"Le paiement est annulé\u00a0: la demande {undone} est de nouveau à payer.")
        return redirect(undone)
    return _form_page(request, claim, form, "funding/passes/reimbursement_unpay.html")


@requires(Permission.REIMBURSEMENTS_DECIDE)
@require_POST
def reimbursement_export(request: MemberRequest) -> HttpResponse:
    """The validated claims of the list, as filtered, as a file for the accounting office."""
    rows = ReimbursementFilter(request.GET or None, queryset=visible(request.member), request=request).qs
    try:
        claims = export(rows, **stamp(request))
    except DomainError as refused:
        messages.warning(request, str(refused))
        return redirect("reimbursement_list", request.network.slug)
    fmt = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    name = f"remboursements-a-payer-{timezone.localdate():%Y-%m-%d}"
    return exports.export(accounting_rows(claims), fmt=fmt, name=name)


# -- Debts to places, and lapses


@requires(Permission.REIMBURSEMENTS_DECIDE)
def dues_list(request: MemberRequest) -> HttpResponse:
    """What is owed to places, by place, programme and month, the oldest debt first."""
    today = timezone.localdate()
    return listing(
        request,
        queryset=dues_by_month(today=today),
        table=DuesTable,
        template="funding/passes/reimbursement_dues.html",
        name=f"du-aux-lieux-{today:%Y-%m-%d}",
        filterset=DuesFilter,
        dues=sum(dues_of(TrainingPlace.objects.all(), today=today).values(), Dues()),
        year_text=str(today.year),
    )


@requires(Permission.REIMBURSEMENTS_DECIDE)
def lapse_list(request: MemberRequest) -> HttpResponse:
    """What is out of time and waits for a word, and what lapses soon."""
    over, soon = lapses(today=timezone.localdate())
    context = {
        "over": [(one, f"?lieu={one.place.pk}&programme={one.programme.pk}&jour={one.last_day}") for one in over],
        "soon": soon,
        "over_total": sum((one.amount for one in over), ZERO),
        "soon_total": sum((one.amount for one in soon), ZERO),
    }
    return render(request, "funding/passes/reimbursement_lapses.html", context)


@requires(Permission.REIMBURSEMENTS_DECIDE)
def lapse_confirm(request: MemberRequest) -> HttpResponse:
    """Ask, then say that what a place did not ask for in time is lost: its euros go back to the fund."""
    one = _chosen_year(request)
    posted = request.POST if request.method == "POST" else None
    form = LapseForm(posted, initial={"seen": one.amount})
    if form.is_valid():
        said = (one.place, one.programme, one.last_day)
        return perform(
            request,
            lambda: confirm(*said, **form.cleaned_data, **stamp(request)),
            done=f"{euros(one.amount)} reviennent au fonds.",
            back=reverse("lapse_list", args=[request.network.slug]),
        )
    context = {"one": one, "form": form}
    return render(request, "funding/passes/reimbursement_lapse.html", context)


def _chosen_year(request: MemberRequest) -> Lapse:
    """What the address names, of what is out of time."""
    wanted = tuple(request.GET.get(name, "") for name in ("lieu", "programme", "jour"))
    for one in lapses(today=timezone.localdate())[0]:
        if (str(one.place.pk), str(one.programme.pk), str(one.last_day)) == wanted:
            return one
    raise Http404


# -- Reversal of a redemption


@requires(Permission.PASSES_REDEEM, Permission.REIMBURSEMENTS_DECIDE)
def redemption_undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a use back: a place while it did not ask for it, the coordination whenever it can be compensated."""
    uses = Redemption.objects.visible_to(request.member).with_asked()
    use = get_object_or_404(uses.select_related("one_pass__booklet", "place"), pk=pk)
    decides = request.member.may(Permission.REIMBURSEMENTS_DECIDE)
    action = take_back if decides else undo_use
    form = UndoForm(request.POST or None)
    done = submitted(request, form, lambda said: action(use, **stamp(request), **said))
    if done:
        messages.success(request, f"L’utilisation du pass {use.one_pass} est annulée.")
        return redirect("redemption_list", request.network.slug)
    line = ReimbursementLine.objects.filter(redemption=use, amount__gt=0).select_related("reimbursement")
    claim = next((one.reimbursement for one in line), None)
    context = {
        "use": use,
        "chip": use.chip,
        "form": form,
        "claim": claim,
        "claim_paid": claim is not None and claim.state == ReimbursementState.PAID,
        "asks_first": claim is not None and not decides,
        "decides": decides,
    }
    return render(request, "funding/passes/redemption_undo.html", context)
