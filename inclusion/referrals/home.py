"""What referrals show elsewhere: activity, menu, to-do cards, panels of a person and of a place, personal data."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.names import so_many
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos
from inclusion.core.registry.help import register_source_follower
from inclusion.core.registry.panels import register_panel
from inclusion.core.registry.people import register_person_data, register_person_rows
from inclusion.guide.models import Place
from inclusion.partners.actions import follow_merges
from inclusion.people.models import Beneficiary
from inclusion.referrals.actions import paths
from inclusion.referrals.actions.answering import follow_desk_of
from inclusion.referrals.models import FeltLevel, PathEnding, Referral, ReferralQuerySet
from inclusion.referrals.queries import answerable_by
from inclusion.referrals.rules import NEED_CHOICES

#: Referrals that a person's page shows; her path shows all.
MAX_SHOWN = 3


def running_referrals(day: date) -> list[Running]:
    """Referrals that have not ended."""
    return [
        Running(Referral.objects.under_way(), "orientation est en cours", "orientations sont en cours", "referral_list")
    ]


register_activity(
    Activity(
        "referrals",
        "Orientations et parcours",
        "Une personne est orientée vers un lieu ou un médiateur, et son parcours se suit.",
        Group.SUPPORT,
        ("inclusion.referrals",),
        running_referrals,
    )
)
register_entry(Entry(42, "Orientations", "referral_list", Permission.REFERRALS_VIEW, "referral_", group=Group.SUPPORT))


register_source_follower(follow_desk_of)


# -- Things to do


def _unanswered(member: Member) -> ReferralQuerySet:
    return answerable_by(member).unanswered()


def _returned(member: Member) -> ReferralQuerySet:
    return Referral.objects.sent_by_partner(member.partner).returned()


def _card(
    member: Member, rows: QuerySet[Referral], *, one: str, many: str, detail: str, action: str, due: str, state: str
) -> list[Todo]:
    """One line for these referrals: to the page of one, to the list of several."""
    found = list(rows.order_by(due, "pk").values_list("pk", due))
    count, (first, last_day) = len(found), found[0]
    slug = member.network.slug
    several = f"{reverse('referral_list', args=[slug])}?{state}"
    return [
        Todo(
            title=so_many(count, one, many),
            detail=detail,
            action=action,
            url=reverse("referral_detail", args=[slug, first]) if count == 1 else several,
            due=last_day if type(last_day) is date else last_day.date(),
        )
    ]


@register_todos(Permission.REFERRALS_RECEIVE, lambda member, today: [(_unanswered(member), "lapses_on")])
def answers_to_give(member: Member, today: date) -> list[Todo]:
    """What was sent to the member's organisation and waits for an answer."""
    return _card(
        member,
        _unanswered(member),
        one="personne orientée attend votre réponse",
        many="personnes orientées attendent votre réponse",
        detail="sans réponse en sept jours, l’orientation revient à qui l’a envoyée",
        action="Répondre",
        due="lapses_on",
        state="way=received&state=sent",
    )


def _met_already(member: Member, today: date) -> ReferralQuerySet:
    return answerable_by(member).to_meet().filter(appointment_at__date__lte=today)


@register_todos(Permission.REFERRALS_RECEIVE, lambda member, today: [(_met_already(member, today), "appointment_at")])
def people_met(member: Member, today: date) -> list[Todo]:
    """Appointments of which nobody has said whether the person came."""
    return _card(
        member,
        _met_already(member, today),
        one="rendez-vous est passé\u00a0: la personne est-elle venue\u00a0?",
        many="rendez-vous sont passés\u00a0: les personnes sont-elles venues\u00a0?",
        detail="l’orientation reste ouverte tant que personne ne le dit",
        action="Le dire",
        due="appointment_at",
        state="way=received&state=accepted",
    )


def _to_finish(member: Member) -> ReferralQuerySet:
    return answerable_by(member).to_finish()


@register_todos(Permission.REFERRALS_RECEIVE, lambda member, today: [(_to_finish(member), "appointment_at")])
def words_to_write(member: Member, today: date) -> list[Todo]:
    """People who were received, without a word back; people who did not come, without another appointment."""
    return _card(
        member,
        _to_finish(member),
        one="orientation attend un mot en retour ou un autre rendez-vous",
        many="orientations attendent un mot en retour ou un autre rendez-vous",
        detail="qui l’a envoyée saura ce qui a été fait",
        action="Terminer",
        due="appointment_at",
        state="way=received&state=to_finish",
    )


@register_todos(Permission.REFERRALS_SEND, lambda member, today: [(_returned(member), "ended_at")])
def answers_to_read(member: Member, today: date) -> list[Todo]:
    """What came back to the member's organisation: a word, a refusal, or no answer at all."""
    return _card(
        member,
        _returned(member),
        one="orientation vous est revenue",
        many="orientations vous sont revenues",
        detail="un mot à lire, ou un autre lieu à trouver",
        action="Lire",
        due="ended_at",
        state="way=sent&state=returned",
    )


def _lapsed() -> ReferralQuerySet:
    return Referral.objects.returned().filter(state="lapsed")


@register_todos(Permission.REFERRALS_COUNT, lambda member, today: [(_lapsed(), "lapses_on")])
def left_without_answer(member: Member, today: date) -> list[Todo]:
    """For the coordination: what no place answered, and its sender has not dealt with."""
    return _card(
        member,
        _lapsed(),
        one="orientation est restée sans réponse",
        many="orientations sont restées sans réponse",
        detail="le lieu n’a rien dit en sept jours\u00a0: un appel peut suffire",
        action="Voir",
        due="lapses_on",
        state="state=lapsed",
    )


# -- Panels of a person and of a place


def referrals_of(request: MemberRequest, person: Beneficiary) -> tuple[str, dict[str, Any]] | None:
    """A person's latest referrals, and the way to send her somewhere: one press for a need."""
    member = request.member
    if not member.may(Permission.REFERRALS_VIEW):
        return None
    rows = Referral.objects.visible_to(member).filter(person=person).for_pages()
    return "inclusion/referrals/referral_person_panel.html", {
        "person": person,
        "referrals": list(rows[:MAX_SHOWN]),
        "needs": NEED_CHOICES,
        "may_send": member.may(Permission.REFERRALS_SEND),
    }


register_panel("person_detail", referrals_of)


def send_from_place(request: MemberRequest, place: Place) -> tuple[str, dict[str, Any]] | None:
    """The way to send a person to a place of the guide."""
    if place.is_closed or not request.member.may(Permission.REFERRALS_SEND):
        return None
    return "inclusion/referrals/referral_place_panel.html", {"place": place}


register_panel("place_detail", send_from_place)


# -- What moves with an organisation that is merged into another one

follow_merges(Referral, "sender")
follow_merges(Referral, "receiver")
follow_merges(FeltLevel, "partner")


# -- Data about people, for their export and erasure

register_person_data(export=paths.export, blockers=paths.blockers, consequences=paths.consequences, forget=paths.forget)
register_person_rows(Referral, FeltLevel, PathEnding, part_of="person")
