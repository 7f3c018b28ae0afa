"""`manage.py statement`: issues an operator's funding statement and prints its figures."""

import json
from argparse import ArgumentTypeError
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from funding.ledger.models.funds import Fund
from funding.statements.actions.issue import Draft, draft_statement, end_of_day, issue_statement, print_statement
from funding.statements.models import FundingStatement
from inclusion.core.errors import DomainError
from inclusion.core.french.names import search_form
from inclusion.core.french.periods import stored_end
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner

#: Days outside these years are slips of the finger, as on the screens.
FIRST_YEAR, LAST_YEAR = 2000, 2100
SHOWN = ("opening", "received", "refunded", "match", "grants", "released", "closing", "leverage")


def day(text: str) -> date:
    """A day as 2026-12-31."""
    found = date.fromisoformat(text)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ArgumentTypeError(f"{text} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return found


class Command(BaseCommand):
    help = (
        "Issues the funding statement of an operator: the one that is there if its figures are the same, else a new "
        "one with the next number. Days are shown days, both included: a year is --start 2026-01-01 --end 2026-12-31. "
        "While the accounts of these days are not closed, a situation is given: no number, no seal, nothing kept. "
        "--as-at takes what the portal knew at the end of that day. Amounts are euros with two places; of an action, "
        "`amount` is what the operator's share committed for it, `share` that part of its cost in percent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--network", required=True, metavar="SLUG")
        parser.add_argument("--fund", required=True, metavar="NAME")
        parser.add_argument("--partner", required=True, metavar="NAME", help="its name or its short name")
        parser.add_argument("--start", required=True, type=day, metavar="DAY", help="first day, as 2026-01-01")
        parser.add_argument("--end", required=True, type=day, metavar="DAY", help="last day, included")
        parser.add_argument("--as-at", type=day, metavar="DAY", help="as known at the end of this day")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")
        parser.add_argument("--pdf", type=Path, metavar="FILE", help="write the PDF there")

    def handle(self, *args: Any, **options: Any) -> None:
        network = Network.objects.filter(slug=options["network"]).first()
        if network is None:
            raise CommandError(f"No network is called {options['network']}.")
        if options["pdf"] and not options["pdf"].parent.is_dir():  # refused before a number is given
            raise CommandError(f"There is no folder {options['pdf'].parent}.")
        with scoped_to(network):
            try:
                made = self.made(options)
            except DomainError as refused:
                raise CommandError(str(refused)) from refused
            if isinstance(made, Draft):
                name, said, data = made.situation, f"{made.situation}, {made.figures['partner']}", made.pdf
            else:
                name, said = f"{made} is issued, but", f"{made}, {made.partner}, {made.period}, {made.seal}"
                document = print_statement(made, by=None, at=timezone.now())
                data = lambda: document.data  # noqa: E731
            if options["pdf"]:
                try:
                    options["pdf"].write_bytes(data())
                except OSError as failed:
                    raise CommandError(f"{name} not written: {failed}.") from failed
            if options["json"]:
                self.stdout.write(json.dumps(plain(made), ensure_ascii=False, indent=2))
            elif not options["pdf"]:
                self.stdout.write(said)

    def made(self, options: dict[str, Any]) -> FundingStatement | Draft:
        """Issue the statement that the options name; only draft it where its accounts are not closed."""
        fund = fund_called(options["fund"])
        as_at = options["as_at"]
        asked = {
            "partner": partner_called(options["partner"], fund),
            "start": options["start"],
            "end": stored_end(options["end"]),
            "as_at": None if as_at is None else end_of_day(as_at),
            "at": timezone.now(),
        }
        draft = draft_statement(fund, **asked)
        return draft if draft.situation else issue_statement(fund, **asked, by=None)


def fund_called(name: str) -> Fund:
    """The fund of exactly this name, else the one called so as people type it: accents, case and the kind of
    apostrophe do not count.
    """
    wanted = search_form(name)
    alike = [fund for fund in Fund.objects.all() if search_form(fund.name) == wanted]
    for found in ([fund for fund in alike if fund.name == name], alike):
        if len(found) == 1:
            return found[0]
    if alike:
        raise CommandError(f"{len(alike)} funds of this network are called {name}.")
    raise CommandError(f"No fund of this network is called {name}.")


def partner_called(name: str, fund: Fund) -> Partner:
    """The partner of this name or short name, or the one contributor of the fund whose name begins so ("CAF")."""
    wanted = search_form(name)
    if not wanted:  # else it would be the short name of whoever has none
        raise CommandError("No partner is named.")
    partners = list(Partner.objects.active())
    givers = set(fund.contributions.values_list("partner_id", flat=True))
    named = [one for one in partners if wanted in (search_form(one.name), search_form(one.short_name))]
    begun = [
        one
        for one in partners
        if one.pk in givers and f"{search_form(one.short_name or one.name)} ".startswith(f"{wanted} ")
    ]
    for found in (named, [one for one in named if one.pk in givers], begun):
        if len(found) == 1:
            return found[0]
    raise CommandError(f"{len(named) or 'No'} partners of this network are called {name}.")


def plain(made: FundingStatement | Draft) -> dict[str, Any]:
    """The statement as it is printed; a situation has neither number nor seal."""
    figures: dict[str, Any] = made.figures
    committed = [line for line in figures["actions"] if Decimal(line["amount"])]
    actions = [{name: line[name] for name in ("label", "amount", "share")} for line in committed]
    return {
        **{name: figures[name] for name in SHOWN},
        "actions": actions,
        "number": made.number if isinstance(made, FundingStatement) else None,
        "seal": made.seal if isinstance(made, FundingStatement) else None,
    }
