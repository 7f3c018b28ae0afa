"""Ideas written, merged, taken out, turned into actions; voices given and taken back."""

from datetime import date

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from roadmaps.enums import Origin
from roadmaps.models import Action, Proposal, ProposalVote, WorkshopTable
from roadmaps.workshops import actions
from roadmaps.workshops.actions import (
    add_idea,
    add_ideas,
    ballot_of,
    change_idea,
    merge_ideas,
    restore_idea,
    separate_idea,
    take_back,
    take_idea,
    vote,
    withdraw_idea,
)
from tests.builders import AT
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_roadmap
from tests.roadmaps.workshop_builders import make_idea, make_workshop
from tests.setup_data import setup_data

BEFORE = date(2020, 1, 1)


@setup_data
def roadmap(network):
    return make_roadmap("Feuille")


@setup_data
def workshop(roadmap):
    return make_workshop(roadmap)


def close(workshop):
    type(workshop).objects.filter(pk=workshop.pk).update(open_until=BEFORE)


def votes(idea):
    return Proposal.objects.with_votes().get(pk=idea.pk).votes


def write(workshop, text, *, by=None, table=1, **fields):
    return add_idea(workshop, table=workshop.tables.get(rank=table), text=text, by=by, at=AT, **fields)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("  ", "Écrivez votre idée"), ("a" * 201, "201 caractères"), ("UN BUS numerique", "déjà sur la table")],
)
def test_an_idea_that_cannot_be_taken_says_why(workshop, text, sentence):
    make_idea(workshop, "Un bus numérique")
    with pytest.raises(DomainError, match=sentence) as refused:
        write(workshop, text)
    assert refused.value.field == "text"
    assert Proposal.objects.count() == 1


def test_the_same_idea_may_stand_on_two_tables_or_come_again_once_taken_out(workshop, camille):
    idea = make_idea(workshop, "Un bus")
    write(workshop, "Un bus", table=2)
    withdraw_idea(idea, by=camille, at=AT)
    write(workshop, "Un bus")
    assert Proposal.objects.count() == 3


def test_a_table_that_is_gone_or_full(workshop, monkeypatch):
    gone = WorkshopTable(pk=0, workshop=workshop)
    with pytest.raises(DomainError, match="n’est plus là"):
        add_idea(workshop, table=gone, text="Un bus", by=None, at=AT)
    elsewhere = make_workshop(workshop.roadmap).tables.first()
    with pytest.raises(DomainError, match="n’est plus là"):
        add_idea(workshop, table=elsewhere, text="Un bus", by=None, at=AT)
    monkeypatch.setattr(actions, "MAX_IDEAS", 1)
    write(workshop, "Un bus")
    with pytest.raises(DomainError, match="compte déjà 1 idées"):
        write(workshop, "Une carte")


def test_a_closed_workshop_takes_ideas_of_the_coordinator_alone(workshop, camille):
    idea = make_idea(workshop)
    close(workshop)
    for attempt in (
        lambda: write(workshop, "Un bus"),
        lambda: vote(idea, voter="a", at=AT),
        lambda: take_back(idea, voter="a", at=AT),
    ):
        with pytest.raises(DomainError, match="atelier est fermé"):
            attempt()
    assert write(workshop, "Un bus", by=camille).text == "Un bus"


def test_many_ideas_come_all_or_none_without_those_that_are_there(workshop, camille):
    table = workshop.tables.first()
    make_idea(workshop, "Un bus")
    written = add_ideas(workshop, ideas=[(table, "un bus !", ""), (table, "Une carte", "en ligne")], by=camille, at=AT)
    assert [(one.text, one.detail) for one in written] == [("Une carte", "en ligne")]
    with pytest.raises(DomainError):
        add_ideas(workshop, ideas=[(table, "Une affiche", ""), (table, "", "")], by=camille, at=AT)
    assert Proposal.objects.count() == 2


def test_correcting_keeps_the_voices(workshop, camille):
    idea = make_idea(workshop, "Un buss", voters=2)
    two = workshop.tables.get(rank=2)
    changed = change_idea(idea, table=two, text=" Un  bus ", detail="La nuit", by=camille, at=AT)
    assert (changed.text, changed.detail, changed.table) == ("Un bus", "La nuit", two)
    assert votes(idea) == 2
    with pytest.raises(DomainError, match="Écrivez"):
        change_idea(idea, table=two, text="", detail="", by=camille, at=AT)


def test_who_voted_for_several_doubles_counts_once(workshop, camille):
    kept, double, third = (make_idea(workshop) for _ in range(3))
    for voter, ideas in (("a", (kept, double)), ("b", (double,)), ("c", (third, kept))):
        for idea in ideas:
            vote(idea, voter=voter, at=AT)
    merge_ideas(kept, doubles=[kept, double, third], by=camille, at=AT)
    assert votes(kept) == 3
    assert ballot_of(workshop, "a").given == {kept.pk}
    assert ballot_of(workshop, "a").left == 1
    assert list(Proposal.objects.standing()) == [kept]
    # A voice for a double goes to the one that stands; a second time changes nothing.
    assert vote(double, voter="b", at=AT) == kept
    assert votes(kept) == 3
    take_back(double, voter="a", at=AT)
    assert votes(kept) == 2
    separate_idea(double, by=camille, at=AT)
    assert (votes(kept), votes(double)) == (1, 1)


def test_doubles_of_a_double_follow_it(workshop, camille):
    one, two, three = (make_idea(workshop, voters=1) for _ in range(3))
    merge_ideas(two, doubles=[three], by=camille, at=AT)
    merge_ideas(one, doubles=[two], by=camille, at=AT)
    assert {idea.pk for idea in one.merged.all()} == {two.pk, three.pk}
    assert votes(one) == 3


def test_merging_what_cannot_be_merged(workshop, camille):
    one, two = make_idea(workshop), make_idea(workshop)
    with pytest.raises(DomainError, match="au moins deux"):
        merge_ideas(one, doubles=[one], by=camille, at=AT)
    with pytest.raises(DomainError, match="ateliers différents"):
        merge_ideas(one, doubles=[make_idea(make_workshop(workshop.roadmap))], by=camille, at=AT)
    take_idea(two, axis=make_axis(workshop.roadmap), by=camille, at=AT)
    with pytest.raises(DomainError, match="devenue une action"):
        merge_ideas(one, doubles=[two], by=camille, at=AT)
    withdraw_idea(one, by=camille, at=AT)
    with pytest.raises(DomainError, match="choisissez-en une autre"):
        merge_ideas(one, doubles=[make_idea(workshop)], by=camille, at=AT)


def test_an_idea_that_is_taken_out_gives_its_voices_back(workshop, camille):
    one, two, three = (make_idea(workshop) for _ in range(3))
    vote(one, voter="a", at=AT)
    vote(two, voter="a", at=AT)
    with pytest.raises(DomainError, match="toutes vos voix"):
        vote(three, voter="a", at=AT)
    withdraw_idea(one, by=camille, at=AT)
    vote(three, voter="a", at=AT)
    with pytest.raises(DomainError, match="vient d’être retirée"):
        vote(one, voter="b", at=AT)
    restore_idea(one, by=camille, at=AT)
    assert votes(one) == 0  # its voice was given to another one meanwhile
    assert ballot_of(workshop, "a").left == 0


@pytest.mark.parametrize("back", ["restored", "separated"])
def test_an_idea_that_comes_back_gives_nobody_more_voices_than_the_workshop_has(workshop, camille, back):
    one, two, three, four = (make_idea(workshop) for _ in range(4))
    workshop.votes_each = 2
    workshop.save()
    for voter, ideas in (("a", (one, two)), ("b", (two,))):
        for idea in ideas:
            vote(idea, voter=voter, at=AT)
    if back == "restored":
        withdraw_idea(two, by=camille, at=AT)
    else:
        merge_ideas(one, doubles=[two], by=camille, at=AT)
    vote(three, voter="a", at=AT)
    (restore_idea if back == "restored" else separate_idea)(two, by=camille, at=AT)
    assert ballot_of(workshop, "a").given == {one.pk, three.pk}
    assert (votes(one), votes(two), votes(three), votes(four)) == (1, 1, 1, 0)


def test_an_idea_becomes_an_action_that_knows_where_it_comes_from(workshop, camille):
    axis = make_axis(workshop.roadmap)
    idea = make_idea(workshop, "Un bus", detail="La nuit")
    action = take_idea(idea, axis=axis, title="Un bus numérique", by=camille, at=AT)
    assert (action.title, action.description, action.origin) == ("Un bus numérique", "La nuit", Origin.INITIAL)
    assert action.proposal == idea
    with pytest.raises(DomainError, match="déjà devenue une action"):
        take_idea(idea, axis=axis, by=camille, at=AT)
    with pytest.raises(DomainError, match="elle reste"):
        withdraw_idea(idea, by=camille, at=AT)
    assert JournalEntry.objects.filter(verb="proposal.taken", target_id=idea.pk).exists()


def test_once_adopted_an_idea_is_an_emerging_action(workshop, camille):
    axis = make_axis(workshop.roadmap)
    make_action(axis)
    make_adopted(workshop.roadmap)
    assert take_idea(make_idea(workshop), axis=axis, by=camille, at=AT).origin == Origin.EMERGING


def test_what_cannot_become_an_action_leaves_the_roadmap_as_it_was(workshop, camille):
    axis = make_axis(workshop.roadmap)
    one, two = make_idea(workshop), make_idea(workshop)
    merge_ideas(one, doubles=[two], by=camille, at=AT)
    with pytest.raises(DomainError, match="rien n’a été ajouté"):
        take_idea(two, axis=axis, by=camille, at=AT)
    with pytest.raises(DomainError, match="autre feuille de route"):
        take_idea(one, axis=make_axis(make_roadmap("Autre")), by=camille, at=AT)
    assert not Action.objects.exists()


def test_voices_leave_no_line_in_the_journal(workshop):
    idea = make_idea(workshop)
    before = JournalEntry.objects.count()
    vote(idea, voter="a", at=AT)
    take_back(idea, voter="a", at=AT)
    assert JournalEntry.objects.count() == before
    assert not ProposalVote.objects.exists()


def test_a_double_that_somebody_took_out_or_merged_meanwhile_stays_where_it_is(workshop, camille):
    one, out, other = (make_idea(workshop, voters=1) for _ in range(3))
    double = make_idea(workshop, voters=1)
    withdraw_idea(out, by=camille, at=AT)
    merge_ideas(other, doubles=[double], by=camille, at=AT)
    for gone in (out, double):
        with pytest.raises(DomainError, match="fusionnée avec une autre idée, ou retirée"):
            merge_ideas(one, doubles=[gone], by=camille, at=AT)
    assert (votes(one), votes(other)) == (1, 2)
