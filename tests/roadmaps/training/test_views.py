"""The envelope for training on its pages: opened, allotted, used, refused in a sentence."""

from inclusion.core.scope import scoped_to
from roadmaps.models import TrainingAllotment, TrainingEnvelope, TrainingUse
from tests.builders import make_commune, make_epci
from tests.pages import address, words
from tests.roadmaps.builders import make_allotment, make_envelope, make_use
from tests.setup_data import setup_data


@setup_data
def epcis(network):
    found = [make_epci(f"20000000{number}", f"CC du Pays {number}") for number in (1, 2, 3)]
    for number, epci in enumerate(found, 1):
        make_commune(f"4700{number}", f"Commune {number}", epci=epci)
    return found


@setup_data
def envelope(network):
    with scoped_to(network):
        return make_envelope("Formation 2026")


@setup_data
def allotment(network, envelope, epcis):
    with scoped_to(network):
        return make_allotment(envelope, epcis[0], 48, "15000.00")


def test_nothing_yet_says_how_to_begin(network, client_of, coordinator):
    assert "Ouvrir une enveloppe" in words(coordinator.get(address("training")))
    shown = words(client_of("reader").get(address("training")))
    assert "Aucune enveloppe ne forme encore les aidants" in shown and "Ouvrir une enveloppe" not in shown


def test_an_envelope_is_opened(network, coordinator):
    sent = {
        "name": "Formation 2026",
        "amount": "20 000,00 €",
        "minimum_places": "60",
        "start": "2026-01-01",
        "end": "2026-12-31",
    }
    answer = coordinator.post(address("training_open"), sent, follow=True)
    shown = words(answer)
    assert "Il reste 20 000 € à attribuer, et 60 places au moins à trouver" in shown
    assert "Il faut 60 places au moins : aucune n’est encore attribuée." in shown
    assert "du 1er janvier au 31 décembre 2026" in shown
    twice = words(coordinator.post(address("training_open"), sent))
    assert "porte déjà ce nom" in twice and 'value="20 000,00 €"' in twice


def test_the_answer_the_tables_and_the_totals(network, epcis, allotment, coordinator):
    with scoped_to(network):
        make_use(allotment, 20, "6500.00")
        make_allotment(allotment.envelope, epcis[1], 2, "500.00")
    shown = words(coordinator.get(address("training")))
    for part in (
        "Il reste 4 500 € à attribuer, et 10 places au moins à trouver",
        "Il faut 60 places au moins : 50 sont attribuées.",
        "6 500,00 € ÷ 20 personnes formées",
        "Accompagner une démarche en ligne",
        '<td class="num">15 500,00 €</td>',
        '<td class="num">325,00 €</td>',
        "Noter une formation",
    ):
        assert part in shown, part
    text = coordinator.get(address("training"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "CC du Pays 1;Formation tenue;04/05/2026;Accompagner" in text


def test_what_happened_is_shown_to_who_may_read_the_journal(network, allotment, client_of, coordinator):
    with scoped_to(network):
        make_use(allotment)
    shown = words(coordinator.get(address("training")))
    assert "Ce qui s’est passé" in shown and "Places de formation attribuées" in shown
    assert "Ce qui s’est passé" not in words(client_of("reader").get(address("training")))


def test_readers_see_no_way_to_change(network, allotment, client_of):
    shown = words(client_of("school").get(address("training")))
    assert "CC du Pays 1" in shown
    assert "Noter une formation" not in shown and "Attribuer des places" not in shown


def test_places_are_allotted_from_the_page_of_a_gap(network, epcis, envelope, coordinator):
    answer = coordinator.get(address("training"), {"epci": epcis[1].pk}, follow=True)
    assert f'<option value="{epcis[1].pk}" selected>' in words(answer)
    sent = {
        "epci": epcis[1].pk,
        "places": "10",
        "amount": "3000",
        "committed_on": "2026-03-02",
        "proof": "Délibération",
    }
    answer = coordinator.post(address("training_allot", envelope.pk), sent, follow=True)
    assert "a 10 places" in words(answer)


def test_more_than_is_left_is_refused_and_kept(network, epcis, allotment, coordinator):
    sent = {
        "epci": epcis[1].pk,
        "places": "10",
        "amount": "5 000,01",
        "committed_on": "2026-03-02",
        "proof": "Courrier",
    }
    shown = words(coordinator.post(address("training_allot", allotment.envelope.pk), sent))
    assert "Il reste 5 000 € à attribuer, et non 5 000,01 €." in shown
    assert 'value="5 000,01"' in shown
    with scoped_to(network):
        assert TrainingAllotment.objects.count() == 1


def test_an_allotment_and_its_envelope_are_changed(network, allotment, coordinator):
    url = address("training_allotment_change", allotment.pk)
    assert 'value="15 000,00"' in words(coordinator.get(url))
    sent = {"places": "60", "amount": "20000", "committed_on": "2026-03-02", "proof": "Lettre"}
    assert "a maintenant 60 places" in words(coordinator.post(url, sent, follow=True))
    change = address("training_change", allotment.envelope.pk)
    sent = {"name": "Formation", "amount": "19999", "minimum_places": "60", "start": "2026-01-01", "end": "2026-12-31"}
    assert "sont déjà attribués" in words(coordinator.post(change, sent))
    assert "Les changements sont enregistrés" in words(
        coordinator.post(change, {**sent, "amount": "21000"}, follow=True)
    )


def test_a_training_is_noted_and_taken_back(network, allotment, coordinator):
    url = address("training_use", allotment.pk)
    assert "il reste 48 places et 15 000,00 €" in words(coordinator.get(url))
    sent = {"label": "Aller vers", "held_on": "2026-05-04", "places": "49", "amount": "1"}
    assert "Il reste 48 places" in words(coordinator.post(url, sent))
    assert "est notée" in words(coordinator.post(url, {**sent, "places": "8"}, follow=True))
    refused = words(coordinator.post(address("training_allotment_withdraw", allotment.pk), follow=True))
    assert "8 personnes ont déjà été formées sur ces places" in refused
    with scoped_to(network):
        use = TrainingUse.objects.get()
    back = address("training_use_withdraw", use.pk)
    assert "Retirer la formation « Aller vers »" in words(coordinator.get(back))
    coordinator.post(back)
    assert "de nouveau à attribuer" in words(
        coordinator.post(address("training_allotment_withdraw", allotment.pk), follow=True)
    )
    with scoped_to(network):
        assert not TrainingAllotment.objects.exists() and TrainingEnvelope.objects.exists()


def test_the_envelope_that_runs_is_shown_first(network, envelope, coordinator):
    with scoped_to(network):
        other = make_envelope("Après", start=envelope.end, end=envelope.end.replace(year=2030))
    assert "Formation 2026, du" in words(coordinator.get(address("training")))
    assert "Après, du" in words(coordinator.get(address("training"), {"enveloppe": other.pk}))
