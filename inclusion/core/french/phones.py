"""Telephone numbers as people write and read them."""

import re

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
