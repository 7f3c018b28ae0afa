"""Referrals as senders, receivers and the coordination see them: the list, one, sending, answering, reading."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.states import history
from inclusion.core.web import parameters
from inclusion.core.web.acting import confirmed, formed, perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.guide.models import Place
from inclusion.people.models import Beneficiary
from inclusion.referrals.actions import answering, sending
from inclusion.referrals.enums import ReferralState
from inclusion.referrals.forms import AppointmentForm, DeclineForm, PassOnForm, SendForm, WordForm
from inclusion.referrals.lists import ReferralFilter, ReferralTable
from inclusion.referrals.models import Referral
from inclusion.referrals.queries import (
    answerable_by,
    destination_of,
    destinations,
    is_to_place_anew,
    proposed_times,
    sendable_by,
    shared_of,
)
from inclusion.referrals.rules import NEED_CHOICES, appointment_words, time_words, waiting_words

#: People whom the page of a place lists.
MAX_PEOPLE = 20


@requires(Permission.REFERRALS_VIEW)
def referral_list(request: MemberRequest) -> HttpResponse:
    """What the member's organisation sent and received; all of the network for the coordination."""
    rows = Referral.objects.visible_to(request.member)
    return listing(
        request,
        queryset=rows.for_pages(),
        table=ReferralTable,
        filterset=ReferralFilter,
        template="inclusion/referrals/referral_list.html",
        name="orientations",
        begun=rows.exists(),
        unanswered=answerable_by(request.member).unanswered().count(),
        may_send=request.member.may(Permission.REFERRALS_SEND),
        may_count=request.member.may(Permission.REFERRALS_COUNT),
    )


def _visible_referral(member: Member, pk: int) -> Referral:
    """A referral that this member may read; nothing is found otherwise."""
    return get_object_or_404(Referral.objects.visible_to(member).for_pages().select_related("network"), pk=pk)


@requires(Permission.REFERRALS_VIEW)
def referral_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One referral: what the person agreed to show, where it is, and what can be done with it now."""
    referral, now = _visible_referral(request.member, pk), timezone.now()
    answers = answerable_by(request.member).filter(pk=pk).exists()
    known = Beneficiary.objects.visible_to(request.member).known()
    follows = known.filter(pk=referral.person_id).exists()
    sends = sendable_by(request.member).filter(pk=pk).exists()
    context = standing(referral, at=now, follows=follows) | {
        "answers": answers and referral.is_open,
        "sends": sends,
        "to_read": sends and Referral.objects.returned().filter(pk=pk).exists(),
        "follows": follows and request.member.may(Permission.PEOPLE_VIEW),
        "history": [(one, ReferralState(one.to_state).label) for one in history(referral).select_related("by")],
        "next": Referral.objects.visible_to(request.member).filter(passed_from=referral).first(),
    }
    return render(request, "inclusion/referrals/referral_detail.html", context)


def standing(referral: Referral, *, at: datetime, follows: bool = False) -> dict[str, Any]:
    """What the page of a referral and its secret link both show."""
    moment = referral.appointment_at and timezone.localtime(referral.appointment_at)
    waits = referral.state in (ReferralState.SENT, ReferralState.MISSED)
    when = appointment_words(moment) if moment else ""
    closed = is_to_place_anew(referral)
    times = proposed_times(referral, at=at) if waits else []
    return {
        "referral": referral,
        "shared": shared_of(referral, follows=follows),
        "details": referral.is_open or follows,
        "when": when,
        "closed": closed,
        "heading": "Rendez-vous à replacer" if closed else waiting_words(referral.state, when=when),
        "times": [(one.isoformat(), time_words(timezone.localtime(one))) for one in times],
        "came": moment is not None and moment.date() <= timezone.localdate(at),
    }


# -- Sending


@requires(Permission.REFERRALS_SEND)
def referral_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Send a person somewhere: the nearest fitting places are proposed, one press sends; `?besoin=&lieu=&q=`."""
    person = get_object_or_404(Beneficiary.objects.visible_to(request.member).known(), pk=pk)
    value = request.POST.get("need") or request.GET.get("besoin", "")
    need = value if value in dict(NEED_CHOICES) else NEED_CHOICES[0][0]
    first = Place.objects.open().filter(pk=parameters.key(request.GET.get("lieu"))).first()
    words, today = request.GET.get("q", "")[:80], timezone.localdate()
    proposed = destinations(person, sender=request.member.partner, need=need, words=words, first=first, today=today)
    form = SendForm(request.POST or None, proposed=proposed, person=person, initial={"need": need})
    sent = submitted(request, form, lambda data: _sent(request, person, data))
    if sent:
        messages.success(request, f"C’est envoyé à {sent.destination}. Sa réponse paraîtra ici.")
        return redirect(sent)
    context = {"form": form, "person": person, "need": need, "needs": NEED_CHOICES, "words": words, "first": first}
    return render(request, "inclusion/referrals/referral_add.html", context)


def _sent(request: MemberRequest, person: Beneficiary, data: dict[str, Any]) -> Referral:
    del data["consent"]
    place, receiver = destination_of(data.pop("to"))
    return sending.send(
        person,
        sender=request.member.partner,
        place=place,
        receiver=receiver,
        consented_on=timezone.localdate(),
        **data,
        **stamp(request),
    )


@requires(Permission.REFERRALS_SEND)
def referral_from_place(request: MemberRequest, pk: int) -> HttpResponse:
    """From a place of the guide: choose whom to send there."""
    place = get_object_or_404(Place.objects.open(), pk=pk)
    words = request.GET.get("q", "")[:80]
    people = Beneficiary.objects.visible_to(request.member).known().matching(words)[:MAX_PEOPLE]
    context = {"place": place, "people": people, "words": words}
    return render(request, "inclusion/referrals/referral_from_place.html", context)


def _own_sent(request: MemberRequest, pk: int) -> Referral:
    return get_object_or_404(sendable_by(request.member).for_pages(), pk=pk)


@requires(Permission.REFERRALS_SEND)
def referral_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take a referral back."""
    referral = _own_sent(request, pk)
    return confirmed(
        request,
        lambda: sending.withdraw(referral, **stamp(request)),
        done="L’orientation est retirée.",
        back=referral,
        question=f"Retirer cette orientation vers {referral.destination}\u00a0?",
        consequence="Le lieu est prévenu qu’il n’a plus rien à faire. Un rendez-vous fixé est annulé.",
        action_label="Retirer l’orientation",
        danger=True,
    )


@requires(Permission.REFERRALS_SEND)
@require_POST
def referral_read(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that its end was read."""
    referral = _own_sent(request, pk)
    return perform(request, lambda: sending.acknowledge(referral, **stamp(request)), done="C’est noté.", back=referral)


# -- Answering


def _received(request: MemberRequest, pk: int) -> Referral:
    return get_object_or_404(answerable_by(request.member).for_pages().select_related("network"), pk=pk)


@requires(Permission.REFERRALS_RECEIVE)
def referral_accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Accept for a time that was proposed (one press, `time`), or for another one."""
    referral = _received(request, pk)
    if moment := parameters.moment(request.POST.get("time")):
        return perform(
            request,
            lambda: answering.accept(referral, appointment_at=moment, **stamp(request)),
            done=lambda row: f"Rendez-vous fixé {said_time(row)}. {row.sender} est prévenu.",
            back=referral,
        )
    return formed(
        request,
        AppointmentForm(request.POST or None),
        lambda data: answering.accept(referral, **data, **stamp(request)),
        done=lambda row: f"Rendez-vous fixé {said_time(row)}. {row.sender} est prévenu.",
        action_label="Fixer le rendez-vous",
        **_answer_page(referral, "Proposer un rendez-vous"),
    )


@requires(Permission.REFERRALS_RECEIVE)
def referral_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Give another moment to an appointment."""
    referral = _received(request, pk)
    return formed(
        request,
        AppointmentForm(request.POST or None),
        lambda data: answering.move_appointment(referral, **data, **stamp(request)),
        done=lambda row: f"Rendez-vous déplacé {said_time(row)}. {row.sender} est prévenu.",
        action_label="Déplacer le rendez-vous",
        **_answer_page(referral, "Quel autre moment\u00a0?"),
    )


def said_time(referral: Referral) -> str:
    """When the appointment is."""
    return appointment_words(timezone.localtime(referral.appointment_at))


def _answer_page(referral: Referral, title: str) -> dict[str, Any]:
    """What every page shows on which a referral is answered."""
    return {
        "back": referral,
        "heading": title,
        "lead": f"{referral.get_need_display()}, orientée par {referral.sender}",
        "trail": (("Orientations", "referral_list"), referral, title),
    }


@requires(Permission.REFERRALS_RECEIVE)
def referral_decline(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that the person cannot be received, and why."""
    referral = _received(request, pk)
    return formed(
        request,
        DeclineForm(request.POST or None),
        lambda data: answering.decline(referral, **data, **stamp(request)),
        done=lambda row: f"C’est noté\u00a0: {row.sender} cherchera un autre lieu.",
        action_label="Refuser l’orientation",
        **_answer_page(referral, "Vous ne pouvez pas la recevoir\u00a0?"),
    )


@requires(Permission.REFERRALS_RECEIVE)
def referral_pass_on(request: MemberRequest, pk: int) -> HttpResponse:
    """Send the person on to another place; `?q=` looks for one."""
    referral = _received(request, pk)
    words, today = request.GET.get("q", "")[:80], timezone.localdate()
    proposed = [
        one
        for one in destinations(referral.person, sender=referral.sender, need=referral.need, words=words, today=today)
        if one.key != f"place:{referral.place_id}"
    ]
    form = PassOnForm(request.POST or None, proposed=proposed)

    def passed(data: dict[str, Any]) -> Referral:
        place, receiver = destination_of(data["to"])
        to: dict[str, Any] = {"place": place, "receiver": receiver, "consented_on": today}
        return sending.pass_on(referral, **to, **stamp(request))

    if successor := submitted(request, form, passed):
        messages.success(request, f"C’est transmis à {successor.destination}. {successor.sender} est prévenu.")
        return redirect(referral)
    context = {"referral": referral, "form": form, "words": words}
    return render(request, "inclusion/referrals/referral_pass_on.html", context)


@requires(Permission.REFERRALS_RECEIVE)
@require_POST
def referral_came(request: MemberRequest, pk: int) -> HttpResponse:
    """Note whether the person came."""
    referral = _received(request, pk)
    came = request.POST.get("came") == "yes"
    act = answering.note_met if came else answering.note_missed
    done = "C’est noté\u00a0: écrivez maintenant un mot en retour." if came else "C’est noté."
    return perform(request, lambda: act(referral, **stamp(request)), done=done, back=referral)


@requires(Permission.REFERRALS_RECEIVE)
def referral_finish(request: MemberRequest, pk: int) -> HttpResponse:
    """End it with a word back."""
    referral = _received(request, pk)
    return formed(
        request,
        WordForm(request.POST or None),
        lambda data: answering.finish(referral, **data, **stamp(request)),
        done=lambda row: f"Merci\u00a0: {row.sender} lira votre mot.",
        action_label="Envoyer le mot et terminer",
        **_answer_page(referral, "Un mot en retour"),
    )
