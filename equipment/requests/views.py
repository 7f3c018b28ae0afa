"""Pages of requests: the catalogue for borrowers, the request in three steps, the bank's answers."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from equipment.bank.models import Bank
from equipment.bank.queries import NoBank, terms_of, the_bank
from equipment.bank.rules.lending import Free, Terms, problems_with
from equipment.enums import OPEN_REQUESTS, LoanState, Need, RequestState
from equipment.feedback.rules import name_sentence, names_in
from equipment.inventory.models import EquipmentModel, Item, Kit
from equipment.loans.actions import lifecycle, offers
from equipment.loans.models.loans import Loan
from equipment.loans.models.requests import LoanRequest
from equipment.loans.queries import visible_request
from equipment.loans.rules import possible_dates, usual_dates
from equipment.requests import actions
from equipment.requests.actions import offer_dates
from equipment.requests.forms import (
    CatalogueForm,
    DatesForm,
    OfferForm,
    PupilStepForm,
    RefuseForm,
    SituationForm,
    wanted_of,
)
from equipment.requests.lists import LoanRequestFilter, LoanRequestTable
from equipment.requests.queries import (
    UNANSWERED,
    Offer,
    Standing,
    beside_kits,
    catalogue,
    checklist,
    explain,
    free_words,
    history,
    offers_for,
    rivals,
    standings_of,
)
from equipment.requests.rules import MAX_TOGETHER
from equipment.schools import actions as school_actions
from equipment.schools.actions import LooksLikeAName
from equipment.schools.models import School
from equipment.tabs import tabs
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import Period, long_date, shown_end
from inclusion.core.web import parameters
from inclusion.core.web.acting import confirmed, formed, perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

PER_PAGE = 24


@requires(Permission.EQUIPMENT_VIEW)
def equipment_home(request: MemberRequest) -> HttpResponse:
    """Models and kits, those that are free on the chosen dates first."""
    bank = Bank.objects.current()
    context: dict[str, Any] = {"tabs": tabs(request.member, "catalogue"), "bank": bank}
    if bank is None:
        return render(request, "equipment/requests/home_without_bank.html", context)
    today, terms = timezone.localdate(), terms_of(bank)
    form = _form(request, usual_dates(terms.calendar, today=today, days=bank.usual_days))
    valid = form.is_valid()
    asked = Period(form.cleaned_data["start"], form.cleaned_data["end"]) if valid else None
    problems = problems_with(*asked, terms=terms, today=today) if asked else []
    days = None if problems else asked
    needs, text = (form.cleaned_data["besoin"], form.cleaned_data["q"]) if valid else ([], "")
    pages = Paginator(offers_for(catalogue(needs=needs, text=text), days, terms=terms, today=today), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    if days:
        explain(page.object_list, days, terms=terms, today=today)
    context |= {"form": form, "page": page, "total": pages.count, "days": days, "problems": problems}
    context |= _shown(request, asked, problems, terms=terms)
    context["basket"] = _basket(request, asked, days)
    chosen = context["basket"]["keys"] if context["basket"] else []
    beside = {one.wanted: one for one, _ in context["basket"]["lines"] if one.why} if chosen else {}
    context["cards"] = [_card(request, beside.get(offer.wanted, offer), days, chosen) for offer in page.object_list]
    return render(request, "equipment/requests/home.html", context)


def _form(request: MemberRequest, usual: Period | None) -> CatalogueForm:
    """The form as the address fills it in, the usual dates where it says none."""
    data = request.GET.copy()
    if usual is not None and not (data.get("start") and data.get("end")):
        data["start"], data["end"] = str(usual.start), str(shown_end(usual.end))
    form = CatalogueForm(data)
    for name in ("start", "end"):
        form.fields[name].required = True
    return form


def _shown(request: MemberRequest, asked: Period | None, problems: list[str], *, terms: Terms) -> dict[str, Any]:
    near = possible_dates(*asked, terms=terms, today=timezone.localdate()) if asked and problems else []
    return {
        "all_url": _query(request, "besoin", "q", "page"),
        "borrows": request.member.may(Permission.EQUIPMENT_BORROW) and School.objects.own(request.member).exists(),
        "near": [_dates_link(request, one) for one in near],
        "needs": Need.choices,
        "narrowed": bool(request.GET.getlist("besoin") or request.GET.get("q")),
    }


def _query(request: MemberRequest, *without: str, **values: Any) -> str:
    """The catalogue's dates, needs, words and chosen things as a query, without these names, with these values."""
    query = request.GET.copy()
    for name in ("model", "kit", *without):
        query.pop(name, None)
    for name, value in values.items():
        query.setlist(name, value if isinstance(value, list) else [str(value)])
    return f"?{query.urlencode()}"


def _dates_link(request: MemberRequest, one: Free) -> dict[str, Any]:
    url = _query(request, "page", start=one.start, end=one.due)
    return {"start": one.start, "due": one.due, "url": url}


def _basket(request: MemberRequest, asked: Period | None, days: Period | None) -> dict[str, Any] | None:
    """What was chosen to be asked for together, and whether each is free; None while nothing was."""
    wanted = wanted_of(request.GET.getlist("choix"))
    if not wanted:
        return None
    terms, today = terms_of(the_bank()), timezone.localdate()
    keys = [one.choice for one in wanted]
    found = beside_kits(offers_for(wanted, days, terms=terms, today=today))
    lines = [(offer, _query(request, choix=[key for key in keys if key != offer.wanted.choice])) for offer in found]
    url = reverse("loan_request_add", args=[request.network.slug])
    return {
        "lines": lines,
        "keys": keys,
        "url": url + _query(request, "page", choix=keys, **_dates(asked)),
        "dropped": len(set(request.GET.getlist("choix"))) > MAX_TOGETHER,
    }


def _dates(days: Period | None) -> dict[str, Any]:
    return {"start": days.start, "end": shown_end(days.end)} if days else {}


def _card(request: MemberRequest, offer: Offer, days: Period | None, chosen: list[str]) -> dict[str, Any]:
    key, dates = offer.wanted.choice, _dates(days)
    ask_url = reverse("loan_request_add", args=[request.network.slug])
    return {
        "offer": offer,
        "wanted": offer.wanted,
        "url": offer.wanted.get_absolute_url() + _query(request, "page", **dates),
        "ask_url": ask_url + _query(request, "page", **{offer.key: offer.wanted.pk}, **dates),
        "near": [_dates_link(request, one) for one in offer.nearest],
        "is_chosen": key in chosen,
        "choose_url": _query(request, choix=[*chosen, key]) if len(chosen) < MAX_TOGETHER else "",
    }


# -- Shared by the pages of one request: steps, availability, history

#: The steps of a request, by their number in the address.
STEPS = {"1": "Quand et quoi", "2": "L’élève et son besoin", "3": "La situation"}


def steps(current: str) -> list[tuple[str, str]]:
    """The steps of a request, as the component shows them."""
    return [
        (label, "current" if number == current else "done" if number < current else "next")
        for number, label in STEPS.items()
    ]


def step_url(asked: LoanRequest, step: str) -> str:
    """The address of a step of a draft."""
    return f"{reverse('loan_request_edit', args=[asked.network.slug, asked.pk])}?etape={step}"


def standings(*lines: LoanRequest) -> list[Standing | None]:
    """Whether each thing of a request can be had now; None while it does not say when or what."""
    return standings_of(lines, terms=terms_of(the_bank()), today=timezone.localdate())


def of_draft(asked: LoanRequest) -> dict[str, Any]:
    """What a draft asks for, and whether it can be had: `lines` only where it asks for several things."""
    drafts = [asked, *asked.siblings.filter(state=RequestState.DRAFT)]
    found = standings(*drafts)
    return {
        "standing": found[0],
        "lines": list(zip(drafts, found, strict=True)) if len(drafts) > 1 else [],
        "near": near_links(asked, found[0], url_name="loan_request_edit"),
        "free_words": free_words(found),
        "all_free": all(one is None or one.is_free for one in found),
    }


def near_links(asked: LoanRequest, found: Standing | None, *, url_name: str) -> list[dict[str, Any]]:
    """The nearest dates with an address that fills them in, on a page of this request."""
    url = reverse(url_name, args=[asked.network.slug, asked.pk])
    return [
        {"start": one.start, "due": one.due, "url": f"{url}?start={one.start}&end={one.due}"}
        for one in (found.nearest if found else ())
    ]


def page_of(asked: LoanRequest, member: Member) -> dict[str, Any]:
    """What the page of a request shows to this member."""
    today = timezone.localdate()
    manages = member.may(Permission.EQUIPMENT_MANAGE)
    own = is_own(member, asked)
    loan = Loan.objects.filter(request=asked).select_related("model", "kit", "network").first()
    draft = asked.state == RequestState.DRAFT
    found = standings(asked)[0] if asked.state in UNANSWERED else None
    answering = manages and asked.state in UNANSWERED
    names = names_in([asked.situation]) if draft else []
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
        **(of_draft(asked) if draft else {"lines": [(one, None) for one in asked.siblings]}),
        "checks": checklist(asked),
        "missing": asked.missing() if draft else [],
        "name_warning": name_sentence(names) if names else "",
        "history": history(asked, loan),
        "answering": answering,
        "suggested": found.items[0] if answering and found and found.items else None,
        "others": found.items[1:41] if answering and found and not found.together else [],
        "rivals": rivals(asked) if answering else [],
        "is_late": asked.is_late(on=today),
        "may_withdraw": own and asked.state in OPEN_REQUESTS,
        "bank": the_bank(),
    }


def is_own(member: Member, asked: LoanRequest) -> bool:
    """Whether the request is one of the member's own school."""
    return member.may(Permission.EQUIPMENT_BORROW) and asked.school.partner_id == member.partner.pk


def offer_form(asked: LoanRequest, request: MemberRequest) -> OfferForm:
    """Dates to offer: as posted, as the address says, else those that were asked for."""
    if request.method == "POST":
        return OfferForm(request.POST)
    initial = {"start": request.GET.get("start") or asked.start, "end": request.GET.get("end") or asked.end}
    return OfferForm(initial=initial)


# -- Pages of requests: list, detail, three short steps


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_request_list(request: MemberRequest) -> HttpResponse:
    """Requests: those to answer first for the bank, the own ones for a school."""
    seen = LoanRequest.objects.visible_to(request.member).on_their_own()
    waiting = LoanRequest.objects.visible_to(request.member).to_answer()
    return listing(
        request,
        queryset=seen.pressing_first().select_related("school", "model", "kit", "pupil", "network"),
        table=LoanRequestTable,
        filterset=LoanRequestFilter,
        template="equipment/requests/loan_request_list.html",
        name="demandes-de-pret",
        tabs=tabs(request.member, "requests"),
        begun=seen.exists(),
        to_answer=waiting.count(),
        late=waiting.filter(answer_by__lt=timezone.localdate()).count(),
        manages=request.member.may(Permission.EQUIPMENT_MANAGE),
        schools=School.objects.own(request.member),
    )


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_request_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One request: what it asks for, whether it can be had, what was answered, what comes next."""
    asked = visible_request(request.member, pk)
    if asked.state == RequestState.DRAFT and asked.together is not None:
        return redirect(asked.together)
    return render(request, "equipment/requests/loan_request_detail.html", page_of(asked, request.member))


@requires(Permission.EQUIPMENT_BORROW)
def loan_request_add(request: MemberRequest) -> HttpResponse:
    """First step: it makes the draft; `?model=&kit=&start=&end=` (the day of return) fill it in."""
    schools = School.objects.own(request.member)
    context: dict[str, Any] = {"tabs": tabs(request.member, "requests"), "steps": steps("1"), "asked": None}
    try:
        the_bank()
    except NoBank:
        return render(request, "equipment/requests/home_without_bank.html", {**context, "bank": None})
    if not schools:
        return render(request, "equipment/requests/loan_request_no_school.html", context)
    also = wanted_of(request.GET.getlist("choix"))[1:]
    form = DatesForm(request.POST or None, initial=_from_address(request), schools=schools, also=also)
    asked = submitted(request, form, lambda data: _begun(request, data, schools))
    if asked:
        return redirect(step_url(asked, "2"))
    return render(request, "equipment/requests/loan_request_edit.html", {**context, **_step("1"), "form": form})


def _from_address(request: MemberRequest) -> dict[str, str]:
    said = request.GET
    initial = {name: said[name] for name in ("start", "end") if said.get(name)}
    for kind in ("model", "kit"):
        if key := parameters.key(said.get(kind)):
            initial["wanted"] = f"{kind}-{key}"
    if chosen := wanted_of(said.getlist("choix")):
        initial["wanted"] = chosen[0].choice
    return initial


def _begun(request: MemberRequest, data: dict[str, Any], schools: Any) -> LoanRequest:
    school = data.pop("school", None) or schools[0]
    return actions.begin_request(school, **stamp(request), **data)


def _step(step: str, asked: LoanRequest | None = None) -> dict[str, Any]:
    return {
        "step": step,
        "before": step_url(asked, str(int(step) - 1)) if asked and step > "1" else "",
        **(of_draft(asked) if asked else {"standing": None, "lines": [], "near": []}),
        "last": step == "3",
    }


def own_draft(member: Member, pk: int) -> LoanRequest:
    """A request of the member's own school, whatever its state; nothing is found otherwise."""
    found = LoanRequest.objects.filter(school__in=School.objects.own(member))
    related = ("school", "pupil", "model", "kit", "network")
    return get_object_or_404(found.select_related(*related), pk=pk)


@requires(Permission.EQUIPMENT_BORROW)
def loan_request_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """A step of a draft; what is written is kept when the others wait."""
    asked = own_draft(request.member, pk)
    if asked.state != RequestState.DRAFT:
        messages.error(request, "Cette demande est envoyée\u00a0: elle ne se modifie plus.")
        return redirect(asked)
    if asked.together is not None:
        return redirect(asked)
    step = request.GET.get("etape", "1")
    step = step if step in ("1", "2", "3") else "1"
    form = _form_of(request, asked, step)
    changed = submitted(request, form, lambda data: _changed(request, asked, form, data))
    if changed:
        return redirect(step_url(changed, str(int(step) + 1)) if step < "3" else changed)
    context = {"asked": asked, "form": form, "steps": steps(step), "tabs": tabs(request.member, "requests")}
    return render(request, "equipment/requests/loan_request_edit.html", {**context, **_step(step, asked)})


def _form_of(request: MemberRequest, asked: LoanRequest, step: str) -> Any:
    data = request.POST if request.method == "POST" else None
    if step == "2":
        return PupilStepForm(data, request=asked)
    if step == "3":
        return SituationForm(data, request=asked)
    known: dict[str, Any] = {"start": asked.start, "end": asked.end}
    if asked.wanted is not None:
        known["wanted"] = asked.wanted.choice
    return DatesForm(data, initial={**known, **_from_address(request)}, request=asked)


def _changed(request: MemberRequest, asked: LoanRequest, form: Any, data: dict[str, Any]) -> LoanRequest:
    who = stamp(request)
    if isinstance(form, PupilStepForm):
        new = {name: data.pop(name) for name in ("pseudonym", "level", "is_no_name") if name in data}
        if not data.get("pupil"):
            try:
                data["pupil"] = school_actions.add_pupil(asked.school, **new, **who)
            except LooksLikeAName:
                form.ask_whether_it_is_a_name()
                raise
    return actions.change_request(asked, **data, **who)


@requires(Permission.EQUIPMENT_BORROW)
@require_POST
def loan_request_autosave(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep what a step says so far, as far as it can be kept; 204 when something was, 422 otherwise."""
    asked = own_draft(request.member, pk)
    step = request.GET.get("etape", "1")
    form = _form_of(request, asked, step if step in ("1", "2", "3") else "1")
    form.is_valid()
    kept = {name: value for name, value in form.cleaned_data.items() if name not in form.errors}
    # A new pseudonym is added when the step is left, never while it is being typed.
    for name in ("pseudonym", "level", "is_no_name"):
        kept.pop(name, None)
    if asked.state != RequestState.DRAFT or not any(kept.values()):
        return HttpResponse(status=422)
    try:
        actions.change_request(asked, **kept, **stamp(request))
    except DomainError:
        return HttpResponse(status=422)
    return HttpResponse(status=204)


@requires(Permission.EQUIPMENT_BORROW)
@require_POST
def loan_request_send(request: MemberRequest, pk: int) -> HttpResponse:
    """Send a draft to the bank."""
    asked = own_draft(request.member, pk)
    try:
        asked = actions.send_request(asked, **stamp(request))
        messages.success(request, "La demande est envoyée. La réponse vous arrive par courriel.")
    except DomainError as refused:
        if own_draft(request.member, pk).state == RequestState.SENT:
            messages.success(request, "Cette demande est déjà envoyée. La réponse vous arrive par courriel.")
        else:
            messages.error(request, f"Rien n’est envoyé, votre brouillon est gardé. {refused}")
    return redirect(asked)


@requires(Permission.EQUIPMENT_BORROW)
def loan_request_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take a request back."""
    asked = own_draft(request.member, pk)
    return confirmed(
        request,
        lambda: offers.withdraw_request(asked, **stamp(request)),
        done="La demande est retirée.",
        back=asked,
        question=f"Retirer la demande «\u00a0{asked.wanted}\u00a0»\u00a0?",
        consequence="La banque ne la traitera pas, et ce qui vous était proposé est libre pour d’autres.",
        action_label="Retirer cette demande",
        danger=True,
    )


@requires(Permission.EQUIPMENT_BORROW)
def loan_request_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then throw a draft away with all that it asks for."""
    asked = own_draft(request.member, pk)
    return confirmed(
        request,
        lambda: actions.delete_draft(asked, **stamp(request)),
        done="Le brouillon est supprimé.",
        back=asked,
        then=reverse("loan_request_list", args=[request.network.slug]),
        question=f"Supprimer ce brouillon, «\u00a0{asked.wanted_together}\u00a0»\u00a0?",
        consequence="Ce qui y est écrit est perdu. Le pseudonyme de l’élève reste dans votre liste.",
        action_label="Supprimer ce brouillon",
        danger=True,
    )


@requires(Permission.EQUIPMENT_BORROW)
def loan_request_take_out(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take one thing (`?choix=model-3`) out of a draft that asks for several."""
    asked = own_draft(request.member, pk)
    drafts = [one for one in (asked, *asked.siblings) if one.state == RequestState.DRAFT]
    lines = {one.wanted.choice: one.wanted for one in drafts if one.wanted}
    gone = lines.pop(request.GET.get("choix", ""), None)
    if gone is None:
        messages.info(request, "Ce matériel n’est pas, ou plus, dans un brouillon de demande.")
        return redirect(asked)
    left = ", ".join(f"«\u00a0{one}\u00a0»" for one in lines.values())
    return confirmed(
        request,
        lambda: actions.take_out(asked, gone, **stamp(request)),
        done=f"«\u00a0{gone}\u00a0» n’est plus dans la demande.",
        back=asked,
        question=f"Retirer «\u00a0{gone}\u00a0» de la demande\u00a0?",
        consequence=f"Il reste dans la demande\u00a0: {left}.",
        action_label="Retirer de la demande",
        danger=True,
    )


@requires(Permission.EQUIPMENT_BORROW)
@require_POST
def loan_request_repeat(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin the same request anew: everything but its dates, which are to be chosen."""
    asked = own_draft(request.member, pk)
    others = asked.siblings.exclude(state=RequestState.WITHDRAWN) if asked.together is None else []
    offered = [*EquipmentModel.objects.offered(), *Kit.objects.offered()]
    new = actions.begin_request(
        asked.school,
        also=[one.chosen() for one in others if one.wanted in offered],
        model=asked.model,
        kit=asked.kit,
        pupil=asked.pupil if asked.pupil and asked.pupil.forgotten_at is None else None,
        needs=actions.needs_of([asked, *others]),
        situation=asked.situation,
        mdph_step=asked.mdph_step,
        later_is_fine=asked.later_is_fine,
        **stamp(request),
    )
    messages.success(request, "Une nouvelle demande est commencée, déjà remplie. Choisissez ses dates.")
    return redirect(step_url(new, "1"))


# -- Answers: the bank's to a request, the school's to an offer


@requires(Permission.EQUIPMENT_MANAGE)
@require_POST
def loan_request_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Book the item that was chosen, or any free one, for the days that were asked."""
    asked = visible_request(request.member, pk)
    item = Item.objects.filter(pk=parameters.key(request.POST.get("item")) or 0).first()
    try:
        loan = actions.confirm_request(asked, item=item, **stamp(request))
    except DomainError as refused:
        if visible_request(request.member, pk).state == RequestState.CONFIRMED:
            messages.success(request, "Cette demande est déjà confirmée\u00a0: rien d’autre n’est réservé.")
        else:
            messages.error(request, f"Rien n’est réservé. {refused}")
        return redirect(asked)
    items = ", ".join(str(one.item) for one in loan.loan_items.select_related("item"))
    messages.success(request, f"{items} est réservé à {asked.school}, à remettre le {long_date(loan.start)}.")
    return redirect(asked)


@requires(Permission.EQUIPMENT_MANAGE)
def loan_request_refuse(request: MemberRequest, pk: int) -> HttpResponse:
    """Say no, with the reason that the school reads."""
    asked = visible_request(request.member, pk)
    return formed(
        request,
        RefuseForm(request.POST or None),
        lambda data: offers.refuse_request(asked, **data, **stamp(request)),
        done="La demande est refusée. L’établissement en reçoit le motif.",
        back=asked,
        cancel_label="Revenir à la demande",
        action_label="Refuser cette demande",
        title="Refuser la demande",
        heading=f"{asked.school}\u00a0: refuser «\u00a0{asked.wanted}\u00a0»",
        trail=(("Demandes", "loan_request_list"), str(asked.school), asked.get_absolute_url(), "Refuser"),
        lead="L’établissement reçoit le motif par courriel. "
        "Si le matériel peut se libérer, la liste d’attente convient mieux.",
        tabs=tabs(request.member, "requests"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def loan_request_offer(request: MemberRequest, pk: int) -> HttpResponse:
    """Offer other dates, which the school takes or not; `?start=&end=` fill them in."""
    asked = visible_request(request.member, pk)
    form = offer_form(asked, request)
    loan = submitted(request, form, lambda data: offer_dates(asked, **data, **stamp(request)))
    if loan:
        messages.success(
            request, f"Ces dates sont proposées à {asked.school}, jusqu’au {long_date(loan.offer_until)} inclus."
        )
        return redirect(asked)
    context = {
        "form": form,
        "asked": asked,
        "tabs": tabs(request.member, "requests"),
        "near": near_links(asked, standings(asked)[0], url_name="loan_request_offer"),
        "bank": the_bank(),
    }
    return render(request, "equipment/requests/loan_request_offer.html", context)


@requires(Permission.EQUIPMENT_MANAGE)
@require_POST
def loan_request_wait(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a request on the waiting list; what is free already is offered at once."""
    asked = visible_request(request.member, pk)
    return perform(
        request,
        lambda: actions.let_wait(asked, **stamp(request)),
        done="La demande est sur liste d’attente. Ce qui se libère lui sera proposé.",
        back=asked,
    )


@requires(Permission.EQUIPMENT_BORROW)
@require_POST
def loan_request_accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Take what the bank or its waiting list offers."""
    asked = own_draft(request.member, pk)
    offered = get_object_or_404(Loan, request=asked)
    return perform(
        request,
        lambda: lifecycle.accept(offered, **stamp(request)),
        done=lambda loan: f"C’est réservé. À retirer le {long_date(loan.start)}.",
        back=asked,
    )
