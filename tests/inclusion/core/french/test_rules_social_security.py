"""What has the shape of a social security number, and what only has many digits."""

from hypothesis import given, settings
from hypothesis import strategies as st

from inclusion.core.french.identifiers import has_social_security_number
from tests.examples import examples

#: Of 1985, May, Lot-et-Garonne: the key of 2 85 05 47 001 001 is 44. One with another key was typed wrong, and says as
#: much of somebody.
NUMBERS = """\
2 85 05 47 001 001 44
2 85 05 47 001 001 42
2850547001001
285054700100144
285054700100142
Sa carte : 1 70 12 2A 004 123 55.
1 70 12 2b 004 123
170122B00412355
1 99 02 99 351 042
1-85-31-47-001-001
1.85.05.971.23.001
(2850547001001)
n°2850547001001
NIR:285054700100144;
1 51 02 46 102 043 25
1510246102043
1 51 02 46 102 043 / 25
2 69 05 49 588 157 80
269054958815780
2 94 03 75 120 005 91
1 55 08 13 200 001 17
1 00 01 01 001 001 01
2 99 12 95 999 999 97
1 84 12 76 451 089 46
184127645108946
2 63 11 64 445 005
1 72 11 98 741 012
1 78 42 47 100 200 33
2 80 20 33 063 055 12
2 80 50 33 063 055 12
1 90 99 59 350 111
2-71-10-2B-033-001-10
2.71.10.2a.033.001
27110 2A033 001 10
1 3 2 0 6 4 7 1 2 3 4 5 6
Elle est née en 1960 (2 60 07 24 322 015 88), seule.
Ali 1890763113402
tél. 06 11 22 33 44, sécu 1 89 07 63 113 402
2 85 05 47 001 001 44 et 06 11 22 33 44
1 85 05 47 001 001
""".splitlines()

#: The seven before the last are what a number must not be for: its parts make no sense, or it has not its length.
OTHERS = """\
05 53 00 00 00
Appeler le 06 11 22 33 44 ou le 07 55 66 77 88
06 11 22 33 44 07 55 66 77 88
06.11.22.33.44 - 07.55.66.77.88
+33 6 11 22 33 44
+33 (0)5 53 00 00 00
0033 6 11 22 33 44
01 23 45 67 89 / 01 23 45 67 90
09 70 80 90 10
3919, 115 ou 112
SIRET 130 005 481 00010
13000548100010
224 700 015 00012
22470001500012
SIREN 224 700 015
SIRET 356 000 000 00048
FR76 3000 6000 0112 3456 7890 189
FR76 1027 8022 3300 0202 2840 183
RIB 10278 02233 00020228401 83
TVA FR 40 303 265 045
le 12 05 2026, 3 enfants, 40 000 €
du 01/09/2025 au 30/06/2026
1 234 567,89 € puis 12 345,67 €
1 250 000 habitants, 47 000 foyers
47000 Agen, 47200 Marmande, 33000 Bordeaux
44.2033, 0.6167
INSEE 47001, EPCI 200035459
UAI 0470001X
Dossier 2026-11-30-0042
Série C02XL0GYJGH5
IMEI 356938035643809
2026-11-30 14:05:59
14:00 - 17:30, 9:00 - 12:30
2850047001001
3850547001001
1 85 05 00 001 001
28505470010014
2850547001001421
2 85 05 47
A 285054700100, B 12
""".splitlines()


def test_forty_numbers_are_found_however_they_are_written_and_forty_others_are_not():
    assert len(NUMBERS) == len(OTHERS) == 40
    missed = [text for text in NUMBERS if not has_social_security_number(text)]
    alarms = [text for text in OTHERS if has_social_security_number(text)]
    assert (missed, alarms) == ([], [])
    assert has_social_security_number("٢٨٥٠٥٤٧٠٠١٠٠١")  # Arabic-Indic digits
    assert has_social_security_number("1\u00a099\u202f02\u00a099 351 042")
    assert not has_social_security_number("")


GAPS = st.sampled_from(["", " ", "\u00a0", ".", "-", " . "[:2]])


@settings(max_examples=examples(200), deadline=None)
@given(
    st.sampled_from("12"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.sampled_from([*(f"{one:02}" for one in range(1, 100)), "2A", "2B", "2a"]),
    st.integers(0, 999_999),
    st.none() | st.integers(0, 99),
    st.data(),
)
def test_any_is_found_inside_any_words(sex, year, month, department, rest, key, data):
    signs = f"{sex}{year:02}{month:02}{department}{rest:06}" + ("" if key is None else f"{key:02}")
    written = "".join(sign + data.draw(GAPS) for sign in signs).rstrip(" .-\u00a0")
    assert has_social_security_number(f"La mère, {written}, attend.")
    digits = signs[:13].upper().replace("2A", "19").replace("2B", "18")
    right = 97 - int(digits) % 97
    assert has_social_security_number(written, keyed=True) == (key == right)
    assert has_social_security_number(f"N° {signs[:13]}{right:02}.", keyed=True)
