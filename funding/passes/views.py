"""Pages of programmes: what became of their passes, what is left to send, where the letters are."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from funding.passes.booklets.queries import issued_for, positions_of, sees_own
from funding.passes.letters.lists import LetterFilter, LetterTable
from funding.passes.letters.models import Letter, PostalBatch
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from funding.passes.sending.actions.booklets import stock_of
from inclusion.core.access import Permission, requires
from inclusion.core.web.listing import listing


def _programmes() -> Any:
    return PassProgramme.objects.select_related("funded_action__fund")


@requires(Permission.PASSES_VIEW)
def pass_list(request: HttpRequest) -> HttpResponse:
    """The programmes of the network; where there is only one, its own page."""
    programmes = list(_programmes())
    if len(programmes) == 1:
        return _programme_page(request, programmes[0])
    positions = positions_of(programmes)
    today = timezone.localdate()
    rows = [
        {
            "programme": programme,
            "position": positions[programme.pk],
            "is_open": programme.is_open_on(today),
            "is_closed": programme.is_closed_on(today),
        }
        for programme in programmes
    ]
    context = {"rows": rows, "today": today, "own": _own(request)}
    return render(request, "funding/passes/pass_list.html", context)


def _own(request: HttpRequest, **which: Any) -> int | None:
    """How many passes the member's organisation issued this year, where the home page says so to them."""
    if not sees_own(request.member):
        return None
    return issued_for(request.member, year=timezone.localdate().year).filter(**which).count()


@requires(Permission.PASSES_VIEW)
def pass_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme: what its passes became, whether the books say the same, and where its letters are."""
    return _programme_page(request, get_object_or_404(_programmes(), pk=pk))


def _programme_page(request: HttpRequest, programme: PassProgramme) -> HttpResponse:
    letters = Letter.objects.filter(booklet__programme=programme)
    seen = letters.visible_to(request.member)
    today = timezone.localdate()
    dispatches = request.member.may(Permission.PASSES_DISPATCH)
    sees_letters = request.member.may(Permission.PEOPLE_VIEW)
    return listing(
        request,
        queryset=seen.for_lists(),
        table=LetterTable,
        template="funding/passes/pass_programme.html",
        name=f"lettres-{today:%Y-%m-%d}",
        filterset=LetterFilter,
        programme=programme,
        position=positions_of([programme])[programme.pk],
        stock=stock_of(programme, on=today),
        is_open=programme.is_open_on(today),
        is_closed=programme.is_closed_on(today),
        counts=(seen if sees_letters else letters).counts(),
        today=today,
        own=_own(request, booklet__programme=programme),
        places=list(TrainingPlace.objects.accepting(programme).select_related("commune")),
        prescribers=[] if programme.all_prescribers else list(programme.prescribers.all()),
        batches=_batches(programme) if dispatches else [],
        sees_letters=sees_letters,
    )


def _batches(programme: PassProgramme) -> list[PostalBatch]:
    """The latest batches that hold letters of a programme."""
    found = PostalBatch.objects.with_counts().filter(letters__booklet__programme=programme)
    return list(found.distinct()[:3])
