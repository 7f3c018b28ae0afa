"""Real workers killed with SIGKILL in the middle of SMS: each leaves once."""

import json
import time
from collections import Counter

import pytest
from django.utils import timezone

from funding.models import SmsReminder
from funding.passes.follow_up.actions import remind_by_sms
from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.mail.sms import Sms
from inclusion.core.scope import scoped_to
from tests.builders import make_user
from tests.funding.pass_builders import choose_for_passes, make_letter, make_programme
from tests.sms_gateway import sms_gateway
from tests.worker import WORKER, nursery, order_death

MESSAGES = 8
PATIENCE = 400  # seconds; a worker on a busy machine takes several to start


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_workers_killed_at_each_moment_send_each_sms_once(network, tmp_path):
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    with sms_gateway() as gateway, scoped_to(network):
        env = {"DEATHS": str(deaths), "SMS_URL": gateway.settings()["url"]}
        with nursery(tmp_path, "tests.deaths", **env) as one:
            by, now = make_user(), timezone.now()
            choose_for_passes(network, sms_ceiling=100)
            programme = make_programme(by=by, reminder_days=60, reminder_sms=True)
            for number in range(MESSAGES):
                phone = f"06 00 00 00 0{number}"
                letter = make_letter(by=by, programme=programme, phone=phone, sms_consent_on=timezone.localdate())
                remind_by_sms(letter.booklet, by=by, at=now)
            for point in ("e-mail taken, not composed", "e-mail at DATA, not marked", "e-mail sent, not noted"):
                order_death(deaths, point, after=1)
                assert one.start(*WORKER).ended(within=PATIENCE), f"the worker never came to {point}"
            one.start(*WORKER)
            end = time.monotonic() + PATIENCE
            while SmsReminder.objects.waiting().exists():
                assert time.monotonic() < end, "messages wait"
                sweep_mails.delay()
                time.sleep(0.5)
            taken = Counter(json.loads(body)["to"] for *_, body in gateway.taken)
        assert taken == Counter(f"+3360000000{number}" for number in range(MESSAGES))
        assert SmsReminder.objects.filter(problem=Sms.no_answer).count() == 1
