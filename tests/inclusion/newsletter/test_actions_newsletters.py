"""Issues are begun from what happened, edited, numbered and sent once."""

from datetime import date

import pytest

from inclusion.core import news
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.newsletter.actions import issues as actions
from inclusion.newsletter.enums import IssueState
from inclusion.newsletter.models import NewsletterIssue, NewsletterItem, NewsletterMail
from tests.builders import AT, make_commune, make_partner, make_user
from tests.crowds import at_once
from tests.inclusion.newsletter_builders import make_issue, make_item, make_subscriber
from tests.setup_data import setup_data

NOVEMBER = {"start": date(2026, 11, 1), "end": date(2026, 12, 1)}


@setup_data
def does(scope):
    return {"by": make_user(), "at": AT}


@pytest.fixture
def happened(monkeypatch):
    found = [
        news.News("a:1", date(2026, 11, 2), "Rendez-vous", "Forum"),
        news.News("b:1", date(2026, 11, 3), "Décisions", "COPIL"),
        news.News("a:2", date(2026, 11, 4), "Rendez-vous", "Atelier", url="/agenda/2/"),
    ]
    monkeypatch.setattr(actions, "news_of", lambda network, start, end: found)
    return found


def titles(issue):
    return list(issue.items.values_list("title", flat=True))


def test_an_issue_begins_with_what_happened_under_its_headings(does, happened):
    issue = actions.begin_issue(title=" L’automne ", **NOVEMBER, **does)
    assert (issue.title, issue.state) == ("L’automne", IssueState.DRAFT)
    assert titles(issue) == ["Forum", "Atelier", "COPIL"]
    assert actions.news_left(issue) == []


def test_what_is_taken_out_is_offered_again_and_comes_back_under_its_heading(does, happened):
    issue = actions.begin_issue(title="Numéro", **NOVEMBER, **does)
    actions.remove_item(issue.items.get(title="Forum"), **does)
    assert [one.key for one in actions.news_left(issue)] == ["a:1"]
    actions.take_news(issue, key="a:1", **does)
    assert titles(issue) == ["Atelier", "Forum", "COPIL"]
    with pytest.raises(DomainError, match="déjà dans le numéro"):
        actions.take_news(issue, key="a:1", **does)


def test_what_is_for_members_stays_so_under_another_heading_and_comes_into_no_wider_section(does, happened):
    happened[1:2] = [
        news.News(f"b:{number}", date(2026, 11, 3), "Décisions", title, is_for_members=members)
        for number, (title, members) in enumerate((("COPIL", True), ("Arrêté", False), ("COTECH", True)))
    ]
    issue = actions.begin_issue(title="Numéro", **NOVEMBER, **does)
    wide, narrow = "Décisions", "Décisions (membres du réseau)"

    def audiences():
        rows = issue.items.values_list("title", "section__heading", "section__audience", "section__epcis")
        return {title: rest for title, *rest in rows if title not in ("Forum", "Atelier")}

    expected = {"COPIL": [narrow, "members", []], "COTECH": [narrow, "members", []], "Arrêté": [wide, "all", []]}
    assert audiences() == expected
    actions.remove_item(issue.items.get(title="COPIL"), **does)
    actions.take_news(issue, key="b:0", **does)
    assert audiences() == expected
    section = issue.sections.get(heading=narrow)
    actions.change_section(section, heading=narrow, audience="members", epcis=["200030674"], **does)
    for title, heading in (("COPIL", "décisions"), ("COTECH", "")):
        actions.change_item(issue.items.get(title=title), title=title, heading=heading, **does)
    assert audiences() == {
        "COPIL": ["décisions", "members", ["200030674"]],
        "COTECH": ["", "members", ["200030674"]],
        "Arrêté": [wide, "all", []],
    }


def test_two_who_write_one_draft_learn_what_the_other_did(does):
    issue = make_issue()
    item, other = make_item(issue, "Un"), make_item(issue, "Deux")
    seen = item.digest
    changed = actions.change_item(item, title="Uno", heading="Rendez-vous", seen=seen, **does)
    with pytest.raises(DomainError, match="modifié cette nouvelle entre-temps"):
        actions.change_item(item, title="Eins", heading="Rendez-vous", seen=seen, **does)
    assert actions.change_item(item, title="Ein", heading="Rendez-vous", seen=changed.digest, **does)
    actions.add_item(issue, title="Trois", **does)
    with pytest.raises(DomainError, match="déjà dans le numéro"):
        actions.add_item(issue, title="Trois", **does)
    actions.remove_item(other, **does)
    for act in (
        lambda: actions.change_item(other, title="Zwei", heading="", **does),
        lambda: actions.move_item(other, up=True, **does),
        lambda: actions.remove_item(other, **does),
    ):
        with pytest.raises(DomainError, match="n’est plus dans le numéro"):
            act()
    gone = NewsletterIssue.objects.get(pk=issue.pk)
    actions.drop_issue(issue, **does)
    for act in (actions.take_back_issue, actions.drop_issue):
        with pytest.raises(DomainError, match="supprimé"):
            act(gone, **does)


def test_new_partners_of_the_days_are_news(does):
    make_partner("CCAS de Marmande", kind="ccas", commune=make_commune())
    (one,) = [one for one in news.news_of(does["by"] and make_issue().network, **NOVEMBER) if "CCAS" in one.title]
    assert (one.heading, one.on) == ("Nouveaux partenaires", AT.date())
    assert one.text.endswith(", Marmande.")


def test_items_are_added_changed_moved(does):
    issue = make_issue()
    first, second = make_item(issue, "Un", heading="A"), make_item(issue, "Deux", heading="B")
    third = actions.add_item(issue, title="Trois", heading="A", url="https://exemple.example", **does)
    assert titles(issue) == ["Un", "Trois", "Deux"]
    actions.move_item(third, up=True, **does)
    actions.move_item(third, up=True, **does)  # the first stays the first
    assert titles(issue) == ["Trois", "Un", "Deux"]
    actions.move_item(second, up=False, **does)
    actions.change_item(first, title="Uno", heading="B", text="", url="", **does)
    assert titles(issue) == ["Trois", "Deux", "Uno"]


def test_a_link_leads_to_the_web(does):
    with pytest.raises(DomainError, match="https"):
        actions.add_item(make_issue(), title="Lien", url="javascript:alert(1)", **does)


def test_an_issue_needs_news_and_readers(does):
    issue = make_issue()
    with pytest.raises(DomainError, match="vide"):
        actions.send_issue(issue, **does)
    make_item(issue)
    with pytest.raises(DomainError, match="abonné"):
        actions.send_issue(issue, **does)


def test_an_issue_leaves_for_whoever_receives_it_and_stays_as_it_was(does):
    receiving = make_subscriber()
    make_subscriber(confirmed_at=None)
    make_subscriber(ended_at=AT)
    make_subscriber(bounced_at=AT)
    for number in (1, 2):
        issue = make_issue(f"Numéro {number}")
        make_item(issue)
        sent = actions.send_issue(issue, **does)
        assert (sent.state, sent.number) == (IssueState.SENDING, number)
    assert set(NewsletterMail.objects.values_list("subscriber", flat=True)) == {receiving.pk}
    for change in (
        lambda: actions.send_issue(issue, **does),
        lambda: actions.add_item(issue, title="Trop tard", **does),
        lambda: actions.remove_item(issue.items.get(), **does),
        lambda: actions.drop_issue(issue, **does),
    ):
        with pytest.raises(DomainError, match="parti"):
            change()


def test_it_is_over_when_nothing_waits(does):
    make_subscriber()
    issue = make_issue()
    make_item(issue)
    issue = actions.send_issue(issue, **does)
    assert not actions.finish_issue(issue, at=AT)
    NewsletterMail.objects.update(mailed_at=AT)
    assert actions.finish_issue(issue, at=AT)
    assert not actions.finish_issue(issue, at=AT)
    line = JournalEntry.objects.order_by("pk").last()
    assert (line.verb, line.details["sent"]) == ("issue.finished", 1)


def test_a_draft_is_thrown_away_with_what_it_contained(does):
    issue = make_issue()
    make_item(issue)
    actions.drop_issue(issue, **does)
    assert not NewsletterIssue.objects.exists()
    assert not NewsletterItem.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_send_one_issue_once(network):
    with scoped_to(network):
        make_subscriber()
        issue = make_issue()
        make_item(issue)
        user = make_user()
    answers = at_once(network, lambda n: actions.send_issue(issue, by=user, at=AT), 5)
    assert sum(isinstance(one, DomainError) for one in answers) == 4
    with scoped_to(network):
        assert NewsletterMail.objects.count() == 1
