"""Pages of mailings: choose people or upload a file, see what would be sent, send, follow."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.passes.enums import MailingOutcome, MailingState
from funding.passes.mailings import actions as mailing_actions
from funding.passes.mailings.actions import BOUNDS, cost_of, drop_mailing, start_mailing, try_file, try_people
from funding.passes.mailings.forms import ChoiceForm, FileForm
from funding.passes.mailings.lists import ChooseFilter, ChooseTable, LineFilter, LineTable, MailingTable
from funding.passes.mailings.models import Mailing, MailingLine
from funding.passes.mailings.rules import COLUMNS
from funding.passes.programmes.models import PassProgramme
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.people.models import Beneficiary


def _people(request: MemberRequest) -> QuerySet[Beneficiary]:
    return Beneficiary.objects.visible_to(request.member).known()


def _programmes(request: MemberRequest) -> QuerySet[PassProgramme]:
    """What this organisation may send today."""
    found = PassProgramme.objects.open_on(timezone.localdate()).prescribed_by(request.member.partner)
    return found.select_related("funded_action__fund")


def _mailings(request: MemberRequest) -> QuerySet[Mailing]:
    """Those of the own organisation that name nobody of another one; all of them, with the right to see everybody."""
    mailings = Mailing.objects.select_related("programme__funded_action__fund", "prescriber", "tried_by")
    if request.member.may(Permission.PEOPLE_VIEW_ALL):
        return mailings
    others = MailingLine.objects.filter(mailing=OuterRef("pk"), person__isnull=False).exclude(
        person__followed_by=request.member.partner
    )
    return mailings.filter(~Exists(others), prescriber=request.member.partner)


@requires(Permission.PASSES_SEND)
def mailing_list(request: MemberRequest) -> HttpResponse:
    """The sendings to several people, the newest first."""
    outcomes = {outcome.value: Count("lines", filter=Q(lines__outcome=outcome)) for outcome in MailingOutcome}
    return listing(
        request,
        queryset=_mailings(request).annotate(**outcomes),
        table=MailingTable,
        template="funding/passes/mailing_list.html",
        name="envois-groupes",
    )


@requires(Permission.PASSES_SEND)
@takes_files(BOUNDS.max_bytes)
def mailing_new(request: MemberRequest) -> HttpResponse:
    """Bring in a file of people, which is only tried out."""
    posted = request.method == "POST"
    form = FileForm(
        request.POST if posted else None, request.FILES if posted else None, programmes=_programmes(request)
    )
    tried = submitted(request, form, lambda data: _try_file(request, data))
    if tried:
        mailing, ignored = tried
        if ignored:
            named = ", ".join(f"«\u00a0{one}\u00a0»" for one in ignored[:10])
            messages.info(request, f"Colonnes qui n’ont pas été lues\u00a0: {named}.")
        return redirect(mailing)
    context = {"form": form, "columns": COLUMNS, "any_programme": _programmes(request).exists()}
    return render(request, "funding/passes/mailing_new.html", context)


def _try_file(request: MemberRequest, data: dict[str, Any]) -> tuple[Mailing, list[str]]:
    return try_file(
        data["programme"],
        data=data["data"],
        filename=data["filename"],
        channel=data["channel"],
        prescriber=request.member.partner,
        among=_people(request),
        **stamp(request),
    )


@requires(Permission.PASSES_SEND)
def mailing_template(request: MemberRequest) -> HttpResponse:
    """The empty file to fill in, `?export=csv` or `xlsx`."""
    asked = request.GET.get("export")
    fmt = asked if asked in exports.FORMATS else "xlsx"
    return exports.export(mailing_actions.model(), fmt=fmt, name="modele-envoi-de-pass")


@requires(Permission.PASSES_SEND)
def mailing_choose(request: MemberRequest) -> HttpResponse:
    """Choose people from the list as it is filtered: those that are ticked, or all of them."""
    form = ChoiceForm(request.POST or None, programmes=_programmes(request))
    mailing = submitted(request, form, lambda data: _try_people(request, data))
    if mailing:
        return redirect(mailing)
    return listing(
        request,
        queryset=_people(request),
        table=ChooseTable,
        filterset=ChooseFilter,
        template="funding/passes/mailing_choose.html",
        name="personnes",
        form=form,
        any_programme=_programmes(request).exists(),
    )


def _try_people(request: MemberRequest, data: dict[str, Any]) -> Mailing:
    """Of the list as the address filters it: "all", or those whose keys were ticked."""
    people = ChooseFilter(request.GET or None, queryset=_people(request), request=request).qs
    if "all" not in request.POST:
        people = _people(request).filter(pk__in=parameters.keys(request.POST.getlist("person")))
    return try_people(
        data["programme"],
        people=list(people),
        channel=data["channel"],
        prescriber=request.member.partner,
        **stamp(request),
    )


@requires(Permission.PASSES_SEND)
def mailing(request: MemberRequest, pk: int) -> HttpResponse:
    """What a mailing would do, does, or did, line by line; its progress alone where the page asks for it again."""
    found = get_object_or_404(_mailings(request).select_related("job"), pk=pk)
    if request.htmx:
        answer = render(request, "funding/passes/mailing_progress.html", {"mailing": found})
        if found.state == MailingState.DONE:
            answer.headers["HX-Refresh"] = "true"
        return answer
    lines = found.lines.select_related("person", "letter")
    counts = dict(found.lines.order_by().values_list("outcome").annotate(count=Count("pk")))
    count = {outcome.value: counts.get(outcome.value, 0) for outcome in MailingOutcome}
    # Why lines were set aside, the most frequent first, with the names of the first of them while they are known.
    refused = found.lines.filter(outcome=MailingOutcome.REFUSED).order_by()
    reasons = list(refused.values(reason=F("problem")).annotate(count=Count("pk")).order_by("-count", "reason")[:8])
    rank = Window(RowNumber(), partition_by="problem", order_by="rank")
    first = refused.filter(problem__in=[one["reason"] for one in reasons]).annotate(place=rank)
    names: dict[str, list[str]] = {}
    for line in first.filter(place__lte=NAMED).select_related("person").order_by("rank"):
        if line.name:
            names.setdefault(line.problem, []).append(line.name)
    return listing(
        request,
        queryset=lines,
        table=LineTable,
        filterset=LineFilter,
        template="funding/passes/mailing_detail.html",
        name=f"envoi-groupe-{found.pk}",
        mailing=found,
        count=count,
        reasons=[{**one, "names": names.get(one["reason"], [])} for one in reasons],
        cost=cost_of(found.programme, count=count["ready"], at=timezone.now()),
    )


#: People who are named for one reason before the others are left to the list.
NAMED = 5


@requires(Permission.PASSES_SEND)
@require_POST
def mailing_start(request: MemberRequest, pk: int) -> HttpResponse:
    """Send what is ready, in the background."""
    mailing = get_object_or_404(_mailings(request), pk=pk)
    return perform(
        request,
        lambda: start_mailing(mailing, **stamp(request)),
        done="L’envoi est lancé. Vous pouvez quitter cette page et y revenir.",
        back=mailing,
    )


@requires(Permission.PASSES_SEND)
@require_POST
def mailing_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Decide that a mailing will not go."""
    mailing = get_object_or_404(_mailings(request), pk=pk)
    return perform(
        request,
        lambda: drop_mailing(mailing, **stamp(request)),
        done="Cet envoi est abandonné\u00a0: rien n’est parti, et rien de votre fichier n’est gardé.",
        back=mailing,
    )
