"""What runs for every network: what fails in one holds up no other, and is told in the end."""

from collections.abc import Callable

import pytest

from funding import tasks
from funding.tasks import (
    agreements,
    contributions,
    invariants,
    letters,
    mailings,
    passes,
    people,
    reimbursements,
    statements,
)
from inclusion import tasks as of_inclusion
from inclusion.core.scope import active_network


@pytest.mark.parametrize(
    ("task", "module", "name"),
    [
        (tasks.check_invariants_nightly, invariants, "check_invariants"),
        (tasks.drop_stale_mailings, mailings.mailings, "drop_stale"),
        (tasks.erase_old_print_files, people, "erase_print_files"),
        (tasks.expire_passes, passes, "expire_due"),
        (tasks.sweep_agreements, agreements, "sweep"),
        (tasks.sweep_contribution_mails, contributions.ContributionMail.objects, "waiting"),
        (tasks.sweep_letters, letters, "_sweep_batches"),
        (tasks.sweep_mailings, mailings.jobs, "claimable"),
        (tasks.sweep_statements, statements.jobs, "claimable"),
        (tasks.warn_of_lapses_nightly, reimbursements, "warn_of_lapses"),
        (of_inclusion.anonymise_due, of_inclusion.network.erasure, "anonymise_due"),
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
