"""The floor plan, held by reading the code: who may import whom, where writes happen, how rows belong to a network."""

import ast
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from inclusion.constraints import SameNetwork
from inclusion.scope import NetworkOwned

ROOT = Path(__file__).resolve().parent.parent
APPS = ("inclusion", "funding", "roadmaps", "equipment", "evaluation")

#: What each app may import besides itself: downwards only.
BELOW = {
    "inclusion": set(),
    "funding": {"inclusion"},
    "roadmaps": {"inclusion", "funding"},
    "equipment": {"inclusion"},
    "evaluation": {"inclusion", "funding", "roadmaps", "equipment"},
}

#: Layers from the ground up; a module imports its own layer and those before it.
LAYERS = (
    ("enums", "errors", "roles"),
    ("rules",),
    ("library",),
    ("scope", "constraints", "operations"),
    ("models",),
    ("access", "journal", "hooks"),
    ("states", "navigation"),
    ("jobs", "exports", "pdf", "typesetting", "mail", "mail_rows", "limits", "context", "connections"),
    ("actions",),
    ("forms", "filters", "tables", "columns", "documents", "templatetags", "listing", "adapters"),
    ("tasks",),
    ("hooks_of_app", "cards", "home_cards"),
    ("views",),
    ("urls",),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}

#: Outside the floors: they start things, or fill them from outside.
UNRANKED = {
    "settings",
    "schedule",
    "celery",
    "beat",
    "wsgi",
    "access_log",
    "apps",
    "management",
    "migrations",
    "embedded",
    "demo",
    "data",
}

#: Tables that belong to everybody: facts, accounts, and the networks themselves.
GLOBAL_MODELS = {
    "inclusion.User",
    "inclusion.Network",
    "inclusion.Department",
    "inclusion.Epci",
    "inclusion.EpciContour",
    "inclusion.Commune",
}

#: The few files that may cross networks, and why.
CROSSES_NETWORKS = {
    "inclusion/scope.py",  # defines it
    "inclusion/models/networks.py",  # the networks of a user, to choose from at log-in
    "inclusion/models/memberships.py",  # an invitation by its link: its holder is in no network yet
    "funding/models/post_readings.py",  # the public home says which networks have a fund for posts
    "roadmaps/models/public_readings.py",  # and which have adopted a roadmap
    "evaluation/models/questionnaire_readings.py",  # and which share a questionnaire
    "inclusion/models/place_readings.py",  # and whose guide shows a place
    "inclusion/models/event_readings.py",  # and which show events
    "inclusion/models/newsletter_readings.py",  # and which have a newsletter
}

#: Loads facts that belong to everybody: no network's journal tells of them.
OF_NO_NETWORK = {"inclusion/actions/territories.py", "inclusion/actions/contours.py"}

#: Takes answers from nobody in particular: a journal would tell who answered, and when.
FROM_NOBODY = {"evaluation/actions/responses.py"}

#: The few files that speak SQL.
SPEAKS_SQL = {
    "inclusion/access.py",  # SET TRANSACTION READ ONLY
    "inclusion/views/home.py",  # the health check
    "inclusion/actions/territories.py",  # COPY
    "funding/actions/invariants.py",  # proves the ledger by SQL
    "funding/actions/references.py",  # an advisory lock
    "evaluation/demo/asking.py",  # ANALYZE
}


def sources(*names: str) -> list[Path]:
    """The Python files of these apps, migrations aside."""
    return [
        path
        for name in names or APPS
        for path in sorted((ROOT / name).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_of(tree: ast.AST) -> set[str]:
    """Every module imported, at the top or inside a function, as dotted names."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def top_level_imports_of(tree: ast.Module) -> set[str]:
    """Modules imported when the file is loaded (imports inside functions and TYPE_CHECKING aside)."""
    return imports_of(
        ast.Module([node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))], [])
    )


def layer_of(module: str) -> str | None:
    """`funding.models.ledger` → `models`; None for what has no floor."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] in APPS and parts[1] not in UNRANKED else None


def module_of(path: Path) -> str:
    return relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def parsed() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text())) for path in sources()]


# -- Imports ----------------------------------------------------------------------------------------------------------


def test_apps_import_downwards_only():
    wrong = [
        f"{relative(path)} imports {name}"
        for path, tree in parsed()
        for name in imports_of(tree)
        if (app := path.relative_to(ROOT).parts[0]) != (target := name.split(".")[0])
        and target in APPS
        and target not in BELOW[app]
        and path.name != "settings.py"
    ]
    assert not wrong


def test_every_module_has_its_floor():
    known = set(RANK) | UNRANKED
    strays = {
        relative(path)
        for path in sources()
        if path.relative_to(ROOT).parts[1].removesuffix(".py") not in known | {"__init__"}
    }
    assert not strays, "give them a place in LAYERS"


def test_layers_import_downwards_only():
    wrong = []
    for path, tree in parsed():
        here = layer_of(module_of(path))
        if here not in RANK:
            continue
        for name in top_level_imports_of(tree):
            there = layer_of(name)
            if there in RANK and rank_of(module_of(path)) < rank_of(name):
                wrong.append(f"{relative(path)} ({here}) imports {name} ({there})")
    assert not wrong


def rank_of(module: str) -> int:
    """The floor of a module; an app's own hooks.py stands high, the registry that inclusion offers stands low."""
    layer = layer_of(module)
    if layer == "hooks" and not module.startswith("inclusion."):
        return RANK["hooks_of_app"]
    return RANK[layer]


def test_rules_are_arithmetic_alone():
    """No ORM, no clock, no settings."""
    forbidden_calls = {"now", "today", "localdate", "localtime", "utcnow"}
    wrong = []
    for path, tree in parsed():
        if path.relative_to(ROOT).parts[1] != "rules":
            continue
        wrong += [
            f"{relative(path)} imports {name}" for name in imports_of(tree) if name.startswith("django")
        ]
        wrong += [
            f"{relative(path)}:{node.lineno} asks the clock"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in forbidden_calls
        ]
    assert not wrong


# -- Where things may happen
# --------------------------------------------------------------------------------------------


def calls(tree: ast.AST, *names: str) -> list[int]:
    """Lines on which one of these is called, as a function or a method."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr in names)
            or (isinstance(node.func, ast.Name) and node.func.id in names)
        )
    ]


def is_command(path: Path) -> bool:
    return "management" in path.parts


def test_only_allow_listed_files_cross_networks():
    crossing = {
        relative(path) for path, tree in parsed() if calls(tree, "every_network") and not is_command(path)
    }
    assert crossing <= CROSSES_NETWORKS


def test_only_allow_listed_files_speak_sql_or_go_round_the_manager():
    speaking = {
        relative(path)
        for path, tree in parsed()
        if calls(tree, "raw", "cursor", "extra") or "_base_manager" in path.read_text()
    }
    assert speaking - {path for path in speaking if path.startswith("inclusion/embedded/")} <= SPEAKS_SQL


def test_a_state_is_changed_by_the_one_door():
    wrong = [
        f"{relative(path)}:{node.lineno}"
        for path, tree in parsed()
        if path != ROOT / "inclusion/states.py"
        for node in ast.walk(tree)
        if isinstance(node, (ast.Assign, ast.AugAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "state"
    ]
    wrong += [
        f"{relative(path)}:{node.lineno}"
        for path, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"update", "bulk_update"}
        and any(keyword.arg == "state" for keyword in node.keywords)
    ]
    assert not wrong


def test_tasks_are_sent_when_the_transaction_is_committed():
    wrong = [
        f"{relative(path)}:{line}"
        for path, tree in parsed()
        for line in calls(tree, "delay", "apply_async", "send_task")
        if not path.is_relative_to(ROOT / "inclusion/embedded") and path != ROOT / "inclusion/jobs.py"
    ]
    assert not wrong


def test_what_a_sweep_makes_good_is_sent_as_a_hint():
    """Else somebody is shown an error for what was committed, when the broker is away."""
    wrong = [
        f"{relative(path)}:{line}"
        for path, tree in parsed()
        if path.is_relative_to(ROOT / "funding/actions")
        for line in calls(tree, "delay_on_commit", "apply_async_on_commit")
    ]
    assert not wrong


def test_no_signals():
    wrong = [
        f"{relative(path)} imports {name}"
        for path, tree in parsed()
        for name in imports_of(tree)
        if name.startswith(("django.db.models.signals", "django.dispatch"))
    ]
    assert not wrong


# -- Shapes
# -------------------------------------------------------------------------------------------------------------


def public_functions(layer: str) -> list[tuple[Path, ast.FunctionDef]]:
    return [
        (path, node)
        for path, tree in parsed()
        if path.relative_to(ROOT).parts[1].removesuffix(".py") == layer
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def decorators(node: ast.FunctionDef) -> set[str]:
    return {ast.unparse(one).split("(")[0] for one in node.decorator_list}


def writes(node: ast.FunctionDef) -> bool:
    return bool(
        calls(node, "save", "create", "bulk_create", "update", "delete", "get_or_create", "update_or_create")
    )


def test_actions_that_write_are_atomic_and_keep_the_journal():
    wrong = []
    for path, node in public_functions("actions"):
        if not writes(node) or relative(path) in OF_NO_NETWORK | FROM_NOBODY:
            continue
        keyword_only = {argument.arg for argument in node.args.kwonlyargs}
        if not {"by", "at"} <= keyword_only:
            wrong.append(
                f"{relative(path)}:{node.lineno} {node.name}: by= and at= are keyword-only arguments"
            )
        if "transaction.atomic" not in decorators(node):
            wrong.append(f"{relative(path)}:{node.lineno} {node.name}: not atomic")
        if not calls(node, "record", "move", "add_member"):
            wrong.append(f"{relative(path)}:{node.lineno} {node.name}: writes no journal line")
    assert not wrong


def test_views_are_short_and_declare_their_access():
    doors = {"requires", "public", "public_in_network", "signed_in"}
    wrong = []
    for path, node in public_functions("views"):
        takes_a_request = node.args.args and node.args.args[0].arg == "request"
        if not takes_a_request or path.name == "errors.py":
            continue
        if not decorators(node) & doors:
            wrong.append(f"{relative(path)}:{node.lineno} {node.name} declares no access")
        lines = node.end_lineno - node.lineno + 1
        if lines > 28:
            wrong.append(f"{relative(path)}:{node.lineno} {node.name} has {lines} lines")
    assert not wrong


def test_modules_are_small_rooms():
    wide = {
        relative(path): lines for path in sources() if (lines := len(path.read_text().splitlines())) > 420
    }
    assert not wide, "split them by noun"


def test_public_functions_say_what_they_do():
    wrong = [
        f"{relative(path)}:{node.lineno} {node.name}"
        for layer in ("rules", "actions")
        for path, node in public_functions(layer)
        if not ast.get_docstring(node) or node.returns is None
    ]
    assert not wrong


# -- Rows and networks
# ----------------------------------------------------------------------------------------------------

OWN_MODELS = [
    model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)
]
OWNED = [model for model in OWN_MODELS if issubclass(model, NetworkOwned)]


def label(model: type[models.Model]) -> str:
    return model._meta.label


def test_every_model_is_network_owned_or_on_the_short_list():
    outside = {label(model) for model in OWN_MODELS if not issubclass(model, NetworkOwned)}
    joined = {"inclusion.User_groups", "inclusion.User_user_permissions"}
    assert outside - joined == GLOBAL_MODELS


@pytest.mark.parametrize("model", OWNED, ids=label)
def test_owned_rows_are_read_through_the_scope_alone(model):
    from inclusion.scope import NetworkManager

    for manager in (model._default_manager, model._base_manager, model.objects):
        assert isinstance(manager, NetworkManager)


@pytest.mark.parametrize("model", OWNED, ids=label)
def test_owned_rows_can_be_the_target_of_a_composite_key(model):
    keys = {
        tuple(constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and not constraint.condition
    }
    assert ("id", "network") in keys


@pytest.mark.parametrize("model", OWNED, ids=label)
def test_keys_between_owned_rows_are_composite(model):
    held = {one.field for one in model._meta.constraints if isinstance(one, SameNetwork)}
    between = {
        field.name
        for field in model._meta.fields
        if field.is_relation and issubclass(field.remote_field.model, NetworkOwned)
    }
    assert held == between


@pytest.mark.parametrize("model", OWNED, ids=label)
def test_global_rows_do_not_look_back_into_networks(model):
    for field in model._meta.fields:
        if field.is_relation and not issubclass(field.remote_field.model, NetworkOwned):
            assert field.remote_field.related_name == "+", field


@pytest.mark.parametrize("model", [model for model in OWN_MODELS if hasattr(model, "TRANSITIONS")], ids=label)
def test_states_say_all_that_may_follow(model):
    states = set(model._meta.get_field("state").choices)
    known = {value for value, _ in model._meta.get_field("state").choices}
    assert {str(state) for state in model.TRANSITIONS} == known, states
    assert {str(to) for following in model.TRANSITIONS.values() for to in following} <= known
