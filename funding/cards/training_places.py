"""What training places and the stock of programmes put on the pages of the network."""

from datetime import date

from django.urls import reverse

from funding.actions.pass_stock import stock_of
from funding.enums import LetterState
from funding.models import Letter, PassProgramme, TrainingPlace
from inclusion.core.access import Member, Permission
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos
from inclusion.core.registry import register_place_marks
from inclusion.partners.actions import refuse_merges
from inclusion.partners.models import Partner


def without_account(member: Member) -> int:
    """How many places accept passes and cannot be paid for them."""
    if not member.may(Permission.PASSES_MANAGE):
        return 0
    return TrainingPlace.objects.filter(accepts_passes=True, iban="").count()


register_entry(
    Entry(47, "Lieux de formation", "training_place_list", Permission.PASSES_MANAGE, "training_place")
)
register_entry(Entry(31, "Nos lieux", "training_place_list", Permission.PASSES_REDEEM, "training_place"))


def keep_prescribers(gone: Partner) -> str | None:
    """Who was chosen to send passes would not send them any more under another name."""
    chosen = PassProgramme.objects.filter(prescriber_rows__partner=gone).first()
    if chosen is None:
        return None
    return (
        f"{gone} est choisi pour envoyer les pass de «\u00a0{chosen}\u00a0»\u00a0: "
        "choisissez d’abord l’autre à sa place, dans les réglages du programme."
    )


refuse_merges(keep_prescribers)


@register_place_marks
def accepting_passes(partners: list[int], day: date) -> dict[int, list[str]]:
    """Partners of which a training place accepts passes, for the guide du numérique."""
    accepting = TrainingPlace.objects.filter(partner__in=partners, accepts_passes=True)
    keys = accepting.order_by().values_list("partner", flat=True).distinct()
    return {key: ["Accepte le pass numérique"] for key in keys}


@register_todos
def stock_of_programmes(member: Member, today: date) -> list[Todo]:
    """Programmes of which few booklets are left, or none can be sent."""
    if not member.may(Permission.PASSES_MANAGE):
        return []
    todos = []
    for programme in PassProgramme.objects.open_on(today).select_related("funded_action__fund"):
        stock = stock_of(programme, on=today)
        if not stock.is_low:
            continue
        nothing = stock.booklets == 0
        left = "plus aucun carnet possible" if nothing else f"encore {stock.booklets} carnets possibles"
        left = left if stock.booklets != 1 else "encore 1 carnet possible"
        todos.append(
            Todo(
                "bad" if nothing else "warn",
                "Épuisé" if nothing else "Bientôt épuisé",
                f"{programme}\u00a0: {left}",
                stock.obstacle or f"payé par {programme.funded_action.fund}",
                "Voir le programme",
                programme.get_absolute_url(),
                8 if nothing else 25,
            )
        )
    return todos


@register_todos
def letters_that_came_back(member: Member, today: date) -> list[Todo]:
    """Letters that La Poste brought back and of which nobody has said what to do."""
    if not member.may(Permission.PASSES_DISPATCH):
        return []
    back = Letter.objects.filter(state=LetterState.RETURNED, booklet__cancelled_at=None)
    count = back.filter(booklet__accepted_until__gte=today).count()
    if not count:
        return []
    url = reverse("letter_returns", args=[member.network.slug])
    said = f"{count} lettre{'s' if count > 1 else ''} revenue{'s' if count > 1 else ''}"
    return [Todo("warn", "Revenues", said, "adresse à corriger, ou pass à annuler", "Les voir", url, 22)]


@register_todos
def places_without_account(member: Member, today: date) -> list[Todo]:
    """Places that accept passes and cannot be paid for them."""
    if not (count := without_account(member)):
        return []
    url = reverse("training_place_list", args=[member.network.slug])
    said = f"{count} lieu{'x' if count > 1 else ''} sans compte à payer"
    return [
        Todo(
            "warn",
            "IBAN",
            said,
            "ce qui leur est dû ne peut pas être versé",
            "Les voir",
            f"{url}?lacks=iban",
            35,
        )
    ]
