"""The bodies of the governance."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.access import Permission, requires
from inclusion.actions import bodies as actions
from inclusion.filters import BodyFilter
from inclusion.forms.bodies import BodyForm, ClosingForm
from inclusion.forms.submit import submitted
from inclusion.listing import listing
from inclusion.models import Body
from inclusion.tables import BodyTable
from inclusion.views.meeting_tabs import tabs


@requires(Permission.BODIES_VIEW)
def body_list(request: HttpRequest) -> HttpResponse:
    """Every body, filtered, sorted, exported; those that meet no more stay in the list."""
    return listing(
        request,
        queryset=Body.objects.visible_to(request.member).for_lists(),
        table=BodyTable,
        filterset=BodyFilter,
        template="inclusion/body_list.html",
        name="instances",
        tabs=tabs(request.member, "bodies"),
        begun=Body.objects.exists(),
    )


@requires(Permission.BODIES_MANAGE)
def body_add(request: HttpRequest) -> HttpResponse:
    """Add a body; `?epci=` says for which territory."""
    form = BodyForm(request.POST or None, initial={"epci": request.GET.get("epci")})
    body = submitted(request, form, lambda data: actions.add_body(**data, by=request.user, at=timezone.now()))
    if body:
        messages.success(request, f"«\u00a0{body}\u00a0» est dans la liste des instances.")
        return redirect("body_detail", request.network.slug, body.pk)
    return render(request, "inclusion/body_form.html", {"form": form, "body": None})


@requires(Permission.BODIES_MANAGE)
def body_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a body; the ways to close it and to open it again are below."""
    body = get_object_or_404(Body, pk=pk)
    # The form tries its values on a row of its own: the page around it keeps showing what is stored.
    form = BodyForm(request.POST or None, instance=get_object_or_404(Body, pk=pk))
    changed = submitted(
        request,
        form,
        lambda data: actions.change_body(body, **data, by=request.user, at=timezone.now()),
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect("body_detail", request.network.slug, pk)
    return render(request, "inclusion/body_form.html", {"form": form, "body": body})


@requires(Permission.BODIES_MANAGE)
def body_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Note since when a body meets no more."""
    body = get_object_or_404(Body, pk=pk)
    form = ClosingForm(request.POST or None, initial={"closed_on": timezone.localdate()})
    closed = submitted(
        request,
        form,
        lambda data: actions.close_body(body, **data, by=request.user, at=timezone.now()),
    )
    if closed:
        messages.success(request, f"C’est noté\u00a0: «\u00a0{body}\u00a0» ne se réunit plus.")
        return redirect("body_list", request.network.slug)
    return render(request, "inclusion/body_close.html", {"form": form, "body": body})


@requires(Permission.BODIES_MANAGE)
@require_POST
def body_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a closure back."""
    body = actions.reopen_body(get_object_or_404(Body, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, f"«\u00a0{body}\u00a0» se réunit de nouveau.")
    return redirect("body_edit", request.network.slug, pk)
