"""Settings of a network that a feature keeps in a row of its own: asked on the page of the network's settings."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from django import forms
from django.db import models

from inclusion.core.models.networks import Network


@dataclass(frozen=True)
class FeatureSettings:
    """The fields of a model that has one row a network.

    `current()`: the row of the active network, or what is usual. `asked(network)`: the fields that are asked there.
    `change(by=…, at=…, **changes)`: writes them in the active network and returns the names of those that changed.
    """

    model: type[models.Model]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    current: Callable[[], models.Model]
    asked: Callable[[Network], Collection[str]]
    change: Callable[..., list[str]]
    widgets: Mapping[str, type[forms.Widget] | forms.Widget] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields."""
        return tuple(name for _, names in self.groups for name in names)


_feature_settings: list[FeatureSettings] = []


def register_settings(one: FeatureSettings) -> None:
    """Ask for settings of a feature beside those of the network."""
    _feature_settings.append(one)


def feature_settings() -> list[FeatureSettings]:
    """The settings of features, in the order of their registration."""
    return list(_feature_settings)
