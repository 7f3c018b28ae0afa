"""Pages of results: what the published document says, and nothing of what it hides."""

import re
from typing import Any

import pytest

from evaluation.enums import CampaignState, Dimension, ItemKind, Moment, PublishedPart
from evaluation.models import Publication
from evaluation.questionnaires.rules import AGREEMENT
from evaluation.results.rules import findings
from evaluation.results.rules.findings import (
    NO_ANSWER,
    WHY_HIDDEN,
    WHY_NO_TEXTS,
    AnswerFinding,
    Findings,
    GroupCounts,
    QuestionFinding,
)
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.evaluation.builders import make_survey, opened
from tests.evaluation.findings import BEFORE, PAIRED, SKILLS, YES_NO
from tests.pages import address, plain, words
from tests.setup_data import setup_data

NONE = AnswerFinding(code=NO_ANSWER, label="Sans réponse")


@setup_data
def publish(network, cast):
    """Publish these documents of one survey; return it."""

    def made(**parts: Any):
        with scoped_to(network):
            survey = make_survey(pairs=True)
            for part, found in parts.items():
                Publication.objects.create(survey=survey, part=part, document=found.model_dump(mode="json"), made_at=AT)
        return survey

    return made


@pytest.fixture
def page(publish, client_of):
    """The page of one moment, in plain words, as a reader sees it."""

    def shown(found: Any, part: str = "before", **query: str) -> str:
        survey = publish(**{part: found})
        response = client_of("reader").get(address("result_detail", survey.pk), {"part": part, **query})
        assert response.status_code == 200
        return main_of(response)

    return shown


def main_of(response: Any) -> str:
    return words(response).split("<main")[1].split("</main>")[0]


def moment(*questions: QuestionFinding, **fields: Any) -> Findings:
    return BEFORE.model_copy(update={"questions": questions, "tested": (), "groups": (), "hidden_groups": {}, **fields})


def yes_no(counts: tuple[int | None, ...], **fields: Any) -> QuestionFinding:
    return QuestionFinding(
        **{
            "code": "progress",
            "label": "Avez-vous progressé\u00a0?",
            "section": "Depuis",
            "kind": ItemKind.SINGLE,
            "answers": (*YES_NO, NONE),
            "people": 60,
            "counts": counts,
            **fields,
        }
    )


# -- One moment --------------------------------------------------------------------------------------------------------


def test_the_title_says_how_many_answered_and_the_head_what_was_asked(page):
    shown = page(BEFORE)
    assert "<h1>60 personnes ont répondu, sur 100 attendues</h1>" in shown
    assert "du 5 janvier au 30 juin 2026" in shown
    assert "Questionnaire « Avant l’accompagnement », version 1" in shown
    assert "Taux de réponse" in shown and "60 %" in shown


def test_every_question_has_its_counts_and_its_parts_of_those_who_were_asked(page):
    shown = page(BEFORE)
    assert re.search(r"Un ordinateur.*?<td class=\"num\">31</td><td class=\"num\">52 %</td>", shown)
    assert re.search(r"Sans réponse.*?<td class=\"num\">5</td><td class=\"num\">8 %</td>", shown)
    assert "Je ne sais pas le faire : 14, soit 23 %" in shown
    assert "Plusieurs réponses étaient possibles" in shown


def test_a_competence_that_was_tested_names_its_right_answer(page):
    shown = page(BEFORE)
    assert "33 personnes sur 60 ont trouvé (55 %)." in shown
    assert re.search(r"À joindre un document <span class=\"chip good\">.*?bonne réponse", shown)
    assert shown.count("bonne réponse</span>") == 1


def test_numbers_are_written_in_words(page):
    shown = page(BEFORE)
    assert "Une personne sur deux répond 1 ou moins" in shown
    assert "La moyenne est de 1,4, sur 55 réponses." in shown


def test_texts_are_quoted_and_below_ten_the_page_says_why_not(page):
    assert "<li>Mes démarches, idée 3</li>" in page(BEFORE)


def test_texts_that_are_too_few_are_not_there(page):
    expects = next(one for one in BEFORE.questions if one.code == "expects")
    shown = page(moment(expects.model_copy(update={"counts": (9, 51), "texts": ()})))
    assert plain(WHY_NO_TEXTS) in shown and "9 personnes sur 60 ont écrit quelque chose." in shown


def test_what_is_felt_stands_beside_what_is_tested(page):
    shown = page(BEFORE)
    assert "Sur 26 personnes à l’aise selon elles-mêmes, 5 (19 %) n’ont pas trouvé la bonne réponse." in shown
    assert re.search(r"Ne se disent pas à l’aise</th><td class=\"num\">12</td><td class=\"num\">15</td>", shown)


def test_what_is_felt_and_tested_may_be_hidden(page):
    one = findings.TestedFinding(
        measure="mail",
        felt_label="Envoyer un e-mail",
        tested_label="À quoi sert le trombone ?",
        low_right=12,
        low_wrong=15,
        high_right=None,
        high_wrong=None,
        hides_something=True,
    )
    shown = page(moment(tested=(one,)))
    assert shown.count('<td class="num">masqué</td>') == 2
    assert "selon elles-mêmes" not in shown and plain(WHY_HIDDEN) in shown


def test_the_sentences_at_the_top_are_of_shown_figures(page):
    shown = page(BEFORE)
    top = shown.split("<h2>En bref</h2>")[1].split("</section>")[0]
    assert "26 personnes sur 60 (43 %) disent le faire sans aide." in top
    assert "5 des 26 personnes à l’aise (19 %)" in top


def test_no_sentence_is_made_of_a_hidden_figure(page):
    mail = BEFORE.questions[0].model_copy(update={"counts": (14, 20, None, None, 0)})
    shown = page(moment(mail, yes_no((None, None, 5))))
    assert "En bref" not in shown and "Se disent à l’aise" not in shown


def test_a_figure_that_is_hidden_has_no_part_and_no_length(page):
    shown = page(moment(yes_no((41, None, None), hides_something=True)))
    row = re.search(r"<th scope=\"row\">Non(.*?)</tr>", shown).group(1)
    assert '<td class="num">masqué</td><td class="num">–</td>' in row
    assert "<svg" not in row and "%" not in row


def test_why_something_is_hidden_is_said_once(page):
    assert page(BEFORE).count(plain(WHY_HIDDEN)) == 1
    assert page(moment(yes_no((41, 14, 5)))).count(plain(WHY_HIDDEN)) == 0


def test_a_question_hidden_whole_says_so(page):
    shown = page(moment(yes_no(())))
    assert "rien n’en est montré" in shown and plain(WHY_HIDDEN) in shown


def test_fewer_than_five_are_not_counted(page):
    shown = page(moment(people=None, questions=()))
    assert "Moins de cinq personnes ont répondu" in shown
    assert "Taux de réponse" not in shown and "Qui a répondu" not in shown


def test_groups_that_are_not_shown_are_counted(page):
    shown = page(BEFORE)
    assert "2 territoires ne sont pas montrés" in shown
    assert re.search(r"CC du Pays Morcenais</th><td class=\"num\">26</td><td class=\"num\">65 % de 40</td>", shown)


def test_questions_of_a_table_stand_together_under_their_heading(page):
    rows = [
        QuestionFinding(
            code=f"hub__{code}",
            label=label,
            heading="Le réseau vous aide-t-il\u00a0?",
            section="Le réseau",
            kind=ItemKind.MATRIX,
            answers=(*[AnswerFinding(**one.model_dump(exclude={"texts"})) for one in AGREEMENT], NONE),
            people=60,
            counts=(5, 10, 15, 20, 8, 2),
            source="Échelle de Likert.",
        )
        for code, label in (("meet", "À se rencontrer"), ("tools", "À partager des outils"))
    ]
    shown = page(moment(*rows))
    assert shown.count("<h3>Le réseau vous aide-t-il ?</h3>") == 1
    assert shown.count('<figure class="chart diverging"') == 1
    assert shown.count("Échelle de Likert.") == 1
    assert "Sans réponse : 2 sur 60 (3 %)." in shown


def test_invented_answers_are_said_to_be(page):
    assert "Réponses inventées pour la démonstration" in page(moment(is_synthetic=True))
    assert "Réponses inventées" not in page(BEFORE)


def test_a_national_figure_in_other_words_is_shown_beside_and_not_compared(page):
    shown = page(moment(yes_no((41, 14, 5)), library_key="person_after"))
    assert "Repère national : 97 % disent avoir progressé." in shown
    assert "Libellé différent : à ne pas comparer directement." in shown
    assert "ANCT" in shown


def test_a_national_figure_stands_only_beside_the_library_s_own_question(page):
    assert "Repère national" not in page(moment(yes_no((41, 14, 5))))


def test_a_national_figure_in_the_same_words_stands_beside_the_own(page, monkeypatch):
    from evaluation.questionnaires.library import LIBRARY
    from evaluation.results.views import moments

    model = LIBRARY["person_after"]
    same = [type(one)(**{**vars(one), "same_wording": True}) for one in model.references]
    reworded = type(model)(**{**vars(model), "references": tuple(same)})
    monkeypatch.setattr(moments, "LIBRARY", {"person_after": reworded})
    shown = page(moment(yes_no((41, 14, 5)), library_key="person_after"))
    assert "Ici 68 %. En France, 97 % disent avoir progressé." in shown
    hidden = page(moment(yes_no((None, None, 5)), library_key="person_after"), "once")
    assert "Ici" not in hidden and "En France, 97 %" in hidden


# -- Before and after --------------------------------------------------------------------------------------------------


def test_what_changed_is_read_first_and_computed_behind(page):
    shown = page(PAIRED, "paired")
    assert "<h1>1 question sur 1 a progressé, aucune n’a reculé</h1>" in shown
    assert "42 personnes retrouvées avant et après" in shown
    top, method = shown.split("Mesure par mesure")[0], shown.split("Détails de la méthode")[1]
    assert "p &lt; 0,001" not in top
    assert "Sur 40 personnes, 60 % ont progressé et aucune n’a reculé : l’écart est net." in shown
    assert "p &lt; 0,001" in method and "0,71 (intervalle à 95 % : de 0,48 à 0,90)" in method
    assert 'Ont progressé</dt><dd class="num">24 (60 %)</dd>' in shown
    assert "Pratt" in method and "bootstrap" in method
    assert "a gagné au moins 1 échelon" in shown


def test_pairs_doubles_and_answers_without_a_code_are_counted(page):
    shown = page(PAIRED, "paired")
    for name, count in (("Personnes retrouvées avant et après", 42), ("Réponses sans code", 6)):
        assert f"<dt>{name}</dt><dd>{count}</dd>" in shown


def test_hidden_flows_are_neither_counted_nor_as_wide_as_they_are(page):
    shown = page(PAIRED, "paired")
    assert shown.count('stroke-dasharray="5 4"') == 2 * 2  # two hidden flows, at both widths
    table = shown.split("réponses avant en lignes")[1].split("</table>")[0]
    assert table.count("masqué") == 2


def test_what_is_said_today_of_before_stands_apart(page):
    shown = page(PAIRED, "paired")
    apart = shown.split("<h2>Avant, vu d’aujourd’hui</h2>")[1]
    assert "Avec le numérique, vous étiez :" in apart
    assert "Moins de cinq personnes ont répondu les deux fois" in apart
    assert "Avec le numérique, vous étiez :" not in shown.split("<h2>Avant, vu d’aujourd’hui</h2>")[0]


def test_too_few_pairs_are_not_counted(page):
    few = PAIRED.model_copy(update={"pairs": None, "pairs_at_least": 0, "changes": (), "without_code": None})
    shown = page(few, "paired")
    assert "Moins de cinq personnes ont été retrouvées avant et après" in shown
    assert "<dt>Réponses sans code</dt><dd>masqué</dd>" in shown
    assert plain(WHY_HIDDEN) in shown


def test_pairs_of_whom_no_least_number_is_shown_are_not_called_few(page):
    shown = page(PAIRED.model_copy(update={"pairs": None, "changes": ()}), "paired")
    assert "Le nombre de personnes retrouvées avant et après n’est pas montré" in shown


#: What is left of a thousand people when those who are shown are taken away.
REST = ("387", "39 %", "38 %", "0.387")


def measured(page: str) -> list[str]:
    """Which of these the page has, but in addresses, names and secrets: a key may be any number."""
    return [word for word in REST if re.search(rf"(?<![\w/-]){re.escape(word)}(?!\w)", page)]


def test_nothing_on_the_page_measures_what_is_hidden(page):
    """Neither words nor drawings: not even what stays when the figures shown are taken from the whole."""
    scale = QuestionFinding(
        code="mail",
        label="Envoyer un e-mail",
        section="Savoir faire",
        kind=ItemKind.SKILL,
        answers=(*SKILLS, NONE),
        people=1000,
        counts=(300, 313, None, None, 0),
        hides_something=True,
    )
    shown = page(moment(scale, yes_no((613, None, None), people=1000, hides_something=True)))
    assert "613" in shown and "61 %" in shown
    assert not measured(shown)


def test_nothing_on_the_page_measures_who_went_where(page):
    change = PAIRED.changes[0].model_copy(
        update={
            "n": 1000,
            "flows": ((300, 313, None, None), *[(0, 0, 0, 0)] * 3),
            "rose": 613,
            "stayed": None,
            "fell": None,
            "reading": "",
            "groups": (),
        }
    )
    shown = page(PAIRED.model_copy(update={"changes": (change,)}), "paired")
    assert "300" in shown and "61 %" in shown
    assert not measured(shown)


def test_pairs_whose_number_would_reveal_few_are_shown_by_the_step(page):
    hidden = {"n": None, "n_at_least": 35, "missing": None, "effect": None, "effect_about": 0.6}
    change = PAIRED.changes[0].model_copy(update=hidden)
    shown = page(PAIRED.model_copy(update={"pairs": None, "pairs_at_least": 40, "changes": (change,)}), "paired")
    assert "Au moins 40 personnes retrouvées avant et après" in shown
    assert "24 se disent plus à l’aise après" in shown and " % ont progressé" not in shown
    assert "<dt>Personnes comparées</dt><dd>au moins 35</dd>" in shown
    assert "<dt>Taille de l’effet, de −1 à 1</dt><dd>environ 0,6</dd>" in shown
    assert '<dt>Ont progressé</dt><dd class="num">24</dd>' in shown


# -- One question by groups --------------------------------------------------------------------------------------------


@setup_data
def published_survey(publish):
    return publish(before=BEFORE, paired=PAIRED)


def test_a_question_by_territory_hides_what_is_hidden(published_survey, client_of):
    shown = main_of(client_of("reader").get(address("result_question", published_survey.pk, "before", "mail")))
    row = re.search(r"<th scope=\"row\">CC du Pays Morcenais</th>(.*?)</tr>", shown).group(1)
    assert row.count('–<span class="said"> masqué</span>') == 2
    assert re.findall(r'<td class="num">(\d+)', row) == ["26", "8", "10", "0"]
    assert "2 territoires ne sont pas montrés" in shown and plain(WHY_HIDDEN) in shown
    assert "40 – 59 ans" not in shown


def test_another_dimension_shows_its_groups_alone(published_survey, client_of):
    client = client_of("reader")
    shown = main_of(client.get(address("result_question", published_survey.pk, "before", "mail"), {"par": "age"}))
    assert "40 – 59 ans" in shown and "Pays Morcenais</th>" not in shown


@pytest.mark.parametrize(
    ("order", "first"), [("label", "CA du Grand Dax"), ("people", "CA du Grand Dax"), ("0", "CA du Grand Dax")]
)
def test_rows_stand_by_name_or_by_people(published_survey, client_of, order, first):
    client = client_of("reader")
    shown = main_of(client.get(address("result_question", published_survey.pk, "before", "mail"), {"tri": order}))
    assert re.findall(r'<tr><th scope="row">(C[^<]*)</th>', shown)[0] == first


def test_nothing_in_the_address_shows_more(published_survey, client_of):
    """Whatever is asked for, the figures of the page are those of the document."""
    client = client_of("coordinator")
    where = address("result_question", published_survey.pk, "before", "mail")
    figures = set()
    for by in (*Dimension.values, "x"):
        for order in ("label", "people", "-2", "3"):
            shown = main_of(client.get(where, {"par": by, "tri": order, "min": "1"}))
            figures |= set(re.findall(r'<td class="num">(\d+)', shown))
    question = BEFORE.questions[0]
    known = {count for one in (question, *question.groups) for count in (one.people, *one.counts)}
    assert figures <= {str(count) for count in known if count is not None}


def test_what_changed_by_territory(published_survey, client_of):
    shown = main_of(client_of("reader").get(address("result_question", published_survey.pk, "paired", "mail")))
    row = re.search(r"<th scope=\"row\">CC du Pays Morcenais</th>(.*?)</tr>", shown).group(1)
    assert re.findall(r'<td class="num">(\d+)', row) == ["26", "0", "7", "11", "8"]


def test_groups_of_a_question_that_are_not_there_are_counted(publish, client_of):
    asked = yes_no((41, 14, 5), groups=(GroupCounts(group=1, people=34, counts=(20, 14, 0)),))
    survey = publish(before=BEFORE.model_copy(update={"questions": (asked,)}))
    shown = main_of(client_of("reader").get(address("result_question", survey.pk, "before", "progress")))
    assert "3 territoires ne sont pas montrés" in shown  # two of the survey, one more of the question
    assert "Pays Morcenais" not in shown


@pytest.mark.parametrize(
    ("part", "code"),
    [("before", "nothing"), ("after", "mail"), ("x", "mail"), ("before", "devices"), ("paired", "devices")],
)
def test_what_is_not_there_is_not_found(published_survey, client_of, part, code):
    assert client_of("reader").get(address("result_question", published_survey.pk, part, code)).status_code == 404


# -- Parts, and what is not there yet ----------------------------------------------------------------------------------


def test_the_parts_stand_beside_one_another(published_survey, client_of):
    shown = main_of(client_of("reader").get(address("result_detail", published_survey.pk)))
    assert "?part=before" in shown and "?part=paired" in shown
    assert "60 personnes ont répondu" in shown


def test_a_part_that_does_not_exist_is_not_found(published_survey, client_of):
    assert client_of("reader").get(address("result_detail", published_survey.pk), {"part": "x"}).status_code == 404


def test_a_part_that_is_awaited_says_when_it_comes(publish, client_of):
    survey = publish(before=BEFORE)
    shown = main_of(client_of("reader").get(address("result_detail", survey.pk), {"part": "paired"}))
    assert "quand l’enquête est close" in shown and "60 personnes" not in shown


def test_before_anything_is_published_the_page_says_why(network, client_of, publish):
    survey = publish()
    with scoped_to(network):
        campaign = opened(survey, title="Campagne d’automne", moment=Moment.BEFORE)
    shown = main_of(client_of("coordinator").get(address("result_detail", survey.pk)))
    assert "Les résultats ne sont pas encore publiés" in shown and "Pourquoi pas plus tôt" in shown
    assert "Campagne d’automne" in shown and campaign.state == CampaignState.OPEN
    assert "Lire le rapport" not in shown
    # Whoever takes no part in it does not know of a survey before it shows something.
    assert client_of("reader").get(address("result_detail", survey.pk)).status_code == 404


def test_answers_one_by_one_are_offered_to_whoever_may_take_them(published_survey, client_of):
    offered = {
        role: "Données détaillées pour la recherche"
        in main_of(client_of(role).get(address("result_detail", published_survey.pk)))
        for role in ("evaluator", "coordinator", "reader", "prescriber")
    }
    assert offered == {"evaluator": True, "coordinator": True, "reader": False, "prescriber": False}


def test_every_part_can_be_read(publish, client_of):
    survey = publish(**{part: PAIRED if part == PublishedPart.PAIRED else BEFORE for part in PublishedPart.values})
    for part in PublishedPart.values:
        answer = client_of("reader").get(address("result_detail", survey.pk), {"part": part})
        assert answer.status_code == 200
