"""Published results for tests of pages, exports and papers: figures written by hand, some of them hidden."""

from evaluation.enums import Dimension, ItemKind
from evaluation.questionnaires.rules import SKILL
from evaluation.results.rules.findings import (
    NO_ANSWER,
    AnswerFinding,
    ChangeFinding,
    Findings,
    GroupCounts,
    GroupDirections,
    GroupFinding,
    PairedFindings,
    QuestionFinding,
    Summary,
    TestedFinding,
)

_NONE = AnswerFinding(code=NO_ANSWER, label="Sans réponse")
SKILLS = tuple(AnswerFinding(code=one.code, label=one.label, score=one.score) for one in SKILL)
YES_NO = (AnswerFinding(code="yes", label="Oui"), AnswerFinding(code="no", label="Non"))
GROUPS = (
    GroupFinding(dimension=Dimension.TERRITORY, key="1", label="CC du Pays Morcenais", people=26, expected=40),
    GroupFinding(dimension=Dimension.TERRITORY, key="2", label="CA du Grand Dax", people=34),
    GroupFinding(dimension=Dimension.AGE, key="quarante_cinquante_neuf", label="40 – 59 ans", people=38),
    GroupFinding(dimension=Dimension.AGE, key="soixante_soixante_neuf", label="60 – 69 ans", people=22),
)
#: Sixty people answered before.
BEFORE = Findings(
    questionnaire="Avant l’accompagnement",
    version=1,
    start="2026-01-05",
    end="2026-07-01",
    people=60,
    expected=100,
    groups=GROUPS,
    hidden_groups={Dimension.TERRITORY: 2},
    questions=(
        QuestionFinding(
            code="mail",
            label="Envoyer un e-mail avec un document",
            section="Ce que vous savez faire",
            kind=ItemKind.SKILL,
            measure="mail",
            source="Échelle à quatre marches de DigCompSAT.",
            answers=(*SKILLS, _NONE),
            people=60,
            counts=(14, 20, 16, 10, 0),
            groups=(
                GroupCounts(group=0, people=26, counts=(8, 10, None, None, 0)),
                GroupCounts(group=1, people=34, counts=(6, 10, None, None, 0)),
                GroupCounts(group=2, people=38, counts=(6, 12, 12, 8, 0)),
                GroupCounts(group=3, people=22, counts=(8, 8, None, None, 0)),
            ),
            hides_something=True,
        ),
        QuestionFinding(
            code="devices",
            label="De quoi vous servez-vous\u00a0?",
            section="Vous et le numérique",
            kind=ItemKind.MULTIPLE,
            answers=(
                AnswerFinding(code="phone", label="Un téléphone avec Internet"),
                AnswerFinding(code="computer", label="Un ordinateur"),
                _NONE,
            ),
            people=60,
            counts=(52, 31, 5),
        ),
        QuestionFinding(
            code="t_attachment",
            label="Dans un e-mail, à quoi sert le dessin d’un trombone\u00a0?",
            section="Quatre petites questions",
            kind=ItemKind.TESTED,
            measure="mail",
            right="attach",
            answers=(
                AnswerFinding(code="attach", label="À joindre un document"),
                AnswerFinding(code="erase", label="À effacer le message"),
                AnswerFinding(code="unsure", label="Je ne sais pas"),
                _NONE,
            ),
            people=60,
            counts=(33, 8, 12, 7),
        ),
        QuestionFinding(
            code="children",
            label="Combien d’enfants avez-vous\u00a0?",
            section="Vous et le numérique",
            kind=ItemKind.NUMBER,
            answers=(AnswerFinding(code="0-0", label="0"), AnswerFinding(code="1-4", label="1 à 4"), _NONE),
            people=60,
            counts=(21, 34, 5),
            summary=Summary(n=55, mean=1.4, median=1, lower_quartile=0, upper_quartile=2),
        ),
        QuestionFinding(
            code="expects",
            label="Qu’aimeriez-vous savoir faire\u00a0?",
            section="Pour finir",
            kind=ItemKind.TEXT,
            answers=(AnswerFinding(code="written", label="A écrit"), _NONE),
            people=60,
            counts=(11, 49),
            texts=(*(f"Mes démarches, idée {number}" for number in range(10)), "=SOMME(1;2)"),
        ),
    ),
    tested=(
        TestedFinding(
            measure="mail",
            felt_label="Envoyer un e-mail avec un document",
            tested_label="Dans un e-mail, à quoi sert le dessin d’un trombone\u00a0?",
            low_right=12,
            low_wrong=15,
            high_right=21,
            high_wrong=5,
        ),
    ),
)
#: Fifty answered after.
AFTER = BEFORE.model_copy(
    update={
        "start": "2026-07-01",
        "end": "2026-10-01",
        "people": 50,
        "groups": (),
        "questions": tuple(
            one.model_copy(update={"people": 50, "counts": counts, "groups": ()})
            for one, counts in ((BEFORE.questions[0], (7, 10, 20, 13, 0)), (BEFORE.questions[2], (33, 6, 8, 3)))
        ),
        "hidden_groups": {},
        "tested": (
            BEFORE.tested[0].model_copy(update={"low_right": 8, "low_wrong": 7, "high_right": 25, "high_wrong": 8}),
        ),
    }
)
#: Forty-two of them answered again.
PAIRED = PairedFindings(
    before=60,
    after=50,
    pairs=42,
    doubles=4,
    without_code=6,
    groups=GROUPS,
    changes=(
        ChangeFinding(
            code="mail",
            label="Envoyer un e-mail avec un document",
            section="Ce que vous savez faire",
            measure="mail",
            kind=ItemKind.SKILL,
            answers=SKILLS,
            n=40,
            missing=2,
            median_change=1,
            statistic=41.5,
            p_value=0.0004,
            effect=0.71,
            interval=(0.48, 0.9),
            way="rose",
            flows=((0, 7, None, None), (0, 5, 6, 0), (0, 0, 8, 6), (0, 0, 0, 0)),
            rose=24,
            stayed=16,
            fell=0,
            groups=(
                GroupDirections(group=0, people=26, rose=11, stayed=7, fell=0, unpaired=8),
                GroupDirections(group=1, people=34, rose=13, stayed=9, fell=0, unpaired=12),
            ),
            reading="Sur 40 personnes, 24 se disent plus à l’aise après, aucune moins\u00a0: l’écart est net.",
            hides_something=True,
        ),
        ChangeFinding(
            code="ease_then",
            label="Avec le numérique, vous étiez\u00a0:",
            section="Depuis l’accompagnement",
            kind=ItemKind.SINGLE,
            is_retrospective=True,
            answers=SKILLS[:3],
            n=None,
            missing=None,
        ),
    ),
)
