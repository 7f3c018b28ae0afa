"""The errors that the domain raises."""

from typing import Self


class DomainError(Exception):
    """A refusal by the domain: its message is the French sentence that the person is shown.

    `field` names the parameter of the action that is at fault, where one is, so that a form can say it there.
    """

    field: str | None = None

    def at(self, field: str) -> Self:
        """Name the parameter that is at fault: `raise DomainError("…").at("amount")`."""
        self.field = field
        return self


class InvalidAmount(DomainError, ValueError):
    """An amount that is no sum of whole cents, or is negative where none can be."""
