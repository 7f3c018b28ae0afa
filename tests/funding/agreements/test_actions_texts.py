"""Templates by version, the articles of an agreement, remarks: what is written, refused, recorded."""

import pytest

from funding.agreements.actions.texts import (
    add_section,
    comment_on,
    move_section,
    newest_version,
    publish_template,
    remove_section,
    resolve_comment,
    shipped_sections,
    version_in_hand,
    write_section,
    write_template,
)
from funding.agreements.enums import AgreementKind
from funding.enums import AgreementState, Verb
from funding.models import AgreementTemplateVersion, SectionComment
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_partner
from tests.funding.agreement_builders import make_agreement
from tests.setup_data import setup_data

KIND = AgreementKind.COOPERATION


@setup_data
def does(by):
    return {"by": by, "at": AT}


def titles(agreement):
    return [section.title for section in agreement.sections.all()]


def test_the_first_agreement_publishes_the_shipped_text_as_version_1(by):
    one, two = make_agreement(by=by), make_agreement(by=by)
    version = AgreementTemplateVersion.objects.get(text_kind=KIND)
    assert (version.number, version.published_at) == (1, AT)
    assert one.template_version == two.template_version == version
    assert titles(one) == [title for title, _ in shipped_sections(KIND)]
    assert JournalEntry.objects.filter(verb=Verb.TEMPLATE_PUBLISHED).count() == 1


def test_a_version_is_written_in_hand_and_serves_once_published(by, does):
    before = make_agreement(by=by)
    version = write_template(KIND, sections=[("Objet", "Pour {{ objet }}.")], note=" Court ", **does)
    assert (version.number, version.note, version.published_at) == (2, "Court", None)
    assert newest_version(KIND).number == 1
    again = write_template(KIND, sections=[("Objet", "Pour {{ titre }}.")], note="", **does)
    assert again.pk == version.pk
    publish_template(again, **does)
    assert version_in_hand(KIND) is None
    assert titles(make_agreement(by=by)) == ["Objet"]
    assert len(titles(before)) == 12
    third = write_template(KIND, sections=[("Autre", "Texte.")], note="", **does)
    assert third.number == 3
    assert [row.title for row in again.sections.all()] == ["Objet"]


def test_the_shipped_text_stays_readable_as_version_1_where_another_is_written_first(does):
    write_template(KIND, sections=[("Objet", "Texte.")], note="", **does)
    assert newest_version(KIND).number == 1
    assert newest_version(KIND).sections.count() == len(shipped_sections(KIND))


def test_a_published_version_is_not_published_again(does):
    version = publish_template(write_template(KIND, sections=[("Objet", "Texte.")], note="", **does), **does)
    with pytest.raises(DomainError, match="déjà publiée"):
        publish_template(version, **does)


@pytest.mark.parametrize(
    ("sections", "field", "sentence"),
    [
        ([], "sections", "au moins un article"),
        ([("", "Texte")], "title_1", "titre"),
        ([("A", "Texte"), ("B", "  ")], "body_2", "texte"),
        ([("A", "{{ objett }}")], "body_1", "vouliez-vous dire «\u00a0objet\u00a0»"),
        ([("A", "{{ poste }}")], "body_1", "n’a pas de sens"),
        ([("{{ objet }}", "Texte")], "title_1", "pas de champ"),
    ],
)
def test_what_a_template_cannot_be(does, sections, field, sentence):
    with pytest.raises(DomainError, match=sentence) as refused:
        write_template(KIND, sections=sections, note="", **does)
    assert refused.value.field == field
    assert not AgreementTemplateVersion.objects.exists()


def test_articles_are_changed_added_moved_and_removed(by, does):
    one = make_agreement(AgreementKind.FRAMEWORK, by=by)
    first, second = one.sections.all()[:2]
    write_section(first, title="But", body="Pour {{ objet }}.", **does)
    added = add_section(one, title="Annexe", body="", **does)
    assert (titles(one)[0], titles(one)[-1]) == ("But", "Annexe")
    move_section(second, up=True, **does)
    assert titles(one)[:2] == [second.title, "But"]
    move_section(second, up=True, **does)
    move_section(added, up=False, **does)
    assert (titles(one)[0], titles(one)[-1]) == (second.title, "Annexe")
    remove_section(second, **does)
    assert titles(one)[0] == "But"
    assert [row.rank for row in one.sections.all()] == list(range(1, one.sections.count() + 1))


def test_an_unknown_field_in_an_article_is_refused_by_name(by, does):
    section = make_agreement(by=by).sections.first()
    with pytest.raises(DomainError, match="objett") as refused:
        write_section(section, title="But", body="{{ objett }}", **does)
    assert refused.value.field == "body"


@pytest.mark.parametrize("state", [AgreementState.REVIEW, AgreementState.TO_SIGN, AgreementState.ACTIVE])
def test_the_text_of_an_agreement_that_was_sent_stays(by, does, state):
    one = make_agreement(AgreementKind.FRAMEWORK, state, by=by)
    section = one.sections.first()
    for change in (
        lambda: write_section(section, title="But", body="Texte.", **does),
        lambda: add_section(one, title="But", body="Texte.", **does),
        lambda: remove_section(section, **does),
        lambda: move_section(section, up=False, **does),
    ):
        with pytest.raises(DomainError, match="ne change plus"):
            change()


def test_a_remark_stays_open_until_somebody_deals_with_it(by, does):
    section = make_agreement(by=by).sections.first()
    partner = make_partner("MSA")
    remark = comment_on(section, text=" À revoir ", partner=partner, **does)
    assert (remark.text, remark.partner) == ("À revoir", partner)
    assert SectionComment.objects.unresolved().count() == 1
    assert resolve_comment(remark, **does).resolved_by == by
    resolve_comment(remark, **does)
    assert JournalEntry.objects.filter(verb=Verb.COMMENT_RESOLVED).count() == 1
    with pytest.raises(DomainError, match="Écrivez"):
        comment_on(section, text=" ", partner=partner, **does)


def test_a_signed_agreement_takes_no_remark(by, does):
    one = make_agreement(AgreementKind.FRAMEWORK, AgreementState.SIGNED, by=by)
    with pytest.raises(DomainError, match="signée"):
        comment_on(one.sections.first(), text="Trop tard", partner=make_partner("MSA"), **does)
