"""Questionnaires for tests: one with every kind of question, and any that Hypothesis draws."""

from hypothesis import strategies as st

from evaluation.enums import Comparison, ItemKind, ItemRole
from evaluation.questionnaires.rules import Choice, Condition, Form, Item, Section

YES_NO = (Choice(code="yes", label="Oui"), Choice(code="no", label="Non"))
OFTEN = tuple(
    Choice(code=code, label=label, score=score)
    for score, (code, label) in enumerate([("never", "Jamais"), ("sometimes", "Parfois"), ("often", "Souvent")])
)
USES = (Choice(code="never", label="Rien"), Choice(code="sometimes", label="Un peu"), *YES_NO)
SEARCH = Item(code="search", kind=ItemKind.SKILL, label="Chercher une information", measure="search", required=True)
EVERY_KIND = Form(
    title="Avant l’accompagnement",
    introduction="Vos réponses restent anonymes.",
    thanks="Merci.",
    sections=(
        Section(
            code="you",
            title="Vous",
            items=(
                Item(code="equipped", kind=ItemKind.SINGLE, label="Avez-vous un ordinateur ?", choices=YES_NO),
                Item(
                    code="age",
                    kind=ItemKind.NUMBER,
                    label="Quel âge avez-vous ?",
                    minimum=10,
                    maximum=120,
                    role=ItemRole.AGE,
                ),
                Item(
                    code="since",
                    kind=ItemKind.DATE,
                    label="Depuis quand ?",
                    shown_if=Condition(item="equipped", choice="yes"),
                ),
            ),
        ),
        Section(
            code="skills",
            title="Ce que vous savez faire",
            text="Il n’y a pas de mauvaise réponse.",
            shown_if=Condition(item="equipped", test=Comparison.IS_ANSWERED),
            items=(
                SEARCH,
                Item(code="phishing", kind=ItemKind.KNOWLEDGE, label="L’hameçonnage", help_text="De faux messages."),
                Item(code="confident", kind=ItemKind.AGREEMENT, label="Je me sens à l’aise"),
                Item(code="uses", kind=ItemKind.MULTIPLE, label="Que faites-vous ?", choices=USES),
                Item(code="places", kind=ItemKind.MATRIX, label="Où ?", choices=OFTEN, rows=YES_NO, source="Inventé"),
                Item(
                    code="address",
                    kind=ItemKind.TESTED,
                    label="Laquelle est l’adresse des impôts ?",
                    choices=(Choice(code="a", label="impots.gouv.fr"), Choice(code="b", label="impots-fr.example")),
                    right="a",
                    measure="search",
                    shown_if=Condition(item="uses", test=Comparison.IS_NOT, choice="never"),
                ),
                Item(code="words", kind=ItemKind.TEXT, label="Voulez-vous ajouter quelque chose ?"),
            ),
        ),
    ),
)

#: The same where every question is asked of everybody: what is felt and what is tested are counted together.
ASKED_OF_ALL = EVERY_KIND.model_copy(
    update={
        "sections": tuple(
            section.model_copy(
                update={
                    "shown_if": None,
                    "items": tuple(item.model_copy(update={"shown_if": None}) for item in section.items),
                }
            )
            for section in EVERY_KIND.sections
        )
    }
)

_TEXT = st.text("abcdéèç ’«»?=+@-1'\"", min_size=1, max_size=20).map(str.strip).filter(bool)
_KINDS = st.sampled_from(ItemKind)


@st.composite
def forms(draw) -> Form:
    """Any form that can be asked."""
    number = iter(range(1000))
    sections: list[Section] = []
    earlier: list[Item] = []

    def condition() -> Condition | None:
        asked = [one for one in earlier if one.kind != ItemKind.MATRIX]
        if not asked or draw(st.booleans()):
            return None
        item = draw(st.sampled_from(asked))
        if not item.answers:
            return Condition(item=item.code, test=Comparison.IS_ANSWERED)
        test = draw(st.sampled_from(Comparison))
        choice = "" if test == Comparison.IS_ANSWERED else draw(st.sampled_from(item.answers)).code
        return Condition(item=item.code, test=test, choice=choice)

    def choices(fewest: int) -> tuple[Choice, ...]:
        scored = draw(st.booleans())
        return tuple(
            Choice(code=f"c{one}", label=draw(_TEXT), score=one if scored else None)
            for one in range(draw(st.integers(fewest, 4)))
        )

    for _ in range(draw(st.integers(1, 3))):
        shown_if, items = condition(), []
        for _ in range(draw(st.integers(1, 4))):
            kind = draw(_KINDS)
            limits = sorted([draw(st.integers(-5, 5)), draw(st.integers(-5, 5))])
            own = choices(2) if kind in (ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.MATRIX, ItemKind.TESTED) else ()
            item = Item(
                code=f"q{next(number)}",
                kind=kind,
                label=draw(_TEXT),
                help_text=draw(st.one_of(st.just(""), _TEXT)),
                required=draw(st.booleans()),
                choices=own,
                rows=tuple(one.model_copy(update={"score": None}) for one in choices(1))
                if kind == ItemKind.MATRIX
                else (),
                minimum=limits[0] if kind == ItemKind.NUMBER else None,
                maximum=limits[1] if kind == ItemKind.NUMBER else None,
                right=own[0].code if kind == ItemKind.TESTED else "",
                role=draw(st.sampled_from(ItemRole)),
                measure=draw(st.sampled_from(["", "search"])),
                shown_if=condition(),
            )
            items.append(item)
            earlier.append(item)
        sections.append(Section(code=f"s{next(number)}", title=draw(_TEXT), items=tuple(items), shown_if=shown_if))
    return Form(title=draw(_TEXT), sections=tuple(sections))
