"""What the page of a funded action says of what changed."""

from decimal import Decimal

from evaluation.enums import Moment, PublishedPart
from evaluation.models import Publication
from inclusion.core.french.periods import civil_year
from inclusion.core.registry.links import action_outcomes
from inclusion.core.scope import scoped_to
from roadmaps.plans.actions.budgets import plan_from_fund
from tests.builders import AT, make_commune, make_epci
from tests.evaluation.builders import make_survey, opened, prepared
from tests.evaluation.findings import AFTER, BEFORE, PAIRED
from tests.funding.builders import make_action as make_funded_action
from tests.funding.builders import make_fund
from tests.pages import address, plain, words
from tests.roadmaps.builders import make_action, make_axis, make_roadmap


def test_a_funded_action_says_what_changed_or_that_nothing_was_measured(network, cast, client_of):
    by = cast["coordinator"].user
    with scoped_to(network):
        fund = make_fund()
        paid = make_funded_action(fund, "Ateliers", by=by)
        planned = make_action(make_axis(make_roadmap("Départementale")), "Mes droits")
        plan_from_fund(planned, fund=fund, planned=Decimal("10.00"), funded_action=paid, by=by, at=AT)
    url = address("fund_action", paid.pk)
    shown = words(client_of("coordinator").get(url))
    assert "Ce que cela change n’est pas mesuré." in shown and ">Évaluer<" in shown
    assert ">Évaluer<" not in words(client_of("reader").get(url))
    with scoped_to(network):
        survey = make_survey(title="Ce que changent les ateliers", pairs=True)
        prepared(survey, moment=Moment.BEFORE, action=planned)
    assert "pas mesuré" in words(client_of("reader").get(url)), "a draft shows nothing yet"
    with scoped_to(network):
        opened(survey, moment=Moment.AFTER, action=planned)
    assert "Enquête en cours : Ce que changent les ateliers" in plain(words(client_of("reader").get(url)))
    with scoped_to(network):
        for part, found in (
            (PublishedPart.BEFORE, BEFORE),
            (PublishedPart.AFTER, AFTER),
            (PublishedPart.PAIRED, PAIRED),
        ):
            document = found.model_dump(mode="json")
            Publication.objects.create(survey=survey, part=part, document=document, made_at=AT)
    with scoped_to(network):
        outcomes = action_outcomes([paid], *civil_year(2026))[paid.pk]
        assert action_outcomes([paid], *civil_year(2024)) == {}, "nothing was asked then"
    assert plain(outcomes[0].text).endswith("43 % avant, 66 % après.")
    assert outcomes[-1].note.endswith("Tous opérateurs.") and not any(one.note for one in outcomes[:-1])
    text = plain(words(client_of("reader").get(url)))
    # 21 + 5 of 60 felt able, 25 + 8 of 50 do now: 43 % and 66 %.
    assert "Après l’accompagnement, environ sept personnes sur dix se sentent capables" in text
    assert "43 % avant, 66 % après" in text
    assert address("result_detail", survey.pk) in text


def test_the_page_of_an_intercommunalite_says_what_changed_there_where_that_is_shown(network, cast, client_of):
    """Of the 26 people of the first territory before, 11 feel more able; of another one nothing is published."""
    with scoped_to(network):
        here, there = (make_epci(siren, f"CC {siren}") for siren in ("200000001", "200000002"))
        for number, epci in enumerate((here, there), 1):
            make_commune(f"4700{number}", f"Commune {number}", epci=epci)
        groups = (PAIRED.groups[0].model_copy(update={"key": here.pk}), *PAIRED.groups[1:])
        document = PAIRED.model_copy(update={"groups": groups}).model_dump(mode="json")
        survey = make_survey(title="Ce que change l’aide", pairs=True)
        Publication.objects.create(survey=survey, part=PublishedPart.PAIRED, document=document, made_at=AT)
    client = client_of("reader")
    shown = plain(words(client.get(address("coverage_epci", here.pk))))
    assert "Se sentent plus capables : envoyer un e-mail avec un document" in shown
    assert "11 sur 26" in shown and address("result_detail", survey.pk) in shown
    assert "Se sentent plus capables" not in words(client.get(address("coverage_epci", there.pk)))
