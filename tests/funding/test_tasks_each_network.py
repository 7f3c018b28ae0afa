"""What runs for every network: what fails in one blocks no other, and is reported in the end."""

from collections.abc import Callable

import pytest

from funding.agreements import tasks as agreement_tasks
from funding.contributions.models import ContributionMail
from funding.funds import tasks as fund_tasks
from funding.passes import tasks as pass_tasks
from funding.passes.letters import tasks as letter_tasks
from funding.passes.mailings import tasks as mailing_tasks
from funding.passes.reimbursements import tasks as reimbursement_tasks
from funding.statements import tasks as statement_tasks
from inclusion.core.mail import outbox
from inclusion.core.scope import active_network
from inclusion.people import tasks as people_tasks


@pytest.mark.parametrize(
    ("task", "module", "name"),
    [
        (fund_tasks.check_invariants_nightly, fund_tasks, "check_invariants"),
        (mailing_tasks.drop_stale_mailings, mailing_tasks.mailing_actions, "drop_stale"),
        (pass_tasks.erase_old_print_files, pass_tasks, "erase_print_files"),
        (pass_tasks.forget_place_requests, pass_tasks, "forget_old_place_requests"),
        (pass_tasks.expire_passes, pass_tasks, "expire_due"),
        (agreement_tasks.sweep_agreements, agreement_tasks, "sweep"),
        (letter_tasks.sweep_letters, letter_tasks, "_sweep_batches"),
        (mailing_tasks.sweep_mailings, mailing_tasks.jobs, "claimable"),
        (statement_tasks.sweep_statements, statement_tasks.jobs, "claimable"),
        (reimbursement_tasks.warn_of_lapses_nightly, reimbursement_tasks, "warn_of_lapses"),
        (outbox.sweep_mails, ContributionMail.objects, "due"),
        (people_tasks.anonymise_due, people_tasks.rights, "anonymise_due"),
    ],
)
def test_a_network_that_fails_holds_up_no_other(
    network, other_network, monkeypatch, task: Callable[[], None], module, name
):
    reached = []

    def broken(*args, **kwargs):
        reached.append(active_network())
        raise RuntimeError(f"cassé pour {active_network().slug}")

    monkeypatch.setattr(module, name, broken)
    with pytest.raises(RuntimeError, match=f"cassé pour {other_network.slug}"):
        task()
    assert reached == [network, other_network]
