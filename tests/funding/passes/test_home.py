"""The passes on a person's page: one click, another way this once, the limit explained, undone, what became of each."""

from funding.models import Letter, Pass
from funding.passes.enums import PassState
from inclusion.core.french.periods import civil_year
from inclusion.core.registry.links import action_outcomes
from inclusion.core.scope import scoped_to
from tests.builders import make_person
from tests.funding.pass_builders import make_programme, send
from tests.inclusion.pages import page
from tests.pages import address, plain
from tests.setup_data import setup_data


@setup_data
def programme(cast, network):
    with scoped_to(network):
        return make_programme(by=cast["coordinator"].user)


@setup_data
def person(cast, network):
    with scoped_to(network):
        return make_person(cast["prescriber"].partner, by=cast["prescriber"].user, email="jeanne@exemple.example")


@setup_data
def sent(cast, network, person, programme):
    with scoped_to(network):
        return send(person, programme, by=cast["prescriber"].user)


def shown(client_of, person, role="prescriber"):
    return page(client_of(role).get(address("person_detail", person.pk)))


def click(client, person, programme, **fields):
    data = {"programme": programme.pk, "seen": 0, **fields}
    return client.post(address("pass_send", person.pk), data, follow=True)


def test_one_click_and_the_other_ways_this_once(client_of, network, person, programme):
    panel = shown(client_of, person)
    assert "Envoyer le pass à Jeanne" in panel
    assert "Imprimer sur place" in panel
    assert 'name="once" value="email"' in panel
    assert 'name="once" value="post"' not in panel
    click(client_of("prescriber"), person, programme, once="hand")
    with scoped_to(network):
        letter = Letter.objects.get()
        person.refresh_from_db()
        assert (letter.channel, person.channel) == ("hand", "post")


def test_a_way_that_does_not_exist_sends_nothing(client_of, network, person, programme):
    answer = click(client_of("prescriber"), person, programme, once="pigeon")
    assert "Cet envoi n’a pas été compris" in page(answer)
    with scoped_to(network):
        assert not Letter.objects.exists()


def test_without_an_address_a_pass_is_still_printed_on_the_spot(client_of, network, person, programme):
    with scoped_to(network):
        person.address = person.email = ""
        person.save()
    panel = shown(client_of, person)
    assert "L’adresse postale de Jeanne n’est pas complète." in panel
    assert 'name="once" value="hand"' in panel
    assert 'name="once" value="email"' not in panel


def test_the_limit_is_explained_and_the_sending_can_be_undone(client_of, network, person, sent):
    panel = shown(client_of, person)
    assert "le prochain carnet sera possible le" in panel
    assert "Voir pourquoi" in panel
    assert "envoyé par Organisme prescriber" in panel
    assert address("letter_cancel", sent.pk) in panel
    assert "Imprimer sur place" not in panel
    client_of("prescriber").post(address("letter_cancel", sent.pk))
    panel = shown(client_of, person)
    assert "Envoyer le pass à Jeanne" in panel
    assert address("letter_cancel", sent.pk) not in panel


def test_what_became_of_a_booklet_is_counted_without_saying_where(client_of, network, person, sent):
    with scoped_to(network):
        for rank, state in ((1, PassState.REDEEMED), (2, PassState.PAID), (3, PassState.EXPIRED)):
            Pass.objects.filter(rank=rank).update(state=state)
    assert "2 utilisés, 7 restants, 1 rendu au fonds" in shown(client_of, person)


def test_only_programmes_of_the_own_organisation_are_offered(client_of, network, person, programme):
    with scoped_to(network):
        programme.all_prescribers = False
        programme.save()
    panel = shown(client_of, person)
    assert "Aucun programme de pass n’est ouvert à votre organisme" in panel
    assert "Envoyer le pass" not in panel


def test_what_came_of_the_action_that_pays_passes_counts_those_of_the_year(network, sent, programme):
    """None of the passes that were sent was used yet."""
    action = programme.funded_action
    with scoped_to(network):
        count = Pass.objects.count()
        year = sent.booklet.issued_on.year
        (said,) = action_outcomes([action], *civil_year(year))[action.pk]
        assert plain(said.text) == f"0 pass utilisé, {count} émis."
        assert action_outcomes([action], *civil_year(year - 1)) == {}
        Pass.objects.update(state=PassState.CANCELLED)
        assert action_outcomes([action], *civil_year(year)) == {}


def test_a_partner_s_letters_are_opened_from_its_page(client_of, cast, network, person, sent, programme):
    with scoped_to(network):
        other = make_person(cast["coordinator"].partner, by=cast["coordinator"].user, last_name="Zéphyrin")
        send(other, programme, by=cast["coordinator"].user)
    partner = cast["prescriber"].partner
    list_of_its_own = f"{address('pass_programme', programme.pk)}?prescriber={partner.pk}"
    client = client_of("coordinator")
    shown = page(client.get(address("partner_detail", partner.pk)))
    assert f'href="{list_of_its_own}#lettres"' in shown
    letters = page(client.get(list_of_its_own))
    assert "Jeanne Exemple" in letters
    assert "Zéphyrin" not in letters
