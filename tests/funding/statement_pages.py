"""What the tests of the pages of statements share."""

import io

import pikepdf
from django.utils import timezone

from funding.spending.actions.funded_actions import record_reach
from funding.statements.actions.issue import issue_statement
from inclusion.core.french.periods import civil_year
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.funding.builders import closed, engage, make_contribution, receive, worked_example


def worked_with_operator(network, cast):
    """The worked example, in which the operator of the cast gave 2 000 € and the Forum helped 37 of its users."""
    with scoped_to(network):
        example = worked_example()
        own = make_contribution(example.fund, cast["operator"].partner, "2000.00", by=example.by)
        receive(own, "2000.00", by=example.by)
        engage(example.forum, "3300.00", by=example.by, on=timezone.localdate(AT))
        record_reach(example.forum, partner=cast["operator"].partner, year=2026, people=37, by=example.by, at=AT)
        return example


def issued(worked, partner, year=2026, at=AT):
    asked = {"partner": partner, **civil_year(year)._asdict(), "by": worked.by, "at": at}
    with closed(worked.fund):
        return issue_statement(worked.fund, **asked)


def pdf_of(response):
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    return pikepdf.open(io.BytesIO(response.content))
