"""What the page of a funded action says of what changed."""

from decimal import Decimal

from evaluation.enums import Moment, PublishedPart
from evaluation.models import Publication
from inclusion.core.scope import scoped_to
from roadmaps.plans.actions.budgets import plan_from_fund
from tests.builders import AT
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
    assert "Ce que cette action change n’est pas mesuré." in shown and "Préparer une enquête" in shown
    assert "Préparer une enquête" not in words(client_of("reader").get(url))
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
    told = plain(words(client_of("reader").get(url)))
    # 21 + 5 of 60 felt able, 25 + 8 of 50 do now: 43 % and 66 %.
    assert "Après l’accompagnement, environ sept personnes sur dix se sentent capables" in told
    assert "43 % avant, 66 % après" in told
    assert address("result_detail", survey.pk) in told
