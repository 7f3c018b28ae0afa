"""Steps of one family: the device, its receipt, the sessions, the end of the path."""

from django.contrib import messages
from django.db.models import Case, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from equipment.family_aid.actions import paths
from equipment.family_aid.actions import sessions as training
from equipment.family_aid.enums import AidState
from equipment.family_aid.forms import GiveForm, OutcomeForm, RegisterForm, StopForm
from equipment.family_aid.models import FamilyAid, TrainingSession
from equipment.family_aid.papers import receipt_pdf
from equipment.family_aid.queries import devices_for_families
from equipment.family_aid.views.tabs import own_aid, page_of, step_page
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.models.documents import ContentErased
from inclusion.core.web.acting import formed, perform, stamp
from inclusion.core.web.exports import attachment


@requires(Permission.EQUIPMENT_MANAGE, Permission.AID_DECIDE)
def family_aid_give(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a ready device, and print the receipt."""
    aid = own_aid(request.member, pk)
    wished = Case(When(kind=aid.kind, then=Value(0)), default=Value(1))
    devices = devices_for_families().order_by(wished, "grade", "number", "pk")
    return formed(
        request,
        GiveForm(request.POST or None, devices=devices, initial={"left_on": timezone.localdate()}),
        lambda data: paths.give(aid, **data, render=receipt_pdf, **stamp(request)),
        done=lambda given: (
            f"L’appareil {given.device} est remis. Imprimez le reçu en deux exemplaires et faites-les signer."
        ),
        template="equipment/family_aid/family_aid_give.html",
        **page_of(request.member, aid, path=paths.path_of_aid(aid), any_device=devices.exists()),
    )


@requires(Permission.AID_PROPOSE, Permission.EQUIPMENT_MANAGE)
def family_aid_receipt(request: MemberRequest, pk: int) -> HttpResponse:
    """The receipt, as it was made when the device was given."""
    aid = own_aid(request.member, pk)
    if aid.receipt is None:
        raise Http404
    try:
        data = aid.receipt.data
    except ContentErased as gone:
        messages.info(request, f"Ce reçu est effacé\u00a0: {gone.erasure.reason}")
        return redirect(aid)
    return attachment(data, filename=aid.receipt.filename, media_type=aid.receipt.media_type, inline=True)


@requires(Permission.AID_PROPOSE)
def family_aid_register(request: MemberRequest, pk: int) -> HttpResponse:
    """Put the family on a session; another word of the form takes it off."""
    aid = own_aid(request.member, pk)
    form = RegisterForm(request.POST, aid=aid)
    if request.method != "POST":
        return redirect(aid)
    if not form.is_valid():
        messages.error(request, "Choisissez une séance\u00a0: celle-ci n’existe plus, ou aucune n’est choisie.")
        return redirect(aid)
    session: TrainingSession = form.cleaned_data["session"]
    if "leave" in request.POST:
        done = f"La famille n’est plus attendue à «\u00a0{session}\u00a0»."
        return perform(request, lambda: training.unregister(session, aid, **stamp(request)), done=done, back=aid)
    done = f"La famille est inscrite à «\u00a0{session}\u00a0»."
    return perform(request, lambda: training.register(session, aid, **stamp(request)), done=done, back=aid)


@requires(Permission.AID_DECIDE)
def family_aid_stop(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop a path before its end, with the reason."""
    aid = own_aid(request.member, pk)
    lead = "Ses places dans les séances à venir sont libérées. Les séances suivies restent comptées."
    return formed(
        request,
        StopForm(request.POST or None, initial={"on": timezone.localdate()}),
        lambda data: paths.stop_path(aid, **data, **stamp(request)),
        done="Le parcours est arrêté. Il peut être repris.",
        action_label="Arrêter le parcours",
        **step_page(request.member, aid, "Arrêter le parcours", lead=lead),
    )


@requires(Permission.AID_DECIDE)
def family_aid_resume(request: MemberRequest, pk: int) -> HttpResponse:
    """Resume a path."""
    aid = get_object_or_404(FamilyAid, pk=pk)
    if request.method == "POST" and aid.state == AidState.STOPPED:
        return perform(
            request,
            lambda: paths.resume_path(aid, **stamp(request)),
            done="Le parcours reprend\u00a0: choisissez les prochaines séances.",
            back=aid,
        )
    return redirect(aid)


@requires(Permission.AID_PROPOSE)
def family_aid_outcome(request: MemberRequest, pk: int) -> HttpResponse:
    """Write what the aid made possible."""
    aid = own_aid(request.member, pk)
    return formed(
        request,
        OutcomeForm(request.POST or None, initial={"outcome": aid.outcome}),
        lambda data: paths.note_outcome(aid, **data, **stamp(request)),
        done="C’est noté.",
        action_label="Noter",
        **step_page(request.member, aid, "Ce que l’aide a permis"),
    )
