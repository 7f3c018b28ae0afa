"""The few sentences at the top of results: of shown figures, never of hidden ones."""

from collections.abc import Iterator, Sequence
from math import sqrt

from evaluation.enums import ItemKind, ItemRole
from evaluation.results.rules.findings import NO_ANSWER, Findings, QuestionFinding, TestedFinding, bare, high_answers
from inclusion.core.charts.shares import counted, percent
from inclusion.core.french.money import MINUS
from inclusion.core.french.names import so_many

#: How many sentences are at the top.
MAX_SENTENCES = 5
#: How the high end of a scale is said.
HIGH_WORDS = {
    ItemKind.SKILL: "disent le faire sans aide",
    ItemKind.AGREEMENT: "sont d’accord",
    ItemKind.KNOWLEDGE: "disent bien comprendre de quoi il s’agit",
}
#: The same of one person or none.
HIGH_WORDS_OF_ONE = {
    ItemKind.SKILL: "dit le faire sans aide",
    ItemKind.AGREEMENT: "est d’accord",
    ItemKind.KNOWLEDGE: "dit bien comprendre de quoi il s’agit",
}
ENDS = {
    ItemKind.SKILL: ("Ce que les personnes disent le mieux savoir faire", "Le moins bien"),
    ItemKind.AGREEMENT: ("L’accord le plus large", "Le moins large"),
    ItemKind.KNOWLEDGE: ("Ce qui est le mieux connu", "Le moins connu"),
}

#: The same where no question is apart from the others.
LEVEL_ENDS = {
    ItemKind.SKILL: "Aucun savoir-faire ne se détache",
    ItemKind.AGREEMENT: "Aucun accord ne se détache",
    ItemKind.KNOWLEDGE: "Aucun sujet ne se détache",
}


def high_of(question: QuestionFinding) -> int | None:
    """How many chose the upper half of a scale; None where one of its figures is hidden, or it is no scale."""
    codes = {answer.code: answer.score for answer in question.answers if answer.code != NO_ANSWER}
    above = high_answers(codes)
    if not question.counts or not above:
        return None
    counts = [count for answer, count in zip(question.answers, question.counts, strict=True) if answer.code in above]
    return question.high if None in counts else sum(count for count in counts if count)


def right_of(question: QuestionFinding) -> int | None:
    """How many gave the right answer; None where that is hidden."""
    for answer, count in zip(question.answers, question.counts, strict=False):
        if answer.code == question.right:
            return count
    return None


def above_words(question: QuestionFinding) -> str:
    """The answers of the upper half of a scale, as they are read: « Plutôt d’accord » ou « Tout à fait d’accord »."""
    above = high_answers({one.code: one.score for one in question.answers if one.code != NO_ANSWER})
    return " ou ".join(f"«\u00a0{one.label}\u00a0»" for one in question.answers if one.code in above)


def low_of(question: QuestionFinding) -> int | None:
    """How many chose the lower half of a scale whose upper half is counted together; None where that is not known.

    It is everybody else who answered: known where the upper half and who did not answer are.
    """
    scores = [one.score for one in question.answers if one.code != NO_ANSWER and one.score is not None]
    nothing = question.counts[-1] if question.counts else None
    if question.high is None or nothing is None or (min(scores) + max(scores)) / 2 in scores:
        return None
    return question.people - question.high - nothing


def below_words(question: QuestionFinding) -> str:
    """The answers of the lower half of a scale, as they are read."""
    above = high_answers({one.code: one.score for one in question.answers if one.code != NO_ANSWER})
    return " ou ".join(f"«\u00a0{one.label}\u00a0»" for one in question.answers if one.code not in above | {NO_ANSWER})


def together_words(question: QuestionFinding) -> str:
    """How many gave one of the upper answers, where one of them is hidden, and how many one of the others."""
    if question.high is None:
        return ""
    halves = [(above_words(question), question.high)]
    if (low := low_of(question)) is not None:
        halves.append((below_words(question), low))
    return " ".join(
        f"{words}\u00a0: {counted(people)} sur {counted(question.people)} ({percent(people, question.people)})."
        for words, people in halves
    )


#: What is said of the figures of numbers that are not shown.
WITHHELD = {
    "mean": "la moyenne",
    "median": "la médiane",
    "lower_quartile": "le premier quartile",
    "upper_quartile": "le troisième quartile",
}


def summary_words(question: QuestionFinding) -> str:
    """The middle of numbers in sentences, and which of its figures are not shown; nothing of other questions."""
    one = question.summary
    if one is None:
        return ""
    said = {
        name: _about(value, one.rounding.get(name, 0)) for name in WITHHELD if (value := getattr(one, name)) is not None
    }
    sentences = []
    if "median" in said:
        sentences.append(f"Une personne sur deux répond {said['median']} ou moins (la médiane).")
    if "lower_quartile" in said:
        sentences.append(f"Un quart répond {said['lower_quartile']} ou moins.")
    if "upper_quartile" in said:
        sentences.append(f"Un quart répond {said['upper_quartile']} ou plus.")
    if "mean" in said:
        sentences.append(f"La moyenne est {'d’' if said['mean'].startswith('e') else 'de '}{said['mean']}.")
    if said and one.n is not None:
        sentences[-1] = f"{sentences[-1].removesuffix('.')}, sur {so_many(int(one.n), 'réponse', 'réponses')}."
    if out := [words for name, words in WITHHELD.items() if name not in said]:
        sentences.append(f"Non montré\u00a0: {', '.join(out)}, qui {WHY_WITHHELD[len(out) > 1]}.")
    return " ".join(sentences)


WHY_WITHHELD = (
    "pourrait faire connaître la réponse de quelques personnes",
    "pourraient faire connaître la réponse de quelques personnes",
)


def _about(value: float, step: float) -> str:
    """« 3 », « 2,5 », « environ 10 »: a figure that is rounded to more than a tenth is near."""
    whole, tenth = divmod(round(abs(value) * 10), 10)
    words = counted(whole) + (f",{tenth}" if tenth else "")
    words = f"{MINUS}{words}" if value < 0 else words
    return f"environ {words}" if step > 0.1 else words


def readings_of(found: Findings) -> list[str]:
    """What is remarkable, in the order in which a reader should hear it."""
    said = [
        *_ends(found.questions, ItemKind.SKILL),
        *_gap(found.tested),
        *_ends(found.questions, ItemKind.AGREEMENT),
        *_most_given(found.questions),
        *_ends(found.questions, ItemKind.KNOWLEDGE),
    ]
    return said[:MAX_SENTENCES]


def _ends(questions: Sequence[QuestionFinding], kind: ItemKind) -> Iterator[str]:
    """The question with the most people at the high end, and the one with the fewest."""
    asked = [one for one in questions if one.kind == kind and one.people and _is_answered(one)]
    known = [(high, one) for one in asked if (high := high_of(one)) is not None]
    if not known:
        return
    known.sort(key=lambda pair: pair[0] / pair[1].people, reverse=True)
    among = "" if len(known) == len(asked) else ", parmi ce qui est montré"
    if len(known) > 1 and not _is_real(*known[0], *known[-1]):
        low, most = (percent(high, one.people) for high, one in (known[-1], known[0]))
        between = low if low == most else f"de {low.removesuffix('\u00a0%')} à {most}"
        yield f"{LEVEL_ENDS[kind]}{among}\u00a0: {between} {HIGH_WORDS[kind]}."
        return
    for words, (high, one) in zip(ENDS[kind], (known[0], known[-1]), strict=True):
        if len(known) == 1 and words == ENDS[kind][1]:
            return
        said = f"{_out_of(high, one)} {(HIGH_WORDS if high > 1 else HIGH_WORDS_OF_ONE)[kind]}."
        if len(asked) == 1:
            yield f"«\u00a0{bare(one.label)}\u00a0»\u00a0: {said}"
        else:
            yield f"{words}{among}\u00a0: «\u00a0{one.label.removesuffix('.')}\u00a0». {said}"


def _is_answered(question: QuestionFinding) -> bool:
    """Whether anybody answered: where nobody did, nobody disagreed either."""
    counts = zip(question.answers, question.counts, strict=False)
    return any(count != 0 for answer, count in counts if answer.code != NO_ANSWER)


def _is_real(high: int, one: QuestionFinding, low: int, other: QuestionFinding) -> bool:
    """Whether two shares differ by more than chance would make them: a ranking of noise says nothing.

    Of two independent shares the difference exceeds 1.96 times its standard error; those of the same people differ by
    less by chance, so what is named is sure.
    """
    first, second = high / one.people, low / other.people
    error = sqrt(first * (1 - first) / one.people + second * (1 - second) / other.people)
    return first - second > 1.96 * error


def _gap(tested: Sequence[TestedFinding]) -> Iterator[str]:
    """The competence that most people feel without having found."""
    known = [
        (one.high_wrong / high, high, one)
        for one in tested
        if one.high_right is not None and one.high_wrong and (high := one.high_right + one.high_wrong)
    ]
    if known:
        _, high, one = max(known, key=lambda gap: gap[0])
        verb = "n’a" if one.high_wrong == 1 else "n’ont"
        yield (
            f"Se dire à l’aise n’est pas toujours trouver\u00a0: pour «\u00a0{one.felt_label}\u00a0», "
            f"{counted(one.high_wrong or 0)} des {counted(high)} personnes à l’aise "
            f"({percent(one.high_wrong or 0, high)}) {verb} pas trouvé la bonne réponse."
        )


def _most_given(questions: Sequence[QuestionFinding]) -> Iterator[str]:
    """The answer that most gave, where no answer of the question is hidden."""
    for one in questions:
        if one.kind != ItemKind.SINGLE or one.role != ItemRole.NONE or not one.counts or None in one.counts:
            continue
        given = [
            (count or 0, answer.label)
            for answer, count in zip(one.answers, one.counts, strict=True)
            if answer.code != NO_ANSWER
        ]
        count, label = max(given, default=(0, ""))
        if count:
            answer = f"{_out_of(count, one)} {'répond' if count == 1 else 'répondent'} «\u00a0{label}\u00a0»"
            yield f"À «\u00a0{bare(one.label)}\u00a0», {answer}."


def _out_of(count: int, question: QuestionFinding) -> str:
    people = so_many(count, "personne", "personnes")
    return f"{people} sur {counted(question.people)} ({percent(count, question.people)})"


def reference_words(question: QuestionFinding, choices: Sequence[str]) -> str:
    """The share of these answers here; nothing where one of them is hidden."""
    counts = [count for answer, count in zip(question.answers, question.counts, strict=False) if answer.code in choices]
    if not counts or None in counts:
        return ""
    return percent(sum(count for count in counts if count), question.people)
