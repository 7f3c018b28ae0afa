"""Each figure of a report is that of the page or of the read function that shows it elsewhere."""

from datetime import date
from decimal import Decimal

import pytest

from equipment.family_aid.models import AidProgramme
from equipment.family_aid.queries import outcome_of
from equipment.refurbishing.queries import devices_of
from equipment.refurbishing.queries import figures as refurbishing
from evaluation.annual_report.actions import start_report
from evaluation.annual_report.enums import ChapterKind
from evaluation.annual_report.queries import content_of, first_year, offered_chapters
from evaluation.annual_report.rules import figure_words
from evaluation.enums import Moment, PublishedPart
from evaluation.models import Publication
from funding.funds.queries import fund_year
from funding.models import Fund
from funding.staff.queries import coverage
from inclusion.core.enums import ContributionSight
from inclusion.core.french.periods import Period
from inclusion.core.models.networks import Network
from inclusion.core.registry.measures import measures
from inclusion.guide.models import Place, Session
from inclusion.meetings.models import Decision
from inclusion.meetings.queries import meetings_between
from roadmaps.coverage.queries import STANDINGS, coverage_on
from tests import world as worlds
from tests.builders import AT
from tests.equipment.aid_builders import make_device, make_donation
from tests.evaluation.builders import help_given, make_survey, opened
from tests.evaluation.findings import AFTER, BEFORE, PAIRED
from tests.funding.builders import worked_example
from tests.pages import address, plain, words
from tests.setup_data import setup_data

TODAY = date(2026, 11, 30)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 1))


@setup_data
def report(scope, cast):
    worlds.build(cast)
    scope.refresh_from_db()
    return start_report(scope, year=2026, by=cast["coordinator"].user, at=AT)


def expected(network):
    """What each figure must be, by its label: from where its page reads it."""
    found = {
        f"{one.label} (nombre saisi)" if one.is_typed else one.label: one.count(network, *YEAR)
        for one in measures().values()
    }
    years = [(fund, fund_year(fund, year=2026, today=TODAY)) for fund in Fund.objects.all()]
    for fund, one in years:
        for of in ("", f", {fund.name}"):
            whole = one.whole
            found |= {
                f"Réuni{of}": whole.raised,
                f"Engagé{of}": whole.committed,
                f"Rendu{of}": whole.released,
                f"Payé{of}": whole.paid,
                f"Reste{of}": one.left,
            }
    givers = [one for _, of in years for one in of.position.contributors if one.received > 0]
    staff, devices = coverage(TODAY).total, refurbishing(devices_of(year=2026, donor=""))
    aids = outcome_of(AidProgramme.objects.all(), start=YEAR.start, end=YEAR.end)
    found |= {
        "Opérateurs qui ont versé": len({one.partner for one in givers}),
        "Versé par les opérateurs": sum(one.received for one in givers),
        "Postes en cours": staff.posts,
        "Équivalents temps plein": staff.fte,
        "Postes vacants": staff.vacant,
        "Lieux dans le guide du numérique": Place.objects.open().count(),
        "Permanences et ateliers réguliers": Session.objects.running(on=TODAY)
        .filter(place__in=Place.objects.open())
        .count(),
        "Appareils collectés": devices.collected,
        "Appareils réutilisés": devices.reused,
        "Appareils recyclés": devices.recycled,
        "Ordinateurs remis à des familles": aids.helped,
        "Parcours de formation suivis jusqu’au bout": aids.completed,
        "Décisions notées": Decision.objects.filter(meeting__in=meetings_between(*YEAR)).count(),
    }
    standings = [one.standing for one in coverage_on(TODAY)]
    return found | {STANDINGS[one].label: standings.count(one) for one in standings}


@pytest.mark.thorough
def test_each_figure_is_that_of_its_page(report, network):
    content, known = content_of(report, today=TODAY), expected(network)
    chapters = {one["kind"] for one in content["chapters"]}
    assert chapters == {str(kind) for kind in offered_chapters(network)} == {str(kind) for kind in ChapterKind}
    figures = [one for chapter in content["chapters"] for one in chapter["figures"]]
    assert len(figures) > 12 and len({one["label"] for one in figures}) == len(figures)
    wrong = {
        one["label"]: (one["value"], known[one["label"]])
        for one in figures
        if not (0 < known[one["label"]] < 5 if one["value"] is None else Decimal(one["value"]) == known[one["label"]])
    }
    assert wrong == {}
    assert all(one["dated"].startswith(("du 1er janvier", "au 30 novembre 2026")) for one in figures)


def test_the_money_is_that_of_the_page_of_the_year_of_its_fund(network, cast, client_of, scope, clock):
    """The largest fund's: raised, committed, paid, the same words on its page « Bilan »."""
    worked, report = worked_example(), None
    network.contribution_sight = ContributionSight.EVERYTHING
    Network.objects.filter(pk=network.pk).update(contribution_sight=ContributionSight.EVERYTHING)
    report = start_report(network, year=2026, by=worked.by, at=AT)
    with_money = content_of(report, today=TODAY)["chapters"][0]
    clock(TODAY)
    page = plain(words(client_of("coordinator").get(address("fund_report", worked.fund.pk), {"annee": 2026})))
    assert plain(with_money["sentence"]) in page
    assert [one["label"] for one in with_money["figures"]] == ["Réuni", "Engagé", "Reste"]
    for one in with_money["figures"]:
        assert plain(figure_words(one["value"], one["unit"])) in page
    for name, *amounts in with_money["table"]["rows"]:
        assert all(plain(text) in page for text in (name, *amounts))


@pytest.mark.parametrize("sight", ContributionSight)
def test_what_an_operator_gave_is_said_only_where_the_network_shows_it(network, scope, sight):
    network.contribution_sight = sight
    Network.objects.filter(pk=network.pk).update(contribution_sight=sight)
    worked = worked_example()
    report = start_report(network, year=2026, by=worked.by, at=AT)
    money, operators = content_of(report, today=TODAY)["chapters"][:2]
    shows = sight == ContributionSight.EVERYTHING
    assert (len(operators["table"]["heads"]) > 1) is shows
    assert ("€" in operators["sentence"]) is shows
    assert (money["table"] is not None) is shows
    assert ("9000.00" in str(money["bars"])) is shows, "what CAF alone pays of an action"


def test_typed_numbers_are_said_to_be_typed_and_count_no_person(network, cast, scope):
    help_given(cast["prescriber"].partner, people=9, given_on=date(2026, 3, 2))
    content = content_of(start_report(network, year=2026, by=cast["coordinator"].user, at=AT), today=TODAY)
    said = "9 participations aux aides (nombre saisi)"
    assert plain(content["title"]) == f"Du 1er janvier au 30 novembre 2026, {said}"
    results = next(one for one in content["chapters"] if one["kind"] == "results")
    assert said in plain(results["sentence"]) and "personnes" not in str(results["figures"][1]["label"])


def test_every_figure_ends_at_the_day_of_the_report(network, cast, scope):
    """What is dated later (a booklet made out for the next day, help that is planned) waits for another report."""
    partner, by = cast["prescriber"].partner, cast["coordinator"].user
    for day in (TODAY, date(2026, 12, 1)):
        help_given(partner, people=9, given_on=day)
        make_device(make_donation(received_on=day))
    report = start_report(network, year=2026, by=by, at=AT)
    for today, count in ((TODAY, 1), (date(2026, 12, 1), 2), (date(2027, 2, 3), 2)):
        chapters = content_of(report, today=today)["chapters"]
        said = {one["label"]: one["value"] for chapter in chapters for one in chapter["figures"]}
        assert said["Appareils collectés"] == str(count)
        assert said["Participations aux aides (nombre saisi)"] == str(9 * count)
        assert f"{9 * count} participations" in plain(content_of(report, today=today)["title"])


def test_a_survey_counts_for_the_one_year_in_which_it_ended_asking_with_its_days(network, cast, scope):
    survey = make_survey(title="Ce que changent les «\u00a0Mardis\u00a0»", pairs=True)
    opened(survey, moment=Moment.BEFORE, start=date(2024, 11, 1), end=date(2024, 12, 1))
    opened(survey, moment=Moment.AFTER, start=date(2025, 10, 1), end=date(2026, 1, 1))
    for part, found in ((PublishedPart.BEFORE, BEFORE), (PublishedPart.AFTER, AFTER), (PublishedPart.PAIRED, PAIRED)):
        document = found.model_dump(mode="json")
        Publication.objects.create(survey=survey, part=part, document=document, made_at=AT)
    help_given(cast["prescriber"].partner, given_on=date(2024, 6, 3))
    read, by = {}, cast["coordinator"].user
    for year in (2024, 2025, 2026):
        content = content_of(start_report(network, year=year, by=by, at=AT), today=TODAY)
        read[year] = next(one for one in content["chapters"] if one["kind"] == "results")
    assert {year: bool(one["moves"]) for year, one in read.items()} == {2024: False, 2025: True, 2026: False}
    days = "du 1er novembre 2024 au 31 décembre 2025"
    assert f"« Ce que changent les “Mardis” », enquête posée {days}." in plain(read[2025]["note"])
    assert {plain(row[1]) for row in read[2025]["table"]["rows"]} == {days}
    assert "n’a pas été mesuré" in read[2026]["note"] and read[2026]["table"] is None


def test_a_fund_without_a_movement_is_no_fund_that_is_not_shown(network, scope):
    worked = worked_example()
    Network.objects.filter(pk=network.pk).update(contribution_sight=ContributionSight.OWN)
    network.contribution_sight = ContributionSight.OWN
    report = start_report(network, year=2026, by=worked.by, at=AT)
    assert content_of(report, today=TODAY)["chapters"][0]["sentence"].startswith("Ces sommes diraient")
    report.year = 2025
    assert content_of(report, today=TODAY)["chapters"][0]["sentence"].startswith("Rien n’a été versé")


def test_reports_begin_with_the_first_year_of_the_network(network, cast, scope):
    assert first_year(TODAY) == 2026
    help_given(cast["prescriber"].partner, given_on=date(2021, 5, 3))
    assert first_year(TODAY) == 2021


def test_a_network_has_the_chapters_of_what_it_does(network, scope):
    network.activities = ["meetings", "passes"]
    assert offered_chapters(network) == [ChapterKind.PASSES, ChapterKind.GOVERNANCE]
