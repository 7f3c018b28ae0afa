"""The coordinator writes, looks and makes; readers read what was made; everybody may check its seal."""

from uuid import uuid4

import pytest

from evaluation.annual_report.actions import carry_out, change_report, make_report, start_report
from evaluation.annual_report.papers import render
from evaluation.annual_report.tasks import sweep_reports
from evaluation.models import AnnualReport, ReportEdition
from inclusion.core.models.jobs import Job
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.pages import address, plain, words
from tests.setup_data import setup_data


@setup_data
def report(network, cast):
    with scoped_to(network):
        return start_report(network, year=2026, by=cast["coordinator"].user, at=AT)


def test_a_report_is_prepared_written_looked_at_and_made(network, cast, client_of, clock, report):
    clock(AT)
    client = client_of("coordinator")
    opened = client.post(address("report_list"), {"year": "2026"})
    assert opened.url == address("report_edit", report.pk)
    form = words(client.get(opened.url))
    assert "Que dit le rapport 2026" in form and "Rien n’est noté pour cette année" in form
    sent = {"introduction": "Un mot.", "place_governance": "1", "text_governance": "Nos réunions."}
    assert client.post(opened.url, sent).url == address("report_preview", report.pk)
    shown = words(client.get(address("report_preview", report.pk)))
    assert "Un mot." in shown and "Nos réunions." in shown and "Établir le rapport" in shown
    refused = client.post(address("report_make", report.pk), {"once": "rien"}, follow=True)
    assert "La demande est incomplète" in words(refused)
    made = client.post(address("report_make", report.pk), {"once": str(uuid4())})
    with scoped_to(network):
        edition, job = ReportEdition.objects.get(), Job.objects.get()
    assert made.url == address("job_detail", job.pk)
    assert "se composent" in words(client.get(address("report_edition", edition.pk)))
    with scoped_to(network):
        carry_out(job.pk, render=render, clock=lambda: AT)
    assert edition.get_absolute_url() in words(client.get(made.url))
    assert "il n’y a rien à établir" in words(client.get(address("report_preview", report.pk)))


def test_two_coordinators_lose_nothing_of_what_they_type(network, cast, client_of, report):
    client, url = client_of("coordinator"), address("report_edit", report.pk)
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    first = {**sent, "introduction": "De la première.", "text_money": "Nos euros."}
    assert client.post(url, first).status_code == 302
    refused = client.post(url, {**sent, "introduction": "Du second."})
    page = plain(words(refused))
    assert "Du second." in page and "Quelqu’un d’autre a écrit entre-temps : « De la première. »" in page
    again = {**sent, "introduction": "Les deux.", "seen": refused.context["form"]["seen"].value()}
    assert client.post(url, again).status_code == 302
    with scoped_to(network):
        report.refresh_from_db()
    assert (report.introduction, report.text_of("money")) == ("Les deux.", "Nos euros.")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"text_money": "Suivi de 2 85 05 78 006 084 91"}, "sécurité sociale"),
        ({"introduction": "285057800608491"}, "sécurité sociale"),
        ({"place_money": "99"}, "Cette place n’existe pas"),
    ],
)
def test_what_a_report_does_not_take_is_said_in_a_plain_sentence(client_of, report, sent, sentence):
    assert sentence in plain(words(client_of("coordinator").post(address("report_edit", report.pk), sent)))


def test_a_draft_is_removed_once_asked_and_says_why_it_cannot_be_made(network, client_of, clock, report):
    clock(AT)
    client = client_of("coordinator")
    assert client.post(address("report_edit", report.pk), {"introduction": "Rien d’autre."}).status_code == 302
    shown = plain(words(client.get(address("report_preview", report.pk))))
    assert "Aucun chapitre n’est choisi" in shown and "Établir le rapport" not in shown
    url = address("report_remove", report.pk)
    assert url in shown and "Retirer le brouillon du rapport 2026 ?" in plain(words(client.get(url)))
    assert "est retiré" in plain(words(client.post(url, follow=True)))
    with scoped_to(network):
        assert not AnnualReport.objects.exists()
    refused = client.post(address("report_list"), {"year": "1999"})
    assert "Aucun rapport ne se prépare pour cette année" in plain(words(refused))


def test_the_title_of_the_list_is_that_of_the_latest_year(network, cast, client_of, report):
    by = cast["coordinator"].user
    with scoped_to(network):
        latest = make_report(report, key=uuid4(), by=by, at=AT)
        before = AnnualReport.objects.create(
            year=2025, chapters=report.chapters, network_id=network.pk, changed_at=AT, changed_by=by
        )
        make_report(before, key=uuid4(), by=by, at=AT)
    listed = client_of("reader").get(address("report_list"))
    assert listed.context["editions"][0] == latest and "2026" in words(listed).split("Rapports établis")[0]


def test_readers_read_what_was_made_and_no_draft(network, cast, client_of, report):
    by = cast["coordinator"].user
    reader = client_of("reader")
    assert "Aucun rapport annuel n’est encore établi" in plain(words(reader.get(address("report_list"))))
    with scoped_to(network):
        edition = make_report(report, key=uuid4(), by=by, at=AT)
        carry_out(Job.objects.get().pk, render=render, clock=lambda: AT)
    page = words(reader.get(address("report_list")))
    assert str(edition) in page and "Brouillons" not in page
    assert reader.post(address("report_list"), {"year": "2025"}).status_code == 200
    with scoped_to(network):
        assert AnnualReport.objects.count() == 1
    assert edition.seal[:8] in words(reader.get(address("report_edition", edition.pk)))
    for name in ("odt", "docx"):
        file = reader.get(address("report_file", edition.pk, name))
        assert file["Content-Disposition"].endswith(f'"rapport-annuel-2026-n1.{name}"')
    assert reader.get(address("report_file", edition.pk, "doc")).status_code == 404


def test_an_edition_says_which_it_is_and_leads_to_the_newest(network, cast, client_of, report):
    does = {"by": cast["coordinator"].user, "at": AT}
    with scoped_to(network):
        editions = []
        for words_of in ("Un", "Deux", "Trois"):
            chapters = [(str(kind), words_of) for kind in report.kinds]
            report = change_report(report, introduction=words_of, chapters=chapters, **does)
            editions.append(make_report(report, key=uuid4(), **does))
    first, last = (plain(words(client_of("reader").get(one.get_absolute_url()))) for one in (editions[0], editions[-1]))
    assert "Vous lisez le rapport n° 1, établi le" in first and "Un" in first and "Trois" not in first
    assert "Lire le plus récent, le n° 3" in first and editions[-1].get_absolute_url() in first
    assert "Vous lisez le rapport n° 3, établi le" in last and "remplacé" not in last


def test_everybody_may_check_a_number_and_a_seal_and_reads_nothing_of_it(network, cast, client, report, scope):
    edition = make_report(report, key=uuid4(), by=cast["coordinator"].user, at=AT)
    right = words(client.get(address("report_check"), {"numero": 1, "sceau": edition.seal}))
    assert "Ce rapport est conforme" in right and "Rapport annuel 2026" in right
    wrong = words(client.get(address("report_check"), {"numero": 1, "sceau": "0" * 64}))
    assert (
        "ne se correspondent pas" in plain(wrong)
        and "relevé" not in wrong
        and "2026" not in wrong.split("Numéro du rapport")[0]
    )


@pytest.mark.django_db(transaction=True)
def test_work_that_no_worker_took_is_sent_once_more(scope, cast, settings, monkeypatch):
    settings.CLAIM_LEASE_SECONDS = 1
    report = start_report(scope, year=2026, by=cast["coordinator"].user, at=AT)
    make_report(report, key=uuid4(), by=cast["coordinator"].user, at=AT)
    sent = []
    monkeypatch.setattr(
        "evaluation.annual_report.tasks.jobs.enqueue_best_effort", lambda name, **what: sent.append((name, what))
    )
    sweep_reports()
    assert sent == [("evaluation.tasks.set_report", {"network_id": scope.pk, "job_id": Job.objects.get().pk})]
