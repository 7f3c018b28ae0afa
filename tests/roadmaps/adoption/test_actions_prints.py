"""PDFs behind the pages: asked for once, made by one, reported when they fail."""

from datetime import timedelta

from inclusion.core import jobs
from inclusion.core.enums import JobState
from inclusion.core.jobs import back_to
from inclusion.core.models.documents import Document
from inclusion.core.models.jobs import Job
from roadmaps.adoption import actions as adoption_actions
from roadmaps.adoption.actions import ask_for_draft, ask_for_print, carry_out, last_job
from roadmaps.adoption.tasks import print_version, sweep_prints
from roadmaps.models import RoadmapPrint
from tests.builders import AT
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_roadmap
from tests.setup_data import setup_data

PDF = b"%PDF-1.7 feuille"


@setup_data
def does(camille):
    return {"by": camille, "at": AT}


@setup_data
def version(network):
    roadmap = make_roadmap("Feuille")
    make_action(make_axis(roadmap))
    return make_adopted(roadmap)


def fails(_):
    raise ValueError("no fonts")


def done(job, *, render=lambda _: PDF):
    carry_out(job.pk, render_version=render, render_draft=render, clock=lambda: AT)
    job.refresh_from_db()
    return job


def test_a_print_is_asked_for_once_and_kept(version, does):
    job = ask_for_print(version, **does)
    assert ask_for_print(version, **does) == job
    assert done(job).state == JobState.DONE
    kept = RoadmapPrint.objects.get(version=version)
    assert kept.document == job.document
    assert kept.document.data == PDF
    assert ask_for_print(version, **does) is None
    assert "version 1" in back_to(job)["label"]


def test_work_that_is_repeated_changes_nothing(version, does):
    job = done(ask_for_print(version, **does))
    done(job, render=fails)
    assert job.state == JobState.DONE
    assert RoadmapPrint.objects.count() == 1


def test_what_fails_is_reported_and_can_be_asked_again(version, does):
    job = done(ask_for_print(version, **does), render=fails)
    assert (job.state, job.failure) == (JobState.FAILED, adoption_actions.NOT_SET)
    assert back_to(job)["label"] == "Revenir à l’adoption"
    again = ask_for_print(version, **does)
    assert again != job
    assert done(again).state == JobState.DONE
    assert last_job(version) == again


def test_a_project_is_made_for_who_asked_and_is_no_print(version, does):
    job = ask_for_draft(version.roadmap, **does)
    assert ask_for_draft(version.roadmap, **does) == job
    assert done(job).document.data == PDF
    assert not RoadmapPrint.objects.exists()
    assert f"travail={job.pk}" in back_to(job)["url"]
    assert done(ask_for_draft(version.roadmap, **does), render=fails).failure == adoption_actions.DRAFT_NOT_SET


def test_the_task_makes_a_real_one(version, does, network):
    job = ask_for_print(version, **does)
    print_version(network_id=network.pk, job_id=job.pk)
    assert RoadmapPrint.objects.get(version=version).document.data.startswith(b"%PDF")
    draft = ask_for_draft(version.roadmap, **does)
    print_version(network_id=network.pk, job_id=draft.pk)
    assert Document.objects.filter(filename__endswith="projet.pdf").exists()


def test_the_sweep_takes_up_what_was_left(version, does, monkeypatch):
    asked = []
    job = ask_for_print(version, **does)
    monkeypatch.setattr(jobs, "enqueue_best_effort", lambda task, **what: asked.append(what))
    sweep_prints()
    assert [one["job_id"] for one in asked] == [job.pk]
    done(job)
    Job.objects.update(created_at=AT - timedelta(days=1))
    asked.clear()
    sweep_prints()
    assert not asked
