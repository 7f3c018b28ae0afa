"""Who opens what: one line per URL, and every URL has its line.

Each line names the roles that the page opens for. Everybody else of the network is refused (403), a stranger
finds nothing (404), a visitor is sent to the log-in. Public pages open for all.
"""

import re

import pytest
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver, reverse

from evaluation.surveys.answers.actions import signed
from inclusion.core.access import ROLES
from inclusion.core.enums import ContributionSight, PartnerKind
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.access_table import (
    ACTORS,
    AGREEMENTS,
    AID,
    ASKS,
    CLAIMS,
    COORDINATOR,
    DECIDES,
    EVALUATES,
    EVERYONE,
    FOLLOWS,
    FUNDS,
    GIVES_FEEDBACK,
    HANDS_OVER,
    LENDS,
    NO_PART,
    NO_SCHOOL,
    OPERATOR,
    PASSES,
    PEOPLE,
    PLACE,
    PLACES,
    PRESCRIBER,
    PROPOSES,
    PUBLIC,
    READS_REPORT,
    REFURBISHES,
    SCHOOL,
    SEES_NO_DRAFT,
    SEES_REFURBISHING,
    SIGNED_IN,
    USES,
    Line,
    status_of,
    without_pages,
)
from tests.access_table import of as _
from tests.builders import make_membership, make_partner, make_user
from tests.equipment.builders import make_bank
from tests.funding.builders import engage, make_action, make_contribution, receive
from tests.inclusion.access import LIFE
from tests.pages import plain
from tests.world import World


def _commitment(world: World):
    return world.action.commitments.get()


IN_NETWORK = {
    "bank_detail": Line(LENDS),
    "bank_open": Line(LENDS),
    "bank_edit": Line(LENDS),
    "bank_days": Line(LENDS),
    "bank_closure_add": Line(LENDS),
    "bank_closure_remove": Line(LENDS, _("closure")),
    "bank_holiday_add": Line(LENDS),
    "bank_holidays_official": Line(LENDS),
    "bank_holiday_edit": Line(LENDS, _("holiday")),
    "bank_holiday_remove": Line(LENDS, _("holiday")),
    "bank_budget": Line(LENDS),
    "bank_vote_add": Line(LENDS),
    "bank_vote_withdraw": Line(LENDS, _("budget_vote")),
    "bank_purchase_add": Line(LENDS),
    "bank_purchase_detail": Line(LENDS, _("purchase")),
    "bank_purchase_edit": Line(LENDS, _("purchase")),
    "bank_purchase_withdraw": Line(LENDS, _("purchase")),
    "bank_purchase_invoice": Line(LENDS, _("purchase")),
    "bank_purchase_inventory": Line(LENDS, _("purchase")),
    "equipment_model_list": Line(LENDS),
    "equipment_model_add": Line(LENDS),
    "equipment_model_detail": Line(EVERYONE, _("equipment_model")),
    "equipment_model_picture": Line(EVERYONE, _("equipment_model")),
    "equipment_model_edit": Line(LENDS, _("equipment_model")),
    "equipment_model_withdraw": Line(LENDS, _("equipment_model")),
    "equipment_model_restore": Line(LENDS, _("equipment_model")),
    "kit_list": Line(LENDS),
    "kit_add": Line(LENDS),
    "kit_detail": Line(EVERYONE, _("kit")),
    "kit_edit": Line(LENDS, _("kit")),
    "kit_withdraw": Line(LENDS, _("kit")),
    "kit_restore": Line(LENDS, _("kit")),
    "network_home": Line(EVERYONE),
    "theme": Line(PUBLIC),
    "network_logo": Line(PUBLIC),
    "partner_list": Line(EVERYONE),
    "partner_add": Line(COORDINATOR),
    "partner_detail": Line(EVERYONE, _("host")),
    "partner_edit": Line(COORDINATOR, _("host")),
    "partner_merge": Line(COORDINATOR, _("host")),
    "partner_contact_add": Line(COORDINATOR, _("host")),
    "partner_contact_edit": Line(COORDINATOR, lambda world: [world.contact.partner_id, world.contact.pk]),
    "partner_service_add": Line(COORDINATOR, _("host")),
    "partner_service_edit": Line(COORDINATOR, _("service")),
    "body_list": Line(EVERYONE),
    "body_add": Line(COORDINATOR),
    "body_edit": Line(COORDINATOR, _("body")),
    "body_close": Line(COORDINATOR, _("body")),
    "body_reopen": Line(COORDINATOR, _("body"), "post"),
    "family_aid_list": Line(AID),
    "family_aid_propose": Line(PROPOSES),
    "family_aid_alike": Line(PROPOSES),
    "family_aid_detail": Line(AID, _("family_aid"), not_theirs=PRESCRIBER),
    "family_aid_edit": Line(PROPOSES, _("family_aid"), not_theirs=PRESCRIBER),
    "family_aid_withdraw": Line(PROPOSES, _("family_aid"), not_theirs=PRESCRIBER),
    "family_aid_give": Line(HANDS_OVER, _("family_aid")),
    "family_aid_receipt": Line(PROPOSES | HANDS_OVER, _("family_aid_given"), not_theirs=PRESCRIBER),
    "family_aid_register": Line(PROPOSES, _("family_aid"), "post", not_theirs=PRESCRIBER),
    "family_aid_stop": Line(COORDINATOR, _("family_aid")),
    "family_aid_resume": Line(COORDINATOR, _("family_aid"), "post"),
    "family_aid_outcome": Line(PROPOSES, _("family_aid"), not_theirs=PRESCRIBER),
    "aid_programme_list": Line(AID),
    "aid_programme_add": Line(COORDINATOR),
    "aid_programme_detail": Line(AID, _("aid_programme")),
    "aid_programme_edit": Line(COORDINATOR, _("aid_programme")),
    "aid_programme_close": Line(COORDINATOR, _("aid_programme")),
    "aid_commission_list": Line(COORDINATOR),
    "aid_commission_add": Line(COORDINATOR),
    "aid_commission_detail": Line(COORDINATOR, _("aid_commission")),
    "aid_commission_edit": Line(COORDINATOR, _("aid_commission")),
    "aid_commission_put": Line(COORDINATOR, _("aid_commission"), "post"),
    "aid_commission_decide": Line(COORDINATOR, _("aid_commission")),
    "aid_commission_close": Line(COORDINATOR, _("aid_commission")),
    "aid_commission_minutes": Line(COORDINATOR, _("aid_commission")),
    "training_session_list": Line(AID),
    "training_session_add": Line(COORDINATOR),
    "training_session_detail": Line(AID, _("training_session")),
    "training_session_edit": Line(COORDINATOR, _("training_session")),
    "training_session_cancel": Line(COORDINATOR, _("training_session")),
    "training_session_attendance": Line(USES, _("training_session")),
    "training_session_sheet": Line(USES, _("training_session")),
    "training_session_called": Line(PROPOSES, _("attendance"), "post", not_theirs=PRESCRIBER),
    # -- Evaluation: questionnaires
    "questionnaire_list": Line(EVERYONE),
    "questionnaire_add": Line(EVALUATES),
    "questionnaire_detail": Line(EVERYONE, lambda world: [world.asked_version.questionnaire_id]),
    "questionnaire_edit": Line(EVALUATES, _("questionnaire")),
    "questionnaire_archive": Line(EVALUATES, _("questionnaire"), "post"),
    "questionnaire_restore": Line(EVALUATES, _("questionnaire"), "post"),
    "version_draft": Line(EVALUATES, _("questionnaire"), "post"),
    "version_detail": Line(EVERYONE, _("version"), not_theirs=EVERYONE - EVALUATES),
    "version_edit": Line(EVALUATES, _("version")),
    "version_publish": Line(EVALUATES, _("version")),
    "version_drop": Line(EVALUATES, _("version")),
    "version_texts": Line(EVALUATES, _("version")),
    "version_translate": Line(EVALUATES, lambda world: [world.version.pk, "ar"]),
    "version_section": Line(EVALUATES, _("version")),
    "version_item": Line(EVALUATES, _("version")),
    "version_preview": Line(EVALUATES, _("version"), "post"),
    "version_move": Line(EVALUATES, _("version"), "post"),
    "version_copy": Line(EVALUATES, _("version"), "post"),
    "version_remove": Line(EVALUATES, _("version"), "post"),
    # -- Evaluation: the annual report
    "report_list": Line(READS_REPORT),
    "report_edit": Line(COORDINATOR, _("report")),
    "report_preview": Line(COORDINATOR, _("report")),
    "report_remove": Line(COORDINATOR, _("report")),
    "report_make": Line(COORDINATOR, _("report"), "post"),
    "report_edition": Line(READS_REPORT, _("report_edition")),
    "report_files": Line(COORDINATOR, _("report_edition"), "post"),
    "report_file": Line(READS_REPORT, lambda world: [world.report_edition.pk, "xlsx"]),
    "report_check": Line(PUBLIC),
    # -- Evaluation: surveys and campaigns
    "survey_list": Line(EVERYONE),
    "survey_add": Line(EVALUATES),
    "survey_evaluate": Line(EVALUATES, lambda world: ["action", world.roadmap_action.pk]),
    "survey_detail": Line(EVERYONE, _("survey"), not_theirs=NO_PART),
    "survey_edit": Line(EVALUATES, _("survey")),
    "survey_close": Line(EVALUATES, _("survey")),
    "survey_pairs": Line(EVALUATES, _("survey")),
    "campaign_add": Line(EVALUATES, _("survey")),
    "campaign_detail": Line(EVERYONE, _("campaign"), not_theirs=NO_PART),
    "campaign_edit": Line(EVALUATES, _("campaign")),
    "campaign_open": Line(EVALUATES, _("campaign")),
    "campaign_close": Line(EVALUATES, _("campaign")),
    "campaign_structure_add": Line(EVALUATES, _("campaign")),
    "campaign_structure_edit": Line(EVALUATES, _("campaign_structure")),
    "campaign_structure_remove": Line(EVALUATES, _("campaign_structure")),
    "campaign_remind": Line(EVALUATES, _("campaign")),
    # -- Evaluation: answering
    "answer": Line(PUBLIC, lambda world: [world.campaign.token]),
    "answer_thanks": Line(PUBLIC, lambda world: [world.campaign.token]),
    "answer_single": Line(PUBLIC, lambda world: [signed(world.answer_link)]),
    "answer_kiosk": Line(PUBLIC, lambda world: [world.campaign.token]),
    "answer_kiosk_open": Line(ACTORS, _("campaign"), not_theirs=ACTORS - EVALUATES - PRESCRIBER),
    # -- Evaluation: paper and exchange
    "paper_poster": Line(EVERYONE, _("campaign"), not_theirs=EVERYONE - EVALUATES - PRESCRIBER),
    "paper_form": Line(EVERYONE, _("campaign"), not_theirs=EVERYONE - EVALUATES - PRESCRIBER),
    "paper_entry": Line(ACTORS, _("campaign"), not_theirs=ACTORS - EVALUATES - PRESCRIBER),
    "campaign_links": Line(EVALUATES, _("campaign")),
    "questionnaire_xlsform": Line(EVERYONE, _("asked_version")),
    "questionnaire_import": Line(EVALUATES),
    "method": Line(PUBLIC),
    "method_pack": Line(PUBLIC),
    # -- Evaluation: results
    "result_detail": Line(EVERYONE, _("published_survey")),
    "result_question": Line(EVERYONE, lambda world: [world.published_survey.pk, "before", "mail"]),
    "result_show": Line(EVALUATES, _("published_survey")),
    "result_withdraw": Line(EVALUATES, _("published_survey")),
    "result_public_list": Line(PUBLIC),
    "result_public": Line(PUBLIC, _("published_survey")),
    # -- Evaluation: exports
    "result_table": Line(EVERYONE, lambda world: [world.published_survey.pk, "before", "csv"], "post"),
    "result_microdata": Line(EVALUATES, _("published_survey")),
    "result_report": Line(EVERYONE, _("published_survey")),
    "result_summary": Line(EVERYONE, _("published_survey")),
    # -- Evaluation: help given
    "help_list": Line(EVERYONE),
    "help_add": Line(ACTORS),
    "help_repeat": Line(ACTORS, method="post"),
    "help_figures": Line(EVERYONE),
    "chain": Line(FUNDS | EVALUATES),
    "chain_list": Line(FUNDS | EVALUATES, lambda world: ["pass-envoyes"]),
    "output_add": Line(COORDINATOR, _("action")),
    "output_remove": Line(COORDINATOR, _("funded_output")),
    "help_remove": Line(ACTORS, _("help_record"), not_theirs=ACTORS - EVALUATES),
    "help_import": Line(ACTORS),
    "help_import_detail": Line(ACTORS, _("help_import"), not_theirs=ACTORS - PRESCRIBER),
    "help_import_apply": Line(ACTORS, _("help_import"), method="post", not_theirs=ACTORS - PRESCRIBER),
    "help_import_drop": Line(ACTORS, _("help_import"), method="post", not_theirs=ACTORS - PRESCRIBER),
    "roadmap_list": Line(EVERYONE),
    "roadmap_detail": Line(EVERYONE, _("roadmap")),
    "roadmap_papers": Line(EVERYONE, _("roadmap")),
    "roadmap_paper_add": Line(COORDINATOR, _("roadmap")),
    "roadmap_paper": Line(EVERYONE, _("roadmap_paper")),
    "roadmap_paper_remove": Line(COORDINATOR, _("roadmap_paper")),
    "workshop_add": Line(COORDINATOR, _("roadmap")),
    "workshop_detail": Line(EVERYONE, _("workshop")),
    "workshop_edit": Line(COORDINATOR, _("workshop")),
    "workshop_close": Line(COORDINATOR, _("workshop")),
    "workshop_screen": Line(EVERYONE, _("workshop")),
    "workshop_merge": Line(COORDINATOR, _("workshop")),
    "proposal_add": Line(COORDINATOR, _("workshop"), "post"),
    "proposal_import": Line(COORDINATOR, _("workshop")),
    "proposal_import_apply": Line(COORDINATOR, _("workshop"), "post"),
    "proposal_edit": Line(COORDINATOR, _("proposal")),
    "proposal_separate": Line(COORDINATOR, _("proposal"), "post"),
    "proposal_withdraw": Line(COORDINATOR, _("proposal"), "post"),
    "proposal_restore": Line(COORDINATOR, _("proposal"), "post"),
    "proposal_take": Line(COORDINATOR, _("proposal")),
    "workshop_public": Line(PUBLIC, lambda world: [world.workshop.token]),
    "workshop_vote": Line(PUBLIC, lambda world: [world.workshop.token]),
    "roadmap_indicators": Line(EVERYONE, _("roadmap")),
    "indicator_add": Line(ASKS, _("local_roadmap")),
    "indicator_entry": Line(ASKS, _("local_roadmap")),
    "indicator_detail": Line(EVERYONE, _("indicator")),
    "indicator_edit": Line(ASKS, _("local_indicator")),
    "indicator_remove": Line(ASKS, _("local_indicator")),
    "coverage": Line(EVERYONE),
    "coverage_criteria": Line(COORDINATOR),
    "coverage_seats": Line(COORDINATOR),
    "coverage_epci": Line(EVERYONE, _("epci")),
    "coverage_set_aside": Line(COORDINATOR, _("epci_aside")),
    "coverage_bring_back": Line(COORDINATOR, _("epci_aside"), "post"),
    "training": Line(EVERYONE),
    "training_open": Line(COORDINATOR),
    "training_change": Line(COORDINATOR, _("envelope")),
    "training_allot": Line(COORDINATOR, _("envelope")),
    "training_allotment_change": Line(COORDINATOR, _("allotment")),
    "training_allotment_withdraw": Line(COORDINATOR, _("allotment")),
    "training_use": Line(COORDINATOR, _("allotment")),
    "training_use_withdraw": Line(COORDINATOR, _("training")),
    "roadmap_adoption": Line(EVERYONE, _("roadmap")),
    "axis_take_up": Line(ASKS, _("local_axis"), "post"),
    "roadmap_differences": Line(EVERYONE, _("roadmap")),
    "roadmap_pdf": Line(EVERYONE, _("roadmap")),
    "roadmap_text": Line(EVERYONE, _("roadmap")),
    "roadmap_version": Line(EVERYONE, lambda world: [world.roadmap.pk, 1]),
    "roadmap_minutes": Line(EVERYONE, lambda world: [world.roadmap.pk, 1]),
    "roadmap_version_pdf": Line(EVERYONE, lambda world: [world.roadmap.pk, 1]),
    "roadmap_confirm": Line(COORDINATOR, lambda world: [world.roadmap.pk, 1], "post"),
    "roadmap_withdraw": Line(COORDINATOR, lambda world: [world.roadmap.pk, 1]),
    "roadmap_version_print": Line(ASKS, lambda world: [world.roadmap.pk, 1], "post"),
    "roadmap_progress": Line(EVERYONE, _("roadmap")),
    "roadmap_progress_table": Line(EVERYONE, _("roadmap")),
    "roadmap_leads": Line(EVERYONE, _("roadmap")),
    "roadmap_moves": Line(EVERYONE, _("roadmap")),
    "roadmap_timeline": Line(EVERYONE, _("roadmap")),
    "roadmap_matrix": Line(EVERYONE),
    "roadmap_grid": Line(EVERYONE, _("roadmap")),
    "roadmap_grid_save": Line(ASKS, _("local_roadmap"), "post"),
    "roadmap_export": Line(EVERYONE, _("roadmap")),
    "roadmap_import": Line(ASKS, _("local_roadmap")),
    "roadmap_import_detail": Line(ASKS, _("roadmap_import")),
    "roadmap_import_apply": Line(ASKS, _("roadmap_import"), "post"),
    "roadmap_import_drop": Line(ASKS, _("roadmap_import"), "post"),
    "roadmap_public": Line(PUBLIC),
    "roadmap_public_detail": Line(PUBLIC, _("roadmap")),
    "roadmap_public_pdf": Line(PUBLIC, _("roadmap")),
    "roadmap_leaflet": Line(PUBLIC, _("roadmap")),
    "roadmap_add": Line(ASKS),
    "roadmap_settings": Line(COORDINATOR),
    "roadmap_edit": Line(ASKS, _("local_roadmap")),
    "roadmap_drafted": Line(ASKS, _("local_roadmap")),
    "roadmap_close": Line(ASKS, _("local_roadmap")),
    "roadmap_reopen": Line(ASKS, _("local_roadmap"), "post"),
    "axis_add": Line(ASKS, _("local_roadmap")),
    "axis_edit": Line(ASKS, _("local_axis")),
    "axis_rename": Line(ASKS, _("local_axis"), "post"),
    "axis_move": Line(ASKS, _("local_axis")),
    "axis_remove": Line(ASKS, _("local_axis")),
    "objective_add": Line(ASKS, _("local_axis")),
    "objective_edit": Line(ASKS, _("local_objective")),
    "objective_rename": Line(ASKS, _("local_objective"), "post"),
    "objective_move": Line(ASKS, _("local_objective")),
    "objective_remove": Line(ASKS, _("local_objective")),
    "roadmap_actions_mine": Line(EVERYONE),
    "roadmap_action_comment": Line(ACTORS, _("roadmap_action")),
    "roadmap_action_follow": Line(EVERYONE, _("roadmap_action"), "post"),
    "roadmap_comment_remove": Line(COORDINATOR, _("action_comment"), "post"),
    "roadmap_action": Line(EVERYONE, _("roadmap_action")),
    "roadmap_action_add": Line(ASKS, _("local_axis")),
    "roadmap_action_edit": Line(ASKS, _("local_action")),
    "roadmap_action_rename": Line(ASKS, _("local_action"), "post"),
    "roadmap_action_move": Line(ASKS, _("local_action")),
    "roadmap_action_remove": Line(ASKS, _("local_action")),
    # Who leads an action in person may note it; those who do not even see its draft find nothing.
    "roadmap_action_step": Line(ASKS, _("local_action"), not_theirs=SEES_NO_DRAFT),
    "roadmap_action_note": Line(ASKS, _("local_action")),
    "roadmap_condition_add": Line(ASKS, _("local_action")),
    "roadmap_condition_lift": Line(ASKS, _("action_condition"), "post"),
    "roadmap_fund_line": Line(COORDINATOR, _("local_action")),
    "roadmap_fund_line_open": Line(COORDINATOR, _("action_fund_line")),
    "roadmap_fund_line_drop": Line(COORDINATOR, _("action_fund_line"), "post"),
    "roadmap_financing_add": Line(ASKS, _("local_action")),
    "roadmap_financing_edit": Line(ASKS, _("action_financing")),
    "roadmap_financing_drop": Line(ASKS, _("action_financing"), "post"),
    "roadmap_staff_ask": Line(ASKS, _("local_action")),
    "roadmap_staff_decide": Line(ASKS, _("action_staff")),
    "roadmap_pulse": Line(EVERYONE, _("roadmap")),
    "person_list": Line(PEOPLE),
    "person_add": Line(PEOPLE),
    "person_alike": Line(PEOPLE),
    "person_towns": Line(PROPOSES),
    "person_detail": Line(PEOPLE, _("person")),
    "person_edit": Line(PEOPLE, _("person")),
    "person_rights": Line(PEOPLE, _("person")),
    "person_export": Line(PEOPLE, _("person"), "post"),
    "person_erase": Line(COORDINATOR, _("person")),
    "member_list": Line(COORDINATOR),
    "member_invite": Line(COORDINATOR),
    "member_edit": Line(COORDINATOR, lambda world: [world.membership.pk]),
    "member_reattach": Line(COORDINATOR, lambda world: [world.membership.pk]),
    "member_end": Line(COORDINATOR, lambda world: [world.membership.pk]),
    "member_invitation_withdraw": Line(COORDINATOR, _("invitation"), "post"),
    "member_invitation_resend": Line(COORDINATOR, _("invitation"), "post"),
    "member_join_request": Line(COORDINATOR, _("request")),
    "member_join_accept": Line(COORDINATOR, _("request"), "post"),
    "member_join_decline": Line(COORDINATOR, _("request"), "post"),
    "join": Line(PUBLIC),
    "join_thanks": Line(PUBLIC),
    "member_addresses": Line(COORDINATOR),
    "member_address_confirm": Line(COORDINATOR, _("bounce")),
    "person_email_confirm": Line(PEOPLE, _("person")),
    "journal_list": Line(COORDINATOR),
    "job_detail": Line(COORDINATOR, _("job")),
    "document": Line(COORDINATOR, _("document")),
    "network_settings": Line(COORDINATOR),
    "fund_list": Line(FUNDS),
    "fund_detail": Line(FUNDS, _("fund")),
    "fund_open": Line(COORDINATOR),
    "fund_settings": Line(COORDINATOR, _("fund")),
    "fund_report": Line(FUNDS, _("fund")),
    "fund_change": Line(COORDINATOR, _("fund")),
    "leverage_add": Line(COORDINATOR, _("fund")),
    "leverage_raise": Line(COORDINATOR, _("rule")),
    "leverage_end": Line(COORDINATOR, _("rule")),
    "leverage_remove": Line(COORDINATOR, _("rule"), "post"),
    "fund_close": Line(COORDINATOR, _("fund")),
    "fund_reopen": Line(COORDINATOR, _("fund")),
    "fund_grants": Line(FUNDS, _("fund")),
    "fund_grant": Line(FUNDS, _("grant")),
    "fund_grant_award": Line(COORDINATOR, _("fund")),
    "fund_grant_change": Line(COORDINATOR, _("grant")),
    "fund_grant_receipt": Line(COORDINATOR, _("grant")),
    "fund_grant_return": Line(COORDINATOR, _("grant")),
    "fund_grant_justify": Line(COORDINATOR, _("grant")),
    "fund_grant_reopen": Line(COORDINATOR, _("grant"), "post"),
    "fund_actions": Line(FUNDS, _("fund")),
    "fund_action_open": Line(COORDINATOR, _("fund")),
    "fund_action": Line(FUNDS, _("action")),
    "fund_action_change": Line(COORDINATOR, _("action")),
    "fund_action_reach": Line(COORDINATOR, _("action")),
    "fund_commit": Line(COORDINATOR, _("action")),
    "fund_commitment": Line(FUNDS, lambda world: [_commitment(world).pk]),
    "fund_pay": Line(COORDINATOR, lambda world: [_commitment(world).pk]),
    "fund_document_add": Line(COORDINATOR, lambda world: [_commitment(world).pk]),
    "fund_document": Line(FUNDS, _("supporting_document")),
    "fund_payment_confirm": Line(COORDINATOR, _("asked_payment")),
    "fund_payment_withdraw": Line(COORDINATOR, _("asked_payment")),
    "fund_payees": Line(FUNDS, _("fund")),
    "bank_details_confirm": Line(CLAIMS, _("bank_details"), not_theirs=PLACES),
    "bank_details_withdraw": Line(CLAIMS, _("bank_details"), not_theirs=PLACES),
    "fund_release": Line(COORDINATOR, lambda world: [_commitment(world).pk]),
    "fund_movements": Line(FUNDS, _("fund")),
    "fund_movement": Line(FUNDS, lambda world: [_commitment(world).transactions.get().pk]),
    "fund_movement_reverse": Line(COORDINATOR, lambda world: [_commitment(world).transactions.get().pk]),
    "fund_contributions": Line(FUNDS, _("fund")),
    "fund_contribution": Line(FUNDS, _("contribution")),
    "fund_pledge": Line(COORDINATOR, _("fund")),
    "fund_contribution_change": Line(COORDINATOR, _("pledged")),
    "fund_contribution_withdraw": Line(COORDINATOR, _("pledged")),
    "fund_contribution_earmark": Line(COORDINATOR, _("pledged")),
    "fund_receipt": Line(COORDINATOR, _("pledged")),
    "fund_refund": Line(COORDINATOR, _("contribution")),
    "fund_import_new": Line(COORDINATOR, _("fund")),
    "fund_contributions_file": Line(COORDINATOR, _("fund")),
    "fund_receipts_file": Line(COORDINATOR, _("fund")),
    "fund_import": Line(COORDINATOR, _("fund_import")),
    "fund_import_apply": Line(COORDINATOR, _("fund_import"), "post"),
    "fund_import_drop": Line(COORDINATOR, _("fund_import"), "post"),
    "fund_calls": Line(COORDINATOR, _("fund")),
    "fund_call_promised": Line(COORDINATOR, _("fund")),
    "fund_call": Line(COORDINATOR, _("pledged")),
    "fund_call_detail": Line(COORDINATOR, _("call")),
    "fund_call_document": Line(COORDINATOR, _("call")),
    "fund_call_send": Line(COORDINATOR, _("call"), "post"),
    "fund_call_cancel": Line(COORDINATOR, _("call")),
    "fund_requests": Line(COORDINATOR, _("fund")),
    "fund_request_ask": Line(COORDINATOR, _("fund")),
    "fund_requests_remind": Line(COORDINATOR, _("fund"), "post"),
    "own_contributions": Line(OPERATOR),
    "own_answer": Line(OPERATOR, _("asked")),
    "own_call_document": Line(OPERATOR, _("call")),
    "fund_simulator": Line(EVERYONE, _("fund")),
    "fund_simulator_links": Line(COORDINATOR, _("fund")),
    "fund_simulator_share": Line(COORDINATOR, _("fund"), "post"),
    "fund_simulator_withdraw": Line(COORDINATOR, _("simulator_link"), "post"),
    "simulator_shared": Line(PUBLIC, lambda world: [world.simulator_link.token]),
    "statement_own": Line(OPERATOR),
    "statement_own_issue": Line(OPERATOR, method="post"),
    "statement_own_detail": Line(OPERATOR, _("statement")),
    "statement_own_document": Line(OPERATOR, _("statement")),
    "statement_own_prepare": Line(OPERATOR, _("statement"), "post"),
    "statement_list": Line(COORDINATOR),
    "statement_issue": Line(COORDINATOR),
    "statement_preview": Line(COORDINATOR),
    "statement_detail": Line(COORDINATOR, _("statement")),
    "statement_document": Line(COORDINATOR, _("statement")),
    "statement_prepare": Line(COORDINATOR, _("statement"), "post"),
    "statement_send": Line(COORDINATOR, _("statement"), "post"),
    "statement_year": Line(COORDINATOR),
    "statement_batch": Line(COORDINATOR, _("statement_batch")),
    "statement_batch_again": Line(COORDINATOR, _("statement_batch"), "post"),
    "statement_batch_document": Line(COORDINATOR, _("statement_batch")),
    "statement_check": Line(PUBLIC),
    "pass_list": Line(PASSES),
    "programme_add": Line(COORDINATOR),
    "programme_edit": Line(COORDINATOR, _("programme")),
    "programme_letter": Line(COORDINATOR, _("programme")),
    "programme_close": Line(COORDINATOR, _("programme")),
    "programme_reopen": Line(COORDINATOR, _("programme")),
    "booklet_withdraw": Line(COORDINATOR, lambda world: [world.letter.booklet_id]),
    "letter_handed": Line(PEOPLE, _("letter")),
    "letter_not_received": Line(PEOPLE, _("letter"), "post"),
    "letter_by_post": Line(PEOPLE, _("letter"), "post"),
    "letter_by_email": Line(PEOPLE, _("letter"), "post"),
    "letter_readdress": Line(COORDINATOR, _("letter"), "post"),
    "batch_returns": Line(COORDINATOR, _("batch")),
    "letter_returns": Line(COORDINATOR),
    "training_place_list": Line(USES),
    "training_place": Line(USES, _("place")),
    "training_place_add": Line(COORDINATOR),
    "training_place_edit": Line(COORDINATOR, _("place")),
    "place_request_add": Line(PUBLIC),
    "place_request_thanks": Line(PUBLIC),
    "place_request_own": Line(PUBLIC, lambda world: [world.place_request.token]),
    "training_place_request_list": Line(COORDINATOR),
    "training_place_request": Line(COORDINATOR, _("place_request")),
    "training_place_request_accept": Line(COORDINATOR, _("place_request"), "post"),
    "training_place_request_decline": Line(COORDINATOR, _("place_request"), "post"),
    "redemption_attest": Line(USES, _("redemption")),
    "attestation_document": Line(USES, _("attestation")),
    "attestation_withdraw": Line(USES, _("attestation")),
    "pass_programme": Line(PASSES, _("programme")),
    "pass_new": Line(PEOPLE),
    "pass_alike": Line(PEOPLE),
    "mailing_list": Line(PEOPLE),
    "mailing_new": Line(PEOPLE),
    "mailing_choose": Line(PEOPLE),
    "mailing_template": Line(PEOPLE),
    "mailing": Line(PEOPLE, _("mailing")),
    "mailing_start": Line(PEOPLE, _("mailing"), "post"),
    "mailing_drop": Line(PEOPLE, _("mailing"), "post"),
    "double_list": Line(COORDINATOR),
    "pass_send": Line(PEOPLE, _("person"), "post"),
    "pass_follow": Line(PASSES),
    "pass_unused": Line(PEOPLE),
    "pass_remind": Line(PEOPLE),
    "letter_detail": Line(PEOPLE, _("letter"), not_theirs=frozenset({"reader"})),
    "letter_document": Line(PEOPLE, _("letter"), not_theirs=frozenset({"reader"})),
    "letter_cancel": Line(PEOPLE, _("letter"), "post"),
    "letter_retry": Line(COORDINATOR, _("letter"), "post"),
    "letters_retry_all": Line(COORDINATOR, _("programme"), "post"),
    "letter_confirm": Line(COORDINATOR, _("letter"), "post"),
    "letter_send_again": Line(COORDINATOR, _("letter"), "post"),
    "agreement_list": Line(AGREEMENTS),
    "agreement_calendar": Line(AGREEMENTS),
    "agreement_detail": Line(AGREEMENTS, _("agreement")),
    "agreement_add": Line(COORDINATOR),
    "agreement_edit": Line(COORDINATOR, _("draft")),
    "agreement_discard": Line(COORDINATOR, _("draft")),
    "agreement_party_add": Line(COORDINATOR, _("draft")),
    "agreement_party_edit": Line(COORDINATOR, lambda world: [world.draft.parties.first().pk]),
    "agreement_party_remove": Line(COORDINATOR, lambda world: [world.draft.parties.first().pk], "post"),
    "agreement_instalment_add": Line(COORDINATOR, _("draft")),
    "agreement_instalments_yearly": Line(COORDINATOR, _("draft")),
    "agreement_instalment_edit": Line(COORDINATOR, lambda world: [world.draft.instalments.first().pk]),
    "agreement_instalment_remove": Line(COORDINATOR, lambda world: [world.draft.instalments.first().pk], "post"),
    "agreement_review": Line(COORDINATOR, _("draft")),
    "agreement_send_back": Line(COORDINATOR, _("agreement")),
    "agreement_to_sign": Line(COORDINATOR, _("agreement")),
    "agreement_sign": Line(COORDINATOR, _("agreement")),
    "agreement_activate": Line(COORDINATOR, _("agreement")),
    "agreement_end": Line(COORDINATOR, _("agreement")),
    "agreement_terminate": Line(COORDINATOR, _("agreement")),
    "agreement_renew": Line(COORDINATOR, _("agreement")),
    "agreement_amend": Line(COORDINATOR, _("agreement")),
    "agreement_template_list": Line(COORDINATOR),
    "agreement_template": Line(COORDINATOR, lambda world: [world.template.text_kind]),
    "agreement_template_version": Line(COORDINATOR, lambda world: [world.template.text_kind, world.template.number]),
    "agreement_template_edit": Line(COORDINATOR, lambda world: [world.template.text_kind]),
    "agreement_template_preview": Line(COORDINATOR, lambda world: [world.template.text_kind]),
    "agreement_template_publish": Line(COORDINATOR, lambda world: [world.template.text_kind], "post"),
    "agreement_section_add": Line(COORDINATOR, _("draft")),
    "agreement_section_edit": Line(COORDINATOR, lambda world: [world.remark.section_id]),
    "agreement_section_remove": Line(COORDINATOR, lambda world: [world.remark.section_id], "post"),
    "agreement_section_move": Line(COORDINATOR, lambda world: [world.remark.section_id], "post"),
    "agreement_comment": Line(
        frozenset({"coordinator", "operator", "epci_referent"}),
        lambda world: [world.agreement.sections.first().pk],
        "post",
    ),
    "agreement_comment_resolve": Line(COORDINATOR, _("remark"), "post"),
    "agreement_preview": Line(AGREEMENTS, _("agreement")),
    "agreement_document": Line(AGREEMENTS, _("agreement")),
    "agreement_signed": Line(AGREEMENTS, _("agreement")),
    "instalment_call": Line(COORDINATOR, lambda world: [world.draft.instalments.first().pk]),
    "instalment_engage": Line(COORDINATOR, lambda world: [world.draft.instalments.first().pk]),
    "instalment_settle": Line(COORDINATOR, lambda world: [world.draft.instalments.first().pk]),
    "subsidy_list": Line(AGREEMENTS),
    "subsidy_prepare": Line(COORDINATOR, _("agreement")),
    "subsidy_detail": Line(AGREEMENTS, _("subsidy"), not_theirs=frozenset({"epci_referent"})),
    "subsidy_document": Line(AGREEMENTS, _("subsidy"), not_theirs=frozenset({"epci_referent"})),
    "subsidy_report": Line(AGREEMENTS, _("subsidy"), not_theirs=frozenset({"epci_referent"})),
    "subsidy_edit": Line(COORDINATOR, _("subsidy_draft")),
    "subsidy_submit": Line(COORDINATOR, _("subsidy_draft"), "post"),
    "subsidy_reopen": Line(DECIDES, _("subsidy")),
    "subsidy_decide": Line(DECIDES, _("subsidy")),
    "post_list": Line(FUNDS),
    "post_add": Line(ASKS),
    "post_detail": Line(FUNDS, _("post")),
    "post_edit": Line(ASKS, _("post_draft")),
    "post_discard": Line(ASKS, _("post_draft")),
    "post_submit": Line(ASKS, _("post_draft")),
    "post_reopen": Line(COORDINATOR, _("post")),
    "post_plan": Line(COORDINATOR, _("post")),
    "post_decide": Line(COORDINATOR, _("post")),
    "post_agreement": Line(COORDINATOR, _("post")),
    "staff_list": Line(FUNDS),
    "staff_coverage": Line(frozenset({"coordinator", "operator", "reader"})),
    "staff_add": Line(ASKS),
    "staff_detail": Line(FUNDS, _("staff_post")),
    "staff_edit": Line(ASKS, _("staff_post")),
    "staff_remove": Line(ASKS, _("staff_post")),
    "staff_outcome": Line(ASKS, _("staff_post")),
    "holder_add": Line(ASKS, _("staff_post")),
    "holder_leave": Line(ASKS, _("holder")),
    "holder_remove": Line(ASKS, _("holder")),
    "offer_publish": Line(ASKS, _("staff_post")),
    "offer_retract": Line(ASKS, _("job_offer")),
    "job_offer_list": Line(PUBLIC),
    "job_offer": Line(PUBLIC, _("job_offer")),
    "agreement_fte_add": Line(COORDINATOR, _("staff_post")),
    "agreement_fte_remove": Line(COORDINATOR, _("agreement_fte")),
    "local_roadmap_list": Line(FUNDS),
    "batch_list": Line(COORDINATOR),
    "batch_detail": Line(COORDINATOR, _("batch")),
    "batch_close": Line(COORDINATOR, _("batch"), "post"),
    "batch_prepare": Line(COORDINATOR, _("batch"), "post"),
    "batch_document": Line(COORDINATOR, _("batch")),
    "batch_manifest": Line(COORDINATOR, _("batch")),
    "batch_sheet": Line(COORDINATOR, _("batch")),
    "batch_hand_over": Line(COORDINATOR, _("batch"), "post"),
    "post_simulator": Line(PUBLIC),
    "post_simulator_pdf": Line(PUBLIC),
    "post_overview": Line(frozenset({"coordinator", "operator", "reader"})),
    "state_aid_list": Line(COORDINATOR),
    "state_aid_begin": Line(COORDINATOR, method="post"),
    "state_aid_add": Line(COORDINATOR),
    "state_aid_edit": Line(COORDINATOR, _("state_aid")),
    "state_aid_remove": Line(COORDINATOR, _("state_aid")),
    "redeem": Line(PLACE),
    "redeem_look": Line(PLACE, method="post"),
    "redeem_read": Line(PLACE, method="post"),
    "redeem_send": Line(PLACE),
    "redeem_worker": Line(PUBLIC),
    "redemption_list": Line(USES),
    "redemption_undo": Line(USES, _("redemption")),
    "refusal_list": Line(USES),
    "refusal_settle": Line(COORDINATOR, _("refusal")),
    "reimbursement_list": Line(CLAIMS),
    "reimbursement_ask": Line(PLACES),
    "reimbursement_dues": Line(COORDINATOR),
    "reimbursement_export": Line(COORDINATOR, method="post"),
    "lapse_list": Line(COORDINATOR),
    "lapse_confirm": Line(COORDINATOR),
    "reimbursement": Line(CLAIMS, _("claim")),
    "reimbursement_document": Line(CLAIMS, _("claim")),
    "reimbursement_order": Line(CLAIMS, _("claim")),
    "reimbursement_correct": Line(COORDINATOR, lambda world: [world.claim_line.pk]),
    "reimbursement_validate": Line(COORDINATOR, _("claim")),
    "reimbursement_pay": Line(COORDINATOR, _("claim")),
    "reimbursement_unpay": Line(COORDINATOR, _("claim")),
    "equipment_home": Line(EVERYONE),
    "loan_request_list": Line(FOLLOWS),
    "loan_request_detail": Line(FOLLOWS, _("loan_request"), not_theirs=NO_SCHOOL),
    "loan_request_add": Line(SCHOOL),
    "loan_request_edit": Line(SCHOOL, _("loan_request_draft")),
    "loan_request_autosave": Line(SCHOOL, _("loan_request_draft"), "post"),
    "loan_request_send": Line(SCHOOL, _("loan_request_draft"), "post"),
    "loan_request_withdraw": Line(SCHOOL, _("loan_request")),
    "loan_request_delete": Line(SCHOOL, _("loan_request_draft")),
    "loan_request_take_out": Line(SCHOOL, _("loan_request_draft")),
    "loan_request_repeat": Line(SCHOOL, _("loan_request"), "post"),
    "loan_request_confirm": Line(LENDS, _("loan_request"), "post"),
    "loan_request_refuse": Line(LENDS, _("loan_request")),
    "loan_request_offer": Line(LENDS, _("loan_request")),
    "loan_request_wait": Line(LENDS, _("loan_request"), "post"),
    "loan_request_accept": Line(SCHOOL, _("loan_request_offered"), "post"),
    "school_list": Line(LENDS),
    "school_add": Line(LENDS),
    "school_import": Line(LENDS),
    "school_import_detail": Line(LENDS, _("schools_trial")),
    "school_import_apply": Line(LENDS, _("schools_trial"), method="post"),
    "school_import_drop": Line(LENDS, _("schools_trial"), method="post"),
    "school_detail": Line(FOLLOWS, _("school"), not_theirs=NO_SCHOOL),
    "school_edit": Line(LENDS, _("school")),
    "school_close": Line(LENDS, _("school")),
    "school_reopen": Line(LENDS, _("school"), "post"),
    "school_pupils": Line(SCHOOL),
    "school_pupils_print": Line(SCHOOL),
    "pupil_add": Line(SCHOOL),
    "pupil_edit": Line(SCHOOL, _("pupil")),
    "pupil_forget": Line(SCHOOL, _("pupil")),
    "pupil_detail": Line(FOLLOWS, lambda world: [world.loan_out.pupil_id], not_theirs=NO_SCHOOL),
    "loan_desk": Line(LENDS),
    "loan_overdue": Line(LENDS),
    "loan_by_number": Line(FOLLOWS, lambda world: [world.loan.number], not_theirs=NO_SCHOOL),
    "loan_list": Line(FOLLOWS),
    "loan_add": Line(LENDS),
    "loan_detail": Line(FOLLOWS, _("loan"), not_theirs=NO_SCHOOL),
    "loan_slip": Line(FOLLOWS, _("loan"), not_theirs=NO_SCHOOL),
    "loan_hand_over": Line(LENDS, _("loan")),
    "loan_return": Line(LENDS, _("loan_out")),
    "loan_reschedule": Line(LENDS, _("loan")),
    "loan_extend": Line(LENDS | {"school"}, _("loan_out")),
    "loan_cancel": Line(LENDS, _("loan")),
    "loan_swap": Line(LENDS, lambda world: [world.loan.loan_items.get().pk]),
    "device_board": Line(SEES_REFURBISHING),
    "device_list": Line(SEES_REFURBISHING),
    "device_detail": Line(SEES_REFURBISHING, _("device")),
    "device_edit": Line(REFURBISHES, _("device")),
    "device_step": Line(REFURBISHES, lambda world: [world.device_ready.pk, "given"]),
    "device_together": Line(REFURBISHES, lambda world: ["wiped"]),
    "device_certificate": Line(SEES_REFURBISHING, _("device_ready")),
    "device_wipe_paper": Line(SEES_REFURBISHING, _("device_ready")),
    "device_add": Line(REFURBISHES, _("donation")),
    "device_add_many": Line(REFURBISHES, _("donation")),
    "donation_list": Line(SEES_REFURBISHING),
    "donation_add": Line(REFURBISHES),
    "donation_detail": Line(SEES_REFURBISHING, _("donation")),
    "donation_edit": Line(REFURBISHES, _("donation")),
    "donation_work_add": Line(REFURBISHES, _("donation")),
    "donation_labels": Line(REFURBISHES, _("donation")),
    "donation_certificate": Line(SEES_REFURBISHING, _("donation")),
    "donation_agreement": Line(SEES_REFURBISHING, _("donation")),
    "donation_agreement_make": Line(REFURBISHES, _("donation")),
    "donation_sign": Line(REFURBISHES, _("donation")),
    "refurbishing_figures": Line(SEES_REFURBISHING),
    "refurbishing_impact": Line(REFURBISHES),
    "scan_read": Line(LENDS, method="post"),
    "loan_photo": Line(FOLLOWS, _("loan_photo"), not_theirs=NO_SCHOOL),
    "loan_photo_remove": Line(LENDS, _("loan_photo")),
    "feedback_open": Line(GIVES_FEEDBACK, lambda world: [world.loan_out.pk, "school"], "post"),
    "feedback_close": Line(GIVES_FEEDBACK, _("feedback_link"), "post"),
    "feedback_slip": Line(GIVES_FEEDBACK, _("feedback_link")),
    "feedback_write": Line(GIVES_FEEDBACK, _("loan_out")),
    "loan_outcome": Line(GIVES_FEEDBACK, _("loan_out")),
    "loan_mdph": Line(GIVES_FEEDBACK, _("loan_out")),
    "loan_report": Line(FOLLOWS, _("loan_out"), not_theirs=NO_SCHOOL),
    "equipment_follow": Line(FOLLOWS),
    "equipment_year_report": Line(FOLLOWS, lambda world: [2026]),
    "loan_calendar": Line(FOLLOWS),
    "loan_calendar_links": Line(FOLLOWS),
    "loan_calendar_renew": Line(FOLLOWS, _("calendar_link"), "post", not_theirs=FOLLOWS - {"school"}),
    "loan_calendar_end": Line(FOLLOWS, _("calendar_link"), "post", not_theirs=FOLLOWS - {"school"}),
    "loan_ics": Line(PUBLIC, lambda world: [world.calendar_link.token]),
    "feedback_public": Line(PUBLIC, lambda world: [world.feedback_link.token]),
    "feedback_thanks": Line(PUBLIC, lambda world: [world.feedback_link.token]),
    "equipment_by_code": Line(EVERYONE, lambda world: [world.item.code]),
    "item_list": Line(LENDS),
    "item_add": Line(LENDS),
    "item_move": Line(LENDS),
    "item_labels": Line(LENDS),
    "item_import": Line(LENDS),
    "item_import_detail": Line(LENDS, _("items_trial")),
    "item_import_apply": Line(LENDS, _("items_trial"), method="post"),
    "item_import_drop": Line(LENDS, _("items_trial"), method="post"),
    "item_detail": Line(LENDS, _("item")),
    "item_edit": Line(LENDS, _("item")),
    "item_lost": Line(LENDS, _("item")),
    "item_restore": Line(LENDS, _("item_lost")),
    "item_retire": Line(LENDS, _("item")),
    "maintenance_begin": Line(LENDS, _("item")),
    "maintenance_list": Line(LENDS),
    "maintenance_detail": Line(LENDS, _("maintenance")),
    "maintenance_edit": Line(LENDS, _("maintenance")),
    "maintenance_end": Line(LENDS, _("maintenance")),
    "maintenance_photo_add": Line(LENDS, _("maintenance"), "post"),
    "supply_list": Line(LENDS),
    "supply_add": Line(LENDS),
    "supply_detail": Line(LENDS, _("supply")),
    "supply_edit": Line(LENDS, _("supply")),
    "supply_move": Line(LENDS, _("supply")),
    "stock_audit_list": Line(LENDS),
    "stock_audit_begin": Line(LENDS),
    "stock_audit_detail": Line(LENDS, _("stock_audit")),
    "stock_audit_close": Line(LENDS, _("stock_audit")),
    "stock_audit_settle": Line(LENDS, _("stock_audit"), "post"),
    "stock_audit_file": Line(LENDS, _("stock_audit")),
    "stock_audit_forget": Line(LENDS, _("audit_scan"), "post"),
    "pass_public": Line(PUBLIC, lambda world: [world.letter.booklet.passes.all()[0].code]),
    **LIFE,
}

OUTSIDE = {
    "home": PUBLIC,
    "robots": PUBLIC,
    "sitemap_index": PUBLIC,
    "gallery": PUBLIC,
    "accessibility": PUBLIC,
    "health": PUBLIC,
    "my_networks": SIGNED_IN,
    "hub_home": SIGNED_IN,
    "account": SIGNED_IN,
    "account_name": SIGNED_IN,
    "account_reminders": SIGNED_IN,
}

#: Answer to what only exists where it was made: a token, a caught message, a demonstration. Their own tests open them.
BY_TOKEN = {
    "invitation",
    "demo_enter",
    "demo_leave_tour",
    "caught_list",
    "caught_detail",
    "caught_attachment",
    "sms_stop",
    "reminder_stop",
}

#: Pages that exist for a network with the thing in question, and say 404 to those who may come in when it is not
#: there yet.
ABSENT_HERE = {
    "network_logo",
    "batch_document",
    "batch_manifest",
    "batch_sheet",
    "statement_batch_document",
    "reimbursement_order",
    "lapse_confirm",
    "roadmap_version_pdf",
    "roadmap_public_pdf",
    "bank_purchase_invoice",
    "equipment_model_picture",
}

#: Addresses that lead on to the page of what they name.
LEADS_ON = {"equipment_by_code", "loan_by_number", "loan_request_take_out"}


def urls(resolver: URLResolver) -> list[tuple[str, object]]:
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found += urls(pattern)
        else:
            found.append((pattern.name, pattern.callback))
    return found


def own_urls() -> dict[str, object]:
    return {name: view for name, view in urls(get_resolver()) if not view.__module__.startswith("allauth.")}


def test_the_table_names_exactly_the_urls_that_exist():
    assert set(own_urls()) == set(IN_NETWORK) | set(OUTSIDE) | BY_TOKEN


def test_every_view_declares_its_access():
    assert not [name for name, view in own_urls().items() if not hasattr(view, "access")]


def address_of(network, name: str, world: World) -> str:
    with scoped_to(network):
        return reverse(name, args=[network.slug, *IN_NETWORK[name].args(world)])


#: In how many parts the table is gone through, so that every worker has one of them.
PARTS = 4


#: Of so many pages a stranger is shown one that says that nothing is found; of the others the view is asked.
NOTHING_FOUND = 4


def askers(line: Line) -> list[str]:
    """Who asks for a page; whom a POST is open for does not, which would write: the tests of its view do."""
    opened = line.opens_for if line.method == "post" else ()
    return [role for role in (*ROLES, "stranger", "visitor") if role not in opened]


def sees_it_whole(role: str, line: Line, number: int) -> bool:
    """Whether this role looks at the page itself: one for each page, in turn; for the others its view is asked."""
    if role == "visitor":
        return True
    if line.opens_for == PUBLIC or role not in line.opens_for - line.not_theirs:
        return role == "stranger" and number % NOTHING_FOUND == 0
    openers = [one for one in ROLES if one in line.opens_for - line.not_theirs]
    return openers[number % len(openers)] == role


@pytest.mark.parametrize("part", range(PARTS))
def test_every_role_at_every_page(part, world, network, cast, client_of):
    """A part of the table in one database.

    Writes that are refused or incomplete change nothing that the next line needs.
    """
    asked = [
        (role, name, line, address_of(network, name, world), sees_it_whole(role, line, number))
        for number, (name, line) in enumerate(list(IN_NETWORK.items())[part::PARTS])
        for role in askers(line)
    ]
    with without_pages():
        known = {
            (role, name)
            for role, name, line, address, whole in asked
            if not whole and status_of(cast[role].user, address, line.method) in expected(role, name, line)
        }
    clients = {role: client_of(role) for role in [*ROLES, "stranger", "visitor"]}
    wrong = []
    for role, name, line, address, _whole in asked:
        if (role, name) not in known:
            status = getattr(clients[role], line.method)(address).status_code
            if status not in expected(role, name, line):
                wrong.append(f"{role} at {name}: {status}, expected {expected(role, name, line)}")
    assert not wrong, "\n".join(wrong)


#: Their addresses name no row: a kind, a chapter, a town.
NAMES_NO_ROW = {
    "agreement_template",
    "agreement_template_edit",
    "agreement_template_preview",
    "chain_list",
    "equipment_year_report",
    "device_together",
    "guide_town",
    "guide_town_pdf",
    "manual_chapter",
    "manual_picture",
    "meeting_presence_by",
}


def test_rows_of_another_network_are_not_found_in_ones_own(world, network, other_network, cast):
    """Every address of a row, in the network of somebody else: who holds all roles there finds nothing, or does not
    see this row.
    """
    with scoped_to(other_network):
        everything = make_membership(
            cast["stranger"].partner, roles=tuple(ROLES), user=make_user("tout@exemple.example")
        )
        make_bank()
    found = []
    with without_pages():
        for name, line in IN_NETWORK.items():
            with scoped_to(network):
                args = line.args(world)
            if args and name not in NAMES_NO_ROW:
                status = status_of(everything.user, reverse(name, args=[other_network.slug, *args]), line.method)
                if status != 404:
                    found.append(f"{name}: {status}")
    assert not found, "\n".join(found)


def expected(role: str, name: str, line: Line) -> set[int]:
    if line.opens_for == PUBLIC:
        return {404} if name in ABSENT_HERE else {200}
    if role == "visitor":
        return {302}
    if role == "stranger":
        return {404}
    if role in line.not_theirs:
        return {404}
    if role not in line.opens_for:
        return {403}
    if name in LEADS_ON:
        return {302}
    return {404} if name in ABSENT_HERE else {200}


@pytest.mark.parametrize("name", OUTSIDE)
def test_pages_outside_networks(name, client_of):
    assert client_of("visitor").get(reverse(name)).status_code == (200 if OUTSIDE[name] == PUBLIC else 302)
    assert client_of("reader").get(reverse(name)).status_code in (200, 302)


def test_a_write_in_a_get_is_refused_by_the_database(network, cast):
    from django.db import InternalError

    from inclusion.core.access import Permission, requires
    from inclusion.partners.models import Partner

    @requires(Permission.NETWORK_VIEW)
    def careless(request):
        Partner.objects.update(phone="1")

    request = RequestFactory().get("/")
    request.user = cast["coordinator"].user
    with pytest.raises(InternalError, match="read-only transaction"):
        careless(request, network=network.slug)


def test_a_view_that_declares_nothing_is_refused(rf):
    from django.core.exceptions import ImproperlyConfigured

    from inclusion.core.access import AccessMiddleware

    def undeclared(request):
        raise AssertionError("must not run")

    with pytest.raises(ImproperlyConfigured, match="declares no access"):
        AccessMiddleware(undeclared).process_view(rf.get("/"), undeclared, (), {})


#: What only the coordination and the contributor itself see, where the network says so.
NAME, AMOUNTS = "Mutuelle Discrète", ("7 777,77", "15 555,54", "23 333,31", "1 234,56", "7777,77", "1234,56")
MONEY = ("funding.", "roadmaps.", "inclusion.views.partner")
ROW = re.compile(r"<(tr|li|dd|p|h1|h2)\b.*?</\1>", re.DOTALL)


@pytest.mark.parametrize("role", ["operator", "epci_referent", "reader"])
def test_nobody_reads_what_another_gives_where_the_network_says_so(role, world, network, cast, client_of):
    """Over 0.3 s: every page of money, of roadmaps and of partners that the role may open, and its files."""
    with scoped_to(network):
        by = cast["coordinator"].user
        other = make_partner(NAME, kind=PartnerKind.OPERATOR)
        given = make_contribution(world.fund, other, "7777.77", by=by)
        receive(given, "7777.77", by=by, bank_reference="DISCRET-1")
        engage(make_action(world.fund, "Forum discret", by=by, targets=(other,)), "1234.56", by=by)
        Network.objects.filter(pk=network.pk).update(contribution_sight=ContributionSight.OWN)
    client, found, opened = client_of(role), [], 0
    for name, view in own_urls().items():
        line = IN_NETWORK.get(name)
        if line is None or line.method != "get" or line.opens_for == PUBLIC or role not in line.opens_for:
            continue
        if name != "network_home" and not view.__module__.startswith(MONEY):
            continue
        for asked in ({}, {"export": "csv"}):
            answer = client.get(address_of(network, name, world), asked)
            if answer.status_code != 200 or answer.streaming or b"%PDF" in answer.content[:8]:
                break
            opened += 1
            text = plain(answer.content.decode(errors="ignore"))
            amounts = [amount for amount in AMOUNTS if amount in text]
            amounts += [row[0] for row in ROW.finditer(text) if NAME in row[0] and "€" in row[0]]
            found += [f"{name} {asked}: {one}" for one in amounts]
            if "export=csv" not in text:
                break
    assert not found, "\n".join(found)
    assert opened > 20
