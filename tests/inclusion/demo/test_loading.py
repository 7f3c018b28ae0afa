"""The demonstration becomes rows that hold: two of its networks are loaded whole, on real territories."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.test import Client
from django.utils import timezone

from equipment.demo.shapes import DATA as EQUIPMENT
from equipment.demo.shapes import Aid
from equipment.family_aid.enums import AidState
from equipment.models import AidProgramme, Device, Donation, FamilyAid, SessionAttendance, WorkLog
from equipment.refurbishing.enums import DeviceState
from funding.agreements.enums import AgreementKind, SubsidyState
from funding.enums import AgreementState
from funding.funds.invariants import prove
from funding.ledger.enums import AccountKind, TransactionKind
from funding.models import (
    Agreement,
    Booklet,
    Fund,
    FundingStatement,
    Letter,
    MailingLine,
    Pass,
    PassProgramme,
    PlaceRequest,
    Post,
    Posting,
    Receipt,
    Reimbursement,
    ReimbursementLine,
    ScanRefusal,
    StaffPost,
    SubsidyRequest,
)
from funding.passes.enums import LetterKind, PassState, RefusalReason
from funding.passes.sending.actions.people import duplicate_passes
from funding.passes.uses.actions import lapsed_on
from funding.posts.rules.local_roadmaps import local_roadmaps
from inclusion.core.french.money import euros
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.mails import OutgoingMail
from inclusion.core.models.networks import JoinRequest, Membership, Network
from inclusion.core.scope import scoped_to
from inclusion.demo import loading
from inclusion.demo.reading import read
from inclusion.events.models import Event, Registration, RegistrationMail
from inclusion.guide.models import GuideFile, Place, PlaceCheck
from inclusion.meetings.models import Body, Decision, Meeting, MeetingMail, MeetingTask
from inclusion.newsletter.models import NewsletterIssue, NewsletterMail
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary
from inclusion.territories.actions import load_territories
from roadmaps.coverage.queries import coverage_on
from roadmaps.enums import RoadmapState
from roadmaps.models import EpciSeat, Roadmap
from tests.builders import make_partner
from tests.inclusion.demo.visiting import contradictions, documents_set_once, heading_after, wrong_pages  # noqa: F401
from tests.pages import plain
from tests.template import as_owner

FAMILIES = read(EQUIPMENT / "lot-et-garonne" / "aid", Aid).families

SLUGS = ("maine-et-loire", "lot-et-garonne")


def count_rows() -> dict[str, int]:
    """How many rows each table holds, asked of the database itself."""
    counts = {}
    with as_owner() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
            counts[model._meta.label] = cursor.fetchone()[0]
    return counts


@pytest.mark.slow(180)
@pytest.mark.django_db
def test_two_networks_load_whole_hold_and_open(settings, documents_set_once):  # noqa: F811
    load_territories()
    declared = {data.slug: data for data in loading.declared()}
    for slug in SLUGS:
        assert loading.load(declared[slug]) is True
    _is_what_was_declared(declared["lot-et-garonne"])
    _agrees_as_mednum_49_does()
    _plans_and_meets_as_mednum_49_does()
    _passes_live_as_in_declic_47()
    _seals_the_year_that_is_closed()
    _gives_devices_a_second_life()
    _meets_and_welcomes()
    _adds_up()
    before = count_rows()
    for slug in SLUGS:
        assert loading.load(declared[slug]) is False
    assert count_rows() == before
    _opens_to_every_account()
    settings.DEMO = True
    assert wrong_pages(*SLUGS) == {}
    assert {slug: contradictions(slug) for slug in SLUGS} == dict.fromkeys(SLUGS, ())
    _says_what_the_euros_did()


def _says_what_the_euros_did() -> None:
    """From the log-in to the one page: what was committed this year by the ledger, the passes, what changed."""
    year = timezone.localdate().year
    with scoped_to(Network.objects.get(slug="lot-et-garonne")):
        committed = Posting.objects.of_kind(AccountKind.COMMITTED).filter(
            transaction__booked_on__year=year, account__fund__is_example=False
        )
        effect = Coalesce("transaction__reverses__kind", "transaction__kind")
        promised = committed.annotate(effect=effect).filter(
            effect__in=[TransactionKind.COMMITMENT, TransactionKind.RELEASE]
        )
        engaged = promised.aggregate(sum=Sum("amount"))["sum"]
        passes = Pass.objects.exclude(state=PassState.CANCELLED).filter(booklet__issued_on__year=year).count()
    heading = heading_after("lot-et-garonne", "reader", "Des euros aux résultats")
    assert heading.startswith(plain(f"En {year}, {euros(engaged, decimals=False)} engagés ; {passes} pass et "))
    assert heading.endswith("personnes aidées")


def _is_what_was_declared(data) -> None:
    network = Network.objects.get(slug=data.slug)
    assert network.is_demo
    with scoped_to(network):
        accepted = PlaceRequest.objects.exclude(place=None).values("siret")  # each made a partner
        assert Partner.objects.exclude(siret__in=accepted).count() == len(data.partners)
        assert Membership.objects.in_force().count() == len(data.people) + len(data.colleagues)
        families = FAMILIES if data.slug == "lot-et-garonne" else ()
        assert Beneficiary.objects.count() == len(data.beneficiaries) + len(families)
        assert JoinRequest.objects.count() == len(data.join_requests)
        assert {fund.name for fund in Fund.objects.all()} == {fund.name for fund in data.funds}
        labels = " ".join(JournalEntry.objects.values_list("target_label", flat=True))
        assert not [one for one in Beneficiary.objects.all() if one.first_name in labels and str(one) in labels]


def _agrees_as_mednum_49_does() -> None:
    """Five operators pay 92 000 € a year for three years; the fund of 500 000 € co-finances four posts."""
    with scoped_to(Network.objects.get(slug="maine-et-loire")):
        cooperation = Agreement.objects.main().filter(kind=AgreementKind.COOPERATION)
        first = cooperation.filter(renews=None)
        assert [one.state for one in first] == [AgreementState.ACTIVE] * 5
        for year in (2024, 2025, 2026):
            requests = SubsidyRequest.objects.filter(year=year, state=SubsidyState.GRANTED)
            assert sum(one.granted for one in requests) == Decimal("92000.00")
        came = Receipt.objects.filter(contribution__fund__name__startswith="Accord de coopération")
        assert sum(one.amount for one in came) == Decimal("266000.00")  # 3 × 92 000 − 10 000 still awaited
        assert {one.state for one in cooperation.exclude(renews=None)} == {
            AgreementState.SIGNED,
            AgreementState.TO_SIGN,
            AgreementState.REVIEW,
            AgreementState.CORRECTION,
        }
        assert Agreement.objects.exclude(parent=None).get().state == AgreementState.ACTIVE
        posts = Post.objects.accepted()
        assert sorted(one.agreement.kind for one in posts) == ["cofinancing_three", *["cofinancing_two"] * 3]
        assert {one.agreement.state for one in posts} == {AgreementState.ACTIVE}
        assert posts.filter(creation=True).count() == posts.filter(private_employer=True).count() == 1
        assert StaffPost.objects.vacant_too_long(timezone.localdate()).count() == 1
        assert Fund.objects.get(name__startswith="Fonds départemental").envelope == Decimal("500000.00")
        known = [one for ones in local_roadmaps().values() for one in ones]
        assert (len(known), sum(one.counts_as_adopted for one in known)) == (5, 2)
        assert all(one.counts_as_drafted and not one.has_content for one in known)


def _plans_and_meets_as_mednum_49_does() -> None:
    """Fifteen sit in the committee that adopted the second roadmap; the network trains itself; nine territories."""
    with scoped_to(Network.objects.get(slug="maine-et-loire")):
        plan = Roadmap.objects.departmental().get()
        assert (plan.state, plan.axes.count()) == (RoadmapState.ADOPTED, 3)
        committee = Body.objects.get(name="MedNum 49")
        assert committee.seats.count() == 15
        assert committee.meetings.filter(state="minuted").count() == 3
        assert Event.objects.filter(kind="training").count() == 3
        assert Place.objects.open().count() == 7
        assert len(coverage_on(timezone.localdate())) == EpciSeat.objects.count() == 9
        for model in (MeetingMail, OutgoingMail, RegistrationMail, PlaceCheck):
            assert not model.objects.waiting().exists(), model


def _seals_the_year_that_is_closed() -> None:
    """Every contributor of 2025 has its statement, with its file; nothing is sealed of the year that runs."""
    with scoped_to(Network.objects.get(slug="lot-et-garonne")):
        statements = FundingStatement.objects.for_lists()
        assert len(statements) == 12
        assert {(one.start, one.end, one.has_file) for one in statements} == {
            (date(2025, 1, 1), date(2026, 1, 1), True)
        }


def _passes_live_as_in_declic_47() -> None:
    """Every end of a pass and of a letter is there to be seen, and what was issued adds up."""
    with scoped_to(Network.objects.get(slug="lot-et-garonne")):
        tally = Pass.objects.all().tally()
        ends = [tally[state.value].count for state in PassState if state != PassState.LAPSED]
        assert min(ends) > 0
        assert tally["all"].count == sum(ends) + tally["lapsed"].count == 10 * Booklet.objects.count()
        assert Reimbursement.objects.filter(state="paid").count() >= 20
        assert ReimbursementLine.objects.filter(amount__lt=0).count() == 1
        assert lapsed_on(timezone.localdate()).exists()
        assert sorted(MailingLine.objects.values_list("outcome", flat=True)) == ["refused", *["sent"] * 4]
        assert ScanRefusal.objects.get().reason == RefusalReason.USED
        assert set(Letter.objects.values_list("state", flat=True)) >= {"posted", "returned", "handed"}
        assert Letter.objects.filter(kind=LetterKind.REMINDER).count() == 1
        assert len(duplicate_passes(2026)) == 1
        assert "Aucun remboursement en espèces" in PassProgramme.objects.get().mentions


def _gives_devices_a_second_life() -> None:
    """What operators gave is in every state of the chain; families are equipped by the fund and follow sessions."""
    with scoped_to(Network.objects.get(slug="lot-et-garonne")):
        assert Donation.objects.count() == 5
        assert Donation.objects.filter(signed_on=None).count() == 1
        assert 110 <= Device.objects.count() <= 130
        states = set(Device.objects.values_list("state", flat=True))
        assert states == set(DeviceState.values) - {DeviceState.LENT}
        assert {True, False} == set(WorkLog.objects.values_list("is_insertion", flat=True))
        programme = AidProgramme.objects.get()
        assert programme.payer_label.startswith("Fonds d’aide à l’équipement")
        assert FamilyAid.objects.count() == len(FAMILIES)
        assert set(FamilyAid.objects.values_list("state", flat=True)) == set(AidState.values)
        assert programme.commissions.filter(closed_at=None, held_on__gt=timezone.localdate()).exists()
        assert programme.sessions.filter(starts_at__gt=timezone.now()).exists()
        assert SessionAttendance.objects.filter(state="expected").exists()


def _meets_and_welcomes() -> None:
    """What was planned took place, minutes left, people came; nothing of the past waits to be sent."""
    with scoped_to(Network.objects.get(slug="lot-et-garonne")):
        assert Meeting.objects.filter(state="minuted").count() == 6
        assert Meeting.objects.filter(state="minuted", minutes=None).count() == 0
        assert Decision.objects.count() >= 7
        assert set(MeetingTask.objects.exclude(action_link=None).values_list("partner__short_name", flat=True))
        assert Place.objects.open().count() == 16
        assert {row.kind: row.count for row in GuideFile.objects.all()}["csv"] == 16
        assert not [fault for row in GuideFile.objects.all() for fault in row.faults]
        forum = Event.objects.get(kind="forum")
        assert forum.figures.get(kind="visitors").value == 1400
        assert Event.objects.filter(state="cancelled").count() == 1
        assert Registration.objects.filter(state="attended").exists()
        assert [issue.number for issue in NewsletterIssue.objects.order_by("begun_at")] == [1, 2, None]
        for model in (MeetingMail, OutgoingMail, RegistrationMail, NewsletterMail, PlaceCheck):
            assert not model.objects.waiting().exists(), model


def _adds_up() -> None:
    for slug in SLUGS:
        network = Network.objects.get(slug=slug)
        with scoped_to(network):
            results = prove(network)
            assert results
            assert not [one.name for one in results if one.violations]
    with scoped_to(Network.objects.get(slug="lot-et-garonne")):
        assert Posting.objects.exists()
        assert Letter.objects.exists()


def _opens_to_every_account() -> None:
    accounts = [one for one in loading.accounts() if one["network"] in SLUGS]
    assert len(accounts) == sum(
        len(data.people) + len(data.colleagues) for data in loading.declared() if data.slug in SLUGS
    )
    for account in accounts:
        cache.clear()  # one address logs in many times here
        client = Client()
        answer = client.post(
            "/compte/login/", {"login": account["email"], "password": account["password"]}, follow=True
        )
        assert answer.status_code == 200, account
        assert answer.request["PATH_INFO"] == f"/{account['network']}/", account
        assert answer.context["member"].membership.roles == [account["role"]]


def test_a_network_that_fails_half_way_leaves_nothing(db):
    """Without the territories the first commune is missing."""
    from inclusion.territories.models import Department
    from tests.builders import make_department

    make_department("85", "Vendée", "de Vendée")
    data = next(one for one in loading.declared() if one.slug == "vendee")
    with pytest.raises(Exception, match=r"matching query does not exist|foreign key"):
        loading.load(data)
    assert Department.objects.count() == 1
    assert not Network.objects.exists()


@pytest.mark.django_db
def test_who_serves_several_networks_is_made_a_member_once(cast, other_network, monkeypatch):
    user = cast["hub"].user
    with scoped_to(other_network):
        make_partner(name="Hubikoop", kind="hub")
    monkeypatch.setattr(loading, "HUB_MEMBERS", ((user.email, other_network.slug, "Hubikoop"),))
    for _ in range(2):
        loading.join_hub_members()
    with scoped_to(other_network):
        assert Membership.objects.get(user=user).roles == ["hub"]


def test_accounts_come_by_network_and_role_and_are_distinguished():
    accounts = loading.accounts()
    assert len({one["email"] for one in accounts}) == len(accounts)
    assert list(dict.fromkeys(one["network"] for one in accounts)) == list(loading.SLUGS)
    assert {one["password"] for one in accounts} == {loading.PASSWORD}
    assert accounts[0]["role"] == "coordinator"
    assert all(one["email"].endswith(".example") for one in accounts)
