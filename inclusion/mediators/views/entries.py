"""Pages of the register: the list, one entry, what it shows and to whom, departures, places."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.names import of, so_many
from inclusion.core.french.phones import shown_phone
from inclusion.core.web.acting import confirmed, formed, perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.mediators.actions import consents
from inclusion.mediators.actions import entries as actions
from inclusion.mediators.enums import ConsentSource
from inclusion.mediators.forms import AlikeForm, ConsentForm, DepartureForm, HelperForm, HelperPlaceForm
from inclusion.mediators.lists import HelperFilter, HelperTable, state_look
from inclusion.mediators.models import Helper, HelperPlace
from inclusion.mediators.queries import place_rows, with_lists
from inclusion.mediators.rules import KEPT_MONTHS, NAMELESS, REASON, counted, hours_words, kept_until, sum_hours
from inclusion.partners.models import Partner


def employers(member: Member) -> Any:
    """The organisations for which a member opens entries: the own one, all for the coordination."""
    active = Partner.objects.active()
    return active if member.may(Permission.HELPERS_MANAGE) else active.filter(pk=member.partner.pk)


def own_helper(member: Member, pk: int) -> Helper:
    """An entry that the member keeps; nothing is found otherwise."""
    return get_object_or_404(Helper.objects.editable_by(member).select_related("partner", "network"), pk=pk)


def _heading(there: int, to_come: int) -> str:
    """« 3 personnes aident, 1 autre arrive bientôt »."""
    if not there + to_come:
        return "Qui aide, et où"
    coming = f", {so_many(to_come, 'autre arrive', 'autres arrivent')} bientôt" if to_come else ""
    return so_many(there, "personne aide", "personnes aident") + coming


@requires(Permission.HELPERS_VIEW)
def helper_list(request: MemberRequest) -> HttpResponse:
    """Who helps, for whom, where and with what."""
    member, today = request.member, timezone.localdate()
    found = Helper.objects.visible_to(member, on=today)
    statuses = found.in_post(on=today).count_by_status()
    count = sum(statuses.values())
    return listing(
        request,
        queryset=with_lists(found if request.GET.get("state") == "gone" else found.not_gone(on=today)),
        table=HelperTable,
        filterset=HelperFilter,
        template="inclusion/mediators/helper_list.html",
        name="aidants",
        heading=_heading(count, found.not_gone(on=today).count() - count),
        words=counted(statuses),
        begun=bool(count) or found.exists(),
        may_add=member.may(Permission.HELPERS_OWN),
        manages=member.may(Permission.HELPERS_MANAGE),
    )


@requires(Permission.HELPERS_VIEW)
def helper_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One entry: what was agreed to be shown; all of it for who keeps it."""
    today = timezone.localdate()
    found = with_lists(Helper.objects.visible_to(request.member, on=today))
    helper = get_object_or_404(found, pk=pk)
    sight = helper.sight_of(request.member, on=today)
    context = {
        "helper": helper,
        "sight": sight,
        "name": str(helper) if sight.name else NAMELESS,
        "in_post": helper.has_not_left(on=today),
        "look": state_look(helper),
        "phone": shown_phone(helper.phone),
        "places": list(place_rows().filter(helper=helper)),
        "services": [one.replace("'", "’") for one in helper.services],
        "epcis": [one.epci for one in helper.territories.all()],
        "trainings": list(helper.trainings.all()) if sight.everything else [],
        "hours": hours_words(sum_hours(one.hours for one in helper.trainings.all())),
        "may_edit": sight.everything,
        "kept_until": kept_until(helper.left_on) if helper.left_on else None,
        "reason": REASON,
        "months": KEPT_MONTHS,
        "mails": list(helper.mails.all()[:3]) if sight.everything else [],
    }
    return render(request, "inclusion/mediators/helper_detail.html", context)


@requires(Permission.HELPERS_OWN)
def helper_add(request: MemberRequest) -> HttpResponse:
    """Open an entry; somebody of the same name with the same employer is shown while it is typed."""
    partners = employers(request.member)
    form = HelperForm(request.POST or None, partners=partners)
    own = {} if "partner" in form.fields else {"partner": request.member.partner}
    helper = submitted(request, form, lambda data: actions.add_helper(**own, **data, **stamp(request)))
    if helper:
        messages.success(request, f"La fiche {of(helper)} est ouverte. Personne d’autre ne la voit sans son accord.")
        return redirect(helper)
    context: dict[str, Any] = {"form": form, "helper": None, "twins": []}
    return render(request, "inclusion/mediators/helper_form.html", context)


@requires(Permission.HELPERS_OWN)
def helper_alike(request: MemberRequest) -> HttpResponse:
    """The entries that may be of the person whose name is being typed."""
    asked = AlikeForm(request.GET, partners=employers(request.member))
    twins = asked.twins(Helper.objects.editable_by(request.member))
    return render(request, "inclusion/mediators/helper_alike.html", {"twins": twins})


@requires(Permission.HELPERS_OWN)
def helper_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change an entry."""
    helper = own_helper(request.member, pk)
    form = HelperForm(request.POST or None, partners=employers(request.member), helper=helper)
    changed = submitted(request, form, lambda data: actions.change_helper(helper, **data, **stamp(request)))
    if changed:
        messages.success(request, "La fiche est à jour.")
        return redirect(changed)
    context = {"form": form, "helper": helper, "twins": []}
    return render(request, "inclusion/mediators/helper_form.html", context)


@requires(Permission.HELPERS_OWN)
def helper_consent(request: MemberRequest, pk: int) -> HttpResponse:
    """Write what somebody agreed to, in their name."""
    helper = own_helper(request.member, pk)

    def agree(data: dict[str, Any]) -> Helper:
        del data["agreed"]
        return consents.set_consent(helper, source=ConsentSource.ORGANISATION, **data, **stamp(request))

    return formed(
        request,
        ConsentForm(request.POST or None, helper=helper),
        agree,
        done="L’accord est noté, et compte dès maintenant.",
        back=helper,
        cancel_label="Ne rien changer",
        action_label="Noter cet accord",
        title=f"Accord {of(helper)}",
        heading=f"Qu’accepte de montrer {helper}\u00a0?",
        lead="Le mieux est que la personne le dise elle-même, par son lien personnel. Elle peut revenir sur son "
        "accord à tout moment.",
        trail=(("Aidants", "helper_list"), helper, "Accord"),
    )


@requires(Permission.HELPERS_OWN)
@require_POST
def helper_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that an entry is right."""
    helper = own_helper(request.member, pk)
    return perform(
        request,
        lambda: consents.confirm(helper, **stamp(request)),
        done="La fiche est confirmée d’aujourd’hui.",
        back=helper,
    )


@requires(Permission.HELPERS_OWN)
@require_POST
def helper_link(request: MemberRequest, pk: int) -> HttpResponse:
    """Send somebody a new personal link."""
    helper = own_helper(request.member, pk)
    return perform(
        request,
        lambda: consents.send_link(helper, **stamp(request)),
        done=f"Le lien personnel va partir à {helper.email}. Les liens d’avant ne servent plus.",
        back=helper,
    )


@requires(Permission.HELPERS_OWN)
def helper_leave(request: MemberRequest, pk: int) -> HttpResponse:
    """Note somebody's last day."""
    helper = own_helper(request.member, pk)
    return formed(
        request,
        DepartureForm(request.POST or None, initial={"last_day": timezone.localdate()}),
        lambda data: actions.leave(helper, **data, **stamp(request)),
        done="Le départ est noté. Plus rien n’est montré de cette personne.",
        back=helper,
        cancel_label="Ne rien changer",
        action_label="Noter ce départ",
        title=f"Départ {of(helper)}",
        heading=f"{helper} n’aide plus",
        lead="Dès le lendemain, plus rien n’est montré de cette personne et son lien personnel ne sert plus. "
        f"Son nom et ses coordonnées sont effacés {KEPT_MONTHS} mois après.",
        trail=(("Aidants", "helper_list"), helper, "Départ"),
    )


@requires(Permission.HELPERS_OWN)
@require_POST
def helper_return(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that somebody helps again."""
    helper = own_helper(request.member, pk)
    return perform(
        request,
        lambda: actions.come_back(helper, **stamp(request)),
        done="Le retour est noté. Demandez-lui de nouveau ce qui peut être montré.",
        back=helper,
    )


# -- Places where somebody helps


@requires(Permission.HELPERS_OWN)
def helper_place_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a place of the guide."""
    helper = own_helper(request.member, pk)
    return formed(
        request,
        HelperPlaceForm(request.POST or None),
        lambda data: actions.add_place(helper, **data, **stamp(request)),
        done=lambda added: f"{added} est sur la fiche.",
        then=helper,
        back=helper,
        cancel_label="Ne rien changer",
        action_label="Ajouter ce lieu",
        title=f"Un lieu où aide {helper}",
        heading=f"Où {helper} aide-t-il ou aide-t-elle\u00a0?",
        lead="Un lieu du guide du numérique.",
        trail=(("Aidants", "helper_list"), helper, "Ajouter un lieu"),
    )


@requires(Permission.HELPERS_OWN)
def helper_place_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take a place off."""
    mine = Helper.objects.editable_by(request.member).values("pk")
    found = HelperPlace.objects.filter(helper__in=mine).select_related("helper__network", "place")
    row = get_object_or_404(found, pk=pk)
    return confirmed(
        request,
        lambda: actions.remove_place(row, **stamp(request)),
        done="Le lieu n’est plus sur la fiche.",
        back=row.helper,
        question=f"Retirer {row} de la fiche {of(row.helper)}\u00a0?",
        consequence="Cette personne n’est plus comptée parmi celles qui aident dans ce lieu.",
        action_label="Retirer ce lieu",
        danger=True,
    )
