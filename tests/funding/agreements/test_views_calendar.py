"""The calendar of agreements: what ends and falls due, for whom."""

from datetime import timedelta

from django.utils import timezone

from funding.agreements.enums import AgreementKind, PartyRole
from funding.enums import AgreementState
from inclusion.core.french.periods import month_of, months_after
from inclusion.core.scope import scoped_to
from tests.funding.agreement_builders import carrier, make_agreement, make_financed_post, party
from tests.funding.agreement_pages import address
from tests.funding.builders import make_fund
from tests.pages import words


def running(cast, role="operator", **fields):
    """A cooperation in force that ends in about a year and pays each year at its beginning."""
    today = timezone.localdate()
    with scoped_to(cast["coordinator"].network):
        from funding.models import Fund

        first = month_of(today) - timedelta(days=200)
        fund = Fund.objects.first() or make_fund(start=first.replace(month=1, day=1), end=months_after(today, 40))
        return make_agreement(
            AgreementKind.COOPERATION,
            AgreementState.ACTIVE,
            by=cast["coordinator"].user,
            fund=fund,
            start=first,
            end=months_after(today, 12),
            parties=[carrier(), party(role, PartyRole.FUNDER, partner=cast[role].partner)],
            **fields,
        )


def test_it_shows_what_ends_and_what_falls_due_by_month(cast, client_of):
    agreement = running(cast)
    page = client_of("coordinator").get(address("agreement_calendar"))
    assert len(page.context["months"]) == 18
    ending = page.context["months"][11].happenings
    assert any(one.title == str(agreement) and one.chip == "Fin" for one in ending)
    shown = words(page)
    assert "aucune suite n’est commencée" in shown
    assert "30 000,00 €" in shown
    assert "d’échéances sont en retard" in shown
    assert "En retard" in shown


def test_nothing_to_come_is_said(cast, client_of):
    assert "Rien ne se termine d’ici dix-huit mois" in words(client_of("reader").get(address("agreement_calendar")))


def test_who_signs_sees_the_own_days_alone(cast, client_of):
    running(cast, "reader", title="À d’autres")
    own = running(cast, "operator", title="À nous")
    shown = words(client_of("operator").get(address("agreement_calendar")))
    assert own.reference in shown
    assert "À nous" in shown
    assert "À d’autres" not in shown
    assert "Organisme reader" not in shown


def test_a_post_whose_financing_ends_is_shown(cast, network, client_of):
    today = timezone.localdate()
    with scoped_to(network):
        make_financed_post(
            make_fund(), by=cast["coordinator"].user, start=months_after(today, -10), end=months_after(today, 5)
        )
    page = client_of("coordinator").get(address("agreement_calendar"))
    (post,) = page.context["months"][4].happenings
    assert (post.chip, post.title) == ("Fin de poste", "Conseillère numérique")
