"""Passes to several people: tried without a trace, each line processed once, the rest with a reason."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.models import Booklet, Letter, Mailing, ProgrammePrescriber
from funding.passes.enums import MailingOutcome, MailingState
from funding.passes.mailings import actions as mailing_actions
from funding.passes.mailings.actions import (
    KEPT,
    cost_of,
    drop_mailing,
    drop_stale,
    read_people,
    start_mailing,
    try_people,
)
from inclusion.core.enums import Channel, JobState
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.jobs import Job
from inclusion.people.models import Beneficiary
from tests.builders import AT, make_commune, make_partner, make_person
from tests.funding.mailing_builders import carry_out, family, row, tried
from tests.funding.pass_builders import make_programme, send
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data
def cms(scope):
    return make_partner("CMS", kind="social_centre")


@setup_data
def programme(by):
    return make_programme(by=by)


def lines_of(mailing):
    """Row, outcome and reason of each line."""
    return [(line.rank, line.outcome, line.problem) for line in mailing.lines.all()]


def problems(mailing):
    return {line.rank: line.problem for line in mailing.lines.exclude(problem="")}


def start(mailing, by, at=AT):
    return start_mailing(mailing, by=by, at=at)


# -- Trying out ------------------------------------------------------------------------------------------------


def test_columns_that_are_not_read_are_named():
    rows, ignored = read_people("Nom;Prénom;NIR;;nom\nExemple;Awa;2 58;;Autre\n".encode())
    assert [one.values for one in rows] == [{"last_name": "Exemple", "first_name": "Awa"}]
    assert ignored == ["NIR", "nom"]


def test_a_trial_opens_and_sends_nothing(programme, cms, by):
    mailing = tried(programme, row(), row("Autre", "Zoé"), prescriber=cms, by=by)
    assert lines_of(mailing) == [(2, "ready", ""), (3, "ready", "")]
    assert not Beneficiary.objects.exists()
    assert not Booklet.objects.exists()
    assert mailing.state == MailingState.TRIED
    assert "Awa" not in str(JournalEntry.objects.get(verb="mailing.tried").__dict__)


def test_who_has_a_file_is_found_by_it_and_what_the_row_says_is_not_kept(programme, cms, by):
    known = make_person(cms, by=by, channel="hand")
    mailing = tried(programme, row("EXEMPLE", "jeanne", 1958), prescriber=cms, by=by)
    line = mailing.lines.get()
    assert (line.person, line.fields, line.outcome, line.channel) == (known, {}, "ready", "hand")
    by_row = row("EXEMPLE", "jeanne", 1958, channel="courrier")
    assert tried(programme, by_row, prescriber=cms, by=by).lines.get().channel == "post"


def test_nobody_of_another_organisation_is_found(programme, cms, by):
    make_person(make_partner("CCAS"), by=by)
    mailing = tried(programme, row("Exemple", "Jeanne", 1958), prescriber=cms, by=by)
    assert mailing.lines.get().person is None


def test_what_stands_in_the_way_is_said_line_by_line(programme, cms, by):
    served = make_person(cms, by=by, last_name="Servie")
    send(served, programme, by=by)
    make_person(cms, by=by, last_name="Voisin", postal_code="47000", town="Agen")
    mailing = tried(
        programme,
        row("Servie", "Jeanne", 1958),
        row("Voisin", "Jeanne", 1958),
        row("Sansrue", "Paul", 1950, address="", town=""),
        row("Double", "Marc", 1960),
        row("DOUBLE", "marc", 1960),
        row("Illisible", "Ada", "58"),
        row("Bonne", "Léa", 1961),
        prescriber=cms,
        by=by,
    )
    said = problems(mailing)
    assert "1 carnet par personne et par an" in said[2].replace("\u00a0", " ")
    assert said[3].startswith("Une fiche lui ressemble")
    assert "L’adresse postale de cette personne n’est pas complète" in said[4]
    assert said[6] == "Même personne que la ligne 5 de ce fichier."
    assert "Année de naissance" in said[7]
    assert sorted(said) == [2, 3, 4, 6, 7]


def test_a_town_or_a_year_that_cannot_be_is_said_without_a_word_of_the_file(programme, cms, by):
    make_commune()
    make_commune("47326", "Virazeil", ("47200",))
    make_commune("47195", "Nérac", ("47600",))
    mailing = tried(
        programme,
        row("Bonne", "Léa", 1961),
        row("Loin", "Ada", 1962, code="99999", town="Nullepart"),
        row("Faute", "Marc", 1963, town="Marmende"),
        row("Demain", "Zoé", 2027),
        row("Cedex", "Paul", 1964, code="47207", town="Marmande Cedex"),
        row("Main", "Paule", 1965, code="99999", town="Nullepart", channel="main propre"),
        row("Ancien", "Paul", 1850),
        row("Sansville", "Ida", 1966, code="47600", town=""),
        row("Sansrue", "Luc", 1967, address=""),
        prescriber=cms,
        by=by,
    )
    said = {rank: problem.replace("\u00a0", " ") for rank, problem in problems(mailing).items()}
    confirm = "si l’adresse est la bonne, confirmez-la par « Envoyer un pass »"
    year = f"Colonne « Année de naissance » : une année de {AT.year - 120} à {AT.year} est attendue."
    code = "Colonne « Code postal » : aucune commune de France n’a ce code"
    assert said == {
        3: f"{code} ; corrigez l’adresse.",
        4: f"Colonne « Ville » : ce n’est pas une commune de ce code postal ; {confirm}.",
        5: year,
        6: f"{code} ; {confirm}.",
        7: f"{code} ; corrigez l’adresse.",
        8: year,
        10: "L’adresse postale de cette personne n’est pas complète. Complétez sa ligne dans le fichier (rue, code "
        "postal et ville), ou choisissez l’envoi par courriel.",
    }
    assert mailing.lines.get(rank=9).fields["town"] == "Nérac"
    assert mailing.lines.get(rank=4).unread == {"Ville": "Marmende"}


def test_by_hand_no_address_is_needed(programme, cms, by):
    rows = [row("Sansrue", "Paul", address="", code="", town="", channel="main propre")]
    assert not problems(tried(programme, *rows, prescriber=cms, by=by))
    rows = [row("Sansrue", "Paul", address="", code="", town="")]
    assert not problems(tried(programme, *rows, prescriber=cms, by=by, channel="hand"))


def test_a_programme_that_the_organisation_may_not_send_is_refused(cms, by):
    programme = make_programme(by=by)
    programme.all_prescribers = False
    programme.save()
    with pytest.raises(DomainError, match="n’envoie pas les pass") as refused:
        tried(programme, row(), prescriber=cms, by=by)
    assert refused.value.field == "programme"
    ProgrammePrescriber.objects.create(network_id=programme.network_id, programme=programme, partner=cms)
    assert tried(programme, row(), prescriber=cms, by=by)


def test_the_trial_asks_no_more_for_many_rows(programme, cms, by):
    counts = []
    for rows in (3, 30):
        with CaptureQueriesContext(connection) as captured:
            tried(programme, *family(rows), prescriber=cms, by=by)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_cost_stands_against_the_fund_and_the_envelope(by):
    programme = make_programme(by=by, pot="250.00", envelope=Decimal("150.00"))
    cost = cost_of(programme, count=3, at=AT)
    assert (str(cost.total), str(cost.fund_has), str(cost.envelope_has)) == ("300.00", "250.00", "150.00")
    assert (cost.payable, cost.unpayable) == (1, 2)
    assert cost_of(programme, count=0, at=AT).payable == 0


# -- Carrying out ----------------------------------------------------------------------------------------------


def test_everybody_gets_one_booklet_and_the_file_is_forgotten(programme, cms, by):
    known = make_person(cms, by=by)
    mailing = start(tried(programme, row("Exemple", "Jeanne", 1958), row("Autre", "Zoé"), prescriber=cms, by=by), by)
    done = carry_out(mailing)
    assert done.state == MailingState.DONE
    assert [line.outcome for line in done.lines.all()] == ["sent", "sent"]
    assert all(line.fields == {} and line.letter.bulk for line in done.lines.all())
    new = Beneficiary.objects.exclude(pk=known.pk).get()
    assert (new.first_name, new.followed_by, new.address) == ("Zoé", cms, "1 rue Haute")
    assert Booklet.objects.count() == 2
    job = Job.objects.get(pk=mailing.job_id)
    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)


def test_a_worker_that_dies_before_the_end_is_taken_over_and_serves_nobody_again(programme, cms, by, monkeypatch):
    mailing = start(tried(programme, *family(2), prescriber=cms, by=by), by)
    with monkeypatch.context() as dying:
        dying.setattr(mailing_actions, "_close", lambda *args, **kwargs: None)
        mailing_actions.carry_out(mailing.job_id, clock=lambda: AT)
    assert Mailing.objects.get().state == MailingState.RUNNING
    assert mailing_actions.carry_out(mailing.job_id, clock=lambda: AT) is False, "its claim holds"
    assert Mailing.objects.get().state == MailingState.RUNNING
    done = carry_out(mailing, at=AT + timedelta(hours=1))
    assert done.state == MailingState.DONE
    assert Booklet.objects.count() == 2


def test_when_the_pot_runs_out_the_rest_is_refused(cms, by):
    programme = make_programme(by=by, pot="150.00")
    mailing = start(tried(programme, *family(3), prescriber=cms, by=by), by)
    done = carry_out(mailing)
    outcomes = [line.outcome for line in done.lines.all()]
    assert outcomes == ["sent", "refused", "refused"]
    assert all("Il manque" in line.problem for line in done.lines.filter(outcome="refused"))
    assert all(line.fields == {} for line in done.lines.all())
    assert Beneficiary.objects.count() == 1, "no file is opened for who is sent nothing"


def test_a_click_that_was_faster_is_reported_on_the_line(programme, cms, by):
    known = make_person(cms, by=by)
    mailing = start(try_people(programme, people=[known], prescriber=cms, by=by, at=AT), by)
    send(known, programme, by=by)
    line = carry_out(mailing).lines.get()
    assert line.outcome == MailingOutcome.REFUSED
    assert "Un carnet a déjà été envoyé à Jeanne aujourd’hui" in line.problem
    assert Letter.objects.count() == 1


def test_somebody_whose_file_was_opened_meanwhile_has_no_second_one(programme, cms, by):
    mailing = start(tried(programme, row("Exemple", "Jeanne", 1958), prescriber=cms, by=by), by)
    opened = make_person(cms, by=by, added_at=AT + timedelta(seconds=5))
    assert carry_out(mailing).lines.get().person == opened
    assert Beneficiary.objects.get() == opened


def test_the_same_file_twice_sends_once(programme, cms, by):
    first = tried(programme, row(), prescriber=cms, by=by)
    second = tried(programme, row(), prescriber=cms, by=by)
    start(first, by)
    with pytest.raises(DomainError, match="déjà en cours"):
        start(second, by)
    first.refresh_from_db()
    carry_out(first)
    done = carry_out(start(second, by, at=AT + timedelta(minutes=2)), at=AT + timedelta(minutes=3))
    line = done.lines.get()
    assert line.outcome == MailingOutcome.REFUSED
    assert (Beneficiary.objects.count(), Booklet.objects.count()) == (1, 1)
    assert "Awa" in line.problem
    assert line.person == Beneficiary.objects.get(), "else erasing the person would not find the name"


def test_a_line_that_breaks_stops_no_other(programme, cms, by, monkeypatch):
    mailing = start(tried(programme, *family(2), prescriber=cms, by=by), by)
    real, calls = mailing_actions.add_person, []

    def broken(**fields):
        calls.append(fields)
        if len(calls) == 1:
            raise ValueError("no")
        return real(**fields)

    monkeypatch.setattr(mailing_actions, "add_person", broken)
    done = carry_out(mailing)
    assert [line.outcome for line in done.lines.all()] == ["refused", "sent"]
    assert done.lines.first().problem == mailing_actions.NOT_SENT


def test_after_a_slice_the_work_is_given_back_where_it_stands(programme, cms, by):
    mailing = start(tried(programme, *family(3), prescriber=cms, by=by), by)
    moments = iter(AT + timedelta(seconds=10 * number) for number in range(1000))
    assert mailing_actions.carry_out(mailing.job_id, clock=lambda: next(moments)) is True
    assert Booklet.objects.count() == 1
    carry_out(mailing, at=AT + timedelta(hours=1))
    assert Booklet.objects.count() == 3


# -- Deciding --------------------------------------------------------------------------------------------------


def test_a_mailing_is_started_once(programme, cms, by):
    mailing = tried(programme, row(), prescriber=cms, by=by)
    start(mailing, by)
    with pytest.raises(DomainError):
        start(Mailing.objects.get(), by)
    assert Job.objects.count() == 1


def test_nobody_ready_is_nothing_to_start(programme, cms, by):
    mailing = tried(programme, row("Exemple", "Awa", "58"), prescriber=cms, by=by)
    with pytest.raises(DomainError, match="Personne n’est prêt"):
        start(mailing, by)


def test_dropping_forgets_the_file(programme, cms, by):
    mailing = tried(programme, row(), prescriber=cms, by=by)
    dropped = drop_mailing(mailing, by=by, at=AT)
    assert (dropped.state, dropped.lines.get().fields) == (MailingState.DROPPED, {})
    with pytest.raises(DomainError):
        start(dropped, by)


@pytest.mark.parametrize("sent", [False, True], ids=["dropped", "sent"])
def test_nothing_that_the_file_said_outlives_the_mailing_but_the_count_and_kind_of_what_was_refused(
    programme, cms, by, sent
):
    mailing = tried(
        programme,
        row("Secret", "Zoé", year="le 3 mars, 06 12 34 56 78"),
        row("Secret", "Léa", 1961, code="chez Zoé"),
        row("Autre", "Ada", 1970),
        prescriber=cms,
        by=by,
    )
    assert [line.unread for line in mailing.lines.all()][:2] == [
        {"Année de naissance": "le 3 mars, 06 12 34 56 78"},
        {"Code postal": "chezZoé"},
    ]
    over = carry_out(start(mailing, by)) if sent else drop_mailing(mailing, by=by, at=AT)
    kept = str(list(over.lines.values("fields", "problem")))
    assert not [word for word in ("Secret", "06 12", "Zoé", "Ada") if word in kept]
    assert {rank: said.replace("\u00a0", " ") for rank, said in problems(over).items()} == {
        2: "Colonne « Année de naissance » : écrivez une année sur quatre chiffres.",
        3: "Colonne « Code postal » : cinq chiffres en France.",
    }


def test_what_waits_too_long_is_dropped(programme, cms, by):
    old = tried(programme, row(), prescriber=cms, by=by, at=AT - KEPT - timedelta(hours=1))
    young = tried(programme, row(), prescriber=cms, by=by)
    assert drop_stale(at=AT) == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, young.state) == (MailingState.DROPPED, MailingState.TRIED)
    assert (old.lines.get().fields, old.filename) == ({}, "")


def test_one_that_is_started_meanwhile_goes_its_way_and_the_others_are_dropped(programme, cms, by, monkeypatch):
    old = AT - KEPT - timedelta(hours=1)
    first = tried(programme, row(), prescriber=cms, by=by, at=old)
    tried(programme, row(), prescriber=cms, by=by, at=old)
    real = mailing_actions.drop_mailing

    def after_a_start(mailing, **how):
        if mailing == first:
            start_mailing(first, by=by, at=AT)
        return real(mailing, **how)

    monkeypatch.setattr(mailing_actions, "drop_mailing", after_a_start)
    assert drop_stale(at=AT) == 1
    assert list(Mailing.objects.order_by("pk").values_list("state", flat=True)) == ["running", "dropped"]
    assert first.lines.get().fields != {}


def test_a_choice_goes_as_each_file_says_or_all_alike(programme, cms, by):
    people = [make_person(cms, by=by), make_person(cms, by=by, first_name="Zoé", channel="hand")]
    mailing = try_people(programme, people=people, prescriber=cms, by=by, at=AT)
    assert [line.channel for line in mailing.lines.all()] == ["post", "hand"]
    mailing = try_people(programme, people=people, channel=Channel.HAND, prescriber=cms, by=by, at=AT)
    assert [line.channel for line in mailing.lines.all()] == ["hand", "hand"]
    with pytest.raises(DomainError, match="Cochez"):
        try_people(programme, people=[], prescriber=cms, by=by, at=AT)
