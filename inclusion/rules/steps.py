"""The steps of a calculation, so that a page can show why an amount is what it is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CalculationStep:
    """One step: a French sentence (or the name of who is concerned) and at most one line of arithmetic."""

    sentence: str
    arithmetic: str = ""

    def __str__(self) -> str:
        return f"{self.sentence} {self.arithmetic}".rstrip()
