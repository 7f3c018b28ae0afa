"""Telephone numbers as people read them."""

import phonenumbers

#: The country of numbers that are shown without one.
_FRANCE = 33


def shown_phone(number: str) -> str:
    """« 05 53 64 00 00 » for +33553640000, « +262 262 12 34 56 » for another country; anything else as it is."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    french = parsed.country_code == _FRANCE
    return phonenumbers.format_number(parsed, style.NATIONAL if french else style.INTERNATIONAL)
