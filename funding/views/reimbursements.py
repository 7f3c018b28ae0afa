"""Pages of claims: the list of a place or of all, asking, one claim, its papers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from funding.actions.reimbursements import Claim, ask, claim_of, lines_of
from funding.enums import ReimbursementState
from funding.filters.reimbursements import ReimbursementFilter
from funding.forms.reimbursements import AskForm
from funding.models import PassProgramme, Reimbursement, TrainingPlace
from funding.models.dues import dues_of, months_to_ask
from funding.rules.reimbursements import Dues, month_name, warning_due
from funding.tables.reimbursements import ReimbursementTable
from funding.views.reimbursement_page import found, page_of, visible
from inclusion.core import states
from inclusion.core.access import Permission, requires
from inclusion.core.models.documents import Document
from inclusion.core.web import exports, parameters
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

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
def reimbursement_list(request: HttpRequest) -> HttpResponse:
    """Claims, those that wait first; a place sees its own, what it is owed, and what it can ask for."""
    decides = request.member.may(Permission.REIMBURSEMENTS_DECIDE)
    today = timezone.localdate()
    places = list((TrainingPlace.objects if decides else TrainingPlace.objects.run_by(request.member)).all())
    dues = sum(dues_of(places, today=today).values(), Dues())
    return listing(
        request,
        queryset=visible(request.member).with_total().order_by(PRESSING, "-asked_at", "-pk"),
        table=ReimbursementTable,
        template="funding/reimbursement_list.html",
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
    told: list[ToAsk] = []
    for row in rows:
        place, programme = places[row["place_id"]], programmes[row["one_pass__booklet__programme_id"]]
        before = told[-1] if told and (told[-1].place, told[-1].programme) == (place, programme) else None
        passes, amount, until = row["passes"], row["amount"], row["until"]
        if before is not None:
            passes, amount = passes + before.passes, amount + before.amount
            until = min(until, before.until)
        told.append(ToAsk(place, programme, row["month"], passes, amount, until))
    return told


@requires(Permission.REIMBURSEMENTS_OWN)
def reimbursement_ask(request: HttpRequest) -> HttpResponse:
    """What would be asked for, line by line, then the account and a word that the sessions took place."""
    place, programme, month = _chosen(request)
    if place is None or programme is None or month is None:
        return render(request, "funding/reimbursement_nothing.html", {})
    today = timezone.localdate()
    shown = claim_of(place, programme, month, on=today)
    form = AskForm(request.POST or None, initial=_account(place, shown))
    asked = submitted(
        request,
        form,
        lambda data: ask(place, programme, month, **data, by=request.user, at=timezone.now()),
    )
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
    return render(request, "funding/reimbursement_ask.html", context)


def _account(place: TrainingPlace, shown: Claim) -> dict[str, Any]:
    """The account that was paid last, and what the page shows as the total."""
    holder = place.account_holder or place.partner.name
    return {"iban": place.iban, "account_holder": holder, "seen": shown.total}


def _chosen(
    request: HttpRequest,
) -> tuple[TrainingPlace | None, PassProgramme | None, date | None]:
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
    told = _to_ask(places, timezone.localdate())
    if not told:
        return None, None, None
    first = told[0]
    last = [one for one in told if (one.place, one.programme) == (first.place, first.programme)][-1]
    return last.place, last.programme, last.month


@requires(Permission.REIMBURSEMENTS_OWN, Permission.REIMBURSEMENTS_DECIDE)
def reimbursement(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim: where it stands, its lines, its papers, what can be done with it."""
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
    return render(request, "funding/reimbursement.html", context)


def _pdf_response(document: Document | None) -> HttpResponse:
    if document is None:
        raise Http404
    return exports.attachment(document.data, filename=document.filename, media_type=document.media_type)


@requires(Permission.REIMBURSEMENTS_OWN, Permission.REIMBURSEMENTS_DECIDE)
def reimbursement_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The claim as the place certified it."""
    return _pdf_response(found(request.member, pk).document)


@requires(Permission.REIMBURSEMENTS_OWN, Permission.REIMBURSEMENTS_DECIDE)
def reimbursement_order(request: HttpRequest, pk: int) -> HttpResponse:
    """The claim as it was validated."""
    return _pdf_response(found(request.member, pk).order)
