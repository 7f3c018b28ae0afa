"""Finds the modules of an app's features by the names of their layers: nobody keeps a list of them."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

#: Folders of an app that are no feature.
_BESIDE = {"demo", "embedded", "management", "migrations", "templatetags"}
#: What features register when the portal starts.
REGISTERS = ("home", "mails", "invariants", "adapters")


def load(app: str, *layers: str) -> list[ModuleType]:
    """Import these layers of an app and of its features, each package before those in it, in the order of names."""
    folder = Path(str(import_module(app).__file__)).parent
    return [import_module(name) for name in _named(app, folder, layers)]


def _named(package: str, folder: Path, layers: tuple[str, ...]) -> Iterator[str]:
    found = {one.name: one.ispkg for one in pkgutil.iter_modules([str(folder)])}
    for layer in layers:
        if layer in found:
            yield f"{package}.{layer}"
            if found[layer]:
                parts = pkgutil.iter_modules([str(folder / layer)])
                yield from sorted(f"{package}.{layer}.{one.name}" for one in parts)
    for name in sorted(name for name, is_package in found.items() if is_package):
        if name not in _BESIDE and name not in layers:
            yield from _named(f"{package}.{name}", folder / name, layers)


def classes_of[Kind](app: str, layer: str, kind: type[Kind]) -> dict[str, type[Kind]]:
    """The classes of this kind that a layer of an app's features defines, by their names."""
    return {
        name: value
        for module in load(app, layer)
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, kind) and value.__module__ == module.__name__
    }
