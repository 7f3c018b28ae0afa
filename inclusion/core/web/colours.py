"""A network's brand colour: which text can be read on it, and the shades that pages draw from it."""

import re
from collections.abc import Callable

WHITE = "#ffffff"
INK = "#17202e"
PAPER = "#faf7f2"
DEEPENER = "#0b1626"
TEXT_CONTRAST = 4.5
LINK_CONTRAST = 7.0
SOFT_PERCENT = 9
DEEP_PERCENT = 28  # the least share of the dark that a deep shade takes, so that it shows beside the brand

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

type Channels = tuple[int, int, int]


def _channels(colour: str) -> Channels:
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f"Not a #rrggbb colour: {colour!r}.")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance of a #rrggbb colour, from 0 (black) to 1 (white)."""

    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two #rrggbb colours, from 1 to 21; `ValueError` for anything else."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _mix(colour: str, other: str, percent: int) -> str:
    """The colour with `percent` of the other in it."""
    mixed = (
        (mine * (100 - percent) + theirs * percent + 50) // 100
        for mine, theirs in zip(_channels(colour), _channels(other), strict=True)
    )
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def ink_for(brand: str) -> str:
    """The ink for words on the brand colour: white or the dark ink, whichever has the better contrast."""
    return max((WHITE, INK), key=lambda ink: contrast(brand, ink))


def brand_problems(brand: str) -> list[str]:
    """Why a colour cannot be a network's brand, as French sentences; empty when it can."""
    if not _COLOUR.fullmatch(brand):
        return ["Une couleur s’écrit avec un dièse et six chiffres ou lettres de A à F, par exemple #1f5fa8."]
    best = contrast(brand, ink_for(brand))
    if best < TEXT_CONTRAST:
        # Rounded down: « 4,5 » must never be the figure of a refusal.
        shown = f"{int(best * 100) / 100:.2f}".replace(".", ",")
        return [
            f"Ni le blanc ni le noir ne se lisent assez bien sur cette couleur (contraste de {shown}, il faut 4,5). "
            "Choisissez une teinte un peu plus foncée ou un peu plus claire."
        ]
    return []


def _first_shade(brand: str, reaches: Callable[[str], bool]) -> str:
    shades = (_mix(brand, DEEPENER, percent) for percent in range(DEEP_PERCENT, 101))
    return next(shade for shade in shades if reaches(shade))


def deepen(brand: str) -> str:
    """A darker shade of the brand for links: at least 7:1 on the warm paper, hence on white too.

    A brand that is already darker than the dark it would be mixed with stays as it is.
    """
    shade = _first_shade(brand, lambda colour: contrast(colour, PAPER) >= LINK_CONTRAST)
    return shade if luminance(shade) <= luminance(brand) else brand.lower()


def soften(brand: str) -> str:
    """A tint of the brand for backgrounds: 9 % of it on white."""
    return _mix(WHITE, brand, SOFT_PERCENT)
