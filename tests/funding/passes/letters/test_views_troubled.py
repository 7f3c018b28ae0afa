"""The page of a programme says what stopped, and one button retries it."""

from django.urls import reverse

from funding.models import Letter
from funding.passes.enums import LetterState
from funding.passes.letters.actions import letters as letter_actions
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.funding.pass_builders import make_letter, make_programme
from tests.pages import words


def failed(network, count: int):
    """So many failed letters of one programme."""

    def broken(letter):
        raise ZeroDivisionError

    with scoped_to(network):
        letter = make_letter()
        programme, by = letter.booklet.programme, letter.booklet.issued_by
        many = [letter, *(make_letter(by=by, programme=programme) for _ in range(count - 1))]
        for one in many:
            letter_actions.process_letter(one.pk, render=broken, compose=broken, clock=lambda: AT)
        return programme


def address(name: str, programme) -> str:
    return reverse(name, args=["lot-et-garonne", programme.pk])


def test_one_button_takes_every_failed_letter_up_again(client_of, network):
    programme = failed(network, 3)
    page = words(client_of("coordinator").get(address("pass_programme", programme)))
    assert "3 lettres ne sont pas parties." in page
    assert "Relancer les 3 lettres en échec" in page
    response = client_of("coordinator").post(address("letters_retry_all", programme), follow=True)
    assert "3 lettres sont relancées." in words(response)
    assert "en échec</button>" not in words(response)
    with scoped_to(network):
        assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.QUEUED}
    response = client_of("coordinator").post(address("letters_retry_all", programme), follow=True)
    assert "Plus aucune lettre de ce programme n’est en échec" in words(response)


def test_one_letter_is_one_letter(client_of, network):
    programme = failed(network, 1)
    assert "Relancer la lettre en échec" in words(client_of("coordinator").get(address("pass_programme", programme)))
    response = client_of("coordinator").post(address("letters_retry_all", programme), follow=True)
    assert "La lettre est relancée." in words(response)


def test_a_letter_in_doubt_is_reported_and_not_taken_up(client_of, network):
    programme = failed(network, 1)
    with scoped_to(network):
        from tests.funding.passes.letters.test_tasks_priorities import _document

        Letter.objects.update(state=LetterState.UNCERTAIN, document=_document(), handed_to_server_at=AT)
    page = words(client_of("coordinator").get(address("pass_programme", programme)))
    assert "Une lettre est à vérifier : personne ne sait si elle est partie." in page
    assert "en échec</button>" not in page


def test_only_the_coordination_takes_up_again(client_of, network, other_network):
    programme = failed(network, 1)
    assert "Relancer la lettre" not in words(client_of("prescriber").get(address("pass_programme", programme)))
    assert client_of("prescriber").post(address("letters_retry_all", programme)).status_code == 403
    assert client_of("coordinator").get(address("letters_retry_all", programme)).status_code == 405
    with scoped_to(other_network):
        foreign = make_programme(by=programme.funded_action.fund.network and make_letter().booklet.issued_by)
    assert client_of("coordinator").post(address("letters_retry_all", foreign)).status_code == 404
