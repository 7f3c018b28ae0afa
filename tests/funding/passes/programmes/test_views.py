"""Pages of programmes: what passes became, opened in steps, changed part by part, closed."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from funding.models import Pass, PassProgramme, SmsMonth
from funding.passes.enums import PassState
from inclusion.core.french.periods import plain_date
from inclusion.core.scope import scoped_to
from tests.builders import make_partner
from tests.funding.builders import make_action, make_fund
from tests.funding.pass_builders import choose_for_passes, make_letter, make_place, make_programme
from tests.funding.redemption_builders import passes_of, use
from tests.pages import address, plain, words
from tests.setup_data import setup_data


@setup_data
def by(cast):
    return cast["coordinator"].user


@setup_data
def programme(by, network):
    with scoped_to(network):
        return make_programme(by=by, pot="3000.00")


@pytest.fixture
def client(client_of):
    return client_of("coordinator")


def letters(network, programme, by, count=1):
    with scoped_to(network):
        return [make_letter(by=by, programme=programme) for _ in range(count)]


# -- States of passes -------------------------------------------------------------------------------------------------


def test_the_figures_add_up_and_the_calculation_is_shown(client, network, programme, by):
    (letter,) = letters(network, programme, by)
    with scoped_to(network):
        place = make_place(by=by, partner=make_partner("Médiathèque"))
        for one in passes_of(letter)[:2]:
            use(one, place, by=by)
    page = words(client.get(address("pass_programme", programme.pk)))
    assert "Le compte est bon" in page
    assert "10 émis = 8 valables + 2 à payer + 0 payé + 0 rendu au fonds" in page
    assert "80,00 € + 20,00 € + 0,00 € + 0,00 € = 100,00 €" in page
    assert "Encore 29 carnets à envoyer" in page
    assert "1 lieu accepte ces pass" in page


def test_a_difference_is_shown_loudly(client, network, programme, by):
    (letter,) = letters(network, programme, by)
    with scoped_to(network):
        Pass.objects.filter(booklet=letter.booklet, rank=1).update(state=PassState.PAID)
    page = words(client.get(address("pass_programme", programme.pk)))
    assert "ne disent pas la même chose" in page
    assert "Payés : 10,00 € d’après les pass, 0,00 € d’après les écritures." in page
    assert "Le compte est bon" not in page


def test_the_list_of_several_shows_each(client, network, programme, by):
    letters(network, programme, by)
    with scoped_to(network):
        make_programme(by=by, name="Pass séniors")
    page = words(client.get(address("pass_list")))
    assert "Les programmes de pass" in page
    assert "Pass séniors" in page
    assert "100,00 €" in page
    assert "Ouvrir un programme" not in words(client.get(address("pass_programme", programme.pk)))


def test_a_reader_sees_figures_and_no_settings(client_of, programme):
    page = words(client_of("reader").get(address("pass_programme", programme.pk)))
    assert "Le compte est bon" in page
    assert "Réglages" not in page


def test_the_home_page_shows_when_few_booklets_are_left(client, network, by):
    with scoped_to(network):
        make_programme(by=by, pot="300.00", name="Petit pot")
        make_programme(by=by, pot="99.00", name="Pot vide")
        make_programme(by=by, pot="1000.00", name="Grand pot")
    page = words(client.get(address("network_home")))
    assert "Petit pot : encore 3 carnets possibles" in page
    assert "Pot vide : plus aucun carnet possible" in page
    assert "Grand pot : encore" not in page


@pytest.mark.parametrize(
    ("opened", "closed", "is_open", "chip", "lead"),
    [
        (-1, None, True, "Ouvert", None),
        (0, None, True, "Ouvert", None),
        (-1, 1, True, "Ouvert", None),
        (-9, 0, False, "Fermé", "fermé depuis le {closed}"),
        (2, None, False, "Ouvre le {opened}", "ouvre le {opened}"),
        (2, 9, False, "Ouvre le {opened}", "ouvre le {opened}"),
    ],
)
def test_open_closed_and_opening_later_are_distinguished(
    client_of, network, programme, by, opened, closed, is_open, chip, lead
):
    today = timezone.localdate()
    programme.opened_on = today + timedelta(days=opened)
    programme.closed_on = None if closed is None else today + timedelta(days=closed)
    days = {
        "opened": plain(plain_date(programme.opened_on)),
        "closed": programme.closed_on and plain(plain_date(programme.closed_on)),
    }
    with scoped_to(network):
        programme.save()
        assert programme.is_open_on(today) is is_open
        assert PassProgramme.objects.open_on(today).filter(pk=programme.pk).exists() is is_open
    client = client_of("prescriber")
    page = words(client.get(address("pass_programme", programme.pk)))
    assert ("Envoyer un pass" in page.partition("</main>")[0]) is is_open
    if lead is None:
        assert "· fermé" not in page
        assert "· ouvre" not in page
    else:
        assert f"· {lead.format(**days)}." in page
    with scoped_to(network):
        make_programme(by=by, name="Un autre")
    assert f"{chip.format(**days)}<" in re.sub(r"\s*<", "<", words(client.get(address("pass_list"))))


def test_one_that_opens_later_can_still_be_closed(client, network, programme):
    with scoped_to(network):
        programme.opened_on = timezone.localdate() + timedelta(days=5)
        programme.closed_on = programme.opened_on + timedelta(days=90)
        programme.save()
    page = words(client.get(address("programme_edit", programme.pk)))
    assert f"Il ferme le {plain(plain_date(programme.closed_on))}" in page


# -- Opened in steps --------------------------------------------------------------------------------------------------


@setup_data
def action(network, by):
    with scoped_to(network):
        return make_action(make_fund(end=date(2126, 1, 1)), "Pass 2027", by=by)


def typed(response):
    """All that the shown form contains, as a browser would send it."""
    form = response.context["form"]
    data = {"step": form.current}
    for field in form:
        value = field.value()
        if isinstance(value, (list, tuple)):
            data[field.html_name] = value
        elif value not in (None, ""):
            data[field.html_name] = value.isoformat() if isinstance(value, date) else str(value)
    return data


def go(client, response, how="next", **changed):
    data = typed(response) | changed | {"go": how}
    return client.post(address("programme_add"), {name: value for name, value in data.items() if value is not None})


def test_a_programme_is_opened_in_six_steps(client, network, action):
    page = client.get(address("programme_add"))
    page = go(client, page, funded_action=action.pk, name="Pass 2027")
    assert "Le carnet" in words(page)
    page = go(client, page, face_value="12,50", envelope="1 000")
    page = go(client, page, validity_rule="year_end")
    page = go(client, page)
    assert "Ce que la loi demande" in words(page)
    page = go(client, page, signatory_name="Claude Exemple")
    assert "Ukrainien (Українська)" in words(page)
    page = go(client, page, languages=["uk"])
    assert "par SMS" not in words(page).casefold()
    done = go(client, page, "finish", reminder_days="45")
    with scoped_to(network):
        programme = PassProgramme.objects.get()
        assert (programme.name, programme.face_value, programme.envelope) == (
            "Pass 2027",
            Decimal("12.50"),
            Decimal("1000.00"),
        )
        assert (programme.validity_rule, programme.reminder_days) == ("year_end", 45)
        assert (programme.signatory_name, programme.translations) == ("Claude Exemple", {"uk": {}})
        assert programme.mentions.startswith("Émis par le Conseil départemental")
    assert done.url == address("programme_edit", programme.pk)


def test_what_is_wrong_keeps_the_step_and_back_forgets_nothing(client, action):
    page = client.get(address("programme_add"))
    page = go(client, page, funded_action=action.pk, name="")
    assert page.context["form"].current == 0
    assert "Un point est à corriger" in words(page)
    page = go(client, page, name="Pass 2027")
    page = go(client, page, booklet_size="99")
    assert "entre 1 et 40" in words(page)
    page = go(client, page, "back", booklet_size="8")
    assert page.context["form"].current == 0
    assert "Pass 2027" in words(page)
    assert "à corriger" not in words(page)
    page = go(client, page)
    assert page.context["form"]["booklet_size"].value() == "8"


def test_the_days_are_shown_before_anything_is_kept(client, action):
    page = client.get(address("programme_add"))
    page = go(client, page, funded_action=action.pk, name="Pass")
    page = go(client, page)
    today = timezone.localdate()
    assert "Envoyé aujourd’hui : valable jusqu’au" in words(page)
    page = go(client, page, "try", validity_rule="year_end")
    assert f"valable jusqu’au 31 décembre {today.year}" in words(page)
    assert page.context["form"].current == 2
    page = go(client, page, "try", validity_months="beaucoup")
    assert "paraissent ici" in words(page)


def test_without_a_free_action_the_page_says_where_to_begin(client):
    assert "Aucune action ne peut payer un nouveau programme" in words(client.get(address("programme_add")))


# -- Changed ----------------------------------------------------------------------------------------------------------


def part(client, programme, name):
    return f"{address('programme_edit', programme.pk)}?partie={name}"


def test_the_settings_show_each_part(client, programme):
    page = words(client.get(address("programme_edit", programme.pk)))
    for said in ("10 pass de 10,00 €, soit 100,00 €", "12 mois après l’envoi", "tous les prescripteurs du réseau"):
        assert said in page
    assert "Mentions à compléter" in page


def test_languages_are_chosen_then_their_words_written(client, network, programme):
    page = words(client.get(part(client, programme, "langues")))
    assert "Arabe (العربية)" in page
    assert 'name="opening_ar"' not in page
    client.post(part(client, programme, "langues"), {"languages": ["ar", "uk"]})
    page = words(client.get(part(client, programme, "langues")))
    assert 'name="opening_ar"' in page
    assert 'dir="rtl"' in page
    long = client.post(part(client, programme, "langues"), {"languages": ["uk"], "opening_uk": "слово " * 60})
    assert "la page a de la place pour 280" in words(long)
    client.post(part(client, programme, "langues"), {"languages": ["uk"], "opening_uk": " Перше речення. "})
    with scoped_to(network):
        assert PassProgramme.objects.get().translations == {"uk": {"opening": "Перше речення."}}
    page = words(client.get(address("programme_edit", programme.pk)))
    assert "En plus du français" in page
    assert "Перше речення." in page
    assert "La même avec la page en ukrainien (PDF)" in page


def test_the_words_of_a_language_that_is_unticked_come_back_with_it(client, network, programme):
    own = {"uk": {"opening": "Перше речення."}}
    with scoped_to(network):
        PassProgramme.objects.update(translations={"ar": {}} | own)
    page = words(client.post(part(client, programme, "langues"), {"languages": ["ar"]} | flat(own), follow=True))
    assert "Mots en ukrainien, langue décochée" in page
    with scoped_to(network):
        programme = PassProgramme.objects.get()
        assert (programme.translations, programme.unused_words) == ({"ar": {}}, own)
    page = words(client.get(part(client, programme, "langues")))
    assert "Vos propres mots en ukrainien restent enregistrés" in page
    client.post(part(client, programme, "langues"), {"languages": ["uk"]})
    with scoped_to(network):
        programme = PassProgramme.objects.get()
        assert (programme.translations, programme.unused_words) == (own, {})
    client.post(part(client, programme, "langues"), {"opening_uk": ""})
    with scoped_to(network):
        programme = PassProgramme.objects.get()
        assert (programme.translations, programme.unused_words) == ({}, {})


def flat(own):
    return {f"{name}_{language}": text for language, texts in own.items() for name, text in texts.items()}


def test_the_letter_is_shown_in_each_of_its_languages(client, network, programme):
    with scoped_to(network):
        PassProgramme.objects.update(translations={"ar": {}, "uk": {}})
    letter = address("programme_letter", programme.pk)
    shown = [client.get(f"{letter}{query}") for query in ("", "?langue=ar", "?langue=uk")]
    assert [page.status_code for page in shown] == [200] * 3
    assert len({page.content for page in shown}) == 3
    assert client.get(f"{letter}?langue=pt").status_code == 404


def test_a_session_has_its_price_and_its_length_or_neither(client, network, programme):
    data = {"face_value": "10", "booklet_size": "10", "yearly_limit": "1", "nature": "Formation"}
    page = words(client.post(part(client, programme, "carnet"), data | {"session_passes": "2"}))
    assert "combien de pass coûte une séance, et combien de temps elle dure" in page
    client.post(part(client, programme, "carnet"), data | {"session_passes": "2", "session_minutes": "120"})
    assert "2 pass pour 2 heures" in words(client.get(address("programme_edit", programme.pk)))


def test_days_change_and_are_shown_before(client, network, programme):
    data = {"validity_rule": "months", "validity_months": "6", "tolerance_days": "0", "claim_months": "2"}
    page = client.post(part(client, programme, "duree"), data | {"try": "1"})
    assert "Envoyé aujourd’hui" in words(page)
    with scoped_to(network):
        assert PassProgramme.objects.get().validity_months == 12
    client.post(part(client, programme, "duree"), data)
    with scoped_to(network):
        assert PassProgramme.objects.get().validity_months == 6


def test_the_value_is_not_asked_once_a_booklet_left(client, network, programme, by):
    assert 'name="face_value"' in words(client.get(part(client, programme, "carnet")))
    letters(network, programme, by)
    page = words(client.get(part(client, programme, "carnet")))
    assert 'name="face_value"' not in page
    assert "Des carnets ont déjà été envoyés : cela ne change plus." in page
    client.post(part(client, programme, "carnet"), {"face_value": "1", "yearly_limit": "2", "nature": "Ateliers"})
    with scoped_to(network):
        programme = PassProgramme.objects.get()
        assert (programme.face_value, programme.yearly_limit, programme.nature) == (Decimal("10.00"), 2, "Ateliers")


def test_chosen_places_and_prescribers(client, network, cast, programme, by):
    with scoped_to(network):
        place = make_place(by=by)
        prescriber = cast["prescriber"].partner
    data = {"who": "chosen", "where": "chosen"}
    assert "Choisissez-en au moins un" in words(client.post(part(client, programme, "qui"), data))
    client.post(part(client, programme, "qui"), data | {"prescribers": [prescriber.pk], "places": [place.pk]})
    with scoped_to(network):
        programme = PassProgramme.objects.get()
        assert (list(programme.prescribers.all()), list(programme.places.all())) == ([prescriber], [place])
    page = words(client.get(address("programme_edit", programme.pk)))
    assert str(prescriber) in page
    client.post(part(client, programme, "qui"), {"who": "all", "where": "all"})
    with scoped_to(network):
        assert PassProgramme.objects.get().all_places


def test_a_letter_too_long_is_refused_and_kept(client, programme):
    page = words(client.post(part(client, programme, "lettre"), {"letter_opening": "mot " * 120}))
    assert "signes : la page a de la place pour 280" in page
    assert "mot mot mot" in page


def test_an_unknown_part_is_not_found(client, programme):
    assert client.get(part(client, programme, "tout")).status_code == 404


def test_closed_and_opened_again(client, network, programme):
    tomorrow = timezone.localdate() + timedelta(days=1)
    client.post(address("programme_close", programme.pk), {"closed_on": tomorrow.isoformat()})
    assert "Il ferme le" in words(client.get(address("programme_edit", programme.pk)))
    client.post(address("programme_close", programme.pk), {"closed_on": timezone.localdate().isoformat()})
    page = words(client.get(address("pass_programme", programme.pk)))
    assert "fermé depuis le" in page
    assert "Envoyer un pass" not in page.partition("</main>")[0]
    assert "Rouvrir" in words(client.get(address("programme_reopen", programme.pk)))
    client.post(address("programme_reopen", programme.pk))
    with scoped_to(network):
        assert PassProgramme.objects.get().closed_on is None


def test_a_day_that_is_over_is_refused_in_a_sentence(client, programme):
    page = client.post(address("programme_close", programme.pk), {"closed_on": "2026-01-06"})
    assert "aujourd’hui au plus tôt" in words(page)


def test_beside_the_only_programme_another_one_is_opened_by_links(client, programme):
    page = client.get(address("pass_list")).content.decode()
    assert address("programme_edit", programme.pk) in page
    assert address("programme_add") in client.get(address("programme_edit", programme.pk)).content.decode()


def test_the_reminder_shows_its_text_its_length_and_what_the_month_cost(client, network, programme, settings):
    settings.SMS_GATEWAY = {**settings.SMS_GATEWAY, "url": "https://sms.example/"}
    settings.SMS_PRICE = Decimal("0.07")
    edit = address("programme_edit", programme.pk)
    assert "De lui-même" in words(client.get(edit))
    choose_for_passes(network, sms_ceiling=200)
    form = {"reminder_days": "30", "reminder_sms": "on"}
    page = words(client.post(f"{edit}?partie=rappel", form, follow=True))
    assert "30 jours avant la fin" in page
    assert "0 sur 200 pour tout le réseau, 0,00 €" in page
    assert "signes, soit 1 SMS" in page
    with scoped_to(network):
        SmsMonth.objects.create(month=timezone.localdate().replace(day=1), parts=12, ceiling=200)
    assert "12 sur 200 pour tout le réseau, 0,84 €" in words(client.get(edit))
    page = words(client.post(f"{edit}?partie=rappel", {**form, "reminder_days": "3"}))
    assert "entre 7 et 180" in page
