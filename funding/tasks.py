"""The index of the background tasks of funding; the names of the tasks are those of the schedule."""

from funding.agreements.tasks import sweep_agreements
from funding.funds.tasks import check_invariants_nightly
from funding.passes.letters.tasks import build_postal_batch, close_due_batches, sweep_letters, write_letter
from funding.passes.mailings.tasks import carry_out_mailing, drop_stale_mailings, sweep_mailings
from funding.passes.reimbursements.tasks import warn_of_lapses_nightly
from funding.passes.tasks import erase_old_print_files, expire_passes, forget_place_requests, remind_of_ends
from funding.statements.tasks import issue_statements, record_statement_opening, sweep_statements

__all__ = [
    "build_postal_batch",
    "carry_out_mailing",
    "check_invariants_nightly",
    "close_due_batches",
    "drop_stale_mailings",
    "erase_old_print_files",
    "expire_passes",
    "forget_place_requests",
    "issue_statements",
    "record_statement_opening",
    "remind_of_ends",
    "sweep_agreements",
    "sweep_letters",
    "sweep_mailings",
    "sweep_statements",
    "warn_of_lapses_nightly",
    "write_letter",
]
