"""Background work of funding, by noun; the names of the tasks are those of the schedule in the settings."""

from funding.tasks.agreements import send_agreement_reminder, sweep_agreements
from funding.tasks.contributions import send_contribution_mail, sweep_contribution_mails
from funding.tasks.invariants import check_invariants_nightly
from funding.tasks.letters import build_postal_batch, sweep_letters, write_letter
from funding.tasks.mailings import carry_out_mailing, drop_stale_mailings, sweep_mailings
from funding.tasks.passes import expire_passes
from funding.tasks.people import erase_old_print_files
from funding.tasks.reimbursements import send_place_mail, warn_of_lapses_nightly
from funding.tasks.statements import issue_statements, sweep_statements

__all__ = [
    "build_postal_batch",
    "carry_out_mailing",
    "check_invariants_nightly",
    "drop_stale_mailings",
    "erase_old_print_files",
    "expire_passes",
    "issue_statements",
    "send_agreement_reminder",
    "send_contribution_mail",
    "send_place_mail",
    "sweep_agreements",
    "sweep_contribution_mails",
    "sweep_letters",
    "sweep_mailings",
    "sweep_statements",
    "warn_of_lapses_nightly",
    "write_letter",
]
