"""What the pages of agreements say: kinds, states, what ends and falls due, what each role may do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from funding.agreements.enums import AgreementKind, PartyRole
from funding.enums import AgreementState
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import MONTHS, months_after, months_between, plain_date, shown_end

# -- Kinds and states in words

#: From how many days before its end an agreement asks for what comes after it.
RENEW_DAYS = 90
#: How many months the calendar shows.
CALENDAR_MONTHS = 18

#: Each kind in a sentence for somebody who has never written one.
KIND_WORDS = {
    AgreementKind.COOPERATION: "Un opérateur paie chaque année une part de la coordination. Elle dure trois ans, se "
    "reconduit, et demande une subvention par année.",
    AgreementKind.COFINANCING_TWO: "Le fonds et une collectivité paient ensemble un poste que la collectivité emploie.",
    AgreementKind.COFINANCING_THREE: "Le fonds, une collectivité et un employeur privé (association, entreprise) "
    "paient ensemble un poste.",
    AgreementKind.FRAMEWORK: "Des partenaires disent ce qu’ils veulent faire ensemble. Personne n’y doit d’argent.",
    AgreementKind.CTG: "La CAF et une intercommunalité y disent qui s’occupe d’inclusion numérique sur le territoire.",
}


class PartyPlace(NamedTuple):
    """A place at the table of a kind: at what title, what it is called on the form, whether it must be taken."""

    role: PartyRole
    label: str
    required: bool


#: Who signs each kind first; others are added on the agreement's page.
PLACES = {
    AgreementKind.COOPERATION: (
        PartyPlace(PartyRole.CARRIER, "Qui porte la coordination", True),
        PartyPlace(PartyRole.FUNDER, "Quel opérateur la finance", True),
    ),
    AgreementKind.COFINANCING_TWO: (
        PartyPlace(PartyRole.FUNDER, "Qui porte le fonds", True),
        PartyPlace(PartyRole.COLLECTIVITE, "Quelle collectivité cofinance et emploie", True),
    ),
    AgreementKind.COFINANCING_THREE: (
        PartyPlace(PartyRole.FUNDER, "Qui porte le fonds", True),
        PartyPlace(PartyRole.COLLECTIVITE, "Quelle collectivité cofinance", True),
        PartyPlace(PartyRole.EMPLOYER, "Qui emploie", True),
    ),
    AgreementKind.FRAMEWORK: (
        PartyPlace(PartyRole.CARRIER, "Qui porte la convention", True),
        PartyPlace(PartyRole.PARTNER, "Avec qui", True),
        PartyPlace(PartyRole.PARTNER, "Et avec qui encore", False),
    ),
    AgreementKind.CTG: (
        PartyPlace(PartyRole.CARRIER, "Quelle CAF", True),
        PartyPlace(PartyRole.COLLECTIVITE, "Quelle collectivité", True),
        PartyPlace(PartyRole.PARTNER, "Quel autre partenaire", False),
    ),
}

#: What comes after a state where things must be there first, as an end of « Il manque 2 choses avant … ».
_BEFORE = {
    AgreementState.DRAFT: "de l’envoyer en relecture",
    AgreementState.CORRECTION: "de la renvoyer en relecture",
    AgreementState.REVIEW: "de la préparer à la signature",
}
_READY = {
    AgreementState.DRAFT: "Complète, elle peut partir en relecture",
    AgreementState.CORRECTION: "À corriger, puis à renvoyer en relecture",
    AgreementState.REVIEW: "En relecture, aucune remarque n’attend de réponse",
}
#: The same states for those who do not write it.
_READ = {
    AgreementState.DRAFT: "En préparation",
    AgreementState.CORRECTION: "En correction",
    AgreementState.REVIEW: "En relecture\u00a0: vos remarques sont attendues",
}


@dataclass(frozen=True)
class Standing:
    """What the title of an agreement's page needs to know."""

    state: AgreementState
    start: date
    end: date
    today: date
    terminated_on: date | None = None
    missing: int = 0
    #: How much of what it needs to be signed may wait for the review.
    later: int = 0
    amendment: bool = False


def headline(one: Standing, *, writes: bool, comments: bool = True) -> str:
    """The state of an agreement in words, for those who write it or those who read it."""
    if one.state in _READY:
        if writes:
            return _missing(one) if one.missing else _ready(one)
        waited = comments or one.state != AgreementState.REVIEW
        return _READ[one.state] if waited else "En relecture"
    match one.state:
        case AgreementState.TO_SIGN:
            return "Prêt à signer" if one.amendment else "Prête à signer"
        case AgreementState.TERMINATED:
            left = one.terminated_on or one.end
            return _of(one, f"Résiliée à compter du {plain_date(left)}")
        case AgreementState.ENDED:
            return _of(one, f"Terminée depuis le {plain_date(shown_end(one.end))}")
        case AgreementState.SIGNED:
            if one.amendment:
                return f"Signé, il vaut à partir du {plain_date(one.start)}"
            if one.start > one.today:
                return f"Signée, elle entre en vigueur le {plain_date(one.start)}"
            return "Signée, elle peut être mise en vigueur"
        case _:
            over = one.end <= one.today
            return f"{'Arrivée à son terme le' if over else 'En vigueur jusqu’au'} {plain_date(shown_end(one.end))}"


def _ready(one: Standing) -> str:
    if one.state != AgreementState.DRAFT or not one.later:
        return _of(one, _READY[one.state])
    rest = "une chose" if one.later == 1 else f"{one.later} choses"
    return f"{'Il' if one.amendment else 'Elle'} peut partir en relecture, il restera {rest} à compléter"


def _missing(one: Standing) -> str:
    what = "Il manque une chose" if one.missing == 1 else f"Il manque {one.missing} choses"
    before = _BEFORE[one.state]
    return f"{what} avant {before.replace('de la ', 'de le ') if one.amendment else before}"


#: How the words of a convention (feminine) are said of an avenant (masculine).
_MASCULINE = (("Complète, elle", "Complet, il"), ("Résiliée", "Résilié"), ("Terminée", "Terminé"))


def _of(one: Standing, words: str) -> str:
    if one.amendment:
        for said, masculine in _MASCULINE:
            words = words.replace(said, masculine)
    return words


# -- The calendar ------------------------------------------------------------------------------------------------


class Happening(NamedTuple):
    """Something of the calendar: the day, what it is, of what, how much, and its page."""

    on: date
    #: « Fin », « Échéance » …
    chip: str
    tone: str
    title: str
    detail: str
    url: str
    amount: Decimal | None = None


@dataclass
class Month:
    """A month of the calendar."""

    first: date
    happenings: list[Happening] = field(default_factory=list)

    @property
    def name(self) -> str:
        """« Janvier 2027 »."""
        return f"{MONTHS[self.first.month - 1].capitalize()} {self.first.year}"

    @property
    def due(self) -> Decimal:
        """The sum of its instalments."""
        return sum((one.amount for one in self.happenings if one.amount is not None), ZERO)


def by_month(happenings: Sequence[Happening], *, first: date, count: int = CALENDAR_MONTHS) -> list[Month]:
    """The months from that of `first` on, each with what happens in it, day by day; what lies outside is left out."""
    months = [Month(months_after(first, shift)) for shift in range(count)]
    for one in sorted(happenings, key=lambda one: (one.on, one.title)):
        place = months_between(first, one.on)
        if 0 <= place < count:
            months[place].happenings.append(one)
    return months


# -- What each role may do, by state

#: The words for readers; the first that is true is shown.
ROLES = ("coordinator", "operator", "epci_referent", "reader")
_AS = {
    "coordinator": "En tant que coordination",
    "operator": "En tant qu’opérateur",
    "epci_referent": "En tant qu’intercommunalité",
    "reader": "En lecture",
}

_WRITES = {
    AgreementState.DRAFT: "vous complétez la convention\u00a0: ses parties, leurs signataires, ses échéances, ses "
    "articles. Elle n’est vue que de la coordination tant qu’elle n’est pas envoyée en relecture.",
    AgreementState.REVIEW: "vous recueillez les remarques des parties, article par article. Quand toutes sont "
    "traitées, préparez l’exemplaire à signer, ou renvoyez-la en correction.",
    AgreementState.CORRECTION: "vous corrigez ce qui a été demandé, puis la renvoyez en relecture.",
    AgreementState.TO_SIGN: "vous faites signer l’exemplaire par toutes les parties, puis le déposez ici avec la date "
    "de chaque signature. Son texte ne change plus.",
    AgreementState.SIGNED: "vous attendez son premier jour\u00a0: elle entre alors en vigueur d’elle-même, ou quand "
    "vous le dites.",
    AgreementState.ACTIVE: "vous suivez ses échéances, la modifiez par un avenant, et préparez sa suite avant sa fin.",
    AgreementState.ENDED: "vous pouvez la relire, et la reconduire si elle n’a pas de suite.",
    AgreementState.TERMINATED: "vous pouvez la relire. Ce qui était dû et n’est pas appelé ne l’est plus.",
}
_SIGNS = {
    AgreementState.DRAFT: "vous la verrez quand elle sera envoyée en relecture.",
    AgreementState.REVIEW: "vous pouvez lire chaque article et y laisser une remarque\u00a0; la coordination y répond.",
    AgreementState.CORRECTION: "vous pouvez suivre les corrections que la coordination y apporte.",
    AgreementState.TO_SIGN: "vous pouvez télécharger l’exemplaire, le faire signer et le renvoyer à la coordination.",
    AgreementState.SIGNED: "vous pouvez télécharger l’exemplaire signé et voir ce que vous aurez à payer, et quand.",
    AgreementState.ACTIVE: "vous pouvez suivre ses échéances et télécharger l’exemplaire signé.",
    AgreementState.ENDED: "vous pouvez la relire et télécharger l’exemplaire signé.",
    AgreementState.TERMINATED: "vous pouvez la relire et télécharger l’exemplaire signé.",
}


def help_for(role: str, state: AgreementState) -> str:
    """« En tant qu’opérateur, vous pouvez lire chaque article et y laisser une remarque… »."""
    if role == "coordinator":
        return f"{_AS[role]}, {_WRITES[state]}"
    if role == "reader":
        return f"{_AS[role]}, vous voyez où elle en est et ce qu’elle engage, sans rien modifier."
    return f"{_AS[role]}, {_SIGNS[state]}"
