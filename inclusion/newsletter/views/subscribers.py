"""Who receives the newsletter, for whoever writes it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.newsletter.actions import subscribers as actions
from inclusion.newsletter.forms import BringForm
from inclusion.newsletter.lists import MovementTable, SubscriberFilter, SubscriberTable
from inclusion.newsletter.models import Subscriber
from inclusion.newsletter.queries import movements


@requires(Permission.NEWSLETTER_MANAGE)
def subscriber_list(request: MemberRequest) -> HttpResponse:
    """Every address, with its state."""
    return listing(
        request,
        queryset=Subscriber.objects.with_readership().select_related("commune"),
        table=SubscriberTable,
        filterset=SubscriberFilter,
        template="inclusion/newsletter/subscriber_list.html",
        name="abonnes-au-journal",
        begun=Subscriber.objects.exists(),
        receiving=Subscriber.objects.receiving().count(),
    )


@requires(Permission.NEWSLETTER_MANAGE)
def subscriber_import(request: MemberRequest) -> HttpResponse:
    """Paste a list of people who said yes elsewhere; each line that brought nobody is reported."""
    form = BringForm(request.POST or None)
    brought = submitted(
        request,
        form,
        lambda data: actions.bring_list(
            text=data["text"], consent=data["consent"], readership=data["readership"], **stamp(request)
        ),
    )
    if brought is not None:
        return render(request, "inclusion/newsletter/subscriber_imported.html", {"brought": brought})
    return render(request, "inclusion/newsletter/subscriber_import.html", {"form": form})


@requires(Permission.NEWSLETTER_MANAGE)
def subscriber_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then end a subscription for somebody who asked by other means."""
    row = get_object_or_404(Subscriber, pk=pk)
    return confirmed(
        request,
        lambda: actions.leave(row, **stamp(request)),
        back=reverse("subscriber_list", args=[request.network.slug]),
        done=f"{row} ne reçoit plus le journal.",
        question=f"Désabonner {row}\u00a0?",
        consequence="Seule cette personne pourra se réabonner, depuis le site.",
        action_label="Désabonner cette adresse",
        danger=True,
    )


@requires(Permission.NEWSLETTER_MANAGE)
def subscriber_retry(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then write again to an address that refused."""
    row = get_object_or_404(Subscriber, pk=pk)
    return confirmed(
        request,
        lambda: actions.try_again(row, **stamp(request)),
        back=reverse("subscriber_list", args=[request.network.slug]),
        done=f"Le prochain numéro partira aussi à {row}.",
        question=f"Écrire de nouveau à {row}\u00a0?",
        consequence=row.bounce,
        action_label="Écrire de nouveau à cette adresse",
    )


@requires(Permission.NEWSLETTER_MANAGE)
def subscriber_movements(request: MemberRequest) -> HttpResponse:
    """Who came and who left, month by month."""
    rows = movements()
    return listing(
        request,
        queryset=rows,
        table=MovementTable,
        template="inclusion/newsletter/subscriber_movements.html",
        name="mouvements-des-abonnes",
        begun=bool(rows),
        receiving=Subscriber.objects.receiving().count(),
    )
