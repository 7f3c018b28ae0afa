"""Trial feedback on pages: by a secret address on a phone, by members, in print."""

import subprocess
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from equipment.feedback import views as feedback_views
from equipment.feedback.actions import close_link, give_feedback, note_outcome, open_link
from equipment.models import Bank, FeedbackLink, Loan, TrialFeedback
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.equipment.builders import make_bank, make_loan, make_out, make_pupil, make_school
from tests.pages import address, plain, words
from tests.setup_data import setup_data

SAID = {
    "use": "3",
    "helped": "4",
    "needs_helped": ["reading", "writing"],
    "what_helped": "Il lit seul.",
    "what_hindered": "",
    "wish": "keep",
}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: AT.date() if not args else args[0].date())
    monkeypatch.setattr(timezone, "now", lambda: AT)


@setup_data
def loan(network, cast) -> Loan:
    with scoped_to(network):
        make_bank()
        school = make_school("Collège des Quatre-Vents", partner=cast["school"].partner)
        return make_out(make_loan(school=school, pupil=make_pupil(school, "HERON-12")))


@setup_data
def link(network, loan) -> FeedbackLink:
    with scoped_to(network):
        return open_link(loan, author="family", by=None, at=AT)


def answers(network) -> list[TrialFeedback]:
    with scoped_to(network):
        return list(TrialFeedback.objects.all())


def text_of(pdf: bytes) -> str:
    read = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return plain(read.stdout.decode())


class TestPublic:
    def ask(self, client, link, **said):
        return client.post(address("feedback_public", link.token), {**SAID, "form_key": str(uuid4()), **said})

    def test_a_family_is_asked_about_its_child(self, link, client_of):
        answer = client_of("visitor").get(address("feedback_public", link.token))
        page = words(answer)
        assert "Est-ce que votre enfant a utilisé ce matériel" in page
        assert "HERON-12" not in page and "Quatre-Vents" not in page
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"

    def test_an_answer_is_kept_and_thanked_for(self, network, link, client_of):
        client = client_of("visitor")
        sent = self.ask(client, link)
        assert sent.status_code == 302
        assert "Merci, vos réponses sont arrivées" in words(client.get(sent.headers["Location"]))
        [kept] = answers(network)
        assert (kept.author, kept.use, kept.helped, kept.needs_helped) == ("family", 3, 4, ["reading", "writing"])

    def test_the_same_form_sent_twice_is_one_answer(self, network, link, client_of):
        key = str(uuid4())
        for _ in range(2):
            assert self.ask(client_of("visitor"), link, form_key=key).status_code == 302
        assert len(answers(network)) == 1

    def test_two_answers_during_a_trial_are_two(self, network, link, client_of):
        for _ in range(2):
            self.ask(client_of("visitor"), link)
        assert len(answers(network)) == 2

    def test_what_is_missing_is_said_and_what_was_written_kept(self, network, link, client_of):
        page = words(self.ask(client_of("visitor"), link, helped=""))
        assert "Un point est à corriger. Ce que vous avez saisi est gardé." in page
        assert "Il lit seul." in page
        assert not answers(network)

    def test_a_name_is_asked_about_once_and_never_blocked(self, network, link, client_of):
        client, key = client_of("visitor"), str(uuid4())
        page = words(self.ask(client, link, what_helped="Lucas lit seul.", form_key=key))
        assert "Nous avons lu « Lucas »" in page
        assert "Envoyer mes réponses telles quelles" in page
        assert not answers(network)
        sent = self.ask(client, link, what_helped="Lucas lit seul.", form_key=key, as_it_is="on")
        assert sent.status_code == 302
        assert len(answers(network)) == 1

    def test_a_key_that_is_none_costs_nothing(self, network, link, client_of):
        assert self.ask(client_of("visitor"), link, form_key="").status_code == 302
        assert len(answers(network)) == 1

    def test_an_unknown_address_is_answered_kindly(self, loan, client_of):
        answer = client_of("visitor").get(address("feedback_public", "inconnu"))
        assert answer.status_code == 404
        assert "Ce lien n’est pas connu" in words(answer)

    def test_a_closed_one_says_whom_to_ask(self, network, link, client_of):
        with scoped_to(network):
            close_link(link, by=None, at=AT)
        page = words(client_of("visitor").get(address("feedback_public", link.token)))
        assert "Ce lien ne prend plus de réponse" in page
        assert "Demandez un nouveau lien au collège" in page

    def test_what_was_written_on_a_page_that_closed_meanwhile_stays_on_it(self, network, link, client_of):
        with scoped_to(network):
            close_link(link, by=None, at=AT)
        page = words(self.ask(client_of("visitor"), link))
        assert "Vos réponses ne sont pas parties : ce lien vient d’être fermé." in page
        assert "demandez un nouveau lien au collège" in page
        assert "Il lit seul." in page
        assert not answers(network)

    def test_too_many_answers_wait_without_losing_a_word(self, network, link, client_of, monkeypatch):
        monkeypatch.setattr(feedback_views, "MAX_ANSWERS", 1)
        client = client_of("visitor")
        self.ask(client, link)
        refused = self.ask(client, link)
        assert refused.status_code == 429
        assert "Il lit seul." in words(refused)
        assert len(answers(network)) == 1

    def test_too_many_pages_wait(self, link, client_of, monkeypatch):
        monkeypatch.setattr(feedback_views, "MAX_PAGES", 1)
        client = client_of("visitor")
        client.get(address("feedback_public", link.token))
        assert client.get(address("feedback_public", link.token)).status_code == 429

    def test_another_network_does_not_know_it(self, link, client_of):
        assert client_of("visitor").get(f"/maine-et-loire/materiel/avis/{link.token}/").status_code == 404


class TestMembers:
    @pytest.mark.papers
    def test_the_school_opens_copies_prints_and_closes(self, network, loan, client_of):
        client = client_of("school")
        client.post(address("feedback_open", loan.pk, "family"))
        with scoped_to(network):
            link = FeedbackLink.objects.get()
        page = words(client.get(address("loan_detail", loan.pk)))
        assert f"http://testserver{address('feedback_public', link.token)}" in page
        assert "mailto:?subject=" in page
        paper = client.get(address("feedback_slip", link.pk))
        assert "Votre avis sur le matériel prêté" in text_of(paper.content)
        assert "HERON-12" not in text_of(paper.content)
        client.post(address("feedback_close", link.pk))
        page = words(client.get(address("loan_detail", loan.pk)))
        assert "Ouvrir un nouveau lien" in page and "L’ancienne adresse et sa feuille ne servent plus" in page
        assert 'Lien de retour fermé<br><span class="muted">La famille' in page

    def test_a_link_whose_last_day_is_over_keeps_its_address_and_its_answers(self, network, loan, link, client_of):
        with scoped_to(network):
            FeedbackLink.objects.update(open_until=AT.date() - timedelta(days=1))
        page = words(
            client_of("visitor").post(address("feedback_public", link.token), {**SAID, "form_key": str(uuid4())})
        )
        assert "demandez au collège de rouvrir le lien, puis envoyez-les de nouveau" in page
        assert "Rouvrir le lien" in words(client_of("school").get(address("loan_detail", loan.pk)))

    def test_nothing_ticked_is_said_without_a_word_of_machines(self, link, client_of):
        page = words(client_of("visitor").post(address("feedback_public", link.token), {"use": ""}))
        assert "Cochez une réponse." in page and "Ce champ est obligatoire" not in page

    def test_an_author_that_does_not_exist_is_not_found(self, loan, client_of):
        assert client_of("school").post(address("feedback_open", loan.pk, "voisin")).status_code == 404

    def test_another_school_finds_nothing(self, network, link, client_of):
        with scoped_to(network):
            other = open_link(make_out(), author="school", by=None, at=AT)
        client = client_of("school")
        for name, method in (("feedback_slip", "get"), ("feedback_close", "post")):
            assert getattr(client, method)(address(name, other.pk)).status_code == 404
        for name in ("feedback_write", "loan_outcome", "loan_mdph", "loan_report"):
            assert client.get(address(name, other.loan_id)).status_code == 404

    def test_who_follows_all_schools_reads_but_gives_no_feedback(self, network, cast, loan, client_of):
        with scoped_to(network):
            bank = Bank.objects.get()
            bank.dsden = cast["reader"].partner
            bank.save()
        client = client_of("reader")
        assert client.get(address("loan_report", loan.pk)).status_code == 200
        assert client.post(address("feedback_open", loan.pk, "school")).status_code == 403

    def test_the_school_writes_for_itself_or_for_somebody_else(self, network, loan, client_of):
        client = client_of("school")
        assert "De la part de" in words(client.get(address("feedback_write", loan.pk)))
        sent = client.post(address("feedback_write", loan.pk), {**SAID, "author": "therapist"}, follow=True)
        assert "Ce retour est gardé" in words(sent)
        [kept] = answers(network)
        assert kept.author == "therapist" and kept.by is not None
        assert "L’ergothérapeute" in words(sent) and "Il lit seul." in words(sent)

    def test_a_pupil_has_a_page_of_all_trials_that_shows_each_reader_what_they_may_see(
        self, network, cast, loan, client_of
    ):
        with scoped_to(network):
            bank = Bank.objects.get()
            bank.dsden = cast["reader"].partner
            bank.save()
            said = {"use": 3, "helped": 4, "needs_helped": ["reading"], "author": "family", "form_key": uuid4()}
            give_feedback(loan, **said, by=None, at=AT)
            note_outcome(loan, outcome="other_model", outcome_on=AT.date(), outcome_note="Trop lent.", by=None, at=AT)
            filed = make_loan(school=loan.school, pupil=loan.pupil, mdph_step="requested")
            other = make_pupil(make_school("Collège des Pins"), "LOUTRE-7")
        url, school, reader = address("pupil_detail", loan.pupil_id), client_of("school"), client_of("reader")
        for client in (school, reader):
            page = words(client.get(url))
            assert "HERON-12 a essayé 1 matériel : 1 « un autre matériel est essayé »" in page
            assert "La famille : beaucoup" in page and "Trop lent." in page
            assert filed.get_absolute_url() in page
        with scoped_to(network):
            bank.dsden, bank.mdph = None, cast["reader"].partner
            bank.save()
        page = words(reader.get(url))
        assert "HERON-12 n’a encore rien essayé que vous puissiez voir" in page and filed.get_absolute_url() in page
        assert "Trop lent." not in page and loan.get_absolute_url() not in page
        for client in (school, reader):
            assert client.get(address("pupil_detail", other.pk)).status_code == 404

    def test_what_came_of_it_and_the_step_at_the_mdph(self, network, loan, client_of):
        client = client_of("school")
        wrong = client.post(address("loan_outcome", loan.pk), {"outcome": "kept", "outcome_on": "2026-12-24"})
        assert "est encore à venir" in words(wrong)
        right = {"outcome": "mdph_request", "outcome_on": "2026-11-24", "outcome_note": "Dossier envoyé"}
        page = words(client.post(address("loan_outcome", loan.pk), right, follow=True))
        assert "La suite de l’essai est notée : demande faite à la MDPH." in page
        assert "Demande faite à la MDPH, le 24 novembre 2026" in page
        page = words(client.post(address("loan_mdph", loan.pk), {"mdph_step": "before"}))
        assert "changez d’abord cette suite" in page
        page = words(client.post(address("loan_mdph", loan.pk), {"mdph_step": "notified"}, follow=True))
        assert "Notification reçue" in page

    @pytest.mark.papers
    def test_the_report_says_all_but_a_name_and_carries_a_seal(self, network, loan, client_of):
        with scoped_to(network):
            give_feedback(
                loan, author="family", form_key=uuid4(), use=2, helped=5, what_helped="Il lit.", by=None, at=AT
            )
        first = client_of("bank_manager").get(address("loan_report", loan.pk)).content
        text = text_of(first)
        for words_ in ("HERON-12", "Quatre-Vents", "La famille", "Énormément", "Il lit.", "SHA-256", "signature"):
            assert words_ in text
        assert client_of("school").get(address("loan_report", loan.pk)).content == first

    def test_a_loan_that_has_not_begun_has_no_report(self, network, loan, client_of):
        with scoped_to(network):
            booked = make_loan(school=loan.school)
        assert client_of("school").get(address("loan_report", booked.pk)).status_code == 404
        page = client_of("school").post(address("feedback_open", booked.pk, "school"), follow=True)
        assert "à partir de la remise" in words(page)


class TestWaiting:
    def home(self, client) -> str:
        return words(client.get(address("network_home")))

    def test_a_trial_past_its_half_waits_for_a_word(self, network, loan, client_of, monkeypatch):
        asked = "Faites le bilan de l’essai"
        assert asked not in self.home(client_of("school"))
        later = loan.start + (loan.end - loan.start) / 2 + timedelta(days=1)
        monkeypatch.setattr(timezone, "localdate", lambda *args: later if not args else args[0].date())
        assert asked in self.home(client_of("school"))
        assert asked not in self.home(client_of("bank_manager"))
        with scoped_to(network):
            give_feedback(loan, author="family", form_key=uuid4(), use=2, helped=5, by=None, at=AT)
        assert asked not in self.home(client_of("school"))

    def test_many_are_counted_in_one_line(self, network, loan, client_of, monkeypatch):
        with scoped_to(network):
            for _ in range(4):
                make_out(make_loan(school=loan.school))
        later = loan.due
        monkeypatch.setattr(timezone, "localdate", lambda *args: later if not args else args[0].date())
        page = words(client_of("school").get(address("todo_list")))
        assert page.count("Faites le bilan de l’essai") >= 3
        assert "2 autres essais attendent un retour" in page


def test_the_homes_of_the_dsden_and_the_mdph_name_the_pupils_that_they_may_see(loan, network, cast, client_of):
    """Each with a page; the MDPH those alone whose file reached it, and a reader of another organisation nobody."""
    with scoped_to(network):
        other = make_out(make_loan(school=loan.school, pupil=make_pupil(loan.school, "GALET-17")))
        for one, outcome in ((loan, "mdph_request"), (other, "kept")):
            Loan.objects.filter(pk=one.pk).update(outcome=outcome, outcome_on=one.start)
    seen = {}
    for field in ("dsden", "mdph", ""):
        with scoped_to(network):
            bank = Bank.objects.get()
            bank.dsden = bank.mdph = None
            if field:
                setattr(bank, field, cast["reader"].partner)
            bank.save()
        page = client_of("reader").get(address("network_home"))
        seen[field] = [name for name in ("HERON-12", "GALET-17") if name in words(page)]
        pictures = [one for one in page.context["pictures"] if one.template.endswith("outcomes_picture.html")]
        for _, url in (line for one in pictures for line in one.context["lines"]):
            assert client_of("reader").get(url).status_code == 200
    assert seen == {"dsden": ["HERON-12", "GALET-17"], "mdph": ["HERON-12"], "": []}
