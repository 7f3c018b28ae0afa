"""One row of everything that has a page, in one network: what the access table opens and the browser visits."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from equipment.calendar.actions import open_calendar
from equipment.enums import ItemState
from equipment.inventory.enums import SupplyKind
from equipment.loans.enums import FeedbackAuthor
from equipment.maintenance.actions import begin_maintenance
from equipment.models import (
    AuditScan,
    BankClosure,
    BudgetVote,
    FeedbackLink,
    Purchase,
    SchoolHoliday,
    StockAudit,
    Supply,
)
from equipment.refurbishing.actions.donations import keep_agreement
from equipment.refurbishing.enums import DeviceState
from equipment.requests.actions import let_wait, offer_dates
from equipment.schools.actions import SCHOOLS
from equipment.stock.actions import ITEMS
from evaluation.chain.actions import tie
from evaluation.chain.models import OutputKind
from funding.agreements.actions.texts import comment_on, write_template
from funding.agreements.enums import AgreementKind, PartyRole
from funding.bank_details.actions import ask_bank_details
from funding.contributions.actions.calls import call_for_funds
from funding.contributions.actions.pledges import pledge
from funding.contributions.actions.receipts import record_receipt
from funding.contributions.actions.requests import ask_contributors
from funding.enums import AgreementState
from funding.funds.actions import open_fund, set_leverage_rule
from funding.grants.actions import award_grant
from funding.imports.actions import FUND_FILES, rows_of
from funding.imports.enums import ImportKind
from funding.models import Letter, PostalBatch, SimulatorLink, StatementBatch
from funding.passes.letters.actions.letters import process_letter
from funding.passes.letters.papers.letters import compose_message, render_letter
from funding.passes.mailings.actions import try_people
from funding.passes.programmes.actions import open_programme
from funding.passes.sending.actions.booklets import send_pass
from funding.posts.actions.state_aid import begin_with_known_waves
from funding.spending.actions.commitments import commit
from funding.spending.actions.funded_actions import open_funded_action
from funding.spending.actions.payments import ask_payment, attach_document
from funding.statements.actions.batches import issue_year
from funding.statements.actions.issue import issue_statement, print_statement
from inclusion.core import jobs
from inclusion.core.enums import BodyKind, DocumentKind, PartnerKind
from inclusion.core.imports.trials import try_file
from inclusion.core.models.documents import Document
from inclusion.core.models.mails import MailBounce
from inclusion.core.models.networks import Membership, User
from inclusion.core.web import exports
from inclusion.meetings.actions.bodies import add_body
from inclusion.members.actions import ask_to_join, invite_member
from inclusion.partners.actions import add_contact, add_service
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary
from inclusion.territories.models import Epci
from roadmaps.coverage.actions import set_aside
from roadmaps.files.actions import ROADMAP_FILES
from roadmaps.files.actions import rows_of as rows_of_roadmap
from roadmaps.plans.actions.actions import add_condition
from roadmaps.plans.actions.axes import add_objective
from roadmaps.plans.actions.budgets import ask_for_staff, plan_from_fund, plan_other
from roadmaps.plans.actions.comments import comment
from tests.builders import AT, make_commune, make_department, make_epci, make_person, make_user
from tests.equipment.aid_builders import (
    make_aid,
    make_attendance,
    make_commission,
    make_device,
    make_donation,
    make_given,
    make_programme,
    make_session,
)
from tests.equipment.builders import (
    make_bank,
    make_item,
    make_kit,
    make_loan,
    make_model,
    make_out,
    make_pupil,
    make_request,
    make_school,
)
from tests.equipment.loan_builders import make_photo
from tests.evaluation.world import evaluation_rows
from tests.funding.agreement_builders import carrier, make_agreement, party
from tests.funding.builders import SMALL_PDF, close
from tests.funding.instalment_builders import two_requests
from tests.funding.pass_builders import make_place, make_place_request
from tests.funding.post_builders import make_accepted, make_post
from tests.funding.redemption_builders import make_attestation, use
from tests.funding.reimbursement_builders import claim
from tests.funding.staff_builders import hold, make_offer, make_staff_post, pays
from tests.inclusion.world import life_rows
from tests.roadmaps.builders import (
    make_action,
    make_adopted,
    make_allotment,
    make_axis,
    make_envelope,
    make_indicator,
    make_local,
    make_roadmap,
    make_use,
)
from tests.roadmaps.workshop_builders import make_idea, make_paper, make_workshop


@dataclass
class World:
    """The rows, by the name of what they are."""

    fund: Any
    rule: Any
    action: Any
    programme: Any
    person: Beneficiary
    letter: Letter
    #: A place of the cast's training place, that used the last pass of the letter, and was refused it the second time.
    place: Any
    redemption: Any
    #: What the place attests of that use; an organisation that asks to accept passes.
    attestation: Any
    place_request: Any
    refusal: Any
    #: What the place of the cast asked to be paid for a use, and its line.
    claim: Any
    claim_line: Any
    #: A payment, and the account of the fund, that wait for a second person; the quote of the payment's commitment.
    asked_payment: Any
    bank_details: Any
    supporting_document: Any
    batch: PostalBatch
    statement: Any
    statement_batch: StatementBatch
    contribution: Any
    pledged: Any
    contact: Any
    service: Any
    invitation: Any
    bounce: Any
    request: Any
    job: Any
    document: Document
    host: Partner
    simulator_link: SimulatorLink
    fund_import: Any
    grant: Any
    call: Any
    asked: Any
    state_aid: Any
    #: A sending to several people that waits for its word, of the prescriber.
    mailing: Any
    #: A framework agreement in force, of which the operator and the intercommunalité are parties.
    agreement: Any
    #: A draft of a cooperation, with its instalments.
    draft: Any
    #: A remark on its first article.
    remark: Any
    #: The text of cooperation agreements that is being written.
    template: Any
    #: A post that the fund co-finances and a request that is to be completed, both of the intercommunalité's referent.
    post: Any
    post_draft: Any
    #: A post of the register with who holds it and an agreement that pays a part of it; another one with an offer.
    staff_post: Any
    holder: Any
    agreement_fte: Any
    job_offer: Any
    #: A body of the governance, which the host holds.
    body: Any
    #: An intercommunalité of the département; one of which most lies elsewhere, set aside from coverage.
    epci: Epci
    epci_aside: Epci
    #: The adopted departmental roadmap with an axis and an action; the local one in preparation, which the cast's
    #: referent carries, and whose axis takes the departmental one up.
    roadmap: Any
    roadmap_axis: Any
    roadmap_action: Any
    action_comment: Any
    local_roadmap: Any
    local_axis: Any
    local_action: Any
    roadmap_version: Any
    #: An indicator of the departmental roadmap, which one of the local one feeds.
    indicator: Any
    local_indicator: Any
    #: A document and a workshop of the departmental roadmap; the workshop stays open for ever and has an idea.
    roadmap_paper: Any
    workshop: Any
    proposal: Any
    #: An envelope for the training of helpers, places of it, a training that took place.
    envelope: Any
    allotment: Any
    training: Any
    #: A file of the local roadmap that was only tried.
    roadmap_import: Any
    #: What hangs on the local axis and its action: an objective, a condition, a line on the fund, other money, a post.
    local_objective: Any
    action_condition: Any
    action_fund_line: Any
    action_financing: Any
    action_staff: Any
    #: A subsidy request to the operator that waits for its decision, with a report; one that is to be completed.
    subsidy: Any
    subsidy_draft: Any
    #: The loan bank, with a closure, a vote and a purchase; a school of the cast's school, a pupil of it.
    bank: Any
    closure: Any
    holiday: Any
    budget_vote: Any
    purchase: Any
    school: Any
    pupil: Any
    #: What is lent: a model with an item in stock and one in maintenance, a kit, a supply.
    equipment_model: Any
    item: Any
    item_lost: Any
    kit: Any
    supply: Any
    maintenance: Any
    schools_trial: Any
    items_trial: Any
    stock_audit: Any
    audit_scan: Any
    #: Of the cast's school: a draft, a request to answer, one that waits; a loan to hand over, one that is out.
    loan_request_draft: Any
    loan_request: Any
    loan_request_waiting: Any
    loan_request_offered: Any
    loan: Any
    loan_out: Any
    loan_item: Any
    #: The subscription of the cast's school to the calendar of loans.
    calendar_link: Any
    #: A picture of the item that is out.
    loan_photo: Any
    feedback_link: Any
    #: Of evaluation: a questionnaire in preparation, a version that is asked by a campaign in which the prescriber of
    #: the cast takes part, a survey whose results are published, help that the prescriber gave.
    questionnaire: Any
    version: Any
    asked_version: Any
    survey: Any
    campaign: Any
    campaign_structure: Any
    answer_link: Any
    published_survey: Any
    report: Any
    report_edition: Any
    help_record: Any
    help_import: Any
    #: The prescriber's structure, tied to the second action of the fund.
    funded_output: Any
    #: The refurbishing chain: a lot, a device that was just collected and one that is ready.
    donation: Any
    device: Any
    device_ready: Any
    #: An aid for families with a proposal of the cast's school, a commission, a session in which it is expected.
    aid_programme: Any
    family_aid: Any
    aid_commission: Any
    training_session: Any
    attendance: Any
    #: Another family of the cast's school, with its device and its receipt.
    family_aid_given: Any
    #: Of the life of the network: a seat, a meeting, a place, an event… by their names (tests/inclusion/world).
    life: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["life"][name]
        except KeyError:
            raise AttributeError(name) from None


def build(cast: dict[str, Membership]) -> World:
    """Build the rows in the active network.

    The operator of the cast gave, its prescriber follows a person who was sent a pass.
    """
    coordinator, operator, prescriber = cast["coordinator"], cast["operator"], cast["prescriber"]
    does = {"by": coordinator.user, "at": AT}
    host = Partner.objects.get(kind=PartnerKind.DEPARTMENT, is_host=True)
    fund = open_fund(
        name="Fonds départemental",
        host=host,
        envelope=Decimal("300000.00"),
        start=date(2026, 1, 1),
        end=date(2029, 1, 1),
        finances_posts=True,
        second_person_above=Decimal("5000.00"),
        **does,
    )
    rule = set_leverage_rule(fund, matcher=host, ratio_added=2, start=date(2026, 1, 1), end=date(2029, 1, 1), **does)
    contribution = pledge(
        fund, partner=operator.partner, year=2026, amount=Decimal("10000.00"), on=date(2026, 1, 10), **does
    )
    pledged = pledge(
        fund, partner=cast["reader"].partner, year=2026, amount=Decimal("500.00"), on=date(2026, 1, 10), **does
    )
    promised = pledge(
        fund, partner=operator.partner, year=2027, amount=Decimal("2000.00"), on=date(2026, 11, 2), **does
    )
    call = call_for_funds(promised, due_on=date(2028, 12, 31), on=date(2026, 11, 24), **does)
    (asked,) = ask_contributors(
        fund, year=2028, partners=[operator.partner], answer_by=date(2028, 12, 31), on=date(2026, 11, 24), **does
    )
    record_receipt(contribution, amount=Decimal("10000.00"), bank_reference="VIR-1", on=date(2026, 2, 1), **does)
    action = open_funded_action(fund, name="Pass numérique", on=date(2026, 2, 1), **does)
    other = open_funded_action(fund, name="Forum", on=date(2026, 2, 1), **does)
    payer = make_user()
    hall = commit(
        other, amount=Decimal("9000.00"), payee="Comité des fêtes", label="Salle", on=date(2026, 3, 1), by=payer, at=AT
    )
    asked_payment = ask_payment(
        hall, amount=Decimal("6000.00"), reference="PAIE-0", on=date(2026, 3, 2), by=payer, at=AT
    )
    supporting_document = attach_document(
        hall, kind=DocumentKind.SPENDING_QUOTE, data=SMALL_PDF, filename="Devis.pdf", **does
    )
    programme = open_programme(action, name="Pass numérique 2026", on=date(2026, 2, 1), **does)
    make_commune()
    person = make_person(prescriber.partner, by=prescriber.user, operator=operator.partner)
    letter = send_pass(
        person, programme=programme, channel="post", prescriber=prescriber.partner, by=prescriber.user, at=AT
    )
    process_letter(letter.pk, render=render_letter, compose=compose_message, clock=lambda: AT)
    letter = Letter.objects.get(pk=letter.pk)
    place = make_place(by=coordinator.user, partner=cast["training_place"].partner)
    used = send_pass(
        make_person(prescriber.partner, by=prescriber.user, first_name="Awa"),
        programme=programme,
        channel="hand",
        prescriber=prescriber.partner,
        by=prescriber.user,
        at=AT,
    )
    last = used.booklet.passes.get(rank=10)
    use(used.booklet.passes.get(rank=9), place, by=cast["training_place"].user)
    claimed = claim(place, programme, by=cast["training_place"].user, account_holder="Lieu")
    bank_details = ask_bank_details(fund, iban="FR7630006000011234567890189", by=payer, at=AT)
    redemption, refusal = (use(last, place, by=cast["training_place"].user) for _ in (1, 2))
    close(fund)
    statement = issue_statement(fund, partner=operator.partner, start=date(2026, 1, 1), end=date(2027, 1, 1), **does)
    print_statement(statement, **does)
    statements = issue_year(fund, year=2026, **does)
    close(fund, until=None)
    agreement = make_agreement(
        AgreementKind.FRAMEWORK,
        AgreementState.ACTIVE,
        by=coordinator.user,
        parties=[
            carrier(),
            party("opérateur", partner=operator.partner),
            party("référente", PartyRole.COLLECTIVITE, partner=cast["epci_referent"].partner),
        ],
    )
    draft = make_agreement(by=coordinator.user, fund=fund)
    subsidy, subsidy_draft = two_requests(agreement.parties.get(partner=operator.partner), by=coordinator.user)
    epci, employer = make_epci(), cast["epci_referent"].partner
    make_commune("47001", "Agen", ("47000",), epci=epci)
    roadmap = make_roadmap("Feuille de route départementale", carriers=[host], by=coordinator.user)
    axis = make_axis(roadmap, "Accès aux droits", by=coordinator.user)
    roadmap_action = make_action(axis, "Interconnaissance des acteurs", by=coordinator.user)
    version = make_adopted(roadmap, by=coordinator.user)
    roadmap.refresh_from_db()
    local = make_local(roadmap, "Feuille de route locale", carriers=[employer], territories=[epci], by=coordinator.user)
    local_axis = make_axis(local, "Aller vers", takes_up=axis, by=coordinator.user)
    local_action = make_action(local_axis, "Permanences", by=coordinator.user)
    indicator = make_indicator(roadmap, "Personnes aidées", axis=axis, values={2025: 12}, by=coordinator.user)
    workshop = make_workshop(roadmap, by=coordinator.user)
    envelope = make_envelope("Formation des aidants", by=coordinator.user)
    allotment = make_allotment(envelope, epci, by=coordinator.user)
    lent = _equipment(cast)
    body = add_body(name="COPIL", kind=BodyKind.COPIL, partner=host, **does)
    staff_post = make_staff_post(by=coordinator.user, employer=employer, territory=epci)
    return World(
        life=life_rows(cast, body=body),
        **lent,
        **evaluation_rows(cast),
        funded_output=tie(other, kind=OutputKind.STRUCTURE, target=prescriber.partner, **does),
        local_objective=add_objective(local_axis, title="Se rapprocher", **does),
        action_condition=add_condition(local_action, text="Une salle est trouvée", **does),
        action_fund_line=plan_from_fund(local_action, fund=fund, planned=Decimal("1000.00"), **does),
        action_financing=plan_other(local_action, label="Région", amount=Decimal("500.00"), **does),
        action_staff=ask_for_staff(local, action=local_action, title="Médiatrice", fte=Decimal("0.50"), **does),
        roadmap=roadmap,
        roadmap_axis=axis,
        roadmap_action=roadmap_action,
        action_comment=comment(roadmap_action, text="Un mot", by=coordinator.user, at=AT),
        roadmap_version=version,
        indicator=indicator,
        local_indicator=make_indicator(local, "Personnes venues", feeds=indicator, by=coordinator.user),
        roadmap_paper=make_paper(roadmap, by=coordinator.user),
        workshop=workshop,
        proposal=make_idea(workshop),
        envelope=envelope,
        allotment=allotment,
        training=make_use(allotment, by=coordinator.user),
        roadmap_import=try_file(
            ROADMAP_FILES, subject=local, data=exports.to_csv(rows_of_roadmap(local)), filename="feuille.csv", **does
        ),
        local_roadmap=local,
        local_axis=local_axis,
        local_action=local_action,
        fund=fund,
        rule=rule,
        action=other,
        programme=programme,
        person=person,
        letter=letter,
        place=place,
        redemption=redemption,
        attestation=make_attestation(redemption, by=cast["training_place"].user),
        place_request=make_place_request(),
        refusal=refusal,
        claim=claimed,
        asked_payment=asked_payment,
        supporting_document=supporting_document,
        bank_details=bank_details,
        claim_line=claimed.lines.get(),
        batch=letter.batch,
        mailing=try_people(programme, people=[person], prescriber=prescriber.partner, by=prescriber.user, at=AT),
        statement=statement,
        statement_batch=StatementBatch.objects.get(pk=statements.subject_id),
        contribution=contribution,
        pledged=pledged,
        contact=add_contact(operator.partner, name="Contact Exemple", **does),
        service=add_service(operator.partner, name="Service Exemple", **does),
        invitation=invite_member(email="invitee@exemple.example", partner=operator.partner, roles=["reader"], **does),
        bounce=MailBounce.objects.create(
            email="perdue@exemple.example", reason="unknown", is_hard=True, received_at=AT, mark="liant-1"
        ),
        request=ask_to_join(
            organisation="Médiathèque",
            kind=PartnerKind.COMMUNE,
            commune=make_commune(),
            first_name="Léa",
            last_name="Témoin",
            email="lea@exemple.example",
            at=AT,
        ),
        job=jobs.start(kind="postal_batch", title="Lot", total=1, subject_id=letter.batch_id, **does),
        document=letter.document,
        host=host,
        call=call,
        asked=asked,
        state_aid=begin_with_known_waves(**does)[0],
        post=make_accepted(fund, by=coordinator.user, employer=employer, territory=epci),
        post_draft=make_post(fund, by=coordinator.user, employer=employer, territory=epci, title="Brouillon"),
        staff_post=staff_post,
        holder=hold(staff_post, date(2026, 9, 1), by=coordinator.user),
        agreement_fte=pays(agreement, staff_post, "0.50"),
        job_offer=make_offer(
            make_staff_post(by=coordinator.user, employer=employer, territory=epci, title="À pourvoir"),
            by=coordinator.user,
        ),
        body=body,
        epci=epci,
        epci_aside=_aside(coordinator.user),
        agreement=agreement,
        subsidy=subsidy,
        subsidy_draft=subsidy_draft,
        draft=draft,
        remark=comment_on(draft.sections.first(), text="À préciser.", partner=host, **does),
        template=write_template("cooperation", sections=[("Objet", "Pour {{ reseau }}.")], note="Plus court", **does),
        simulator_link=SimulatorLink.objects.create(
            fund=fund,
            token="lien-vers-le-simulateur",
            note="Mutualité",
            made_by=coordinator.user,
            made_at=AT,
            expires_on=date(9999, 12, 31),
        ),
        fund_import=try_file(
            FUND_FILES,
            subject=fund,
            options={"kind": ImportKind.RECEIPTS},
            data=exports.to_csv(rows_of(fund, ImportKind.RECEIPTS)),
            filename="versements.csv",
            **does,
        ),
        grant=award_grant(
            fund,
            funder="État",
            name="Appel à projets",
            amount=Decimal("1000.00"),
            actions=[action],
            awarded_on=date(2026, 3, 1),
            **does,
        ),
    )


def _refurbishing(by: Any) -> dict[str, Any]:
    """A lot with its agreement; of its devices, the one that is ready has the certificate of a tool."""
    donation = keep_agreement(make_donation(), pdf=b"%PDF-", by=by, at=AT)
    ready = make_device(donation, state=DeviceState.READY, by=by)
    ready.wipes.update(certificate=donation.agreement)
    return {"donation": donation, "device": make_device(donation), "device_ready": ready}


def _aside(by: User) -> Epci:
    """An intercommunalité with one commune here and two elsewhere, set aside."""
    epci = make_epci("200000010", "CC des Deux Rives")
    make_commune("47003", "Rive gauche", epci=epci)
    elsewhere = make_department("82", "Tarn-et-Garonne", "de Tarn-et-Garonne")
    for code in ("82003", "82004"):
        make_commune(code, f"Rive {code}", epci=epci, department=elsewhere)
    set_aside(epci, reason="Une seule commune est ici.", by=by, at=AT)
    return epci


def _equipment(cast: dict[str, Membership]) -> dict[str, Any]:
    by, borrower = cast["bank_manager"].user, cast["school"]
    bank = make_bank(by=by)
    school = make_school("Collège", partner=borrower.partner)
    model = make_model("Stylo lecteur")
    item = make_item(model)
    repaired = make_item(model)
    asks = {"school": school, "wanted": model, "by": borrower.user}
    tried = make_loan(make_item(model).model, school=school, pupil=make_pupil(school, by=borrower.user), by=by)
    out = make_out(tried, by=by)
    waiting = make_request(**asks)
    programme = make_programme("Un ordinateur pour la famille")
    aid = make_aid(programme, proposed_for=borrower.partner, by=borrower.user)
    session = make_session(programme, trainer=cast["training_place"].partner)
    return {
        "bank": bank,
        "closure": BankClosure.objects.create(bank=bank, start=date(2027, 5, 7), end=date(2027, 5, 8), reason="Pont"),
        "holiday": SchoolHoliday.objects.order_by("pk").first(),
        "budget_vote": BudgetVote.objects.create(
            bank=bank, voted_on=date(2025, 6, 27), amount=Decimal("65000.00"), label="Vote"
        ),
        "purchase": Purchase.objects.create(
            bank=bank,
            bought_on=date(2026, 1, 15),
            supplier="Fournisseur",
            label="Stylos",
            amount=Decimal("1200.00"),
            model=model,
        ),
        "school": school,
        "pupil": make_pupil(school, by=borrower.user),
        "equipment_model": model,
        "item": item,
        "item_lost": make_item(model, state=ItemState.LOST),
        "kit": make_kit(),
        "supply": Supply.objects.create(name="Piles", kind=SupplyKind.CONSUMABLE),
        "maintenance": begin_maintenance(repaired, reason="Écran", start=date(2026, 11, 24), by=by, at=AT),
        "schools_trial": try_file(SCHOOLS, data=b"uai;nom\n0470001A;Essai\n", by=by, at=AT),
        "items_trial": try_file(ITEMS, data=f"Modèle;Numéro d’inventaire\n{model};ESSAI-1\n".encode(), by=by, at=AT),
        "stock_audit": (audit := StockAudit.objects.create(begun_at=AT, begun_by=by)),
        "audit_scan": AuditScan.objects.create(audit=audit, item=item, typed=item.code, at=AT, by=by),
        "loan_request_draft": make_request(**asks, sent=False),
        "loan_request": make_request(**asks),
        "loan_request_waiting": let_wait(waiting, by=by, at=AT),
        "loan_request_offered": offer_dates(
            make_request(**asks), start=date(2027, 2, 1), end=date(2027, 2, 6), by=by, at=AT
        ).request,
        "loan": make_loan(model, school=school, by=by, start=date(2027, 1, 11), end=date(2027, 1, 16)),
        "loan_out": out,
        "loan_item": (loan_item := out.loan_items.get()),
        "loan_photo": make_photo(loan_item, by=by),
        "calendar_link": open_calendar(borrower, by=borrower.user, at=AT),
        "feedback_link": FeedbackLink.objects.create(
            loan=out,
            author=FeedbackAuthor.FAMILY,
            token="lien-de-retour-d-essai",
            open_until=date(9999, 12, 31),
            made_at=AT,
        ),
        **_refurbishing(by),
        "aid_programme": programme,
        "family_aid": aid,
        "aid_commission": make_commission(programme),
        "training_session": session,
        "attendance": make_attendance(session, aid),
        "family_aid_given": make_given(programme, proposed_for=borrower.partner, by=by),
    }
