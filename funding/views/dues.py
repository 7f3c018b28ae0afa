"""What is owed to places, and what they did not ask for in time."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from funding.actions.lapses import Lapse, confirm, lapses
from funding.filters.reimbursements import DuesFilter
from funding.forms.reimbursements import LapseForm
from funding.models import TrainingPlace
from funding.models.dues import dues_by_month, dues_of
from funding.rules.reimbursements import Dues
from funding.tables.reimbursements import DuesTable
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros
from inclusion.core.web.listing import listing


@requires(Permission.REIMBURSEMENTS_DECIDE)
def dues_list(request: HttpRequest) -> HttpResponse:
    """What is owed to places, by place, programme and month, the oldest debt first."""
    today = timezone.localdate()
    return listing(
        request,
        queryset=dues_by_month(today=today),
        table=DuesTable,
        template="funding/reimbursement_dues.html",
        name=f"du-aux-lieux-{today:%Y-%m-%d}",
        filterset=DuesFilter,
        dues=sum(dues_of(TrainingPlace.objects.all(), today=today).values(), Dues()),
        year_text=str(today.year),
    )


@requires(Permission.REIMBURSEMENTS_DECIDE)
def lapse_list(request: HttpRequest) -> HttpResponse:
    """What is out of time and waits for a word, and what lapses soon."""
    over, soon = lapses(today=timezone.localdate())
    context = {
        "over": [(one, _key(one)) for one in over],
        "soon": soon,
        "over_total": sum((one.amount for one in over), ZERO),
        "soon_total": sum((one.amount for one in soon), ZERO),
    }
    return render(request, "funding/reimbursement_lapses.html", context)


def _key(one: Lapse) -> str:
    """The query of the page that asks whether it is lost."""
    return f"?lieu={one.place.pk}&programme={one.programme.pk}&jour={one.last_day}"


@requires(Permission.REIMBURSEMENTS_DECIDE)
def lapse_confirm(request: HttpRequest) -> HttpResponse:
    """Ask, then say that what a place did not ask for in time is lost: its euros go back to the fund."""
    one = _chosen(request)
    posted = request.POST if request.method == "POST" else None
    form = LapseForm(posted, initial={"seen": one.amount})
    if form.is_valid():
        said = (one.place, one.programme, one.last_day)
        try:
            confirm(*said, **form.cleaned_data, by=request.user, at=timezone.now())
        except DomainError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, f"La déchéance est actée\u00a0: {euros(one.amount)} reviennent au fonds."
            )
        return redirect("lapse_list", request.network.slug)
    context = {"one": one, "form": form}
    return render(request, "funding/reimbursement_lapse.html", context)


def _chosen(request: HttpRequest) -> Lapse:
    """What the address names, of what is out of time."""
    wanted = tuple(request.GET.get(name, "") for name in ("lieu", "programme", "jour"))
    for one in lapses(today=timezone.localdate())[0]:
        if (str(one.place.pk), str(one.programme.pk), str(one.last_day)) == wanted:
            return one
    raise Http404
