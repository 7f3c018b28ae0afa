"""Telephone numbers as people write and read them, and the texts that mobiles take."""

import math
import re
import unicodedata

#: The country of numbers that are shown without one.
_FRANCE = 33
#: Who has ten digits from overseas, by the first four (Arcep's plan): dialled alike from all of France, but under
#: another country from abroad.
_OVERSEAS = {
    **dict.fromkeys(("0590", "0690", "0691"), "GP"),
    **dict.fromkeys(("0594", "0694"), "GF"),
    **dict.fromkeys(("0596", "0696", "0697"), "MQ"),
    **dict.fromkeys(("0262", "0692", "0693"), "RE"),
    **dict.fromkeys(("0269", "0639"), "YT"),
}
#: Where numbers have a plan of their own.
_APART = frozenset({"PM", "WF", "PF", "NC"})


def region_of(text: str, *, here: str = "FR") -> str:
    """The country (ISO 3166) of a number as people write it; `here` is that of the place, for what does not say."""
    digits = re.sub(r"[^0-9]", "", text)
    if here in _APART or not re.fullmatch(r"0[1-9][0-9]{8}", digits):
        return here
    return _OVERSEAS.get(digits[:4], "FR")


_IN_TEXT = re.compile(r"(?<![0-9+])(?:(?:\+|00)33[\s.\-]?(?:\(0\)\s?)?|0)([1-9])((?:[\s.\-]?[0-9]{2}){4})(?![0-9])")


def phone_in(text: str) -> str:
    """The first French number of ten digits in a text, « 05 53 64 00 00 »; empty where there is none."""
    found = _IN_TEXT.search(text)
    if not found:
        return ""
    digits = f"0{found[1]}" + re.sub(r"[^0-9]", "", found[2])
    return "\u00a0".join(digits[start : start + 2] for start in range(0, 10, 2))


def shown_phone(number: str) -> str:
    """« 05 53 64 00 00 » for +33553640000, « +262 262 12 34 56 » for another country; anything else as it is."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    french = parsed.country_code == _FRANCE
    return phonenumbers.format_number(parsed, style.NATIONAL if french else style.INTERNATIONAL)


# -- Mobiles, and the signs of an SMS

#: What a message may be made of (GSM 03.38), one sign each, and two for the second list.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")
_PLAIN = str.maketrans({"’": "'", "«": '"', "»": '"', "–": "-", "—": "-", "…": "...", "œ": "oe", "Œ": "OE"})
#: Signs of a message that goes in one part, and of each part of a longer one.
ONE_PART, EACH_PART = 160, 153


def gsm_text(text: str) -> str:
    """The text in the signs that every telephone takes: an accent that is not among them goes, the letter stays."""
    plain = " ".join(text.translate(_PLAIN).split())
    signs = (sign if sign in _BASIC | _EXTENDED else unicodedata.normalize("NFD", sign)[0] for sign in plain)
    return "".join(sign if sign in _BASIC | _EXTENDED else "?" for sign in signs)


def signs_of(text: str) -> int:
    """How many signs of a message a text takes."""
    return sum(2 if sign in _EXTENDED else 1 for sign in text)


def parts_of(text: str) -> int:
    """How many messages a text is charged as."""
    length = signs_of(text)
    return 1 if length <= ONE_PART else math.ceil(length / EACH_PART)


def mobile_of(phone: str) -> str:
    """A French mobile number as networks write it (E.164); empty for any other."""
    digits = re.sub(r"[\s.\-()]", "", phone)
    found = re.fullmatch(r"(?:\+33|0033|0)0?([67]\d{8})", digits)
    return f"+33{found[1]}" if found else ""
