"""Posts enter the register, are filled and vacant, paid by agreements; offers close; what became of them is noted."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from funding.agreements.actions.staff import add_agreement_fte, remove_agreement_fte
from funding.agreements.enums import AgreementKind
from funding.enums import AgreementState
from funding.models import Agreement, JobOffer, PostHolder, StaffPost
from funding.posts.actions.requests import refuse_post
from funding.staff.actions import (
    add_staff_post,
    change_staff_post,
    end_holder,
    forget_holder,
    forget_offer,
    note_outcome,
    remove_holder,
    remove_staff_post,
    retract_offer,
)
from funding.staff.queries import answered_early, coverage, holders_outside, offers_of_filled, outcomes, paid_beyond
from funding.staff.rules import vacancies
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from roadmaps.models import EpciSetAside
from tests.builders import AT, make_commune, make_epci
from tests.funding.agreement_builders import make_agreement
from tests.funding.builders import make_fund
from tests.funding.post_builders import D, make_accepted, town
from tests.funding.staff_builders import hold, make_offer, make_staff_post, pays
from tests.inclusion.helper_builders import make_helper
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data
def post(by):
    return make_staff_post(by=by)


def refused(action, *args, **fields):
    with pytest.raises(DomainError) as refusal:
        action(*args, at=AT, **fields)
    return refusal.value.field


def vacant_since(day):
    return StaffPost.objects.with_vacancy(day).get().vacant_since


def test_a_vacancy_is_what_no_holder_covers(post, by):
    assert vacant_since(date(2026, 8, 31)) is None
    assert vacant_since(date(2026, 9, 1)) == date(2026, 9, 1)
    first = hold(post, date(2026, 9, 15), by=by)
    assert vacant_since(date(2026, 9, 15)) is None
    end_holder(first, until=date(2026, 11, 1), by=by, at=AT)
    assert vacant_since(date(2026, 11, 2)) == date(2026, 11, 1)
    hold(post, date(2026, 12, 1), by=by)
    assert vacant_since(date(2026, 12, 1)) is None
    assert vacant_since(date(2027, 9, 1)) is None
    for one in range(0, 400, 9):
        day = date(2026, 8, 20) + timedelta(days=one)
        gaps = vacancies(post.start, post.end, post.spans(), today=day)
        running = [gap.since for gap in gaps if gap.until is None]
        assert vacant_since(day) == (running[0] if running else None)


def test_who_is_vacant_too_long(post, by):
    hold(post, date(2026, 9, 1), until=date(2026, 10, 1), by=by)
    assert not StaffPost.objects.vacant_too_long(date(2027, 4, 1)).exists()
    assert StaffPost.objects.vacant_too_long(date(2027, 4, 2)).exists()


def test_two_share_a_post_and_no_third(post, by):
    half = D("0.50")
    hold(post, date(2026, 9, 1), by=by, fte=half)
    hold(post, date(2026, 10, 1), by=by, fte=half, name="Deuxième")
    assert refused(hold_at, post, since=date(2026, 11, 1), by=by) == "since"
    assert holders_outside(None) == []


def hold_at(post, *, at, **fields):
    return hold(post, fields.pop("since"), **fields)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"since": date(2026, 8, 31)}, "since"),
        ({"since": date(2027, 9, 1)}, "since"),
        ({"since": date(2026, 9, 2), "until": date(2026, 9, 2)}, "until"),
        ({"since": date(2026, 9, 2), "until": date(2027, 9, 2)}, "until"),
        ({"since": date(2026, 9, 2), "name": "1 85 05 78 006 084 91"}, "name"),
    ],
)
def test_holders_that_are_refused(post, by, fields, field):
    assert refused(hold_at, post, by=by, **fields) == field


def test_a_post_keeps_its_holders_inside_and_goes_only_without(post, by):
    holder = hold(post, date(2026, 9, 1), by=by)
    assert refused(change_staff_post, post, start=date(2026, 10, 1), by=by) == "start"
    assert refused(remove_staff_post, post, by=by) is None
    remove_holder(holder, by=by, at=AT)
    remove_staff_post(post, by=by, at=AT)
    assert not StaffPost.objects.exists()


# -- Agreements


def test_agreements_pay_no_more_than_the_post(post, by):
    agreement, other = make_agreement(by=by), make_agreement(by=by)
    row = add_agreement_fte(post, agreement=agreement, fte=D("0.75"), by=by, at=AT)
    assert refused(add_agreement_fte, post, agreement=agreement, fte=D("0.25"), by=by) == "agreement"
    assert refused(add_agreement_fte, post, agreement=other, fte=D("0.26"), by=by) == "fte"
    assert refused(change_staff_post, post, fte=D("0.50"), by=by) == "fte"
    assert Agreement.objects.with_fte().get(pk=agreement.pk).paid_fte == D("0.75")
    remove_agreement_fte(row, by=by, at=AT)
    remove_agreement_fte(row, by=by, at=AT)
    assert JournalEntry.objects.filter(verb="staff.unpaid").count() == 1
    assert paid_beyond(None) == []
    pays(agreement, post), pays(other, post, "0.01")
    assert [one["paid"] for one in paid_beyond(None)] == [D("1.01")]


def test_the_agreement_that_follows_another_pays_the_same_part(post, by):
    first, second = (make_agreement(by=by, start=date(year, 1, 1), end=date(year + 1, 1, 1)) for year in (2026, 2027))
    for one in (first, second):
        add_agreement_fte(post, agreement=one, fte=D("1.00"), by=by, at=AT)
    assert paid_beyond(None) == []


def test_the_offer_of_a_post_that_is_over_or_filled_is_closed(by):
    shared = make_staff_post(by=by, title="Partagé", fte=D("2.00"))
    over = make_staff_post(by=by, title="Fini", end=date(2027, 9, 1))
    offers = [make_offer(one, by=by) for one in (shared, over)]
    hold(shared, date(2026, 9, 1), fte=D("1.00"), by=by)
    assert JobOffer.objects.filter(closed_at=None).count() == 2, "half of it is still to be filled"
    change_staff_post(shared, fte=D("1.00"), by=by, at=AT)
    change_staff_post(over, end=date(2026, 11, 1), by=by, at=AT)
    assert not JobOffer.objects.filter(closed_at=None).exists() and len(offers) == 2
    assert offers_of_filled(None) == []
    note_outcome(over, outcome="stopped", on=date(2026, 11, 2), by=by, at=AT)
    assert refused(change_staff_post, over, end=date(2027, 9, 1), by=by) == "end"
    note_outcome(over, outcome="", on=date(2026, 11, 2), by=by, at=AT)
    assert change_staff_post(over, end=date(2027, 9, 1), by=by, at=AT).end == date(2027, 9, 1)


def test_who_leaves_the_register_of_people_who_help_holds_no_post(post, by):
    helper = make_helper()
    hold(post, date(2026, 9, 1), helper=helper, name="", by=by)
    assert not StaffPost.objects.vacant_on(date(2026, 11, 20)).exists()
    type(helper).objects.filter(pk=helper.pk).update(left_on=date(2026, 11, 10))
    (vacant,) = StaffPost.objects.vacant_on(date(2026, 11, 20))
    assert vacant.vacant_since == date(2026, 11, 10)
    assert vacant.holders.get().standing == "Parti"


# -- Co-financed posts


def test_an_accepted_request_is_in_the_register_and_stays_as_it_says(by):
    post = make_accepted(by=by)
    staff = post.staff
    assert (staff.title, staff.employer, staff.fte, staff.start, staff.end, staff.paid_by) == (
        post.title,
        post.employer,
        post.fte,
        post.start,
        post.end,
        "co_financed",
    )
    change_staff_post(staff, title="Autre", fte=D("0.10"), state_until=date(2027, 1, 1), by=by, at=AT)
    staff.refresh_from_db()
    assert (staff.title, staff.fte, staff.state_until) == (post.title, post.fte, date(2027, 1, 1))
    assert refused(remove_staff_post, staff, by=by) is None
    assert refused(add_agreement_fte, staff, agreement=make_agreement(by=by), fte=D(1), by=by) is None
    assert refused(add_staff_post, paid_by="co_financed", by=by) == "paid_by"


def test_a_post_that_is_retained_no_longer_leaves_the_register(by):
    post = make_accepted(by=by)
    holder = hold(post.staff, date(2026, 9, 1), by=by)
    assert refused(refuse_post, post, reason="Retiré", by=by) is None
    remove_holder(holder, by=by, at=AT)
    refuse_post(post, reason="Retiré", on=date(2026, 11, 20), by=by, at=AT)
    assert not StaffPost.objects.exists()


# -- Where posts are


def test_every_intercommunalite_is_listed_with_its_posts(network, post, by):
    agen = make_epci("200000002", "Agen")
    accepted = make_accepted(make_fund(), by=by, employer=town("Ville d’Agen", epci=agen), fte=D("0.50"))
    assert accepted.staff.territory == agen
    make_staff_post(by=by, territory=None, title="Coordination", paid_by="employer", fte=D("0.25"))
    pays(make_agreement(AgreementKind.COOPERATION, AgreementState.ACTIVE, by=by), post, "0.40")
    pays(make_agreement(by=by), post, "0.20")  # a draft pays nothing yet
    found = coverage(date(2026, 12, 1))
    assert found.total.fte == D("1.75")
    assert dict(found.total.by_payer) == {
        "Cofinancés": D("0.50"),
        "Conventions": D("0.40"),
        "État": D("0.60"),
        "Employeurs": D("0.25"),
        "Autres": D(0),
    }
    assert sum(row.fte for row in [*found.rows, *found.others, found.whole]) == found.total.fte
    assert "dont 0,50" in found.sentence
    assert coverage(date(2026, 8, 1)).without == [row.name for row in coverage(date(2026, 8, 1)).rows]


def test_an_intercommunalite_that_is_set_aside_is_not_counted_and_keeps_its_posts_in_the_table(network, post):
    for code, name, epci in (("47157", "Marmande", post.territory), ("47001", "Agen", make_epci("200000002"))):
        make_commune(code, name, epci=epci)
    assert "sur\u00a02 a un poste" in coverage(date(2026, 12, 1)).sentence
    EpciSetAside.objects.create(network=network, epci_id="200000002", reason="Deux communes seulement")
    assert "sur\u00a01 a un poste" in coverage(date(2026, 12, 1)).sentence
    EpciSetAside.objects.create(network=network, epci=post.territory, reason="Une commune seulement")
    found = coverage(date(2026, 12, 1))
    assert found.sentence.startswith("Aucune intercommunalité sur\u00a00 n’a un poste")
    assert [row.name for row in found.others] == [post.territory.name] and found.total.posts == 1


# -- After the financing


def test_what_became_of_a_post_is_noted_after_its_end(by):
    over = make_staff_post(by=by, start=date(2022, 9, 1), end=date(2025, 9, 1), title="Ancien")
    make_staff_post(by=by, start=date(2023, 9, 1), end=date(2025, 12, 1), title="Muet")
    assert refused(note_outcome, over, outcome="kept", on=date(2025, 8, 31), by=by) == "on"
    note_outcome(over, outcome="kept", on=date(2025, 9, 1), by=by, at=AT)
    found = outcomes(StaffPost.objects.all(), date(2026, 11, 24)).replace("\xa0", " ")
    assert found == "2 postes financés de 2022 à 2025 : 1 pérennisé, 1 sans réponse"
    assert [one.title for one in StaffPost.objects.unanswered(date(2026, 11, 24))] == ["Muet"]
    assert refused(change_staff_post, over, end=date(2027, 1, 1), by=by) == "end"
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffPost.objects.filter(pk=over.pk).update(end=date(2026, 1, 1))
    assert answered_early(None) == []
    note_outcome(over, outcome="", on=date(2026, 1, 1), by=by, at=AT)
    assert StaffPost.objects.unanswered(date(2026, 11, 24)).count() == 2


# -- Offers


def test_an_offer_opens_once_and_closes_when_the_post_is_filled(post, by):
    offer = make_offer(post, by=by)
    assert refused(offer_at, post, by=by) is None
    assert list(JobOffer.objects.open_on(date(2026, 12, 31))) == [offer]
    assert not JobOffer.objects.open_on(date(2027, 1, 1)).exists()
    hold(post, date(2026, 11, 1), by=by)
    offer.refresh_from_db()
    assert (offer.closing, offer.closed_at) == ("filled", AT)
    assert refused(offer_at, post, by=by) is None
    assert offers_of_filled(None) == []


def offer_at(post, *, at, **fields):
    return make_offer(post, **fields)


def test_an_offer_is_retracted_or_passes_and_another_follows(post, by):
    retract_offer(make_offer(post, by=by), by=by, at=AT)
    again = make_offer(post, by=by)
    JobOffer.objects.filter(pk=again.pk).update(apply_before=date(2026, 1, 1))
    make_offer(post, by=by)
    assert list(JobOffer.objects.order_by("pk").values_list("closing", flat=True)) == ["retracted", "expired", ""]
    assert refused(offer_at, make_staff_post(by=by, end=date(2026, 10, 1)), by=by) is None
    assert refused(offer_at, make_staff_post(by=by), by=by, email="") == "email"
    assert refused(offer_at, make_staff_post(by=by), by=by, apply_before=date(2026, 1, 1)) == "apply_before"


def test_who_asks_to_be_forgotten_leaves_the_post_filled(post, by):
    offer = make_offer(post, by=by)
    forget_offer(offer, by=by, at=AT)
    offer.refresh_from_db()
    assert (offer.contact, offer.email, offer.closing) == ("", "", "retracted")
    forget_holder(hold(post, date(2026, 9, 1), by=by), by=by, at=AT)
    assert str(PostHolder.objects.get()) == "personne non nommée"
    assert vacant_since(date(2026, 12, 1)) is None
