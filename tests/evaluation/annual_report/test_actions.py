"""Reports are written, made once, replaced by number, and never changed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction

from evaluation.annual_report import actions
from evaluation.annual_report.actions import (
    broken_seals,
    carry_out,
    change_report,
    make_report,
    remove_report,
    start_report,
)
from evaluation.annual_report.enums import FileFormat
from evaluation.models import AnnualReport, ReportEdition, ReportFile
from inclusion.core.enums import JobState
from inclusion.core.errors import DomainError
from inclusion.core.models.jobs import Job
from roadmaps.plans.actions.editing import Clash
from tests.builders import AT
from tests.setup_data import setup_data

LATER = AT + timedelta(days=1)


@setup_data
def report(scope, by):
    return start_report(scope, year=2026, by=by, at=AT)


def test_a_year_has_one_report(report, scope, by):
    assert start_report(scope, year=2026, by=by, at=LATER) == report
    with pytest.raises(DomainError, match="celle qui court"):
        start_report(scope, year=2031, by=by, at=AT)
    assert AnnualReport.objects.count() == 1


def test_only_chapters_of_what_the_network_does_are_kept_each_once(report, by):
    saved = change_report(
        report, introduction="Bonjour.", chapters=[("governance", "Dix réunions."), ("money", "")], by=by, at=AT
    )
    assert [str(kind) for kind in saved.kinds] == ["governance", "money"]
    for chapters in ([("magic", "")], [("money", ""), ("money", "")]):
        with pytest.raises(DomainError, match="n’est pas proposé"):
            change_report(report, introduction="", chapters=chapters, by=by, at=AT)


def test_the_text_of_a_chapter_that_is_left_out_stays_in_the_draft_and_is_not_printed(report, by):
    saved = change_report(
        report, introduction="", chapters=[("money", "")], left_out=[("governance", "Dix.")], by=by, at=AT
    )
    assert saved.kinds == ["money"] and saved.text_of("governance") == "Dix."
    assert "Dix." not in str(make_report(saved, key=uuid4(), by=by, at=AT).content)
    again = change_report(saved, introduction="", chapters=[("money", "")], by=by, at=AT)
    assert again.text_of("governance") == "Dix."
    back = change_report(again, introduction="", chapters=[("governance", "Dix.")], by=by, at=AT)
    assert back.kinds == ["governance"]


def test_of_two_who_write_at_once_both_are_kept_and_the_same_field_is_refused(report, by):
    """Each saw the empty draft: other chapters are merged, two texts of one chapter are compared first."""
    seen, chapters = report.written(), [(str(kind), "") for kind in report.kinds]

    def write(**texts):
        written = [(kind, texts.get(kind, text)) for kind, text in chapters]
        return change_report(report, introduction="", chapters=written, seen=seen, by=by, at=AT)

    write(money="De la première.")
    saved = write(governance="Du second.")
    assert (saved.text_of("money"), saved.text_of("governance")) == ("De la première.", "Du second.")
    with pytest.raises(Clash, match="L’argent réuni et engagé"):
        write(money="Du second.", results="Ne passe pas seul.")
    report.refresh_from_db()
    assert (report.text_of("money"), report.text_of("results")) == ("De la première.", "")


def test_a_draft_without_an_edition_is_removed_and_no_other(report, by):
    made = make_report(report, key=uuid4(), by=by, at=AT)
    with pytest.raises(DomainError, match="il ne se retire plus"):
        remove_report(report, by=by, at=AT)
    other = AnnualReport.objects.create(year=2025, network_id=report.network_id, changed_at=AT, changed_by=by)
    remove_report(other, by=by, at=AT)
    assert list(AnnualReport.objects.all()) == [report] == [made.report]
    with pytest.raises(DomainError, match="vient de retirer"):
        make_report(other, key=uuid4(), by=by, at=AT)


def test_the_same_request_or_the_same_words_make_one_edition_and_new_words_replace_it(report, by):
    key = uuid4()
    first = make_report(report, key=key, by=by, at=AT)
    assert make_report(report, key=key, by=by, at=AT) == first
    assert make_report(report, key=uuid4(), by=by, at=AT) == first
    changed = change_report(report, introduction="Autre.", chapters=[("governance", "")], by=by, at=AT)
    second = make_report(changed, key=uuid4(), by=by, at=AT)
    assert (first.number, second.number, second.replaces) == (1, 2, first)
    assert first.content["introduction"] == "" and second.content["introduction"] == "Autre."
    assert make_report(changed, key=key, by=by, at=LATER) == first, "a request that comes back late"
    change_report(report, introduction="", chapters=[], by=by, at=AT)
    with pytest.raises(DomainError, match="au moins un chapitre"):
        make_report(report, key=uuid4(), by=by, at=AT)


def test_what_was_made_never_changes_and_its_seal_holds(report, scope, by):
    edition = make_report(report, key=uuid4(), by=by, at=AT)
    assert broken_seals(scope) == []
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ReportEdition.objects.filter(pk=edition.pk).update(content={})
    assert ReportEdition.objects.sealed_as(number=1, seal=edition.seal) == edition
    assert ReportEdition.objects.sealed_as(number=1, seal="0" * 64) is None


def test_the_files_are_set_one_by_one_and_go_on_where_they_failed(report, by):
    edition = make_report(report, key=uuid4(), by=by, at=AT)
    failing = {FileFormat.ODT}

    def render(one, fmt):
        if fmt in failing:
            raise RuntimeError("cassé")
        return f"{one} {fmt}".encode()

    carry_out(Job.objects.get().pk, render=render, clock=lambda: AT)
    job = Job.objects.get()
    assert (job.state, job.done, job.failure) == (JobState.FAILED, 1, actions.NOT_SET)
    failing.clear()
    again = actions.ask_for_files(edition, by=by, at=LATER)
    assert actions.ask_for_files(edition, by=by, at=LATER) == again, "while it goes on, one"
    carry_out(again.pk, render=render, clock=lambda: LATER)
    carry_out(again.pk, render=render, clock=lambda: LATER)
    assert Job.objects.get(pk=again.pk).state == JobState.DONE
    assert sorted(ReportFile.objects.values_list("format", flat=True)) == ["docx", "odt", "pdf", "xlsx"]
    with pytest.raises(DomainError, match="déjà prêts"):
        actions.ask_for_files(edition, by=by, at=LATER)
