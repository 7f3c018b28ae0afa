"""What the pages of aids for families share: their tabs, and which rows a member may reach."""

from typing import Any

from django.shortcuts import get_object_or_404

from equipment.family_aid.models import AidCommission, FamilyAid, TrainingSession
from equipment.family_aid.queries import name_for, sees_family
from equipment.tabs import AID_TABS, tabs
from inclusion.core.access import Member
from inclusion.core.french.names import of


def framed(member: Member, current: str, **context: Any) -> dict[str, Any]:
    """A page's context with the tabs above it."""
    return {"tabs": tabs(member, current, AID_TABS), "tabs_label": "L’aide aux familles", **context}


def visible_aid(member: Member, pk: int) -> FamilyAid:
    """The aid with this key, if the member may see it; nothing is found otherwise."""
    found = FamilyAid.objects.filter(pk__in=FamilyAid.objects.visible_to(member).values("pk"))
    papers = ("programme", "person", "proposed_for", "proposed_by", "commission", "device", "receipt")
    return get_object_or_404(found.select_related(*papers), pk=pk)


def own_aid(member: Member, pk: int) -> FamilyAid:
    """The same where the member knows the family by name: who trains alone does not change anything of it."""
    aid = visible_aid(member, pk)
    return get_object_or_404(FamilyAid, pk=aid.pk if sees_family(member, aid) else 0)


def page_of(member: Member, aid: FamilyAid, **context: Any) -> dict[str, Any]:
    """The context of a page about one aid."""
    return framed(member, "aids", aid=aid, name=name_for(member, aid), **context)


def step_page(member: Member, aid: FamilyAid, heading: str, *, lead: str = "") -> dict[str, Any]:
    """What `formed` shows around one thing that is done with an aid: `lead` says what it means."""
    name = name_for(member, aid)
    return framed(
        member,
        "aids",
        title=f"{heading}, aide n°\u00a0{aid.pk}",
        heading=heading,
        trail=(("Aide aux familles", "family_aid_list"), name, aid.get_absolute_url(), heading),
        lead=f"Famille {of(name)}, {aid.programme}. {lead}".rstrip(),
        back=aid,
        cancel_label="Ne rien changer",
    )


def commission_or_404(pk: int) -> AidCommission:
    """A sitting, with its programme."""
    return get_object_or_404(AidCommission.objects.select_related("programme"), pk=pk)


def session_or_404(member: Member, pk: int) -> TrainingSession:
    """A session that this member may read, with its seats."""
    found = TrainingSession.objects.visible_to(member).select_related("programme", "trainer").with_seats()
    return get_object_or_404(found, pk=pk)
