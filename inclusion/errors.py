"""What the domain refuses."""


class DomainError(Exception):
    """A refusal by the domain: its message is the French sentence that the person is shown."""


class InvalidAmount(DomainError, ValueError):
    """An amount that is no sum of whole cents, or is negative where none can be."""
