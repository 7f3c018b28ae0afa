"""SIRET of organisations, IBAN and BIC of accounts, UAI of schools, social security numbers: cleaned and checked."""

import re
import unicodedata

from stdnum import bic, iban
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import siret

UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_SEPARATORS = re.compile(r"[\s.\-\u2010\u2011\u2013]+")
_UAI = re.compile(r"[0-9]{7}[A-Z]")


def _compact(value: str) -> str:
    """The value without spaces (no-break ones included), dots and hyphens, in capitals."""
    return _SEPARATORS.sub("", value).upper()


def siret_problem(value: str) -> str | None:
    """What is wrong with a SIRET, as a French sentence; None when it is well formed.

    Spaces, dots and hyphens are forgiven. La Poste's establishments follow a check of their own, which the library
    knows. Fourteen zeros pass the arithmetic but name nobody: open data uses them for "unknown".
    """
    number = _compact(value)
    if not number:
        return "Indiquez le numéro SIRET."
    if not re.fullmatch(r"[0-9]{14}", number):
        return "Un SIRET compte 14 chiffres."
    if number.startswith("000000000"):
        return "Ce SIRET ne désigne personne : il commence par neuf zéros."
    try:
        siret.validate(number)
    except InvalidChecksum:
        return "Ce SIRET contient une erreur : sa clé de contrôle ne correspond pas. Vérifiez chaque chiffre."
    except ValidationError:
        return "Ce SIRET n’est pas valable."
    return None


def clean_siret(value: str) -> str:
    """The SIRET as it is stored, without spaces, dots and hyphens; whether it is right is for `siret_problem` to
    say."""
    return _compact(value)


def iban_problem(value: str) -> str | None:
    """What is wrong with an IBAN, as a French sentence; None when it is well formed. Spaces are forgiven."""
    number = _compact(value)
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", number):
        return "Un IBAN commence par deux lettres et deux chiffres, par exemple FR76 3000 1007 …"
    if not iban.is_valid(number):
        return "Cet IBAN contient une erreur\u00a0: sa clé de contrôle ne correspond pas. Vérifiez chaque caractère."
    return None


def clean_iban(value: str) -> str:
    """The IBAN as it is stored, without spaces; whether it is right is for `iban_problem` to say."""
    return _compact(value)


def bic_problem(value: str) -> str | None:
    """What is wrong with a BIC, as a French sentence; None when it is well formed. Spaces are forgiven."""
    return None if bic.is_valid(_compact(value)) else "Un BIC compte 8 ou 11 lettres et chiffres, par exemple BDFEFRPP."


def clean_bic(value: str) -> str:
    """The BIC as it is stored, without spaces; whether it is right is for `bic_problem` to say."""
    return _compact(value)


def shown_iban(value: str) -> str:
    """The IBAN as it is printed: in groups of four."""
    return " ".join(value[index : index + 4] for index in range(0, len(value), 4))


def masked_iban(value: str) -> str:
    """Enough of an account number to recognise it by, too little to use it; empty for none."""
    return f"{value[:4]} •••• {value[-3:]}" if value else ""


def uai_letter(digits: str) -> str:
    """The check letter that ends a school's UAI, from its seven digits: the number mod 23 over 23 letters."""
    if not re.fullmatch(r"[0-9]{7}", digits):
        raise ValueError("A UAI starts with seven digits.")
    return UAI_LETTERS[int(digits) % len(UAI_LETTERS)]


def uai_problem(value: str) -> str | None:
    """What is wrong with a school's UAI, as a French sentence; None when it is well formed."""
    number = _compact(value)
    if not number:
        return "Indiquez le numéro UAI."
    if not _UAI.fullmatch(number):
        return "Un UAI compte 7 chiffres suivis d’une lettre."
    if number.startswith("0000000"):
        return "Cet UAI ne désigne aucun établissement : il ne contient que des zéros."
    if uai_letter(number[:7]) != number[7]:
        return "Cet UAI contient une erreur : sa lettre finale ne correspond pas à ses chiffres."
    return None


def clean_uai(value: str) -> str:
    """The UAI as it is stored: no spaces, a capital letter; whether it is right is for `uai_problem` to say."""
    return _compact(value)


# -- Social security numbers, which no text of the portal keeps

NIR_REFUSED = "Ce texte contient un numéro de sécurité sociale\u00a0: retirez-le. Le portail n’en garde jamais."

#: Spaces of any kind, points or dashes between two signs.
_GAP = r"[\s.\-]{0,2}"


def _signs(*patterns: str) -> str:
    return _GAP.join(patterns)


#: Sex, year, month (or the code of one that is not known), département, commune, rank; then the key, or nothing.
_NUMBER = re.compile(
    r"(?<![0-9])"
    + _signs(
        "[12]",
        "[0-9]",
        "[0-9]",
        f"(?:0{_GAP}[1-9]|1{_GAP}[0-2]|2{_GAP}[0-9]|3{_GAP}[0-9]|4{_GAP}[0-2]|[5-9]{_GAP}[0-9])",
        f"(?:0{_GAP}[1-9]|[1-9]{_GAP}[0-9]|2{_GAP}[AaBb])",
        *["[0-9]"] * 6,
    )
    + f"(?:{_GAP}[0-9]{_GAP}[0-9])?"
    + r"(?![0-9])"
)


def has_social_security_number(text: str, *, keyed: bool = False) -> bool:
    """Whether a text holds 13 or 15 digits, together or apart, that have the shape of a social security number.

    Digits of every script count: « ٠ » is 0. `keyed`: only 15 whose last two are the key of the others, which a
    reference of a bank or a lot hardly ever has.
    """
    plain = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)
    return any(not keyed or _has_its_key(found.group()) for found in _NUMBER.finditer(plain))


def _has_its_key(number: str) -> bool:
    """Whether the last two digits are 97 less the rest of the others by 97; Corsica counts as 19 and 18 (INSEE)."""
    digits = re.sub(r"[\s.\-]", "", number).upper().replace("2A", "19").replace("2B", "18")
    return len(digits) == 15 and int(digits[13:]) == 97 - int(digits[:13]) % 97
