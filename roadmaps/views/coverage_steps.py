"""What can be done next for an intercommunalité: what is there, what is missing, and the page where it begins."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from inclusion.core.access import Member, Permission
from roadmaps.models.coverage_queries import Coverage


@dataclass(frozen=True)
class NextStep:
    """One way to reach an intercommunalité: whether it is there, in a sentence, and the page that begins it."""

    title: str
    is_there: bool
    sentence: str
    action: str = ""
    url: str = ""


def steps_for(member: Member, one: Coverage) -> list[NextStep]:
    """The four ways, each with the page that begins it where the member may."""
    slug, siren = member.network.slug, one.epci.pk
    carries_own = member.may(Permission.ROADMAPS_LOCAL) and member.partner.epci_id == siren
    roadmap = _roadmap(one)
    return [
        _step(
            "Une feuille de route locale",
            *roadmap,
            "Commencer une feuille de route",
            (member.may(Permission.ROADMAPS_MANAGE) or carries_own) and not (one.adopted or one.preparing),
            f"{reverse('roadmap_add', args=[slug])}?epci={siren}",
        ),
        _step(
            "Une instance qui s’occupe d’inclusion numérique",
            bool(one.bodies),
            ", ".join(body.name for body in one.bodies)
            or "Aucune instance de ce territoire n’en parle encore.",
            "Ajouter une instance",
            member.may(Permission.BODIES_MANAGE),
            f"{reverse('body_add', args=[slug])}?epci={siren}",
        ),
        _step(
            "Une convention territoriale globale (CTG) qui en parle",
            bool(one.agreements),
            ", ".join(agreement.reference for agreement in one.agreements)
            or "Aucune convention en vigueur ne dit quelle place y tient l’inclusion numérique.",
            "Écrire une convention",
            member.may(Permission.AGREEMENTS_MANAGE),
            f"{reverse('agreement_add', args=[slug])}?nature=ctg",
        ),
        _step(
            "Des places pour former les aidants",
            bool(one.places),
            _places(one.places),
            "Attribuer des places",
            member.may(Permission.ROADMAPS_MANAGE),
            f"{reverse('training', args=[slug])}?epci={siren}",
        ),
    ]


def _step(title: str, is_there: bool, sentence: str, action: str, may: bool, url: str) -> NextStep:
    return NextStep(title, is_there, sentence, action if may else "", url if may else "")


def _roadmap(one: Coverage) -> tuple[bool, str]:
    if one.adopted:
        return True, ", ".join(str(roadmap) for roadmap in one.adopted)
    if one.preparing:
        told = ", ".join(f"{roadmap}, {roadmap.preparing_word}" for roadmap in one.preparing)
        return False, f"{told}."
    if one.of_communes:
        told = ", ".join(f"{roadmap} ({commune})" for commune, roadmap in one.of_communes)
        return False, f"En partie\u00a0: {told}."
    if one.noted:
        how = "adoptée" if one.noted.adopted_on else "rédigée"
        return one.noted.adopted_on is not None, f"{one.noted.title}, {how}, tenue hors du portail."
    if one.over:
        return False, f"Terminée\u00a0: {', '.join(str(roadmap) for roadmap in one.over)}."
    return False, "Aucune n’est commencée."


def _places(count: int) -> Any:
    if not count:
        return "Aucune place n’est encore attribuée. Elles aident, sans suffire à relier le territoire."
    return f"{count} place{'s' if count > 1 else ''} attribuée{'s' if count > 1 else ''}."
