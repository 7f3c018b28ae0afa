"""Two make an annual report at once: with the lock of the report one edition, and without it two."""

import threading
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from evaluation.annual_report import actions
from evaluation.annual_report.actions import make_report, start_report
from evaluation.models import AnnualReport, ReportEdition
from inclusion.core.scope import scoped_to
from tests.builders import AT

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(network, report, by):
    """Two make it at the same moment; how many wanted to write an edition of their own."""
    barrier, outcomes = threading.Barrier(2, timeout=60), []

    def one():
        try:
            with scoped_to(network), transaction.atomic():
                barrier.wait()
                outcomes.append(make_report(report, key=uuid4(), by=by, at=AT).number)
        except IntegrityError:
            outcomes.append(None)
        finally:
            connection.close()

    running = [threading.Thread(target=one) for _ in range(2)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=120)
    return sorted(outcomes, key=str)


def test_of_two_who_make_it_at_once_both_get_the_one_edition(scope, by):
    report = start_report(scope, year=2026, by=by, at=AT)
    assert at_once(scope, report, by) == [1, 1]
    assert ReportEdition.objects.count() == 1


def test_without_the_lock_of_the_report_there_would_be_two(scope, by, monkeypatch):
    report = start_report(scope, year=2026, by=by, at=AT)
    read, real = threading.Barrier(2, timeout=60), actions.last_edition

    def both_have_read(one):
        found = real(one)
        read.wait()
        return found

    monkeypatch.setattr(actions, "lock_report", lambda one: AnnualReport.objects.get(pk=one.pk))
    monkeypatch.setattr(actions, "last_edition", both_have_read)
    assert at_once(scope, report, by) == [1, 2]
    assert ReportEdition.objects.count() == 2
