"""Pages of the articles of an agreement: write, arrange, remark, read on paper; who may."""

import pytest

from funding.agreements.enums import AgreementKind, PartyRole
from funding.enums import AgreementState
from funding.models import SectionComment
from inclusion.core.scope import scoped_to
from tests.builders import make_user
from tests.funding.agreement_builders import carrier, make_agreement, party
from tests.pages import address, words
from tests.setup_data import setup_data


@setup_data
def by(network):
    return make_user()


@pytest.fixture
def client(client_of):
    return client_of("coordinator")


@setup_data
def draft(network, by):
    with scoped_to(network):
        return make_agreement(AgreementKind.FRAMEWORK, by=by)


@setup_data
def section(network, draft):
    with scoped_to(network):
        return draft.sections.first()


@setup_data
def read(network, cast, by):
    """A framework agreement that is being read, of which the operator is a party."""
    with scoped_to(network):
        operator = party("Opérateur", PartyRole.PARTNER, partner=cast["operator"].partner)
        return make_agreement(AgreementKind.FRAMEWORK, AgreementState.REVIEW, by=by, parties=[carrier(), operator])


def first_of(network, agreement):
    with scoped_to(network):
        return agreement.sections.first()


def test_an_article_is_changed(client, network, draft, section):
    page = words(client.get(address("agreement_section_edit", section.pk)))
    assert "Ce changement ne touche que" in page
    assert "{{ objet }}" in page
    response = client.post(address("agreement_section_edit", section.pk), {"title": "But", "body": "Pour {{ objet }}."})
    assert response.url == f"{draft.get_absolute_url()}#article-{section.pk}"
    assert "Article 1. But" in words(client.get(draft.get_absolute_url()))


def test_articles_are_added_moved_and_removed(client, network, draft, section):
    client.post(address("agreement_section_add", draft.pk), {"title": "Annexe", "body": "Texte."})
    client.post(address("agreement_section_move", section.pk), {"sens": "bas"})
    with scoped_to(network):
        titles = [one.title for one in draft.sections.all()]
    assert titles[1] == section.title
    assert titles[-1] == "Annexe"
    client.post(address("agreement_section_move", section.pk), {"sens": "haut"})
    assert first_of(network, draft).pk == section.pk
    assert client.post(address("agreement_section_remove", section.pk)).status_code == 302
    assert first_of(network, draft).pk != section.pk


def test_the_text_of_a_sent_agreement_is_refused_with_what_was_typed(client, network, read):
    section = first_of(network, read)
    response = client.post(address("agreement_section_edit", section.pk), {"title": "But", "body": "Encore ceci"})
    assert "ne change plus" in words(response)
    assert "Encore ceci" in words(response)
    for name in ("agreement_section_move", "agreement_section_remove"):
        said = words(client.post(address(name, section.pk), follow=True))
        assert "ne change plus" in said


def test_an_operator_remarks_for_its_organisation_and_the_coordination_deals_with_it(
    client, client_of, network, read, cast
):
    section = first_of(network, read)
    operator = client_of("operator")
    assert operator.post(address("agreement_comment", section.pk), {"text": "À revoir"}).status_code == 302
    with scoped_to(network):
        remark = SectionComment.objects.get()
        assert (remark.partner, remark.made_by) == (cast["operator"].partner, cast["operator"].user)
    page = words(operator.get(read.get_absolute_url()))
    assert "À revoir" in page
    assert "Marquer comme traitée" not in page
    assert "Marquer comme traitée" in words(client.get(read.get_absolute_url()))
    client.post(address("agreement_comment_resolve", remark.pk))
    assert "1 remarque traitée" in words(client.get(read.get_absolute_url()))


def test_an_empty_or_refused_remark_is_shown_again(client_of, client, network, by, cast):
    with scoped_to(network):
        operator = party("Opérateur", PartyRole.PARTNER, partner=cast["operator"].partner)
        signed = make_agreement(AgreementKind.FRAMEWORK, AgreementState.SIGNED, by=by, parties=[carrier(), operator])
        section = signed.sections.first()
    empty = client_of("operator").post(address("agreement_comment", section.pk), {"text": ""})
    assert "Écrivez votre remarque" in words(empty)
    late = client_of("operator").post(address("agreement_comment", section.pk), {"text": "Trop tard"})
    assert "Trop tard" in words(late)
    assert "signée" in words(late)


def test_a_remark_is_markup_nowhere(client, client_of, network, read):
    section = first_of(network, read)
    client.post(address("agreement_comment", section.pk), {"text": "<script>1</script>"})
    assert "&lt;script&gt;1" in words(client.get(read.get_absolute_url()))


def test_papers_are_given_to_who_may_see_the_agreement(client, client_of, network, draft, by, cast):
    assert client.get(address("agreement_preview", draft.pk)).content.startswith(b"%PDF")
    assert client.get(address("agreement_document", draft.pk)).status_code == 404
    assert client.get(address("agreement_signed", draft.pk)).status_code == 404
    assert client_of("operator").get(address("agreement_preview", draft.pk)).status_code == 404
    with scoped_to(network):
        operator = party("Opérateur", PartyRole.PARTNER, partner=cast["operator"].partner)
        signed = make_agreement(AgreementKind.FRAMEWORK, AgreementState.SIGNED, by=by, parties=[carrier(), operator])
        content = bytes(signed.document.content.data)
    for role in ("operator", "reader"):
        assert client_of(role).get(address("agreement_document", signed.pk)).content == content
        assert client_of(role).get(address("agreement_preview", signed.pk)).content == content
        assert client_of(role).get(address("agreement_signed", signed.pk)).content.startswith(b"%PDF")


ARTICLE_PAGES = [
    ("agreement_section_edit", "get"),
    ("agreement_section_remove", "post"),
    ("agreement_section_move", "post"),
]


@pytest.mark.parametrize(("name", "method"), ARTICLE_PAGES)
def test_articles_are_written_by_the_coordination_alone(client_of, section, name, method):
    for role, status in (("operator", 403), ("reader", 403), ("stranger", 404)):
        assert getattr(client_of(role), method)(address(name, section.pk)).status_code == status


def test_who_does_not_sign_finds_no_article_to_remark_on(client_of, network, read):
    section = first_of(network, read)
    assert client_of("epci_referent").post(address("agreement_comment", section.pk)).status_code == 404
    assert client_of("reader").post(address("agreement_comment", section.pk)).status_code == 403
