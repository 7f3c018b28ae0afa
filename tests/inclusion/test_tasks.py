"""Real workers killed with SIGKILL in the middle of e-mails of the outbox: each leaves once."""

import time
from collections import Counter

import pytest
from django.utils import timezone

from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.mail.rows import NO_ANSWER
from inclusion.core.models.mails import OutgoingMail
from inclusion.core.models.networks import Invitation
from inclusion.core.scope import scoped_to
from inclusion.members import actions as member_actions
from tests.builders import make_partner
from tests.worker import WORKER, nursery, order_death

MAILS = 12
PATIENCE = 400  # seconds; a worker on a busy machine takes several to start


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_workers_killed_at_each_moment_send_each_e_mail_once(network, mailbox, tmp_path):
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    with scoped_to(network), nursery(tmp_path, "tests.deaths", DEATHS=str(deaths)) as one:
        partner = make_partner()
        for number in range(MAILS):
            member_actions.invite_member(
                email=f"n{number}@exemple.example", partner=partner, roles=["reader"], by=None, at=timezone.now()
            )
        for point in ("e-mail taken, not composed", "e-mail at DATA, not marked", "e-mail sent, not noted"):
            order_death(deaths, point, after=1)
            assert one.start(*WORKER).ended(within=PATIENCE), f"the worker never came to {point}"
        one.start(*WORKER)
        end = time.monotonic() + PATIENCE
        while OutgoingMail.objects.waiting().exists():
            assert time.monotonic() < end, "e-mails wait"
            sweep_mails.delay()
            time.sleep(0.5)
        sweep_mails.delay()
        time.sleep(2)
        assert Counter(one["To"] for one in mailbox.taken) == Counter(
            f"n{number}@exemple.example" for number in range(MAILS)
        )
        assert OutgoingMail.objects.filter(problem=NO_ANSWER).count() == 1
        assert Invitation.objects.filter(mail__mailed_at__isnull=False).count() == MAILS
