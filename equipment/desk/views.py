"""Pages of the desk: the loans of today, scanned labels, items that leave and come back."""

import re
from typing import Any

from django.contrib import messages
from django.db.models import Q, Sum
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from equipment.bank.models import Bank
from equipment.desk import actions as desk_actions
from equipment.desk.forms import HandingForm, HandOverForm, ReturnForm
from equipment.enums import LoanState
from equipment.inventory.models import Item, Supply
from equipment.inventory.rules import clean_code
from equipment.loans.actions.photos import add_photo
from equipment.loans.actions.slips import keep_slip
from equipment.loans.models.loans import Loan, LoanItem
from equipment.loans.queries import loan_to_handle, phone_of, today_at, visible_loan
from equipment.schools.models import School
from equipment.tabs import tabs
from inclusion.core import limits
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.imports.uploads import MAX_PHOTO_BYTES, refuse_heavy
from inclusion.core.papers.codes import texts_of_picture
from inclusion.core.web import parameters
from inclusion.core.web.acting import moved_on, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted

_LOAN_NUMBER = re.compile(r"P0*([0-9]{1,15})")
_UAI = re.compile(r"[0-9]{7}[A-Z]")
#: Schools that are offered where several answer to what was typed.
MAX_SCHOOLS = 8


@requires(Permission.EQUIPMENT_MANAGE)
def loan_desk(request: MemberRequest) -> HttpResponse:
    """What is to be done at the counter today; a scanned label leads where its thing must go."""
    typed = request.GET.get("code", "").strip()
    if typed and (address := where_to(typed, request.network)):
        return redirect(address)
    today = timezone.localdate()
    bank = Bank.objects.current()
    context = {
        "typed": typed,
        "schools": _schools(typed),
        "bank": bank,
        "today": today,
        "desk": today_at(today) if bank else None,
        "tabs": tabs(request.member, "desk"),
    }
    return render(request, "equipment/desk/loan_desk.html", context)


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_by_number(request: MemberRequest, number: str) -> HttpResponse:
    """What the code on a slip leads to: the counter for the bank, the page of the loan for its school."""
    found = _LOAN_NUMBER.fullmatch(clean_code(number))
    rows = Loan.objects.visible_to(request.member)
    loan = get_object_or_404(rows, pk=parameters.key(found[1]) or 0 if found else 0)
    return redirect(_counter_of(loan) if request.member.may(Permission.EQUIPMENT_MANAGE) else loan)


def where_to(typed: str, network: Any) -> str:
    """The address for a label, an inventory number, the number of a loan, or a school; empty for nothing known."""
    code = clean_code(typed)
    if item := Item.objects.found_by(code).first():
        loan = loan_to_handle(item, on=timezone.localdate())
        return f"{_counter_of(loan)}?vu={item.code}" if loan else item.get_absolute_url()
    if found := _LOAN_NUMBER.fullmatch(code):
        loan = Loan.objects.filter(pk=parameters.key(found[1]) or 0).first()
        return _counter_of(loan) if loan else ""
    schools = _schools(typed)
    if len(schools) == 1:
        return f"{reverse('loan_list', args=[network.slug])}?school={schools[0].pk}"
    return ""


def _counter_of(loan: Loan) -> str:
    name = {LoanState.BOOKED: "loan_hand_over", LoanState.OUT: "loan_return"}.get(LoanState(loan.state), "loan_detail")
    return reverse(name, args=[loan.network.slug, loan.pk])


def _schools(typed: str) -> list[School]:
    if not typed:
        return []
    code = clean_code(typed)
    if _UAI.fullmatch(code):
        return list(School.objects.filter(uai=code))
    return list(School.objects.open().matching(typed)[:MAX_SCHOOLS])


@requires(Permission.EQUIPMENT_MANAGE)
def loan_overdue(request: MemberRequest) -> HttpResponse:
    """What should be back, with whom to call: a sheet to print."""
    today = timezone.localdate()
    rows: Any = Loan.objects.overdue(on=today).select_related("network", "school__partner", "model", "kit")
    context = {
        "today": today,
        "rows": [(loan, loan.late_days(today), phone_of(loan)) for loan in rows],
        "tabs": tabs(request.member, "desk"),
    }
    return render(request, "equipment/desk/loan_overdue.html", context)


# -- Pages of hand-over and return, made for a telephone


@requires(Permission.EQUIPMENT_MANAGE)
@takes_files(4 * MAX_PHOTO_BYTES)
def loan_hand_over(request: MemberRequest, pk: int) -> HttpResponse:
    """Items of a booked loan leave: each is scanned or ticked and looked at."""
    loan = visible_loan(request.member, pk)
    if loan.state != LoanState.BOOKED:
        return moved_on(request, loan, noun="Le prêt")
    rows = _rows(loan)
    supplies = [(one, one.stock) for one in _supplies_for(rows) if one.stock]
    form, said = _form(request, HandOverForm, rows, supplies)
    if _recorded(request, form, lambda data: _handed_over(request, loan, form)):
        messages.success(request, f"Le prêt {loan} est remis à «\u00a0{loan.school}\u00a0». Le bon de prêt est prêt.")
        return redirect(loan)
    return render(request, "equipment/desk/loan_hand_over.html", _page(request, loan, form, said))


def _handed_over(request: MemberRequest, loan: Loan, form: HandOverForm) -> Loan:
    who = stamp(request)
    handed = desk_actions.hand_over_at_desk(
        loan, seen=form.seen(), received_by=form.cleaned_data["received_by"], supplies=form.counts(), **who
    )
    keep_slip(handed, **who)
    return handed


@requires(Permission.EQUIPMENT_MANAGE)
@takes_files(4 * MAX_PHOTO_BYTES)
def loan_return(request: MemberRequest, pk: int) -> HttpResponse:
    """Items of a loan come back, all or some of them, each as it is found."""
    loan = visible_loan(request.member, pk)
    if loan.state != LoanState.OUT:
        return moved_on(request, loan, noun="Le prêt")
    rows = [row for row in _rows(loan) if row.is_out]
    form, said = _form(request, ReturnForm, rows, _supplies_of(loan))
    taken = _recorded(request, form, lambda data: _taken_back(request, loan, form))
    if taken:
        for sentence in taken.to_settle:
            messages.warning(request, sentence)
        messages.success(request, _in_words(taken))
        return redirect(taken.loan)
    return render(request, "equipment/desk/loan_return.html", _page(request, loan, form, said))


def _taken_back(request: MemberRequest, loan: Loan, form: ReturnForm) -> desk_actions.TakenBack:
    return desk_actions.take_back_at_desk(
        loan, seen=form.seen(), lost=form.lost(), repairs=form.repairs(), supplies=form.counts(), **stamp(request)
    )


def _in_words(taken: desk_actions.TakenBack) -> str:
    loan = taken.loan
    left = loan.loan_items.filter(returned_at=None).count()
    gone = f" Il manque\u00a0: {', '.join(taken.missing)}." if taken.missing else ""
    repair = f" En maintenance\u00a0: {', '.join(taken.repaired)}." if taken.repaired else ""
    if not left:
        return f"Le prêt {loan} est terminé{'.' if gone else '\u00a0: tout est rendu.'}{gone}{repair}"
    many = so_many(left, "matériel reste attendu", "matériels restent attendus")
    return f"Le retour est noté. {many} pour le prêt {loan}.{gone}{repair}"


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
    request: MemberRequest, kind: type[HandingForm], rows: list[LoanItem], supplies: list[Any]
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


def _recorded(request: MemberRequest, form: HandingForm, action: Any) -> Any:
    """Keep the pictures that are ones, whatever else is wrong; record the rest where nothing is."""
    if request.method != "POST":
        return None
    form.is_valid()
    for row in form.rows:
        _keep_photos(request, form, row)
    return submitted(request, form, action) if form.final else None


def _keep_photos(request: MemberRequest, form: HandingForm, row: LoanItem) -> None:
    name = f"{form.name_of(row)}-photos"
    uploads: list[Any] = request.FILES.getlist(name)
    for upload in uploads:
        try:
            refuse_heavy(upload.size, filename=upload.name)
            add_photo(
                row.item, data=upload.read(), filename=upload.name, moment=form.moment, loan_item=row, **stamp(request)
            )
        except DomainError as refused:
            form.add_error(name, str(refused))
    if uploads:
        row.refresh_from_db(fields=["photos"])


def _page(request: MemberRequest, loan: Loan, form: HandingForm, said: str) -> dict[str, Any]:
    return {"loan": loan, "form": form, "parts": form.parts(), "said": said, "tabs": tabs(request.member, "desk")}


# -- Reading of codes, for browsers that read none themselves

#: Bytes of the largest frame that is looked at: a small grey picture.
LARGEST_FRAME = 600_000
#: Frames that a member may send in a minute.
MAX_FRAMES = 120
SLOW_DOWN = "Trop d’images ont été envoyées. Attendez une minute, ou tapez le numéro d’inventaire."


@requires(Permission.EQUIPMENT_MANAGE, Permission.REFURBISHING_MANAGE)
@takes_files(LARGEST_FRAME)
@require_POST
@never_cache
def scan_read(request: MemberRequest) -> HttpResponse:
    """The texts of the QR codes in a frame; what is no picture, too large or without a code is answered quietly."""
    if not limits.consume("scan_frame", str(request.user.pk), most=MAX_FRAMES, seconds=60):
        return JsonResponse({"texts": [], "sentence": SLOW_DOWN}, status=429)
    frame: Any = request.FILES.get("frame")
    if frame is None or frame.size > LARGEST_FRAME:
        return JsonResponse({"texts": []})
    return JsonResponse({"texts": texts_of_picture(frame.read())})
