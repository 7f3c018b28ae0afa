"""Pages of letters that came back, of what is left of their booklets, and of letters given by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from funding.models import Booklet, Letter, LetterReturn, Pass
from funding.passes.enums import LetterState, PassState
from inclusion.core.enums import Channel
from inclusion.core.mail.bounces import receive
from inclusion.core.models.mails import MailBounce, OutgoingMail
from inclusion.core.scope import scoped_to
from inclusion.people.actions.rights import erase
from tests.bounces import report
from tests.funding.pass_builders import make_letter, make_place, make_programme
from tests.funding.redemption_builders import passes_of, use
from tests.funding.return_builders import posted, returned, written
from tests.inclusion.builders import make_invitation
from tests.mails import send_row
from tests.pages import address, words
from tests.setup_data import setup_data

SLUG = "lot-et-garonne"


@setup_data
def by(cast):
    return cast["coordinator"].user


@pytest.fixture
def client(client_of):
    return client_of("coordinator")


@setup_data
def make(network, cast, by):
    """Letters to people whom the prescriber follows, as far as `how` takes them."""
    with scoped_to(network):
        programme = make_programme(by=by)

    def made(how=None, **fields):
        with scoped_to(network):
            letter = make_letter(by=by, programme=programme, followed_by=cast["prescriber"].partner, **fields)
            return how(letter, by=by) if how in (posted, returned) else how(letter) if how else letter

    return made


def state_of(network, letter):
    with scoped_to(network):
        return Letter.objects.get(pk=letter.pk).state


# -- Scanned ----------------------------------------------------------------------------------------------------------


def test_one_scan_after_the_other_keeps_the_reason(client, network, make):
    letter = make(posted)
    page = client.post(address("letter_returns"), {"scan": f"Lettre n° {letter.pk}", "reason": "Refusée"}, follow=True)
    assert page.redirect_chain[-1][0].endswith("?raison=Refus%C3%A9e")
    assert f"C’est noté : la lettre n° {letter.pk} est revenue." in words(page)
    assert "1 lettre notée aujourd’hui" in words(page)
    assert '<option value="Refusée" selected>' in words(page)
    assert state_of(network, letter) == LetterState.RETURNED


def test_a_second_scan_and_nonsense_are_reported(client, network, make):
    letter = make(returned)
    page = words(client.post(address("letter_returns"), {"scan": str(letter.pk)}, follow=True))
    assert "déjà notée comme revenue" in page
    assert "Rien n’a été noté une seconde fois." in page
    page = words(client.post(address("letter_returns"), {"scan": "bonjour"}, follow=True))
    assert "n’est ni un numéro de lettre" in page
    page = words(client.post(address("letter_returns"), {"scan": ""}))
    assert "Scannez une lettre" in page
    with scoped_to(network):
        assert LetterReturn.objects.count() == 1


def test_the_address_of_a_pass_names_its_letter(client, network, make):
    letter = make(posted)
    with scoped_to(network):
        code = letter.booklet.passes.first().code
    client.post(address("letter_returns"), {"scan": f"https://liant.example/{SLUG}/pass/{code}/"})
    assert state_of(network, letter) == LetterState.RETURNED


def test_a_letter_of_another_batch_is_noted_and_reported(client, network, make):
    first, second = make(posted), make(posted)
    page = words(client.post(address("batch_returns", second.batch_id), {"scan": str(first.pk)}, follow=True))
    assert "Elle était partie avec le lot n° 1." in page
    page = words(client.get(address("batch_detail", first.batch_id)))
    assert "dont 1 revenue" in page
    assert "Noter les lettres revenues" in page


def test_a_letter_of_another_network_is_not_found(client, other_network, make):
    with scoped_to(other_network):
        foreign = make_letter()
        foreign = posted(foreign, by=foreign.booklet.issued_by)
    page = words(client.post(address("letter_returns"), {"scan": str(foreign.pk)}, follow=True))
    assert "Aucune lettre du réseau ne correspond" in page


def test_the_home_page_counts_them(client, make):
    make(returned)
    assert "1 lettre revenue" in words(client.get(address("network_home")))


# -- Sent again -------------------------------------------------------------------------------------------------------


def test_a_corrected_address_lets_it_leave_again(client, network, make):
    letter = make(returned)
    page = words(client.get(address("letter_readdress", letter.pk)))
    assert "12 rue des Exemples" in page
    page = words(client.post(address("letter_readdress", letter.pk), {"channel": "post"}))
    assert "n’a pas changé depuis que la lettre est revenue" in page
    with scoped_to(network):
        person = Letter.objects.get(pk=letter.pk).booklet.beneficiary
        person.address = "3 rue Neuve"
        person.save()
    assert "3 rue Neuve" in words(client.get(address("letter_readdress", letter.pk)))
    client.post(address("letter_readdress", letter.pk), {"channel": "post"})
    assert state_of(network, letter) == LetterState.QUEUED


def test_what_did_not_come_back_leads_to_the_letter(client, make):
    letter = make(posted)
    page = client.get(address("letter_readdress", letter.pk), follow=True)
    assert page.redirect_chain[0][0] == address("letter_detail", letter.pk)
    assert "pas notée comme revenue" in words(page)


def test_the_prescriber_reads_that_it_came_back(client_of, make):
    letter = make(returned)
    page = words(client_of("prescriber").get(address("letter_detail", letter.pk)))
    assert "La Poste a rapporté la lettre" in page
    assert "Renvoyer cette lettre" not in page


# -- Withdrawn --------------------------------------------------------------------------------------------------------


def test_what_is_left_of_a_lost_booklet_is_cancelled_and_another_may_leave(client, network, make):
    letter = make(posted)
    assert "annuler les 10 pass qui restent" in words(client.get(address("letter_detail", letter.pk)))
    page = words(client.get(address("booklet_withdraw", letter.booklet_id)))
    assert "Annuler les 10 pass qui restent à Jeanne Exemple ?" in page
    page = words(client.post(address("booklet_withdraw", letter.booklet_id), {"reason": ""}))
    assert "à corriger" in page
    page = words(client.post(address("booklet_withdraw", letter.booklet_id), {"reason": "Perdu"}, follow=True))
    assert "10 rendus au fonds" in page
    with scoped_to(network):
        assert {one.state for one in letter.booklet.passes.all()} == {PassState.CANCELLED}
        person = letter.booklet.beneficiary
    assert "Encore 1 carnet possible" in words(client.get(address("person_detail", person.pk)))


def test_a_prescriber_does_not_cancel_what_left(client_of, make):
    letter = make(posted)
    client = client_of("prescriber")
    assert client.get(address("booklet_withdraw", letter.booklet_id)).status_code == 403
    assert "Carnet perdu" not in words(client.get(address("letter_detail", letter.pk)))


def test_a_letter_that_waits_is_cancelled_from_its_own_page(client, make):
    letter = make()
    page = words(client.post(address("booklet_withdraw", letter.booklet_id), {"reason": "Perdu"}))
    assert "annulez le carnet depuis sa lettre" in page


# -- Letters given by hand --------------------------------------------------------------------------------------------


def test_a_letter_is_printed_and_handed_over(client_of, network, make):
    letter = make(written, channel=Channel.HAND)
    client = client_of("prescriber")
    page = words(client.get(address("letter_detail", letter.pk)))
    assert "Imprimer la lettre (PDF)" in page
    assert "annuler ce carnet" in page
    assert "every 1s" not in page
    assert "La lettre est-elle remise à Jeanne Exemple ?" in words(client.get(address("letter_handed", letter.pk)))
    page = words(client.post(address("letter_handed", letter.pk), follow=True))
    assert "la lettre est remise à Jeanne" in page
    assert "annuler ce carnet" not in page
    assert state_of(network, letter) == LetterState.HANDED
    page = words(client.post(address("letter_handed", letter.pk), follow=True))
    assert "déjà notée comme remise" in page


def test_a_letter_for_the_post_is_not_handed_over(client_of, network, make):
    letter = make(written)
    page = words(client_of("prescriber").post(address("letter_handed", letter.pk), follow=True))
    assert "ne se remet pas en main propre" in page
    assert state_of(network, letter) == LetterState.BATCHED


def test_letters_in_hand_do_not_wait_for_the_sweep(network, make):
    letter = make(written, channel=Channel.HAND)
    with scoped_to(network):
        due = Letter.objects.due(at=timezone.now() + timedelta(days=2), lease=timedelta(minutes=2))
        assert letter not in due


# -- Came back by e-mail ----------------------------------------------------------------------------------------------


@pytest.fixture
def bounced(network, make, mailbox):
    letter = make(written, channel=Channel.EMAIL, email="zoe@exemple.example", first_name="Zoé")
    receive(report(mailbox.taken[0]), at=timezone.now())
    return letter


def test_a_prescriber_sees_it_first_and_sends_it_by_post_in_one_click(client_of, network, bounced):
    client = client_of("prescriber")
    home = words(client.get(address("network_home")))
    assert "Zoé Exemple n’a pas reçu ses pass" in home
    assert "le courriel est revenu : cette adresse n’existe pas" in home
    page = words(client.get(address("letter_detail", bounced.pk)))
    assert "Le courriel est revenu de zoe@exemple.example. Cette adresse n’existe pas." in page
    assert "Zoé n’a pas reçu ses pass." in page
    assert "Choisir un autre moyen" not in page
    page = words(client.post(address("letter_by_post", bounced.pk), follow=True))
    assert "elle part par courrier" in page
    assert state_of(network, bounced) == LetterState.QUEUED
    assert "n’a pas reçu ses pass" not in words(client.get(address("network_home")))
    page = words(client.post(address("letter_by_post", bounced.pk), follow=True))
    assert "n’est pas notée comme revenue" in page


def test_with_another_address_a_prescriber_sends_it_by_mail_again(client_of, network, bounced):
    client, again = client_of("prescriber"), "L’envoyer de nouveau par courriel"
    assert again not in words(client.get(address("letter_detail", bounced.pk)))
    with scoped_to(network):
        person = bounced.booklet.beneficiary
        person.email = "zoe.bis@exemple.example"
        person.save()
    assert again in words(client.get(address("letter_detail", bounced.pk)))
    page = words(client.post(address("letter_by_email", bounced.pk), follow=True))
    assert "elle part par courriel" in page
    with scoped_to(network):
        assert Letter.objects.get(pk=bounced.pk).email == "zoe.bis@exemple.example"


def test_what_la_poste_brought_back_is_for_the_coordination_to_send_again(client_of, client, network, make):
    letter = make(returned)
    for name in ("letter_by_post", "letter_by_email"):
        assert client_of("prescriber").post(address(name, letter.pk)).status_code == 403
    assert state_of(network, letter) == LetterState.RETURNED
    assert "Renvoyer cette lettre" in words(client.get(address("letter_detail", letter.pk)))


def test_one_that_nobody_can_use_any_more_waits_for_nobody(client_of, client, network, by, make, bounced):
    back = make(returned)
    with scoped_to(network):
        place = make_place(by=by)
        for one in passes_of(bounced)[:1]:
            use(one, place, by=by, at=timezone.now())
    home = words(client_of("prescriber").get(address("network_home")))
    assert "La lettre pour Zoé Exemple est revenue, mais 1 pass a servi" in home
    page = words(client_of("prescriber").get(address("letter_detail", bounced.pk)))
    assert "Pourtant, 1 pass a servi : quelqu’un l’a reçue." in page
    assert "n’a pas reçu" not in page
    assert "L’envoyer par courrier" in page
    with scoped_to(network):
        for one in passes_of(bounced)[1:]:
            use(one, place, by=by, at=timezone.now())
        for letter in (bounced, back):
            Pass.objects.filter(booklet=letter.booklet_id).update(state=PassState.REDEEMED)
    assert "Zoé Exemple" not in words(client_of("prescriber").get(address("network_home")))
    for letter, button in ((bounced, "L’envoyer par courrier"), (back, "Renvoyer cette lettre")):
        page = words(client.get(address("letter_detail", letter.pk)))
        assert "Il ne reste aucun pass valable dans ce carnet" in page
        assert button not in page


def test_one_whose_validity_is_over_says_so_in_place_of_the_button(client, network, make, bounced):
    back = make(returned)
    yesterday = timezone.localdate() - timedelta(days=1)
    with scoped_to(network):
        Booklet.objects.update(issued_on=yesterday, valid_until=yesterday)
    assert "Zoé Exemple" not in words(client.get(address("network_home")))
    for letter, button in ((bounced, "L’envoyer par courrier"), (back, "Renvoyer cette lettre")):
        page = words(client.get(address("letter_detail", letter.pk)))
        assert "un nouveau carnet est nécessaire" in page
        assert button not in page


def test_an_erased_person_waits_for_nobody(client, network, by, bounced):
    with scoped_to(network):
        erase(bounced.booklet.beneficiary, by=by, at=timezone.now())
    assert "anonymisée" not in words(client.get(address("network_home")))
    page = words(client.get(address("letter_detail", bounced.pk)))
    assert "Le courriel est revenu. Cette adresse n’existe pas." in page
    for said in ("n’a pas reçu", "L’envoyer", "Choisir un autre moyen", "Compléter la fiche", "revenu de"):
        assert said not in page


def test_without_a_postal_address_the_letter_asks_for_it(client_of, network, bounced):
    with scoped_to(network):
        person = bounced.booklet.beneficiary
        person.address = person.postal_code = person.town = ""
        person.save()
    client = client_of("prescriber")
    page = words(client.get(address("letter_detail", bounced.pk)))
    assert "Pour l’envoyer par courrier :" in page
    assert "Compléter la fiche de Zoé" in page
    assert "L’envoyer par courrier" not in page
    client.post(address("letter_by_post", bounced.pk))
    assert state_of(network, bounced) == LetterState.BOUNCED


def test_the_coordination_may_choose_another_way(client, network, bounced):
    assert "Choisir un autre moyen" in words(client.get(address("letter_detail", bounced.pk)))
    client.post(address("letter_readdress", bounced.pk), {"channel": "hand"})
    assert state_of(network, bounced) == LetterState.QUEUED


def test_a_person_whose_address_does_not_work_is_not_written_to_until_somebody_says_so(client_of, network, bounced):
    client = client_of("prescriber")
    with scoped_to(network):
        person = bounced.booklet.beneficiary
    page = words(client.get(address("person_detail", person.pk)))
    assert "Ne marche pas" in page
    assert "Cette adresse n’existe pas." in page
    question = words(client.get(address("person_email_confirm", person.pk)))
    assert "L’adresse zoe@exemple.example est-elle bonne" in question
    page = words(client.post(address("person_email_confirm", person.pk), follow=True))
    assert "partent de nouveau à zoe@exemple.example" in page
    assert "Ne marche pas" not in page


def test_the_coordination_sees_the_addresses_that_do_not_work(client, network, bounced):
    assert "1 adresse électronique ne marche pas" in words(client.get(address("network_home")))
    page = client.get(address("member_addresses"))
    assert "1 adresse ne marche pas" in words(page)
    assert "zoe@exemple.example" in words(page)
    with scoped_to(network):
        bounce = MailBounce.objects.get()
    assert "Cette adresse n’existe pas" in words(client.get(address("member_address_confirm", bounce.pk)))
    page = words(client.post(address("member_address_confirm", bounce.pk), follow=True))
    assert "Toutes les adresses marchent" in page
    assert "ne marche pas" not in words(client.get(address("network_home")))


def test_an_invitation_that_came_back_is_not_delivered(client, network, cast, mailbox):
    with scoped_to(network):
        row = send_row(OutgoingMail.objects.get(pk=make_invitation(cast["operator"].partner).mail_id))
    receive(report(mailbox.taken[0]), at=timezone.now())
    page = words(client.get(address("member_list")))
    assert "Non remise" in page
    assert "Cette adresse n’existe pas." in page
    assert row.mailed_at
