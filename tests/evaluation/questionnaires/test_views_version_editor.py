"""The editor: a questionnaire is written question by question, and whatever is refused stays where it was typed."""

import re

import pytest

from evaluation.enums import Comparison, ItemKind
from evaluation.models import QuestionnaireVersion
from evaluation.questionnaires.actions import publish_version, write_form
from evaluation.questionnaires.labels import languages_of, texts_of, translated, untranslated, with_texts
from evaluation.questionnaires.rules import MAX_DRAFTED, Form, Item, Section
from evaluation.questionnaires.views.editor import CHANGED
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.evaluation.builders import form_questionnaire
from tests.evaluation.written import EVERY_KIND
from tests.pages import address, plain, words


def text_of(answer) -> str:
    return plain(words(answer))


class Editor:
    """A version that is being written, and the browser of whoever writes it."""

    def __init__(self, client, network, form):
        self.client, self.network = client, network
        with scoped_to(network):
            self.pk = form_questionnaire(form).versions.get().pk

    @property
    def form(self) -> Form:
        with scoped_to(self.network):
            return QuestionnaireVersion.objects.get(pk=self.pk).form

    def address(self, name: str, **query: str) -> str:
        asked = "&".join(f"{key}={value}" for key, value in query.items())
        return f"{address(name, self.pk)}?{asked}"

    def seen(self) -> str:
        page = self.client.get(self.address("version_texts")).content.decode()
        return re.search(r'name="seen" value="(\w+)"', page)[1]

    def send(self, name: str, sent: dict, **query: str):
        return self.client.post(self.address(name, **query), {"seen": self.seen(), **sent}, follow=True)

    def item(self, code: str = "", /, **sent):
        """Send the page of a question, as it shows it, with these changes."""
        query = {"question": code} if code else {"partie": self.form.sections[-1].code}
        page = self.client.get(self.address("version_item", **query))
        form = page.context["form"]
        kept = {name: form[name].value() for name in form.fields}
        shown = {name: value for name, value in kept.items() if value is not None and value is not False}
        return self.client.post(
            self.address("version_item", **query), {"seen": page.context["seen"], **shown, **sent}, follow=True
        )


@pytest.fixture
def editor(network, client_of):
    def make(form: Form = EVERY_KIND) -> Editor:
        return Editor(client_of("evaluator"), network, form)

    return make


def test_a_questionnaire_is_written_from_a_blank_page(editor):
    one = editor(Form(title="Vide"))
    page = text_of(one.client.get(one.address("version_item"), follow=True))
    assert "Commencez par une partie" in page
    one.send("version_texts", {"title": "Le numérique 🙂", "introduction": "Bonjour.\r\nMerci.", "thanks": ""})
    one.send("version_section", {"title": "Vous"})
    one.item(label="Avez-vous un ordinateur\u00a0?", choices="Oui\nNon\n\n", kind="single")
    one.item(label="🙂", kind="text")
    one.item(label="Où ?", kind="matrix", rows="Chez vous\nAilleurs", choices="Jamais\nSouvent", scaled="on")
    one.item(label="Quel âge ?", kind="number", minimum="10", maximum="120", role="age")
    one.item(
        label="La bonne adresse ?", kind="tested", choices="impots.gouv.fr\nimpots.example", right="IMPOTS.gouv.fr"
    )
    page = text_of(one.item(label="Depuis quand ?", kind="date", asked_of="avez_vous_un_ordinateur|oui"))
    assert "Prêt à publier" in page
    form = one.form
    assert (form.title, form.introduction) == ("Le numérique 🙂", "Bonjour.\nMerci.")
    assert [item.code for item in form.items()] == [
        "avez_vous_un_ordinateur",
        "question",
        "ou",
        "quel_age",
        "la_bonne_adresse",
        "depuis_quand",
    ]
    assert form.item("la_bonne_adresse").right == "impots_gouv_fr"
    assert [choice.score for choice in form.item("ou").choices] == [1, 2]
    assert form.item("depuis_quand").shown_if.test == Comparison.IS


def test_sent_as_it_is_shown_every_question_stays_as_it_was(editor):
    one = editor()
    for item in EVERY_KIND.items():
        assert one.item(item.code).redirect_chain
        assert one.form == EVERY_KIND, item.code


def test_the_pages_of_every_part_and_question_show(editor):
    one = editor()
    for section in EVERY_KIND.sections:
        assert one.client.get(one.address("version_section", partie=section.code)).status_code == 200
        page = one.client.get(one.address("version_remove", partie=section.code))
        assert f"{len(section.items)} questions sont retirées" in text_of(page)
    page = text_of(one.client.get(one.address("version_remove", question="uses")))
    assert "Laquelle est l’adresse des impôts ?" in page
    for name in ("version_section", "version_remove"):
        assert one.client.get(one.address(name, partie="nulle_part")).status_code == 404
    for name in ("version_item", "version_remove"):
        assert one.client.get(one.address(name, question="rien")).status_code == 404
    assert one.client.get(one.address("version_remove"), follow=True).redirect_chain


@pytest.mark.parametrize(
    ("code", "sent", "sentence"),
    [
        ("uses", {"code": "é à"}, "Un code commence par une lettre"),
        ("uses", {"code": "a__b"}, "réservés aux lignes des tableaux"),
        ("uses", {"code": "search"}, "Une autre question a déjà le code"),
        ("uses", {"choices": "Seule"}, "au moins deux réponses"),
        ("uses", {"choices": "Oui\nOui"}, "est écrit deux fois"),
        ("uses", {"choices": "\n".join(map(str, range(61)))}, "60 réponses au plus"),
        ("uses", {"choices": f"{'x' * 301}\ny"}, "300 signes au plus"),
        ("uses", {"choice_code_0": "deux mots"}, "sans espace"),
        ("uses", {"choice_code_0": "yes"}, "Deux fois le même code"),
        ("uses", {"label": " \u200b "}, "Écrivez la question."),
        ("uses", {"kind": "hypnose"}, "Sélectionnez un choix valide"),
        ("uses", {"section": "nulle_part"}, "Cette partie n’existe plus"),
        ("equipped", {"asked_of": "search|alone"}, "n’est pas posée avant"),
        ("equipped", {"asked_of": "equipped|yes"}, "n’est pas posée avant"),
        ("since", {"otherwise": "on", "asked_of": ""}, "Choisissez d’abord à quelle réponse"),
        ("since", {"otherwise": "on", "asked_of": "age"}, "Choisissez la réponse qui exclut"),
        ("age", {"minimum": "20", "maximum": "10"}, "plus petit que"),
        ("age", {"minimum": "vingt"}, "nombre entier"),
        ("places", {"rows": ""}, "au moins une ligne"),
        ("address", {"right": "Aucune des deux"}, "Recopiez ici une des réponses"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(editor, code, sent, sentence):
    one = editor()
    answer = one.item(code, help_text="Ce que je venais d’écrire", **sent)
    assert sentence in text_of(answer)
    assert "Ce que je venais d’écrire" in text_of(answer)
    assert one.form == EVERY_KIND


def test_nothing_of_the_details_hides_what_is_wrong_with_it(editor):
    one = editor()
    assert '<details class="form-part" open>' in words(one.item("uses", code="é"))
    assert '<details class="form-part" open>' not in words(one.item("uses", choices="x"))


def test_a_new_code_takes_its_conditions_along(editor):
    one = editor()
    one.item("equipped", code="owns", choice_code_0="oui")
    assert one.form.item("since").shown_if.item == "owns"
    assert one.form.item("since").shown_if.choice == "oui"
    assert one.form.sections[1].shown_if.item == "owns"


def test_answers_keep_their_codes_when_they_are_reworded_and_reordered(editor):
    one = editor()
    one.item("places", choices="Souvent\nJamais\nParfois")
    kept = one.form.item("places").choices
    assert [(choice.code, choice.score) for choice in kept] == [("often", 0), ("never", 1), ("sometimes", 2)]
    one.item("places", choices="Très souvent\nJamais\nParfois")
    assert [choice.code for choice in one.form.item("places").choices] == ["often", "never", "sometimes"]
    one.item("places", choice_score_0="10", choice_score_1="5", choice_score_2="0")
    assert [choice.score for choice in one.form.item("places").choices] == [10, 5, 0]


def test_a_question_goes_to_another_part(editor):
    one = editor()
    one.item("age", section="skills")
    assert [item.code for item in one.form.sections[1].items][-1] == "age"


def test_what_a_colleague_wrote_meanwhile_is_not_written_over(editor, network):
    one = editor()
    seen = one.seen()
    with scoped_to(network):
        version = QuestionnaireVersion.objects.get(pk=one.pk)
        theirs = write_form(version, version.form.model_copy(update={"title": "Le leur"}), by=None, at=AT).form
    sent = {"seen": seen, "title": "Le mien", "introduction": "Mon texte", "thanks": ""}
    answer = one.client.post(one.address("version_texts"), sent)
    page = text_of(answer)
    assert plain(CHANGED) in page
    assert "Le mien" in page
    assert "Mon texte" in page
    assert one.form == theirs
    one.client.post(one.address("version_texts"), sent | {"seen": answer.context["seen"]})
    assert one.form.title == "Le mien"


def test_a_question_that_was_taken_out_meanwhile_is_not_lost(editor):
    one = editor()
    seen = one.seen()
    one.client.post(one.address("version_remove", question="words"))
    sent = {"seen": seen, "label": "Un mot ?", "kind": "text", "section": "skills"}
    answer = one.client.post(one.address("version_item", question="words"), sent)
    assert plain(CHANGED) in text_of(answer)
    assert "Un mot ?" in text_of(answer)
    one.client.post(one.address("version_item", question="words"), sent | {"seen": answer.context["seen"]})
    assert one.form.item("un_mot").kind == ItemKind.TEXT


def test_questions_and_parts_move_are_copied_and_taken_out(editor):
    one = editor()
    move = one.address("version_move")
    one.client.post(move, {"descendre": "question:equipped"})
    assert [item.code for item in one.form.sections[0].items] == ["age", "equipped", "since"]
    one.client.post(move, {"monter": "question:search"})
    assert [item.code for item in one.form.sections[0].items][-1] == "search"
    page = text_of(one.client.post(move, {"descendre": "partie:you"}, follow=True))
    assert [section.code for section in one.form.sections] == ["skills", "you"]
    assert "qui n’est pas posée avant" in page
    one.client.post(one.address("version_copy"), {"question": "words"})
    assert one.form.item("words_2").label == one.form.item("words").label
    one.client.post(one.address("version_remove", partie="skills"))
    assert [section.code for section in one.form.sections] == ["you"]
    for name, sent in (("version_move", {"monter": "question:rien"}), ("version_copy", {"question": "rien"})):
        assert "quelqu’un l’a retiré entre-temps" in text_of(one.client.post(one.address(name), sent, follow=True))
    assert "quelqu’un l’a retiré" in text_of(one.client.post(one.address("version_remove", partie="rien"), follow=True))


def test_parts_are_refused_a_code_that_is_taken_or_none(editor):
    one = editor()
    assert "Une autre partie a déjà le code" in text_of(one.send("version_section", {"title": "Neuve", "code": "you"}))
    assert "Un code commence par une lettre" in text_of(one.send("version_section", {"title": "Neuve", "code": "1"}))
    one.send("version_section", {"title": "Compétences", "asked_of": "age"}, partie="skills")
    assert one.form.sections[1].shown_if.test == Comparison.IS_ANSWERED
    assert one.form.sections[1].items == EVERY_KIND.sections[1].items


def test_two_hundred_questions_are_enough(editor):
    items = tuple(Item(code=f"q{n}", kind=ItemKind.TEXT, label=f"Question {n}") for n in range(MAX_DRAFTED))
    one = editor(Form(title="Long", sections=(Section(code="a", title="A", items=items),)))
    assert "200 questions : 80 au plus" in text_of(one.client.get(one.address("version_edit")))
    page = text_of(one.item(label="Encore une ?", kind="text"))
    assert "a déjà 200 questions" in page
    assert "Encore une ?" in page


def test_the_preview_follows_what_is_not_kept_yet(editor):
    one = editor()
    where = one.address("version_preview", quoi="question", question="uses")
    page = text_of(one.client.post(where, {"label": "Et chez vous ?", "kind": "matrix", "choices": "Peu\nBeaucoup"}))
    assert "Et chez vous ?" in page
    assert "Beaucoup" in page
    assert "Première ligne du tableau" in page
    assert "<html" not in page
    page = text_of(one.client.post(one.address("version_preview", quoi="partie", partie="you"), {"title": "Toi"}))
    assert "Toi" in page
    assert "Avez-vous un ordinateur ?" in page
    page = text_of(one.client.post(one.address("version_preview", quoi="partie"), {}))
    assert "Votre partie" in page
    page = text_of(one.client.post(one.address("version_preview", quoi="textes"), {"title": "Autre titre"}))
    assert "Autre titre" in page
    assert "Quel âge avez-vous ?" in text_of(one.client.post(one.address("version_preview"), {}))
    assert "Votre question" in text_of(one.client.post(one.address("version_preview", quoi="question"), {}))
    assert one.form == EVERY_KIND


def test_what_is_published_is_read_not_written(editor, network):
    one = editor()
    seen = one.seen()
    with scoped_to(network):
        publish_version(QuestionnaireVersion.objects.get(pk=one.pk), by=None, at=AT)
    assert "elle ne change plus" in text_of(one.client.get(one.address("version_edit"), follow=True))
    translating = address("version_translate", one.pk, "en")
    assert "elle ne change plus" in text_of(one.client.get(translating, follow=True))
    sent = {"seen": seen, "title": "Trop tard", "introduction": "", "thanks": ""}
    page = text_of(one.client.post(one.address("version_texts"), sent))
    assert "elle ne change plus" in page
    assert "Trop tard" in page
    page = text_of(one.client.post(one.address("version_move"), {"monter": "partie:skills"}, follow=True))
    assert "elle ne change plus" in page
    assert one.client.get(one.address("version_publish")).status_code == 302
    assert one.form == EVERY_KIND


def test_a_language_is_offered_once_everything_is_translated(editor):
    one = editor()
    texts = list(texts_of(one.form, "ar"))
    page = one.client.get(address("version_translate", one.pk, "ar"))
    assert f"Il manque {len(texts)} textes en arabe" in text_of(page)
    assert 'dir="rtl"' in page.content.decode()
    texts_in_arabic = {f"t{number}": f"نص {number}" for number in range(len(texts))}
    half = one.client.post(address("version_translate", one.pk, "ar"), {"seen": one.seen(), "t0": "عنوان"}, follow=True)
    assert f"1 textes sur {len(texts)}" in text_of(half)
    assert languages_of(one.form) == ["fr"]
    done = one.client.post(
        address("version_translate", one.pk, "ar"), {"seen": one.seen(), **texts_in_arabic}, follow=True
    )
    assert "Proposée" in text_of(done)
    assert languages_of(one.form) == ["fr", "ar"]
    assert translated(one.form, "ar").item("search").answers[2].label == "أستطيع فعل ذلك دون مساعدة"
    assert one.client.get(address("version_translate", one.pk, "xx")).status_code == 404


def test_what_is_reworded_loses_its_translation_and_nothing_else_does(editor):
    one = editor(with_texts(EVERY_KIND, "en", {text.key: "x" for text in texts_of(EVERY_KIND, "en")}))
    one.item("equipped", label="Un ordinateur\u00a0?", choices="Oui\nPas du tout")
    assert [text.french for text in untranslated(one.form, "en")] == ["Un ordinateur\u00a0?", "Pas du tout"]
    one.send("version_texts", {"title": one.form.title, "introduction": "Bonjour.", "thanks": one.form.thanks})
    one.send("version_section", {"title": "Vous-même", "code": "you"}, partie="you")
    missing = {text.french for text in untranslated(one.form, "en")}
    assert missing == {"Un ordinateur\u00a0?", "Pas du tout", "Bonjour.", "Vous-même"}
