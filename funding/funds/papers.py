"""The annual report of a fund: the answer in two pages for a steering committee, then its annexes."""

from typing import Any

from funding.funds.queries import FundYear
from funding.funds.rules import year_bars, year_headline, year_lead
from funding.ledger.models.funds import Fund
from funding.ledger.rules import NARROW, WIDE, text_alternative
from inclusion.core.french.periods import shown_period
from inclusion.core.papers.drawings import chart_picture
from inclusion.core.papers.opendocument import render_odt
from inclusion.core.papers.pdf import letterhead, render_pdf


def report_words(report: FundYear) -> dict[str, Any]:
    """Return what the page and the PDF of a year show of it."""
    whole, position = report.whole, report.position
    actions = sorted(
        (one for one in position.actions if one.cost or one.disbursed), key=lambda one: (-one.cost, one.action.name)
    )
    wide, narrow = (
        year_bars(
            received=whole.received,
            match=whole.match,
            granted=whole.granted,
            before=report.left_before,
            actions=[(one.action.name, one.cost) for one in actions],
            shares=report.after.shares,
            grants=report.after.grants_left,
            width=width,
        )
        for width in (WIDE, NARROW)
    )
    return {
        "report": report,
        "whole": whole,
        "headline": year_headline(
            report.year, raised=whole.raised, committed=whole.committed, actions=sum(one.cost > 0 for one in actions)
        ),
        "lead": year_lead(
            released=whole.released,
            paid=whole.paid,
            carried=report.before.spent - report.before.disbursed,
            shares=report.after.shares,
            grants=report.after.grants_left,
        ),
        "period": shown_period(*report.period),
        "actions": [(one, report.people.get(one.action.pk, 0)) for one in actions],
        "givers": [one for one in position.contributors if one.received or one.match],
        "members": [one for one in position.contributors if not one.received and not one.match],
        "wide": wide,
        "narrow": narrow,
        "spoken": text_alternative(wide),
    }


def report_pdf(fund: Fund, report: FundYear) -> bytes:
    """Return the PDF of the report; the same figures give the same bytes."""
    context = _document(fund, report)
    context["picture"] = chart_picture(context["wide"], fund.network.brand)
    return render_pdf("pdf/fund_year.html", context, identifier=f"{fund.network.slug}-{fund.pk}-{report.year}".encode())


def report_odt(fund: Fund, report: FundYear) -> bytes:
    """Return the report as an OpenDocument text that can be edited, its picture in words; the same figures give the
    same bytes.
    """
    return render_odt("odt/fund_year.xml", _document(fund, report))


def _document(fund: Fund, report: FundYear) -> dict[str, Any]:
    """What both documents show: the words of the page under the letterhead of who carries the fund."""
    return {
        **report_words(report),
        "letterhead": letterhead(fund.network, fund.host),
        "title": f"Bilan {report.year}, {fund.name}",
        "foot": f"{fund.network.name}, {fund.name}, bilan {report.year}",
        "fund": fund,
    }
