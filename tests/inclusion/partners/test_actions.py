"""Partners are added, changed and, where one is there twice, made one."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from funding.agreements.actions.drafting import PartyTerms, draft_agreement
from funding.agreements.enums import AgreementKind, PartyRole
from funding.contributions.actions.pledges import pledge
from funding.contributions.actions.requests import ask_contributors
from funding.enums import PostKind
from funding.funds.actions import open_fund, set_leverage_rule
from funding.models import Booklet, TrainingPlace
from funding.posts.actions.requests import draft_post
from funding.spending.actions.funded_actions import open_funded_action, record_reach
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import Invitation, JoinRequest, Membership
from inclusion.core.scope import scoped_to
from inclusion.meetings.models import Body
from inclusion.partners import actions as partner_actions
from inclusion.partners.actions import merge_partners
from inclusion.partners.models import Contact, Partner
from inclusion.people.models import Beneficiary
from tests.builders import AT, make_commune, make_epci, make_membership, make_partner, make_person
from tests.funding.pass_builders import make_letter, make_place
from tests.inclusion.builders import make_body, make_invitation, make_join_request
from tests.setup_data import setup_data

SIRET, OTHER_SIRET = "73282932000074", "22470001300002"


@setup_data
def does(by):
    return {"by": by, "at": AT}


def last_line() -> JournalEntry:
    return JournalEntry.objects.first()


# -- Adding and changing
# ------------------------------------------------------------------------------------------------


def test_a_partner_is_added_and_recorded(scope, does):
    partner = partner_actions.add_partner(name="CAF", kind="operator", siret=SIRET, **does)
    assert (partner.network, partner.siret, partner.added_at) == (scope, SIRET, AT)
    line = last_line()
    assert (line.verb, line.target_id, line.by, line.details) == (
        "partner.added",
        partner.pk,
        does["by"],
        {"kind": "operator"},
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"siret": "73282932000075"}, "siret"),
        ({"siret": "1"}, "siret"),
        ({"siret": "732 829 320 00074"}, "siret"),  # forgiven by the form, not here
        ({"name": ""}, "name"),
        ({"kind": "roi"}, "kind"),
        ({"email": "pas une adresse"}, "email"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"name": "x" * 161}, "name"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_added(scope, does, fields, field):
    before = Partner.objects.count()
    with pytest.raises(ValidationError) as refused:
        partner_actions.add_partner(**{"name": "CAF", "kind": "operator", **fields}, **does)
    assert list(refused.value.message_dict) == [field]
    assert (Partner.objects.count(), JournalEntry.objects.count()) == (before, 0)


def test_a_siret_that_is_there_is_refused(scope, does):
    partner_actions.add_partner(name="CAF", kind="operator", siret=SIRET, **does)
    with pytest.raises(ValidationError, match="porte déjà ce SIRET"):
        partner_actions.add_partner(name="CAF bis", kind="operator", siret=SIRET, **does)


def test_an_intercommunality_has_the_territory_of_its_commune(scope, does):
    agen, marmande = make_epci("200000002", "Agglomération d’Agen"), make_epci()
    seat = make_commune("47001", "Agen", ("47000",), epci=agen)
    typed = partner_actions.add_partner(name="Agglo", kind="intercommunality", commune=seat, **does)
    town = partner_actions.add_partner(name="Ville", kind="commune", commune=seat, **does)
    assert (typed.epci, town.epci) == (agen, None)
    moved = make_commune("47157", "Marmande", ("47200",), epci=marmande)
    assert partner_actions.change_partner(typed, commune=moved, **does).epci == marmande
    assert last_line().details == {"fields": ["commune", "epci"]}


def test_a_change_records_which_fields_and_not_how(scope, does):
    partner = make_partner("CAF", phone="1")
    commune = make_commune()
    partner_actions.change_partner(partner, name="CAF", phone="2", commune=commune, **does)
    assert Partner.objects.get(pk=partner.pk).commune == commune
    assert (last_line().verb, last_line().details) == ("partner.changed", {"fields": ["commune", "phone"]})


def test_nothing_changed_nothing_recorded(scope, does):
    partner_actions.change_partner(make_partner("CAF"), name="CAF", **does)
    assert not JournalEntry.objects.exists()


def test_a_change_that_is_wrong_changes_nothing(scope, does):
    partner = make_partner("CAF")
    with pytest.raises(ValidationError):
        partner_actions.change_partner(partner, siret="12", **does)
    assert Partner.objects.get(pk=partner.pk).siret == ""


# -- Contacts
# -----------------------------------------------------------------------------------------------------------


def test_contacts_come_change_and_go_and_the_journal_holds_no_name(scope, does):
    partner = make_partner("CAF")
    contact = partner_actions.add_contact(partner, name="Léa Témoin", email="lea@exemple.example", **does)
    partner_actions.change_contact(contact, phone="05 36 49 00 01", **does)
    assert Contact.objects.get().phone == "05 36 49 00 01"
    partner_actions.remove_contact(contact, **does)
    assert not Contact.objects.exists()
    lines = list(JournalEntry.objects.order_by("pk"))
    assert [one.verb for one in lines] == ["contact.added", "contact.changed", "contact.removed"]
    assert all((one.target_label, one.details) == ("CAF", {}) for one in lines)


# -- Merging
# ------------------------------------------------------------------------------------------------------------


def test_everything_moves_to_the_one_that_is_kept(scope, by, does):
    gone, kept, bystander = make_partner("CCAS bis"), make_partner("CCAS"), make_partner("Autre")
    make_membership(gone)
    make_invitation(gone)
    make_join_request(partner=gone)
    partner_actions.add_contact(gone, name="Léa", **does)
    make_person(gone, by=by)
    helped = make_person(bystander, by=by, operator=gone)
    make_body(partner=gone)
    make_place(by=by, partner=gone)
    make_letter(by=by, followed_by=gone)
    assert Booklet.objects.get().prescriber == gone
    merge_partners(gone, kept=kept, **does)
    for model in (Membership, Invitation, JoinRequest, Contact, Body, TrainingPlace):
        assert model.objects.get().partner == kept, model
    assert Booklet.objects.get().prescriber == kept
    assert Beneficiary.objects.filter(followed_by=kept).count() == 2
    helped.refresh_from_db()
    assert (helped.operator, helped.followed_by) == (kept, bystander)
    assert list(Partner.objects.active().filter(name__startswith="CCAS")) == [kept]
    assert Partner.objects.get(pk=gone.pk).merged_into == kept
    line = JournalEntry.objects.get(verb="partner.merged")
    assert line.target_id == kept.pk
    assert line.details == {
        "gone": gone.pk,
        "moved": {
            "membership.partner": 1,
            "invitation.partner": 1,
            "joinrequest.partner": 1,
            "contact.partner": 1,
            "beneficiary.followed_by": 2,
            "beneficiary.operator": 1,
            "body.partner": 1,
            "trainingplace.partner": 1,
            "booklet.prescriber": 1,
        },
    }


def test_what_had_been_merged_before_leads_to_the_last_one_kept(scope, does):
    first, second, third = (make_partner(name) for name in ("A", "B", "C"))
    merge_partners(first, kept=second, **does)
    merge_partners(second, kept=third, **does)
    assert set(Partner.objects.filter(merged_into=third)) == {first, second}


def test_nobody_else_moves(scope, other_network, does):
    gone, kept = make_partner("CCAS bis"), make_partner("CCAS")
    bystander = make_membership(make_partner("Autre"))
    with scoped_to(other_network):
        stranger = make_membership(make_partner("CCAS bis"))
    merge_partners(gone, kept=kept, **does)
    for one, network in ((bystander, scope), (stranger, other_network)):
        before = one.partner_id
        with scoped_to(network):
            one.refresh_from_db()
        assert one.partner_id == before


def test_the_siret_goes_along_where_the_other_has_none(scope, does):
    gone, kept = make_partner("CAF bis", siret=SIRET), make_partner("CAF")
    assert merge_partners(gone, kept=kept, **does).siret == SIRET
    assert Partner.objects.get(pk=kept.pk).siret == SIRET


def test_a_siret_of_its_own_stays(scope, does):
    kept = make_partner("CAF", siret=SIRET)
    assert merge_partners(make_partner("CAF bis"), kept=kept, **does).siret == SIRET


@pytest.mark.parametrize(
    ("gone", "kept", "sentence"),
    [
        ("own", "own", "Choisissez un autre partenaire que lui-même."),
        ("merged", "own", "L’un des deux a déjà été fusionné."),
        ("own", "merged", "L’un des deux a déjà été fusionné."),
        ("host", "own", "Ce partenaire porte le réseau : gardez-le et fusionnez l’autre."),
        ("with_siret", "with_other_siret", "Leurs SIRET diffèrent : ce sont deux établissements."),
    ],
)
def test_what_is_not_the_same_organisation_stays_two(scope, does, gone, kept, sentence):
    own = make_partner("CAF")
    rows = {
        "own": own,
        "merged": make_partner("CAF bis", merged_into=own),
        "host": Partner.objects.get(is_host=True),
        "with_siret": make_partner("A", siret=SIRET),
        "with_other_siret": make_partner("B", siret=OTHER_SIRET),
    }
    make_membership(rows[gone])
    with pytest.raises(DomainError) as refused:
        merge_partners(rows[gone], kept=rows[kept], **does)
    assert sentence in str(refused.value).replace("\u00a0", " ")
    assert Membership.objects.get().partner == rows[gone]
    assert not JournalEntry.objects.exists()


def test_the_host_may_be_the_one_kept(scope, does):
    host = Partner.objects.get(is_host=True)
    assert merge_partners(make_partner("Conseil départemental bis"), kept=host, **does) == host


def fund_of(scope, does, *, host=None):
    return open_fund(
        name="Fonds",
        host=host or Partner.objects.get(is_host=True),
        envelope=Decimal("1000.00"),
        start=date(2026, 1, 1),
        end=date(2029, 1, 1),
        finances_posts=True,
        **does,
    )


def with_contribution(scope, does, partner):
    pledge(fund_of(scope, does), partner=partner, year=2026, amount=Decimal("1.00"), on=date(2026, 1, 5), **does)


def with_fund(scope, does, partner):
    fund_of(scope, does, host=partner)


def with_rule(scope, does, partner):
    set_leverage_rule(
        fund_of(scope, does), matcher=partner, ratio_added=2, start=date(2026, 1, 1), end=date(2029, 1, 1), **does
    )


def with_target(scope, does, partner):
    open_funded_action(fund_of(scope, does), name="Action", targets=[partner], on=date(2026, 1, 5), **does)


def with_reach(scope, does, partner):
    action = open_funded_action(fund_of(scope, does), name="Action", on=date(2026, 1, 5), **does)
    record_reach(action, partner=partner, year=2026, people=3, **does)


def with_request(scope, does, partner):
    ask_contributors(
        fund_of(scope, does), year=2027, partners=[partner], answer_by=date(2026, 12, 1), on=AT.date(), **does
    )


def with_agreement(scope, does, partner):
    draft_agreement(
        kind=AgreementKind.FRAMEWORK,
        title="Agir ensemble",
        start=date(2026, 1, 1),
        end=date(2027, 1, 1),
        parties=[PartyTerms(partner, PartyRole.PARTNER)],
        **does,
    )


def with_post(scope, does, partner):
    draft_post(
        kind=PostKind.DIGITAL_ADVISER,
        title="Conseiller numérique",
        fund=fund_of(scope, does),
        employer=partner,
        private_employer=False,
        collectivite=partner,
        territory=None,
        creation=False,
        fte=Decimal(1),
        start=date(2026, 1, 1),
        end=date(2027, 1, 1),
        yearly_cost=Decimal("40000.00"),
        **does,
    )


@pytest.mark.parametrize(
    "money",
    [*(with_contribution, with_fund, with_rule, with_target, with_reach, with_request), *(with_agreement, with_post)],
)
def test_a_partner_that_a_fund_names_is_the_one_to_keep(scope, does, money):
    gone, kept = make_partner("CAF bis"), make_partner("CAF")
    money(scope, does, gone)
    make_membership(gone)
    with pytest.raises(DomainError, match=r"CAF bis .* gardez-le et fusionnez l’autre"):
        merge_partners(gone, kept=kept, **does)
    assert Membership.objects.get().partner == gone
    merge_partners(kept, kept=gone, **does)
    assert Partner.objects.get(pk=kept.pk).merged_into == gone


def test_every_pointer_to_a_partner_moves_or_refuses():
    """A model added later that forgets merges would keep pointing at a line that nobody sees any more."""
    pointing = {
        (field.related_model, field.field.name)
        for field in Partner._meta.get_fields(include_hidden=True)
        if field.auto_created and not field.concrete and not field.many_to_many
    }
    moving = {*partner_actions._FOLLOWING, *partner_actions._followers}
    assert {f"{model._meta.model_name}.{name}" for model, name in pointing - moving} == {
        "fund.host",
        "leveragerule.matcher",
        "contribution.partner",
        "fundedactiontarget.partner",
        "actionreach.partner",
        "account.partner",
        "fundingstatement.partner",
        "statementbatchline.partner",
        "contributionrequest.partner",
        "agreementparty.partner",
        "post.employer",
        "post.collectivite",
        "programmeprescriber.partner",
        "huballocation.partner",
        "payee.partner",
    }


def test_a_merge_that_fails_half_way_moves_nothing(scope):
    """The line of the journal comes last: when it cannot be written, nothing has happened."""
    gone, kept = make_partner("CCAS bis"), make_partner("CCAS")
    make_membership(gone)
    with pytest.raises(ValueError, match="must be a"), transaction.atomic():
        merge_partners(gone, kept=kept, by="personne", at=AT)
    assert Membership.objects.get().partner == gone
    assert Partner.objects.active().filter(pk=gone.pk).exists()
