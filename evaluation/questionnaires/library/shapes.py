"""Helper functions with which the questionnaires of the library are written."""

from dataclasses import dataclass

from evaluation.enums import AgeBand, ItemKind, ItemRole, Purpose
from evaluation.questionnaires.rules import Choice, Form, Item

#: Where a wording or a scale comes from.
DIGCOMPSAT = (
    "Échelle à quatre marches de DigCompSAT (Clifford et al., Commission européenne, JRC, 2020), reformulée en "
    "français simple\u00a0; compétences de DigComp 2.1 (JRC, 2017)."
)
LIKERT = "Échelle d’accord à cinq degrés (Likert, 1932)."
CAPACITY = "Trois degrés d’aisance de l’enquête Capacity (M@rsouin, 2016)."
COOP = "Tranches d’âge de la Coop de la médiation numérique."
OWN = "Question écrite pour ce portail."
TESTED = (
    "Question à bonne réponse écrite pour ce portail\u00a0: se dire à l’aise et savoir faire sont deux choses "
    "(études ECDL, Autriche, 2014)."
)


@dataclass(frozen=True)
class Reference:
    """A national figure to read beside a question."""

    item: str
    choices: tuple[str, ...]
    percent: int
    label: str
    source: str
    #: Whether the question was put in the same words: else it is shown beside, and never compared.
    same_wording: bool = False


@dataclass(frozen=True)
class Model:
    """A questionnaire of the library."""

    key: str
    purpose: Purpose
    description: str
    form: Form
    references: tuple[Reference, ...] = ()


def choices(**labels: str) -> tuple[Choice, ...]:
    """Choices that are no scale."""
    return tuple(Choice(code=code, label=label) for code, label in labels.items())


def steps(**labels: str) -> tuple[Choice, ...]:
    """Choices that rise step by step, from 1."""
    return tuple(
        Choice(code=code, label=label, score=score) for score, (code, label) in enumerate(labels.items(), start=1)
    )


def skill(code: str, label: str, *, measure: str = "") -> Item:
    """Something that one can do or not, in four steps."""
    return Item(code=code, kind=ItemKind.SKILL, label=label, measure=measure or code, source=DIGCOMPSAT)


def knowledge(code: str, label: str) -> Item:
    """Something that one has heard of or not, in four steps."""
    return Item(code=code, kind=ItemKind.KNOWLEDGE, label=label, measure=code, source=DIGCOMPSAT)


def agreement(code: str, label: str, *, source: str = LIKERT) -> Item:
    """A sentence that one agrees with or not."""
    return Item(code=code, kind=ItemKind.AGREEMENT, label=label, measure=code, source=source)


def tested(code: str, label: str, right: str, *, measure: str, **labels: str) -> Item:
    """A question with a right answer, beside the skill that is felt."""
    return Item(
        code=code,
        kind=ItemKind.TESTED,
        label=label,
        choices=(*choices(**labels), Choice(code="unsure", label="Je ne sais pas")),
        right=right,
        measure=measure,
        source=TESTED,
    )


def single(code: str, label: str, answers: tuple[Choice, ...], *, source: str = OWN, **fields: object) -> Item:
    """One choice of some."""
    return Item.model_validate(
        {"code": code, "kind": ItemKind.SINGLE, "label": label, "choices": answers, "source": source, **fields}
    )


def multiple(code: str, label: str, answers: tuple[Choice, ...], *, source: str = OWN, **fields: object) -> Item:
    """As many choices as fit."""
    return Item.model_validate(
        {"code": code, "kind": ItemKind.MULTIPLE, "label": label, "choices": answers, "source": source, **fields}
    )


def text(code: str, label: str, help_text: str = "N’écrivez pas de nom.") -> Item:
    """Free words, in which nobody should be named."""
    return Item(code=code, kind=ItemKind.TEXT, label=label, help_text=help_text, source=OWN)


#: The age band, by which groups are compared.
AGE = Item(
    code="age",
    kind=ItemKind.SINGLE,
    label="Quel âge avez-vous\u00a0?",
    choices=tuple(
        Choice(code=band.value, label="Je préfère ne pas répondre" if band == AgeBand.UNKNOWN else band.label)
        for band in AgeBand
    ),
    role=ItemRole.AGE,
    source=COOP,
)
YES_NO = choices(yes="Oui", no="Non")
YES_NO_UNSURE = choices(yes="Oui", no="Non", unsure="Je ne sais pas")
