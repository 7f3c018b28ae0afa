"""What a roadmap still lacks before a body can adopt it: the same sentences as a check-list and as refusals."""

from dataclasses import dataclass

from roadmaps.enums import AxisWord, RoadmapState
from roadmaps.models.actions import Action
from roadmaps.models.roadmaps import Roadmap
from roadmaps.models.settings import minimum_axes
from roadmaps.rules.nesting import Nesting, is_feminine, one_more


@dataclass(frozen=True)
class Condition:
    """One condition: what is met, what is missing where it is not."""

    label: str
    missing: str
    is_met: bool


def nesting_of(roadmap: Roadmap) -> Nesting:
    """What this local roadmap takes up of the departmental one, against what the network asks for."""
    parent = roadmap.parent
    word = AxisWord(parent.axis_word if parent else AxisWord.AXIS).label.lower()
    taken = roadmap.axes.values_list("taken_up_id", flat=True)
    return Nesting.of(taken, minimum=minimum_axes(), word=word)


def adoption_conditions(roadmap: Roadmap) -> list[Condition]:
    """The conditions of an adoption, in the order in which they are worked on."""
    found = [
        Condition(
            "Un porteur au moins est nommé.",
            "Nommez l’organisme qui porte la feuille de route.",
            roadmap.carrier_rows.exists(),
        ),
    ]
    if roadmap.is_local:
        found.append(
            Condition(
                "Le territoire est choisi.",
                "Choisissez l’intercommunalité ou la commune du territoire.",
                roadmap.territories.exists(),
            )
        )
    found += [
        _of_axes(roadmap),
        Condition(
            "Une action au moins est prévue.",
            "Prévoyez une première action.",
            Action.objects.of_roadmap(roadmap).exists(),
        ),
    ]
    if roadmap.is_local:
        found += _of_nesting(roadmap)
    return found


def _of_axes(roadmap: Roadmap) -> Condition:
    word = AxisWord(roadmap.axis_word).label.lower()
    written, first = ("écrite", "une première") if is_feminine(word) else ("écrit", "un premier")
    label = f"{one_more(word).capitalize()} au moins est {written}."
    return Condition(label, f"Écrivez {first} {word}.", roadmap.axes.exists())


def _of_nesting(roadmap: Roadmap) -> list[Condition]:
    nesting = nesting_of(roadmap)
    if not nesting.minimum:
        return []
    parent = roadmap.parent
    if parent is None:
        missing = "Rattachez-la à la feuille de route départementale."
        return [Condition("Elle est rattachée à la feuille départementale.", missing, False)]
    ready = parent.state != RoadmapState.DRAFT
    found = []
    if not ready:
        missing = f"La feuille de route départementale «\u00a0{parent}\u00a0» n’est pas encore adoptée."
        found.append(Condition("La feuille départementale est adoptée.", missing, False))
    found.append(Condition(nesting.sentence, nesting.sentence, nesting.is_enough))
    return found
