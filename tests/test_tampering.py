"""What somebody changes by SQL, with the rights of the tables' owner: the database refuses it, or a check finds it."""

import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.db.utils import IntegrityError, InternalError

from equipment.budget.actions import record_purchase, vote_budget
from evaluation.enums import Moment
from evaluation.results.actions import publish_part
from evaluation.surveys.actions import close_survey
from funding.agreements.actions.instalments import call_instalment
from funding.agreements.enums import AgreementKind
from funding.bank_details.actions import ask_bank_details
from funding.enums import AgreementState
from funding.funds.invariants import prove
from funding.grants.actions import record_grant_receipt
from funding.passes.reimbursements.actions.claims import validate
from funding.passes.reimbursements.actions.payments import pay as pay_claim
from funding.spending.actions.commitments import commit
from funding.spending.actions.payments import File, ask_payment, confirm_payment, pay
from funding.subsidies.actions import change_request, grant_request, prepare_requests, submit_request
from inclusion.core.journal import seal_history
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.members.actions import change_roles
from roadmaps.plans.actions.roadmaps import set_minimum_axes
from tests import world as worlds
from tests.builders import AT, make_user
from tests.evaluation.builders import answered, closed, make_survey, opened
from tests.funding.agreement_builders import make_agreement
from tests.funding.builders import SMALL_PDF
from tests.funding.reimbursement_builders import claim
from tests.setup_data import setup_data
from tests.template import as_owner

D = Decimal


@setup_data
def world(cast, network) -> SimpleNamespace:
    """The rows of every page, and what only some time brings: paid, signed, granted, closed."""
    does = {"by": cast["coordinator"].user, "at": AT}
    with scoped_to(network):
        rows = worlds.build(cast)
        pay_claim(validate(rows.claim, **does), reference="PAIE-1", on=AT.date(), **does)
        open_claim = claim(rows.place, rows.programme, by=cast["training_place"].user)
        pay(rows.action.commitments.get(), amount=D("1000.00"), reference="PAIE-2", on=AT.date(), **does)
        record_grant_receipt(rows.grant, amount=D("1000.00"), bank_reference="VIR-9", on=AT.date(), **does)
        signed = make_agreement(AgreementKind.COOPERATION, AgreementState.ACTIVE, by=does["by"], fund=rows.fund)
        (request,) = prepare_requests(signed, year=2026, **does)
        lines = [("Salaires", D("30000.00"))]
        request = change_request(
            request, asked=D("30000.00"), project="Coordonner.", report="", expenses=lines, resources=lines, **does
        )
        grant_request(submit_request(request, **does), granted=D("30000.00"), on=AT.date(), **does)
        call_instalment(signed.instalments.get(year=2026), **does)
        payer = make_user()
        hall = commit(
            rows.action,
            amount=D("7000.00"),
            payee=cast["operator"].partner,
            label="Salle",
            on=AT.date(),
            by=payer,
            at=AT,
        )
        invoice = File(SMALL_PDF, "Facture.pdf")
        asked = ask_payment(
            hall, amount=D("6500.00"), reference="PAIE-8", on=AT.date(), invoice=invoice, by=payer, at=AT
        )
        confirm_payment(asked, **does)
        ask_bank_details(
            rows.place, iban="FR1420041010050500013M02606", account_holder="Lieu", by=cast["training_place"].user, at=AT
        )
        purchase = {"supplier": "Fournisseur", "label": "Stylos", "amount": D("1200.00"), **does}
        vote_budget(rows.bank, voted_on=date(2026, 6, 27), amount=D("5000.00"), label="Vote", **does)
        record_purchase(rows.bank, bought_on=date(2026, 7, 15), **purchase)
        change_roles(cast["reader"], roles=["reader", "evaluator"], job_title="", **does)
        set_minimum_axes(network, minimum=2, **does)
        campaign = opened(make_survey(title="Enquête close"))
        for _ in range(6):
            answered(campaign, {"equipped": "yes"})
        survey = closed(campaign).survey
        publish_part(survey, Moment.ONCE, **does)
        close_survey(survey, **does)
    return SimpleNamespace(open_claim=open_claim.pk, signed=signed.pk, campaign=campaign.pk)


def found(network: Network) -> dict[str, set[str]]:
    return {result.name: {str(row) for row in result.violations} for result in prove(network)}


#: By what it is; the first words of each statement name the table whose triggers are off.
TAMPERS: dict[str, str] = {
    # The ledger
    "amounts of postings": "UPDATE funding_posting SET amount = amount * 2",
    "one posting from one share to another": "UPDATE funding_posting SET account_id = (SELECT id FROM funding_account "
    "WHERE kind = 'source' LIMIT 1) WHERE id = (SELECT max(p.id) FROM funding_posting p "
    "JOIN funding_account a ON a.id = p.account_id WHERE a.kind = 'share')",
    "a movement's postings gone": "DELETE FROM funding_posting WHERE transaction_id = "
    "(SELECT max(id) FROM funding_ledgertransaction)",
    "day of a movement": "UPDATE funding_ledgertransaction SET booked_on = booked_on + 1 WHERE kind = 'commitment'",
    "kept balances": "UPDATE funding_accountbalance SET amount = amount + 1 WHERE NOT is_source",
    "kept sums of months": "UPDATE funding_monthtotal SET amount = amount + 1",
    "amount of a receipt": "UPDATE funding_receipt SET amount = amount + 1",
    "day of a receipt": "UPDATE funding_receipt SET received_on = received_on + 1",
    "amount of a commitment": "UPDATE funding_commitment SET amount = amount + 1",
    "amount of a payment": "UPDATE funding_payment SET amount = amount + 1",
    "day of a payment": "UPDATE funding_payment SET paid_on = paid_on - 1",
    "bank reference of a payment": "UPDATE funding_payment SET reference = 'AUTRE' WHERE line_id IS NULL",
    "amount of money of a grant": "UPDATE funding_grantreceipt SET amount = amount + 1",
    # Whom money goes to, its documents, and second persons
    "payee of commitments": "UPDATE funding_commitment SET payee_id = (SELECT max(id) FROM funding_payee)",
    "payee of a payment": "UPDATE funding_payment SET payee_id = (SELECT min(id) FROM funding_payee) "
    "WHERE request_id IS NOT NULL",
    "place that was paid": "UPDATE funding_payment SET payee_id = "
    "(SELECT id FROM funding_payee WHERE name <> '' LIMIT 1) WHERE line_id IS NOT NULL",
    "name of a payee": "UPDATE funding_payee SET name = 'Autre' WHERE name <> ''",
    "payee that becomes another": "UPDATE funding_payee SET partner_id = NULL, name = 'Autre' "
    "WHERE partner_id IS NOT NULL",
    "payee that is nobody": "UPDATE funding_payee SET name = '' WHERE name <> ''",
    "commitment of an invoice": "UPDATE funding_supportingdocument SET commitment_id = "
    "(SELECT min(id) FROM funding_commitment) WHERE request_id IS NOT NULL",
    "another document as a quote": "UPDATE funding_supportingdocument SET document_id = "
    "(SELECT document_id FROM funding_callforfunds LIMIT 1) WHERE request_id IS NULL",
    "request of a payment": "UPDATE funding_payment SET request_id = NULL WHERE request_id IS NOT NULL",
    "who confirmed a payment": "UPDATE funding_paymentrequest SET decided_by_id = asked_by_id "
    "WHERE state = 'confirmed'",
    "who asked for a payment": "UPDATE funding_paymentrequest SET asked_by_id = (SELECT min(u.id) "
    "FROM inclusion_user u WHERE u.id NOT IN (asked_by_id, decided_by_id)) WHERE state = 'confirmed'",
    "amount that waits to be paid": "UPDATE funding_paymentrequest SET amount = 8000 WHERE state = 'waiting'",
    "payment that waits, confirmed by hand": "UPDATE funding_paymentrequest SET state = 'confirmed', "
    "decided_at = asked_at, decided_by_id = (SELECT max(id) FROM inclusion_user) WHERE state = 'waiting'",
    "threshold of a fund": "UPDATE funding_fund SET second_person_above = NULL WHERE second_person_above > 0",
    # What was promised and decided
    "pledged amounts": "UPDATE funding_contribution SET pledged = pledged + 50000",
    "payer of a promise": "UPDATE funding_contribution SET partner_id = "
    "(SELECT id FROM inclusion_partner WHERE name = 'Organisme school') WHERE year = 2027",
    "amount of a grant": "UPDATE funding_grant SET amount = amount + 5000",
    "envelope of a fund": "UPDATE funding_fund SET envelope = envelope + 50000",
    "end of a fund": 'UPDATE funding_fund SET "end" = "end" + 365',
    "account of a fund": "UPDATE funding_fund SET iban = 'FR14200'",
    "cap of leverage": "UPDATE funding_leveragerule SET year_cap = 2 * coalesce(year_cap, 100000)",
    "ratio of leverage": "UPDATE funding_leveragerule SET ratio_added = ratio_added + 1",
    "subsidy granted": "UPDATE funding_subsidyrequest SET granted = granted + 999 WHERE granted IS NOT NULL",
    "cost of a post's years": "UPDATE funding_postyear SET cost = cost * 3, to_find = to_find + cost * 2",
    "share of the fund in a post": "UPDATE funding_postyear SET fund_share = fund_share - 1, to_find = to_find + 1",
    "amount of a call": "UPDATE funding_callforfunds SET amount = amount + 1",
    "amount of an instalment": "UPDATE funding_instalment SET amount = amount + 1 WHERE call_id IS NULL",
    "call of an instalment": "UPDATE funding_instalment SET call_id = NULL WHERE call_id IS NOT NULL",
    "scale of State aid": "UPDATE funding_stateaidyear SET amount = amount + 1000",
    "money planned by a roadmap": "UPDATE roadmaps_fundline SET planned = planned + 1",
    "budget of the loan bank": "UPDATE equipment_budgetvote SET amount = amount * 2 WHERE amount = 5000",
    "purchase of the loan bank": "UPDATE equipment_purchase SET amount = amount / 2 WHERE bought_on = '2026-07-15'",
    "envelope of training": "UPDATE roadmaps_trainingenvelope SET amount = amount * 2",
    "places of training": "UPDATE roadmaps_trainingallotment SET places = places + 1",
    "axes that a roadmap must take up": "UPDATE roadmaps_roadmapsettings SET minimum_axes = 1",
    "days of a hub": "UPDATE inclusion_huballocation SET half_days = half_days + 2",
    # Bank details
    "account of a claim": "UPDATE funding_reimbursement SET iban = 'FR14200' WHERE state = 'submitted'",
    "account of a paid claim": "UPDATE funding_reimbursement SET iban = 'FR14200' WHERE state = 'paid'",
    "holder of a paid claim": "UPDATE funding_reimbursement SET account_holder = 'Autre' WHERE state = 'paid'",
    "account of the training places": "UPDATE funding_trainingplace SET iban = 'FR14200'",
    "account that waits": "UPDATE funding_bankdetailschange SET iban = 'FR14200' WHERE state = 'waiting'",
    "account confirmed by hand": "UPDATE funding_bankdetailschange SET state = 'confirmed', decided_at = asked_at, "
    "decided_by_id = (SELECT min(u.id) FROM inclusion_user u WHERE u.id <> asked_by_id) WHERE state = 'waiting'",
    # Passes
    "booklet of another person": "UPDATE funding_booklet "
    "SET beneficiary_id = (SELECT max(id) FROM inclusion_beneficiary)",
    "validity of a booklet": "UPDATE funding_booklet SET valid_until = valid_until + 365, "
    "accepted_until = accepted_until + 365, claim_until = claim_until + 365",
    "face value of a programme": "UPDATE funding_passprogramme SET face_value = face_value * 2",
    "state of passes": "UPDATE funding_pass SET state = 'issued' WHERE state = 'redeemed'",
    "value of passes": "UPDATE funding_pass SET value = value * 2",
    "place of a use": "UPDATE funding_redemption SET used_on = used_on - 1",
    "use that is taken away": "UPDATE funding_redemption "
    "SET taken_back_at = recorded_at, taken_back_by_id = recorded_by_id, taken_back_because = 'Erreur' "
    "WHERE taken_back_at IS NULL",
    "lines of a claim": "UPDATE funding_reimbursementline SET amount = amount + 1",
    "claim that is paid": "UPDATE funding_reimbursement SET state = 'paid', validated_at = asked_at, "
    "validated_by_id = asked_by_id, paid_on = '2026-11-24', payment_reference = 'PAIE-3' "
    "WHERE state = 'submitted'",
    "address of a letter": "UPDATE funding_letter SET address = '[\"Autre\"]'",
    "state of a letter": "UPDATE funding_letter SET state = 'posted', sent_at = created_at",
    # What is signed and stored
    "another document as a signed agreement": "UPDATE funding_agreement SET signed_document_id = "
    "(SELECT document_id FROM funding_callforfunds LIMIT 1) WHERE signed_document_id IS NOT NULL",
    "another day of signature": "UPDATE funding_agreement SET signed_on = signed_on - 1 WHERE signed_on IS NOT NULL",
    "another document as a claim": "UPDATE funding_reimbursement SET document_id = order_id WHERE order_id IS NOT NULL",
    "another document as a statement": "UPDATE funding_statementfile SET document_id = "
    "(SELECT document_id FROM funding_callforfunds LIMIT 1)",
    "bytes of one document": "UPDATE inclusion_documentcontent SET data = 'autre' "
    "WHERE id = (SELECT max(id) FROM inclusion_documentcontent)",
    "bytes of all documents": "UPDATE inclusion_documentcontent SET data = 'autre'",
    "bytes and SHA-256 of a document": "UPDATE inclusion_document SET sha256 = repeat('0', 64)",
    "a document gone": "DELETE FROM inclusion_documentcontent "
    "WHERE id = (SELECT max(id) FROM inclusion_documentcontent)",
    "figures of a statement": 'UPDATE funding_fundingstatement SET figures = figures || \'{"closing": "1.00"}\'',
    "statement of another fund's days": "UPDATE funding_fundingstatement SET start = start + 1",
    "content of an adopted roadmap": 'UPDATE roadmaps_roadmapversion SET content = content || \'{"title": "Autre"}\'',
    "day of an adoption": "UPDATE roadmaps_roadmapversion SET adopted_on = adopted_on - 1",
    # Equipment
    "days of a loan": 'UPDATE equipment_loan SET "end" = "end" + 30',
    "state of a loan": "UPDATE equipment_loan SET state = 'returned', returned_at = handed_over_at WHERE state = 'out'",
    "wipe of a device": "UPDATE equipment_wipe SET verified = NOT verified, done_on = done_on - 1",
    "wipe that is gone": "DELETE FROM equipment_wipe WHERE certificate_id IS NULL",
    # Evaluation
    "answers of a closed survey": "UPDATE evaluation_answer SET choice = 'no' WHERE campaign_id IN "
    "(SELECT id FROM evaluation_campaign WHERE state = 'closed')",
    "results that are published": "UPDATE evaluation_publication SET document = document || '{\"answers\": 999}' "
    "WHERE survey_id IN (SELECT id FROM evaluation_survey WHERE closed_at IS NOT NULL)",
    # Who may do what, and what happened
    "roles of a member": "UPDATE inclusion_membership SET roles = '{coordinator}' WHERE 'evaluator' = ANY(roles)",
    "history of states": "DELETE FROM inclusion_statechange",
    "a change of state in the middle": "DELETE FROM inclusion_statechange WHERE from_state = 'review'",
    "journal of payments": "DELETE FROM inclusion_journalentry WHERE verb IN ('commitment.paid', 'reimbursement.paid')",
    "author of the journal": "UPDATE inclusion_journalentry SET by_id = NULL",
}


def tampered(sql: str) -> bool:
    """Run it as the owner of the tables does, their triggers switched off; whether it changed a row."""
    tables = set(re.findall(r"(?:^UPDATE|^DELETE FROM) (\w+)", sql))
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)
        return cursor.rowcount > 0


@pytest.mark.slow(25)  # all is proven some eighty times
def test_what_is_changed_by_hand_is_refused_or_found(world, network):
    seal_history()
    before = found(network)
    outcomes = {}
    for name, sql in TAMPERS.items():
        try:
            with transaction.atomic():
                outcomes[name] = "nothing changed"
                if tampered(sql):
                    after = found(network)
                    seen = sorted(one for one, rows in after.items() if rows - before[one])
                    outcomes[name] = f"found by {', '.join(seen)}" if seen else "unnoticed"
                transaction.set_rollback(True)
        except (IntegrityError, InternalError) as refused:
            outcomes[name] = f"refused: {str(refused).splitlines()[0]}"
    wrong = {name for name, outcome in outcomes.items() if not outcome.startswith(("found", "refused"))}
    assert not wrong, {name: outcomes[name] for name in wrong}
    assert found(network) == before
