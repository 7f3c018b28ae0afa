"""Hours as French files write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.french.hours import is_readable
from inclusion.guide.rules.french_hours import from_sentence
from inclusion.guide.rules.hours import from_columns


@pytest.mark.parametrize(
    ("said", "notation"),
    [
        ("9h-12h et 14h-17h du lundi au vendredi", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("Du lundi au vendredi, de 9h30 à 17h", "Mo-Fr 09:30-17:00"),
        ("Mardi : 15h à18h30 Mercredi : 9h30 à 12h30", "Tu 15:00-18:30; We 09:30-12:30"),
        ("Lundi et Jeudi : 14h à 18h Samedi : 9h à 12h30", "Mo 14:00-18:00; Th 14:00-18:00; Sa 09:00-12:30"),
        ("Lundi – Vendredi 8h – 12h", "Mo-Fr 08:00-12:00"),
        ("Lundi 09:00-12:00", "Mo 09:00-12:00"),
        ("Lundi 8 h 30-12 h 15 / 13 h 30 - 18 h", "Mo 08:30-12:15,13:30-18:00"),
    ],
)
def test_sentences_with_one_meaning(said, notation):
    assert from_sentence(said) == notation


@pytest.mark.parametrize(
    "said",
    [
        "sur rendez-vous",
        "9h à 12h",
        "lundi",
        "Du lundi au vendredi, de 9h à 17h (sauf le 3e jeudi)",
        "lundi 14h à 12h",
        "vendredi au lundi 9h à 12h",
        "lundi 9h à 12h lundi 11h à 17h",
        "lundi 25h à 26h",
        "Ligne 6, 11 - arrêt les Deniers",
        "",
    ],
)
def test_what_is_not_sure_is_not_read(said):
    assert from_sentence(said) is None


@pytest.mark.parametrize(
    ("cell", "notation"),
    [
        ("09:00 - 12:30 / 13:30 - 17:00", "Mo 09:00-12:30,13:30-17:00"),
        ("09:00-12:00-14:00-17:00", "Mo 09:00-12:00,14:00-17:00"),
        ("9h-12h", "Mo 09:00-12:00"),
        ("-", ""),
        ("Fermé", ""),
        ("12:00-09:00", ""),
        ("matin", ""),
    ],
)
def test_a_day_of_a_week(cell, notation):
    assert from_columns({"Mo": cell}).notation == notation


#: Hours as sites and posters write them, and their notation; nothing where one word may mean something else.
WRITTEN = [
    "Lundi Jeudi Vendredi 8h45 à 17h|Mo 08:45-17:00; Th-Fr 08:45-17:00",
    "Tous les jours 9h-20h|Mo-Su 09:00-20:00",
    "du lundi au vendredi de 9h à 12h et de 14h à 17h|Mo-Fr 09:00-12:00,14:00-17:00",
    "lun-ven 9:00-12:00/14:00-17:00|Mo-Fr 09:00-12:00,14:00-17:00",
    "Lundi 9h30 12h30 - 13h30 17h|Mo 09:30-12:30,13:30-17:00",
    "Du lundi au vendredi 9h-17h, fermé le mercredi|Mo-Tu 09:00-17:00; Th-Fr 09:00-17:00",
    "le 1er mardi du mois de 14h à 16h|Tu[1] 14:00-16:00",
    "le mardi de 9h à 12h semaines impaires|week 1-53/2 Tu 09:00-12:00",
    "sur rendez-vous|",
    "24h/24|24/7",
    "24h/24 7j/7|24/7",
    "du lundi au vendredi de 9h à midi|Mo-Fr 09:00-12:00",
    "du lundi au vendredi 9h-17h sauf jours fériés|Mo-Fr 09:00-17:00; PH off",
    "mercredi 14h-18h hors vacances scolaires|",
    "Lundi : 9h-12h | Mardi : 14h-17h | Mercredi : fermé|Mo 09:00-12:00; Tu 14:00-17:00",
    "lundi 9h-12h | mardi 9h-12h | jeudi 9h-12h|Mo-Tu 09:00-12:00; Th 09:00-12:00",
    "Mardi, mercredi, vendredi : 10h-12h / 14h-18h ; samedi : 10h-17h|"
    "Tu-We 10:00-12:00,14:00-18:00; Fr 10:00-12:00,14:00-18:00; Sa 10:00-17:00",
    "9h00-12h30 / 13h30-17h30 du lundi au vendredi|Mo-Fr 09:00-12:30,13:30-17:30",
    "Ouvert du mardi au samedi de 10h à 18h30|Tu-Sa 10:00-18:30",
    "OUVERT DU LUNDI AU JEUDI 8H30-12H 13H30-17H30 ET LE VENDREDI 8H30-12H|"
    "Mo-Th 08:30-12:00,13:30-17:30; Fr 08:30-12:00",
    "lundi matin 9h-12h et mardi après-midi 14h-17h|Mo 09:00-12:00; Tu 14:00-17:00",
    "lundi matin|",
    'Du lundi au vendredi, de 8h30 à 17h, sur rendez-vous uniquement|Mo-Fr 08:30-17:00 "sur rendez-vous"',
    "Les mardis et jeudis de 14 h à 17 h|Tu 14:00-17:00; Th 14:00-17:00",
    'Le mercredi sur rendez-vous de 9h à 12h|We 09:00-12:00 "sur rendez-vous"',
    'du lundi au vendredi 9h-12h sur RDV|Mo-Fr 09:00-12:00 "sur rendez-vous"',
    'Sur rendez-vous du lundi au vendredi de 9h à 12h et de 14h à 17h|Mo-Fr 09:00-12:00,14:00-17:00 "sur rendez-vous"',
    'lundi 9h-12h sans rendez-vous, jeudi 14h-17h sur rendez-vous|Mo 09:00-12:00; Th 14:00-17:00 "sur rendez-vous"',
    "les 1er et 3e jeudis du mois, 9h30-11h30|Th[1,3] 09:30-11:30",
    "dernier vendredi du mois 10h-12h|Fr[-1] 10:00-12:00",
    "premier samedi de chaque mois de 10h à 12h|Sa[1] 10:00-12:00",
    "mardi 14h-17h et le 2ème samedi du mois 10h-12h|Tu 14:00-17:00; Sa[2] 10:00-12:00",
    "un mardi sur deux de 9h à 12h|",
    "tous les quinze jours le mardi 9h-12h|",
    "semaines paires : jeudi 14h-16h|week 2-52/2 Th 14:00-16:00",
    "du lundi au samedi 9h-19h, dimanche 9h-13h|Mo-Sa 09:00-19:00; Su 09:00-13:00",
    "tous les jours sauf le dimanche 9h-18h|Mo-Sa 09:00-18:00",
    "Tous les jours de 8h à 20h sauf dimanche et jours fériés|Mo-Sa 08:00-20:00; PH off",
    "7j/7 de 8h à 22h|Mo-Su 08:00-22:00",
    "en semaine de 9h à 17h|Mo-Fr 09:00-17:00",
    "week-end 10h-12h|Sa-Su 10:00-12:00",
    "Lun. 9h-12h, Mar. 14h-17h|Mo 09:00-12:00; Tu 14:00-17:00",
    "Lun Mar Jeu Ven 08h30-12h00 13h30-17h00|Mo-Tu 08:30-12:00,13:30-17:00; Th-Fr 08:30-12:00,13:30-17:00",
    "lundi au vendredi 8h - 18h|Mo-Fr 08:00-18:00",
    "de 9 à 12h le mardi|Tu 09:00-12:00",
    "mardi de 9 heures à 12 heures 30|Tu 09:00-12:30",
    "vendredi jusqu'à 16h|",
    "à partir de 9h du lundi au vendredi|",
    "lundi 14h à 12h|",
    "lundi, mardi : 9h-12h. Mercredi : 9h-17h|Mo-Tu 09:00-12:00; We 09:00-17:00",
    "Du 1er juillet au 31 août : 9h-12h|",
    "pendant les vacances scolaires du lundi au vendredi 10h-18h|",
    "ouvert toute l'année|",
    "Lundi 13h30-17h30 - Mardi 9h-12h - Jeudi 9h-12h et 13h30-17h30|"
    "Mo 13:30-17:30; Tu 09:00-12:00; Th 09:00-12:00,13:30-17:30",
    "Mercredi 9h-12h 14h-18h Samedi 9h-12h|We 09:00-12:00,14:00-18:00; Sa 09:00-12:00",
    "fermé le lundi|",
    "du mardi au vendredi 9h-12h 14h-18h, fermé lundi et samedi|Tu-Fr 09:00-12:00,14:00-18:00",
    "le jeudi 9h-12h ou 14h-17h|",
    "lundi 9h-12h et 14h-17h (sauf le 3e lundi du mois)|",
    "du lundi au vendredi : matin 8h30-12h, après-midi 13h30-17h|Mo-Fr 08:30-12:00,13:30-17:00",
    "mar 9h-12h et jeu 9h-12h, fermé les jours fériés|Tu 09:00-12:00; Th 09:00-12:00; PH off",
    "samedi 20h-minuit|Sa 20:00-24:00",
    "9h-12h|",
    "lundi 9h, 12h|",
    "lundi de 9h à 12h et mardi|",
    "semaine paire : lundi 9h-12h ; semaine impaire : mardi 9h-12h|"
    "week 2-52/2 Mo 09:00-12:00; week 1-53/2 Tu 09:00-12:00",
    "semaines paires lundi 9h-12h, mardi 14h-17h, semaines impaires lundi 9h-11h|"
    "week 1-53/2 Mo 09:00-11:00; week 2-52/2 Mo 09:00-12:00; week 2-52/2 Tu 14:00-17:00",
    'Sur rendez-vous : lundi 9h-12h ; sans rendez-vous : mardi 9h-12h|Mo 09:00-12:00 "sur rendez-vous"; Tu 09:00-12:00',
    "semaine paire : lundi 9h-12h, fermé mardi, semaine impaire|",
    "semaine paire lundi 9h-12h semaine impaire|",
    "lundi 9h-12h ; sur rendez-vous : mardi 14h-17h|",
    "lundi 9h-12h, semaine paire mardi 14h-17h|",
    "lundi 9h-12h | mardi 14h-17h | sur rendez-vous|",
    "lundi 9h à 12h lundi 14h à 17h|Mo 09:00-12:00,14:00-17:00",
    "lundi au vendredi 9h-12h, vendredi 14h-17h|",
    "L-V 9h-12h|Mo-Fr 09:00-12:00",
    "L M M J V S 9h-12h|Mo-Sa 09:00-12:00",
    "L, M, J : 9h-12h|",
    "mardi(s) 9h-12h|",
    "Lu 9h-12h Ma 14h-17h|Mo 09:00-12:00; Tu 14:00-17:00",
    "lundi 9.00-12.00.|Mo 09:00-12:00",
    "fermé le lundi, du mardi au samedi 9h-12h|Tu-Sa 09:00-12:00",
    "fermé dimanche et lundi ; mardi au samedi : 9h-12h|Tu-Sa 09:00-12:00",
    "fermé le lundi et du mercredi au vendredi 9h-12h|",
    "fermé le lundi, mardi 9h-12h|",
    "lundi 05.53.40.12.12 9h-12h|",
    "lundi 9h/12h 14h/17h|Mo 09:00-12:00,14:00-17:00",
    "1er et 3e mardi 14h-16h|Tu[1,3] 14:00-16:00",
    "du lundi au mercredi 9h-12h et 14h-17h, fermé le mercredi après-midi|"
    "Mo-Tu 09:00-12:00,14:00-17:00; We 09:00-12:00",
    "du lundi au mercredi 9h-12h et 14h-17h sauf le mercredi matin|Mo-Tu 09:00-12:00,14:00-17:00; We 14:00-17:00",
    "du lundi au mercredi 9h-17h, fermé le mercredi après-midi|",
    "du lundi au mercredi 9h-12h et 14h-19h, fermé le mercredi soir|",
    "LUN-VEN 0830-1200 1330-1700|Mo-Fr 08:30-12:00,13:30-17:00",
    "{Lundi,Mardi,Mercredi} 09:00 12:00 14:00 17:00|Mo-We 09:00-12:00,14:00-17:00",
]


def test_hours_as_people_write_them_are_read_right_or_left():
    wrong = []
    for line in WRITTEN:
        said, _, notation = line.rpartition("|")
        if (from_sentence(said) or "") != notation:
            wrong.append((said, from_sentence(said)))
    assert wrong == []


@pytest.mark.parametrize(
    "said",
    [
        "lundi 9h-12h, mardi 14h-17h sur rendez-vous",
        "lundi 9h-12h en mars",
        "tous les mercredis 9h-12h et le 1er mercredi du mois 14h-16h",
        "du lundi au vendredi 9h-17h y compris les jours fériés",
    ],
)
def test_what_may_mean_two_things_is_left(said):
    assert from_sentence(said) is None


@given(st.text(alphabet="lunmardi 19h:-à,et|", max_size=40))
def test_whatever_is_written_is_read_as_hours_or_left(said):
    notation = from_sentence(said)
    assert notation is None or is_readable(notation)
