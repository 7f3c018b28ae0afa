"""The two pages of the counter, made for a telephone: items leave, items come back."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from equipment.actions import desk
from equipment.actions.loan_slips import keep_slip
from equipment.actions.photos import add_photo
from equipment.enums import LoanState
from equipment.forms.handing import HandingForm, HandOverForm, ReturnForm
from equipment.models import Loan, LoanItem, Supply
from equipment.views.loan_page import moved_on
from equipment.views.tabs import tabs, visible_loan
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.imports.uploads import MAX_PHOTO_BYTES, refuse_heavy
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted


@requires(Permission.EQUIPMENT_MANAGE)
@takes_files(4 * MAX_PHOTO_BYTES)
def loan_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Items of a booked loan leave: each is scanned or ticked and looked at."""
    loan = visible_loan(request.member, pk)
    if loan.state != LoanState.BOOKED:
        return moved_on(loan, request)
    rows = _rows(loan)
    supplies = [(one, one.stock) for one in _supplies_for(rows) if one.stock]
    form, said = _form(request, HandOverForm, rows, supplies)
    if _recorded(request, form, lambda data: _handed_over(request, loan, form)):
        messages.success(
            request, f"Le prêt {loan} est remis à «\u00a0{loan.school}\u00a0». Le bon de prêt est prêt."
        )
        return redirect(loan)
    return render(request, "equipment/loan_hand_over.html", _page(request, loan, form, said))


def _handed_over(request: HttpRequest, loan: Loan, form: HandOverForm) -> Loan:
    who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    handed = desk.hand_over_at_desk(
        loan,
        seen=form.seen(),
        received_by=form.cleaned_data["received_by"],
        supplies=form.counts(),
        **who,
    )
    keep_slip(handed, **who)
    return handed


@requires(Permission.EQUIPMENT_MANAGE)
@takes_files(4 * MAX_PHOTO_BYTES)
def loan_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Items of a loan come back, all or some of them, each as it is found."""
    loan = visible_loan(request.member, pk)
    if loan.state != LoanState.OUT:
        return moved_on(loan, request)
    rows = [row for row in _rows(loan) if row.is_out]
    form, said = _form(request, ReturnForm, rows, _supplies_of(loan))
    taken = _recorded(request, form, lambda data: _taken_back(request, loan, form))
    if taken:
        for sentence in taken.to_settle:
            messages.warning(request, sentence)
        messages.success(request, _in_words(taken.loan, taken.repaired))
        return redirect(taken.loan)
    return render(request, "equipment/loan_return.html", _page(request, loan, form, said))


def _taken_back(request: HttpRequest, loan: Loan, form: ReturnForm) -> desk.TakenBack:
    return desk.take_back_at_desk(
        loan,
        seen=form.seen(),
        lost=form.lost(),
        repairs=form.repairs(),
        supplies=form.counts(),
        by=request.user,
        at=timezone.now(),
    )


def _in_words(loan: Loan, repaired: list[str]) -> str:
    left = loan.loan_items.filter(returned_at=None).count()
    repair = f" En maintenance\u00a0: {', '.join(repaired)}." if repaired else ""
    if not left:
        return f"Le prêt {loan} est terminé\u00a0: tout est noté.{repair}"
    many = so_many(left, "matériel reste attendu", "matériels restent attendus")
    return f"Le retour est noté. {many} pour le prêt {loan}.{repair}"


def _rows(loan: Loan) -> list[LoanItem]:
    found = loan.loan_items.select_related("item__model").prefetch_related("photos")
    return list(found.order_by("item__model__sort_name", "item__inventory_number", "pk"))


def _supplies_for(rows: list[LoanItem]) -> Any:
    """What may go along: what is for these models, and what is for all."""
    models = {row.item.model_id for row in rows}
    return Supply.objects.filter(Q(model__in=models) | Q(model=None)).order_by("sort_name", "pk")


def _supplies_of(loan: Loan) -> list[tuple[Supply, int]]:
    """What left with a loan and has not come back, with how many."""
    given = Supply.objects.filter(moves__loan=loan).annotate(left=-Sum("moves__change"))
    return [(one, one.left) for one in given.filter(left__gt=0).order_by("sort_name", "pk")]


def _form(
    request: HttpRequest, kind: type[HandingForm], rows: list[LoanItem], supplies: list[Any]
) -> tuple[Any, str]:
    """The form with what was typed, and what to say about a label that was just scanned."""
    if request.method != "POST":
        found, said = kind.with_scanned({"code": request.GET.get("vu", "")}, rows)
        seen = {name: True for name in found if name.endswith("-seen")}
        return kind(rows=rows, supplies=supplies, initial=seen), said if seen else ""
    data, said = request.POST, ""
    final = data.get("step") != "scan"
    if not final:
        data, said = kind.with_scanned(data, rows)
    form = kind(data, request.FILES, rows=rows, supplies=supplies, final=final)
    return form, said


def _recorded(request: HttpRequest, form: HandingForm, action: Any) -> Any:
    """Keep the pictures that are ones, whatever else is wrong; record the rest where nothing is."""
    if request.method != "POST":
        return None
    form.is_valid()
    for row in form.rows:
        _keep_photos(request, form, row)
    return submitted(request, form, action) if form.final else None


def _keep_photos(request: HttpRequest, form: HandingForm, row: LoanItem) -> None:
    name = f"{form.name_of(row)}-photos"
    for upload in request.FILES.getlist(name):
        try:
            refuse_heavy(upload.size, filename=upload.name)
            add_photo(
                row.item,
                data=upload.read(),
                filename=upload.name,
                moment=form.moment,
                loan_item=row,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refused:
            form.add_error(name, str(refused))
    if request.FILES.getlist(name):
        row._prefetched_objects_cache.pop("photos", None)


def _page(request: HttpRequest, loan: Loan, form: HandingForm, said: str) -> dict[str, Any]:
    return {
        "loan": loan,
        "form": form,
        "parts": form.parts(),
        "said": said,
        "tabs": tabs(request.member, "desk"),
    }
