"""The follow-up of passes: who sees which booklets, hidden on the page as in files, people to call and to write to."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from funding.models import Booklet, Letter, PassProgramme
from funding.passes.enums import LetterKind, LetterState
from funding.passes.follow_up.actions import MAX_REMINDERS
from inclusion.core.documents import store
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_commune, make_epci, make_person
from tests.funding.pass_builders import make_place, make_programme, send
from tests.funding.redemption_builders import passes_of, use
from tests.inclusion.pages import page, queries
from tests.setup_data import setup_data


def address(name: str) -> str:
    return reverse(name, args=["lot-et-garonne"])


def booklets(number: int, *, by, partner, programme: PassProgramme, months_ago: int = 4, **fields) -> list[Letter]:
    """So many booklets whose letters left, of different people of Marmande."""
    commune = make_commune(epci=make_epci())
    document = store(b"%PDF-", kind="pass_letter", filename="lettre.pdf", media_type="application/pdf", by=None, at=AT)
    letters = []
    for n in range(number):
        person = make_person(partner, by=by, commune=commune, first_name=f"P{n}", phone="06 39 98 00 00", **fields)
        letters.append(send(person, programme, by=by))
    keys = [letter.pk for letter in letters]
    Letter.objects.filter(pk__in=keys).update(state=LetterState.SENT, sent_at=AT, document=document)
    day = timezone.localdate() - timedelta(days=31 * months_ago)
    Booklet.objects.filter(letters__in=keys).update(
        issued_on=day,
        valid_until=timezone.localdate() + timedelta(days=200),
        accepted_until=timezone.localdate() + timedelta(days=200),
        claim_until=timezone.localdate() + timedelta(days=300),
    )
    return letters


@setup_data
def sent(network, cast):
    """Seven booklets of the prescriber, of which six were used; six of somebody else."""
    with scoped_to(network):
        by = cast["coordinator"].user
        programme = make_programme(by=by, pot="9000.00")
        own = booklets(7, by=by, partner=cast["prescriber"].partner, programme=programme, last_name="Suivie")
        booklets(6, by=by, partner=cast["reader"].partner, programme=programme, last_name="Autre")
        place = make_place(by=by)
        for letter in own[:6]:
            use(passes_of(letter)[0], place, by=by)
        return programme


def test_readers_see_the_figures_of_the_network_and_nobodys_name(sent, client_of):
    shown = page(client_of("reader").get(address("pass_follow")))
    assert "5 % des pass émis ont servi" in shown
    assert "Organisme prescriber" in shown
    assert "Organisme reader" in shown
    assert "Suivie" not in shown
    assert "Voir qui relancer" not in shown


def test_a_prescriber_follows_their_own_booklets(sent, client_of):
    shown = page(client_of("prescriber").get(address("pass_follow")))
    assert "9 % des pass émis ont servi" in shown
    assert "Par prescripteur" not in shown
    assert "Organisme reader" not in shown


def test_small_groups_are_hidden_on_the_page_and_in_files_alike(network, cast, client_of):
    with scoped_to(network):
        by = cast["coordinator"].user
        programme = make_programme(by=by, pot="9000.00")
        booklets(3, by=by, partner=cast["prescriber"].partner, programme=programme)
        booklets(6, by=by, partner=cast["reader"].partner, programme=programme)
        booklets(8, by=by, partner=cast["school"].partner, programme=programme)
    client = client_of("coordinator")
    shown = page(client.get(address("pass_follow")))
    assert "masqué" in shown
    assert "moins de 5 personnes" in shown
    file = client.get(address("pass_follow"), {"export": "csv", "table": "prescripteurs"})
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[1:] == [
        "Organisme prescriber;masqué;masqué;masqué;masqué;masqué;masqué",
        "Organisme reader;masqué;masqué;masqué;masqué;masqué;masqué",
        "Organisme school;8;8;80;0;0;8",
        "Ensemble;17;17;170;0;0;17",
    ]
    for table in ("territoires", "operateurs", "lieux"):
        assert client.get(address("pass_follow"), {"export": "xlsx", "table": table}).content[:2] == b"PK"
    assert client.get(address("pass_follow"), {"export": "csv", "table": "autre"}).status_code == 400


def test_filters_are_closed_lists_and_whole_months(sent, client_of):
    client = client_of("coordinator")
    month = f"{timezone.localdate() - timedelta(days=31 * 4):%Y-%m}"
    assert "Ce que les pass sont devenus" not in page(
        client.get(address("pass_follow"), {"since": month, "until": month})
    )
    assert "Aucun carnet n’a été envoyé ici" in page(
        client.get(address("pass_follow"), {"since": f"{timezone.localdate():%Y-%m}"})
    )
    assert "Sélectionnez un choix valide" in page(client.get(address("pass_follow"), {"since": "2026-11-24"}))
    assert page(client.get(address("pass_follow"), {"programme": sent.pk, "after": "12"}))
    assert page(client.get(address("pass_follow"), {"after": "7"}))


def test_an_empty_network_says_how_to_begin(network, client_of):
    assert "Rien à compter pour le moment" in page(client_of("coordinator").get(address("pass_follow")))


# -- People to call ----------------------------------------------------------------------------


def test_a_prescriber_calls_their_own_people_and_a_coordinator_everybody(sent, client_of):
    shown = page(client_of("prescriber").get(address("pass_unused")))
    assert "Une personne n’a pas encore utilisé son carnet" in shown
    assert "P6 Suivie" in shown
    assert 'href="tel:0639980000"' in shown
    assert "Autre" not in shown
    assert "7 carnets attendent d’être utilisés" in page(client_of("coordinator").get(address("pass_unused")))
    assert client_of("reader").get(address("pass_unused")).status_code == 403


def test_the_list_is_printed_and_leaves_as_a_file(sent, client_of):
    client = client_of("prescriber")
    printed = page(client.get(address("pass_unused"), {"imprimer": "1"}))
    assert "P6 Suivie" in printed
    assert "06 39 98 00 00" in printed
    lines = client.get(address("pass_unused"), {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Personne;Téléphone;Carnet du;Valable jusqu’au;Suivi par"
    assert len(lines) == 2


def test_who_waits_only_since_a_while_is_not_on_the_list_yet(sent, client_of):
    assert "Personne n’est à relancer" in page(client_of("prescriber").get(address("pass_unused"), {"after": "6"}))


# -- Reminders ---------------------------------------------------------------------------------


def test_one_is_asked_before_and_written_to(network, sent, client_of):
    client = client_of("prescriber")
    with scoped_to(network):
        waiting = Booklet.objects.get(beneficiary__first_name="P6")
    asked = client.get(address("pass_remind"), {"carnet": waiting.pk})
    assert "Envoyer une lettre de rappel à P6 Suivie ?" in page(asked)
    with scoped_to(network):
        assert not Letter.objects.filter(kind=LetterKind.REMINDER).exists()
    answer = client.post(address("pass_remind"), {"carnet": waiting.pk}, follow=True)
    assert "1 lettre de rappel est demandée" in page(answer)
    assert "Rappel demandé le" in page(answer)


def test_a_reminder_of_the_small_hours_bears_the_local_day(network, sent, client_of):
    """Half past midnight on the second in Paris is still the first where the database counts."""
    client = client_of("prescriber")
    with scoped_to(network):
        waiting = Booklet.objects.get(beneficiary__first_name="P6")
    client.post(address("pass_remind"), {"carnet": waiting.pk})
    with scoped_to(network):
        Letter.objects.filter(kind=LetterKind.REMINDER).update(created_at=datetime(2026, 12, 1, 23, 30, tzinfo=UTC))
    assert "Rappel demandé le 02/12/2026" in page(client.get(address("pass_unused")))
    again = client.get(address("pass_remind"), {"carnet": waiting.pk})
    assert "Aucun rappel ne peut partir" in page(again)
    again = client.post(address("pass_remind"), {"carnet": waiting.pk}, follow=True)
    assert "Un rappel a déjà été demandé" in page(again)


def test_asking_about_three_takes_as_many_queries_as_about_one(network, sent, client_of):
    with scoped_to(network):
        of_theirs = Booklet.objects.filter(beneficiary__last_name="Suivie")
        keys = [str(pk) for pk in of_theirs.values_list("pk", flat=True)[:3]]
    client, asked = client_of("prescriber"), f"{address('pass_remind')}?carnet="
    assert "Envoyer 3 lettres de rappel" in page(client.get(asked + "&carnet=".join(keys)))
    assert queries(client, asked + "&carnet=".join(keys)) == queries(client, asked + keys[0])


def test_more_than_may_be_written_to_at_once_are_not_even_looked_at(network, sent, client_of):
    client, keys = client_of("prescriber"), [*range(1, MAX_REMINDERS + 2)]
    for call in (client.get, client.post):
        answer = call(address("pass_remind"), {"carnet": keys}, follow=True)
        assert f"Choisissez {MAX_REMINDERS} personnes au plus à la fois : rien n’est parti." in page(answer)
    with scoped_to(network):
        assert not Letter.objects.filter(kind=LetterKind.REMINDER).exists()


def test_nobody_elses_people_are_written_to(network, sent, client_of):
    with scoped_to(network):
        theirs = Booklet.objects.filter(beneficiary__last_name="Autre").first()
    client = client_of("prescriber")
    for call in (client.get, client.post):
        call(address("pass_remind"), {"carnet": [theirs.pk, "x", "9" * 30]})
    assert "Vous n’avez coché personne" in page(client.get(address("pass_remind"), {"carnet": theirs.pk}))
    assert client_of("stranger").get(address("pass_remind")).status_code == 404
    with scoped_to(network):
        assert not Letter.objects.filter(kind=LetterKind.REMINDER).exists()


def test_a_reminder_is_stopped_from_its_own_page(network, sent, client_of):
    client = client_of("prescriber")
    with scoped_to(network):
        waiting = Booklet.objects.get(beneficiary__first_name="P6")
    client.post(address("pass_remind"), {"carnet": waiting.pk})
    with scoped_to(network):
        reminder = Letter.objects.get(kind=LetterKind.REMINDER)
    cancel = reverse("letter_cancel", args=["lot-et-garonne", reminder.pk])
    assert "Ses pass restent valables" in page(client.get(cancel))
    client.post(cancel)
    with scoped_to(network):
        reminder.refresh_from_db()
        waiting.refresh_from_db()
    assert (reminder.state, waiting.cancelled_at) == (LetterState.CANCELLED, None)
