"""The structure, checked by reading the code: who may import whom, where writes happen, how rows have a network."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models
from django.forms import BaseForm
from django.forms.renderers import get_default_renderer
from django.urls import URLPattern, URLResolver, get_resolver

from inclusion.core.constraints import SameNetwork, ScopedForeignKey, ScopedOneToOneField
from inclusion.core.scope import NetworkManager, NetworkOwned
from inclusion.core.web.forms import CleanBoundField

ROOT = Path(__file__).resolve().parent.parent
APPS = ("inclusion", "funding", "roadmaps", "equipment", "evaluation")

#: Layers of a feature from the ground up; a module imports its own layer and those before it.
LAYERS = (
    ("core",),
    ("enums",),
    ("rules", "labels", "figures"),
    ("library",),
    ("models",),
    ("queries",),
    ("actions", "invariants"),
    ("forms", "adapters"),
    ("lists",),
    ("mails", "papers"),
    ("tabs",),
    ("tasks",),
    ("home",),
    ("views",),
    ("urls",),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}

#: Actions that seal a document make it in their transaction: that it is sealed and what it says are one.
SEALS_PAPERS = {
    "funding/agreements/actions/life.py",
    "funding/contributions/actions/calls.py",
    "funding/passes/reimbursements/actions/claims.py",
    "funding/statements/actions/issue.py",
}

#: The layers of core, which imports no feature.
CORE_LAYERS = (
    ("errors", "features", "roles", "looks", "enums", "french", "charts", "suppression"),
    ("activities", "scope", "constraints", "operations", "privileges"),
    ("models", "figures"),
    ("logs", "access", "news", "registry"),
    ("waiting",),
    ("states", "navigation", "journal", "searching", "relations"),
    ("jobs", "limits", "documents", "invariants", "mail", "imports", "papers", "web"),
)
CORE_RANK = {name: rank for rank, names in enumerate(CORE_LAYERS) for name in names}

#: Parts of core that are what a layer is elsewhere.
LIKE = {
    "french": "rules",
    "charts": "rules",
    "suppression": "rules",
    "imports": "actions",
    "documents": "actions",
    "invariants": "actions",
    "errors": "errors",
}

#: In no layer: they start things, or fill them from outside.
UNRANKED = {
    "__init__",
    "settings",
    "schedule",
    "celery",
    "beat",
    "cache",
    "wsgi",
    "access_log",
    "web_server",
    "production",
    "apps",
    "database",
    "management",
    "migrations",
    "templatetags",
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
    "inclusion.OutgoingMail",  # e-mails of accounts are in no network; a row of one is sent in its scope
}

#: The few files that may cross networks, and why.
CROSSES_NETWORKS = {
    "inclusion/core/scope.py",  # defines it
    "inclusion/core/models/networks.py",  # the networks of a user, to choose from at log-in
    "funding/posts/queries.py",  # the public home says which networks have a fund for posts
    "funding/staff/queries.py",  # the public home says which networks have offers of posts
    "roadmaps/adoption/queries.py",  # and which have adopted a roadmap
    "evaluation/exchange/home.py",  # and which share a questionnaire
    "evaluation/results/home.py",  # and which show results
    "inclusion/guide/queries.py",  # and whose guide shows a place
    "inclusion/events/queries.py",  # and which show events
    "inclusion/newsletter/models.py",  # and which have a newsletter
}

#: Loads facts that belong to everybody: no network's journal records them.
OF_NO_NETWORK = {"inclusion/territories/actions.py"}

#: Takes answers from nobody in particular: a journal would show who answered, and when.
FROM_NOBODY = {"evaluation/surveys/answers/actions.py"}

#: The few files that speak SQL.
SPEAKS_SQL = {
    "inclusion/core/access.py",  # SET TRANSACTION READ ONLY
    "inclusion/site/views.py",  # the health check
    "inclusion/core/navigation.py",  # runs again what was compiled once
    "inclusion/territories/actions.py",  # COPY
    "inclusion/core/invariants.py",  # runs again what was compiled once, and what features prove by SQL
    "funding/ledger/actions.py",  # an advisory lock
    "evaluation/demo/asking.py",  # ANALYZE
    "inclusion/core/privileges.py",  # GRANT
    "inclusion/core/journal.py",  # hashes
    "inclusion/manual/queries.py",  # stems of French words
}


def sources(*names: str) -> list[Path]:
    """The Python files of these apps, migrations aside."""
    return [
        path for name in names or APPS for path in sorted((ROOT / name).rglob("*.py")) if "migrations" not in path.parts
    ]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_of(nodes: Iterable[ast.AST]) -> set[str]:
    """Every module that these nodes import, as dotted names."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def called(node: ast.Call) -> str | None:
    """The name by which a function or a method is called."""
    return getattr(node.func, "attr", None) or getattr(node.func, "id", None)


def layer_of(module: str) -> str | None:
    """`funding.passes.letters.models` → `models`, `inclusion.core.scope` → `core`; None for what is in no layer."""
    app, *parts = module.split(".")
    if app not in APPS or not parts or parts[0] in UNRANKED:
        return None
    return next((part for part in parts if part in RANK), None)


def part_of_core(module: str) -> str | None:
    """`inclusion.core.web.forms` → `web`."""
    return module.split(".")[2] if re.match(r"inclusion\.core\.\w", module) else None


def module_of(path: Path) -> str:
    return relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def runs_at_once(node: ast.stmt) -> bool:
    """Whether a statement runs when its module is loaded: not in a function, nor for type checkers alone."""
    return not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not (
        isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )


A_NAME = re.compile(r"\w+(\.\w+)*:?")


class Source:
    """One file, parsed and walked once; only what the tests ask for is kept."""

    def __init__(self, path: Path) -> None:
        text = path.read_text()
        self.path, self.name, self.lines = path, relative(path), text.count("\n")
        self.module = module_of(path)
        self.app, layer = self.module.split(".")[0], layer_of(self.module)
        #: Its layer; of core, the layer that it is like.
        self.layer = LIKE.get(part_of_core(self.module) or "") if layer == "core" else layer
        self.text = text
        self.names_base_manager = "_base_manager" in text
        body = ast.parse(text).body
        #: Functions and classes of the module, and what is given a value in it.
        self.defines = [
            getattr(node, "name", None) or getattr(node, "id", "")
            for statement in body
            for node in (
                [statement]
                if isinstance(statement, (ast.FunctionDef, ast.ClassDef))
                else ast.walk(statement)
                if isinstance(statement, (ast.Assign, ast.AnnAssign))
                else []
            )
            if isinstance(node, (ast.FunctionDef, ast.ClassDef))
            or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
        ]
        #: Imports when the file is loaded: those inside functions and TYPE_CHECKING aside.
        self.top_level_imports = imports_of(
            node for statement in body if runs_at_once(statement) for node in ast.walk(statement)
        )
        nodes = [node for statement in body for node in ast.walk(statement)]
        self.imports = imports_of(nodes)
        self.imports_in_functions = imports_of(
            inner
            for node in nodes
            if isinstance(node, ast.FunctionDef)
            for statement in node.body
            for inner in ast.walk(statement)
        )
        #: Its words that are one name: dotted, or of letters alone.
        self.strings = [
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and A_NAME.fullmatch(node.value)
        ]
        self.calls = [
            (name, node.lineno, {keyword.arg for keyword in node.keywords})
            for node in nodes
            if isinstance(node, ast.Call) and (name := called(node))
        ]
        #: Where an attribute is given a value: its name and the line.
        self.assigned = [
            (target.attr, node.lineno)
            for node in nodes
            if isinstance(node, (ast.Assign, ast.AugAssign))
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Attribute)
        ]
        self.functions = [
            node
            for node in body
            if isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and self.layer in {"rules", "actions", "views"}
        ]

    def lines_that_call(self, *names: str) -> list[int]:
        return [line for name, line, _ in self.calls if name in names]


@cache
def parsed() -> list[Source]:
    return [Source(path) for path in sources()]


# -- Imports ----------------------------------------------------------------------------------------------------------


def test_every_module_has_its_layer():
    strays = [
        source.name
        for source in parsed()
        if source.lines
        and layer_of(source.module) is None
        and not UNRANKED & {*source.module.split(".")[1:2], source.path.stem}
    ]
    strays += [
        source.name
        for source in parsed()
        if (part := part_of_core(source.module)) is not None and part not in CORE_RANK
    ]
    assert not strays, "give them a place in LAYERS or CORE_LAYERS"


def test_layers_import_downwards_only():
    wrong = []
    for source in parsed():
        here, part = layer_of(source.module), part_of_core(source.module)
        for name in source.imports if here else ():
            there, other = layer_of(name), part_of_core(name)
            if there is None:
                continue
            if there == "papers" and source.name in SEALS_PAPERS:
                continue
            if RANK[here] < RANK[there]:
                wrong.append(f"{source.name} ({here}) imports {name} ({there})")
            elif part in CORE_RANK and other in CORE_RANK and CORE_RANK[part] < CORE_RANK[other]:
                wrong.append(f"{source.name} (core {part}) imports {name} (core {other})")
    assert not wrong


#: What a feature keeps for itself: what two need is in `queries`, `rules` or core.
OWN_LAYERS = {"views", "lists", "papers", "home", "invariants"}
#: Indexes of a package: they import these layers of the features in it.
INDEXES = {"urls"}


def feature_of(module: str) -> str:
    """`funding.passes.letters.views.batches` → `funding.passes.letters`."""
    parts = module.split(".")
    return ".".join(parts[: next((place for place, part in enumerate(parts) if part in RANK), len(parts))])


def test_views_lists_papers_and_homes_are_imported_by_their_own_feature_alone():
    wrong = []
    for source in parsed():
        here, layer = feature_of(source.module), layer_of(source.module)
        if here.startswith("inclusion.core") or UNRANKED & {*source.path.parts} - {"templatetags", "__init__.py"}:
            continue
        for name in source.imports:
            there = feature_of(name)
            is_index = layer in INDEXES and f"{there}.".startswith(f"{here}.")
            if layer_of(name) in OWN_LAYERS and there != here and not is_index:
                wrong.append(f"{source.name} imports {name}")
    assert not wrong, "move what both need to queries, rules or core"


#: Pages that core knows by name: every network has them.
EVERYBODYS_PAGES = {"network_home", "site_home", "network_logo", "reminder_stop"}
#: Tables to which rows of core have keys.
KEYS_OF_CORE = {"inclusion.Partner", "inclusion.Commune", "inclusion.Department"}
#: Closed lists of core, whose values may be the name of a page by chance.
CLOSED_LISTS = {"inclusion/core/enums.py", "inclusion/core/roles.py"}


def urls_of(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from urls_of(one)
        else:
            yield one


def test_core_names_no_feature():
    """Neither a package, nor a table, nor a page of one stands as a string in core."""
    packages = {
        ".".join(folder.relative_to(ROOT).parts)
        for app in APPS
        for folder in (ROOT / app).iterdir()
        if (folder / "__init__.py").exists() and folder.name not in UNRANKED | {"core"}
    }
    tables = {
        name
        for model in apps.get_models()
        if not model.__module__.startswith(("inclusion.core.", "django.", "allauth."))
        for name in (model._meta.label, model._meta.label_lower)
    }
    pages = {
        one.name
        for one in urls_of(get_resolver())
        if one.name and "_" in one.name and one.callback.__module__.split(".")[0] in APPS
    }
    wrong = []
    for source in parsed():
        if part_of_core(source.module) is None:
            continue
        for text in source.strings:
            feature = ".".join(text.split(".")[:2])
            if feature in packages or (text.split(":")[0] in tables - KEYS_OF_CORE):
                wrong.append(f"{source.name}: {text}")
            elif text in pages - EVERYBODYS_PAGES and source.name not in CLOSED_LISTS:
                wrong.append(f"{source.name}: the page {text}")
    assert not wrong, "let the feature register it"


def test_no_app_names_what_is_above_it():
    """An activity of funds does not list what evaluation adds to it: that joins by itself."""
    above = {
        "inclusion": {"funding", "roadmaps", "equipment", "evaluation"},
        "funding": {"roadmaps", "equipment", "evaluation"},
        "roadmaps": {"equipment", "evaluation"},
        "equipment": {"funding", "roadmaps", "evaluation"},
        "evaluation": set[str](),
    }
    wrong = [
        f"{source.name}: {text}"
        for source in parsed()
        if not UNRANKED & {*source.module.split(".")[1:]}
        for text in source.strings
        if text.split(".")[0] in above[source.app]
        and len(parts := text.split(".")) > 1
        and (ROOT / parts[0] / parts[1]).is_dir()
    ]
    assert not wrong


#: What is imported where it is used: each takes long to load, or much memory, and few pages need it.
HEAVY = {
    "PIL",
    "allauth",
    "fontTools",
    "holidays",
    "icalendar",
    "numpy",
    "opening_hours",
    "openpyxl",
    "phonenumbers",
    "pikepdf",
    "pyxform",
    "scipy",
    "segno",
    "typst",
    "vacances_scolaires_france",
    "weasyprint",
    "zxingcpp",
}
#: What starts the portal.
IMPORTS_LATE = {"inclusion/celery.py", "inclusion/production.py", *(f"{app}/apps.py" for app in APPS)}


def test_imports_inside_functions_are_of_heavy_libraries_alone():
    wrong = [
        f"{source.name} imports {name}"
        for source in parsed()
        if source.name not in IMPORTS_LATE and not UNRANKED & set(source.path.parts)
        for name in source.imports_in_functions
        if name.split(".")[0] not in HEAVY
    ]
    assert not wrong


def test_rules_are_arithmetic_alone():
    """No ORM, no clock, no settings."""
    clock = ("now", "today", "localdate", "localtime", "utcnow")
    wrong = []
    for source in parsed():
        if source.layer == "rules":
            wrong += [f"{source.name} imports {name}" for name in source.imports if name.startswith("django")]
            wrong += [f"{source.name}:{line} asks the clock" for line in source.lines_that_call(*clock)]
    assert not wrong


# -- Where things may happen
# --------------------------------------------------------------------------------------------


def is_command(path: Path) -> bool:
    return "management" in path.parts


def test_only_allow_listed_files_cross_networks():
    crossing = {
        source.name for source in parsed() if source.lines_that_call("every_network") and not is_command(source.path)
    }
    assert crossing <= CROSSES_NETWORKS


def test_only_allow_listed_files_speak_sql_or_go_round_the_manager():
    speaking = {
        source.name
        for source in parsed()
        if source.lines_that_call("raw", "cursor", "extra") or source.names_base_manager
    }
    assert speaking - {name for name in speaking if name.startswith("inclusion/embedded/")} <= SPEAKS_SQL


def test_only_states_py_changes_a_state():
    wrong = [
        f"{source.name}:{line}"
        for source in parsed()
        if source.name != "inclusion/core/states.py"
        for attribute, line in source.assigned
        if attribute == "state"
    ]
    wrong += [
        f"{source.name}:{line}"
        for source in parsed()
        for name, line, keywords in source.calls
        if name in {"update", "bulk_update"} and "state" in keywords
    ]
    assert not wrong


def test_tasks_are_sent_as_hints_alone():
    """After the commit; a sweep sends again what could not be sent: no broker, and nothing is lost nor fails."""
    sending = ("delay", "apply_async", "send_task", "delay_on_commit", "apply_async_on_commit")
    wrong = [
        f"{source.name}:{line}"
        for source in parsed()
        if source.name != "inclusion/core/jobs.py"
        for line in source.lines_that_call(*sending)
    ]
    assert not wrong


def test_e_mails_leave_through_rows_alone():
    """What is handed to the mail server without a row is lost, or sent twice, by a worker that dies."""
    sends = {source.name for source in parsed() if source.lines_that_call("send_once", "send_messages")}
    assert sends == {
        "inclusion/core/mail/emails.py",
        "inclusion/core/mail/rows.py",
        "funding/passes/letters/actions/letters.py",
    }


#: What docs/vocabulary.md keeps out of names.
NOT_A_NAME = re.compile(
    r"_?(held|again|paper|tell|hint|take_up|rooms?|shelf\w*|limb|obsolete_because)|(held|hold|why)_\w+"
    r"|_?([A-Z]+_)*(MOST|LEAST)(_[A-Z]+)*|(\w+_)?(told|TOLD)(_\w+)?|\w*Told"
)


def test_names_are_of_the_vocabulary():
    wrong = [f"{source.name}: {name}" for source in parsed() for name in source.defines if NOT_A_NAME.fullmatch(name)]
    assert not wrong


#: What reads a page at one moment: that of before, or half of the next one. `expect` waits until it is so.
READS_AT_ONCE = {
    "all_inner_texts", "all_text_contents", "count", "get_attribute", "inner_html", "inner_text", "input_value",
    "is_checked", "is_disabled", "is_enabled", "is_hidden", "is_visible", "text_content",
}  # fmt: skip


def test_tests_in_the_browser_wait_for_what_they_claim():
    wrong = [
        f"{path.name}:{claim.lineno}: {ast.unparse(claim)}"
        for path in sorted((ROOT / "tests" / "browser").glob("test_*.py"))
        for claim in ast.walk(ast.parse(path.read_text()))
        if isinstance(claim, ast.Assert) and "objects" not in ast.unparse(claim)
        for read in ast.walk(claim.test)
        if (isinstance(read, ast.Call) and not read.args and getattr(read.func, "attr", "") in READS_AT_ONCE)
        or ast.unparse(read) == "page.url"
    ]
    assert not wrong


#: What `de` may stand before without its filter: it begins with a digit.
A_NUMBER = re.compile(
    r"\|(euros|brief_euros|number|quantity|length|of|\w*date)\b"
    r"|(^|\.)(year|late|megabytes|booklet_size|number|count|month)$"
)


def test_of_is_elided_by_its_filter():
    """« Réglages d’Essai », never « de Essai »: `{{ network|of }}` in templates."""
    wrong = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.suffix in (".html", ".txt")
        for found in re.finditer(r"\bde\s+(?:<[^<>{}]*>)?\{\{ ([^{}]+) \}\}", path.read_text())
        if not A_NUMBER.search(found[1])
    ]
    assert not wrong, "write {{ … |of }}"


def test_a_comment_of_one_line_ends_on_it():
    """Else Django shows it: a longer one is `{% comment %}`."""
    wrong = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.suffix in (".html", ".txt")
        for line in path.read_text().splitlines()
        if line.count("{#") > line.count("#}")
    ]
    assert not wrong


def test_no_signals():
    wrong = [
        f"{source.name} imports {name}"
        for source in parsed()
        for name in source.imports
        if name.startswith(("django.db.models.signals", "django.dispatch"))
    ]
    assert not wrong


def test_what_comes_from_outside_is_read_in_one_place_each():
    """JSON, workbooks, CSV: where their text is cleaned and their size bounded."""
    readers = {
        "json.load": {
            "inclusion/core/french/text.py",
            "inclusion/embedded/services.py",
            "evaluation/activity/actions.py",
            # what the portal itself has written
            "inclusion/members/adapters.py",
            "inclusion/cache.py",
            "inclusion/core/invariants.py",
        },
        "load_workbook(": {"inclusion/core/imports/spreadsheets.py"},
        # the other ones are a table of the portal's own, and what the portal itself has written
        "csv.reader(": {"inclusion/core/imports/spreadsheets.py", "funding/passes/letters/papers/sheets.py"},
        "csv.DictReader(": {"inclusion/territories/actions.py"},
    }
    for words, allowed in readers.items():
        found = {source.name for source in parsed() if "demo" not in source.path.parts and words in source.text}
        assert found <= allowed, words


#: Views that read numbers and days of their own: of rows, of calculations, or one of three words.
READS_ITS_OWN = {
    "equipment/requests/views.py",
    "evaluation/activity/views.py",
    "evaluation/results/views/moments.py",
    "evaluation/results/views/changes.py",
    "funding/spending/views.py",
    "funding/funds/views.py",
    "funding/posts/views/pages.py",
    "funding/simulator/views.py",
    "inclusion/guide/views/open_data.py",
    "inclusion/guide/views/page.py",
}


def test_views_read_parameters_through_one_module():
    parsers = ("int", "float", "UUID", "fromisoformat", "strptime", "parse_date", "parse_datetime")
    wrong = [
        f"{source.name}:{line}"
        for source in parsed()
        if source.layer == "views" and source.name not in READS_ITS_OWN
        for line in source.lines_that_call(*parsers)
    ]
    assert not wrong, "use inclusion.core.web.parameters"


def test_secret_parts_of_addresses_are_marked():
    """The log leaves out what `<secret:…>` matches."""
    wrong = [
        f"{source.name}: {found}"
        for source in parsed()
        if source.layer == "urls"
        for found in re.findall(r"<\w+:(?:token|key|signed)>", source.text)
        if not found.startswith("<secret:")
    ]
    assert not wrong


def test_no_form_and_no_field_escapes_the_cleaning_of_text():
    """The renderer’s field cleans what was typed: a form with another renderer or field would go round it."""
    get_resolver().url_patterns  # every view, and with it every form

    def below(one: type) -> set[type]:
        return {one}.union(*map(below, one.__subclasses__()))

    found = below(BaseForm)
    assert len(found) > 200
    assert get_default_renderer().bound_field_class is CleanBoundField
    wrong = [
        form.__qualname__
        for form in found
        if form.default_renderer
        or not issubclass(form.bound_field_class or CleanBoundField, CleanBoundField)
        or any(field.bound_field_class for field in getattr(form, "base_fields", {}).values())
    ]
    assert not wrong


# -- Shapes
# -------------------------------------------------------------------------------------------------------------


def public_functions(layer: str) -> list[tuple[Source, ast.FunctionDef]]:
    return [(source, node) for source in parsed() if source.layer == layer for node in source.functions]


def decorators(node: ast.FunctionDef) -> set[str]:
    return {ast.unparse(one).split("(")[0] for one in node.decorator_list}


def calls(node: ast.AST, *names: str) -> bool:
    return any(isinstance(one, ast.Call) and called(one) in names for one in ast.walk(node))


def writes(node: ast.FunctionDef) -> bool:
    return calls(node, "save", "create", "bulk_create", "update", "delete", "get_or_create", "update_or_create")


def test_actions_that_write_are_atomic_and_keep_the_journal():
    wrong = []
    for source, node in public_functions("actions"):
        if not writes(node) or source.name in OF_NO_NETWORK | FROM_NOBODY:
            continue
        keyword_only = {argument.arg for argument in node.args.kwonlyargs}
        if not {"by", "at"} <= keyword_only:
            wrong.append(f"{source.name}:{node.lineno} {node.name}: by= and at= are keyword-only arguments")
        if "transaction.atomic" not in decorators(node):
            wrong.append(f"{source.name}:{node.lineno} {node.name}: not atomic")
        if not calls(node, "record", "move", "add_member"):
            wrong.append(f"{source.name}:{node.lineno} {node.name}: writes no journal line")
    assert not wrong


ACCESS = {"requires", "public", "public_in_network", "signed_in"}


def test_views_declare_their_access():
    wrong = []
    for source, node in public_functions("views"):
        takes_a_request = node.args.args and node.args.args[0].arg == "request"
        if not takes_a_request or source.path.name == "errors.py":
            continue
        if not decorators(node) & ACCESS:
            wrong.append(f"{source.name}:{node.lineno} {node.name} declares no access")
    assert not wrong


def test_strangers_do_not_learn_which_methods_a_view_answers():
    """What refuses a method is inside what refuses a person."""
    wrong = []
    for source, node in public_functions("views"):
        names = [ast.unparse(one).split("(")[0] for one in node.decorator_list]
        access = [place for place, name in enumerate(names) if name in ACCESS]
        methods = [place for place, name in enumerate(names) if name.startswith("require_")]
        if access and methods and min(methods) < access[0]:
            wrong.append(f"{source.name}:{node.lineno} {node.name}")
    assert not wrong


def test_views_that_read_files_say_how_large_and_are_for_members():
    """Also where a function beside them reads the files."""
    wrong = []
    for source in parsed():
        text = source.path.read_text() if source.layer == "views" else ""
        if "FILES" not in text and "takes_files" not in text:
            continue
        functions = {one.name: one for one in ast.parse(text).body if isinstance(one, ast.FunctionDef)}
        reads = {
            name
            for name, node in functions.items()
            if any(isinstance(one, ast.Attribute) and one.attr == "FILES" for one in ast.walk(node))
        }
        names_in = {
            name: {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} for name, node in functions.items()
        }
        for _ in range(3):  # a function that calls one that calls one
            reads |= {name for name in functions if names_in[name] & reads}
        for name, node in functions.items():
            names = decorators(node)
            if names & ACCESS and (name in reads) != ("takes_files" in names):
                wrong.append(f"{source.name}:{node.lineno} {name}: takes_files and FILES belong together")
            if "takes_files" in names and not names & {"requires", "signed_in"}:
                wrong.append(f"{source.name}:{node.lineno} {name}: files are for members")
    assert not wrong


def test_modules_are_small():
    wide = {source.name: source.lines for source in parsed() if source.lines > 700}
    assert not wide, "split them by noun"


def test_public_functions_say_what_they_do():
    wrong = [
        f"{source.name}:{node.lineno} {node.name}"
        for layer in ("rules", "actions")
        for source, node in public_functions(layer)
        if not ast.get_docstring(node) or node.returns is None
    ]
    assert not wrong


# -- Rows and networks
# ----------------------------------------------------------------------------------------------------

OWN_MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
OWNED = [model for model in OWN_MODELS if issubclass(model, NetworkOwned)]


def label(model: type[models.Model]) -> str:
    return model._meta.label


def test_every_model_is_network_owned_or_on_the_short_list():
    outside = {label(model) for model in OWN_MODELS if not issubclass(model, NetworkOwned)}
    joined = {"inclusion.User_groups", "inclusion.User_user_permissions"}
    assert outside - joined == GLOBAL_MODELS


def test_owned_rows_are_read_through_the_scope_alone():
    assert not [
        label(model)
        for model in OWNED
        for manager in (model._default_manager, model._base_manager, model.objects)
        if not isinstance(manager, NetworkManager)
    ]


def test_owned_rows_can_be_the_target_of_a_composite_key():
    assert not [
        label(model)
        for model in OWNED
        if ("network", "id")
        not in {
            tuple(constraint.fields)
            for constraint in model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint) and not constraint.condition
        }
    ]


def test_keys_between_owned_rows_are_composite_and_checked_once():
    wrong = {}
    for model in OWN_MODELS:
        keys = [field for field in model._meta.fields if field.is_relation]
        declared = {one.field for one in model._meta.constraints if isinstance(one, SameNetwork)}
        scoped = {one.name for one in keys if isinstance(one, (ScopedForeignKey, ScopedOneToOneField))}
        between = {
            one.name
            for one in keys
            if issubclass(model, NetworkOwned) and issubclass(one.remote_field.model, NetworkOwned)
        }
        unchecked = {one.name for one in keys if not one.db_constraint}
        if not declared == scoped == between == unchecked:
            wrong[label(model)] = (declared | scoped | between | unchecked) - (declared & scoped & between & unchecked)
    assert not wrong


def test_the_network_of_a_row_is_never_missing():
    """A composite key is not checked where one of its columns is NULL."""
    assert not [label(model) for model in OWNED if model._meta.get_field("network").null]


def test_global_rows_do_not_look_back_into_networks():
    assert not [
        str(field)
        for model in OWNED
        for field in model._meta.fields
        if field.is_relation
        and not issubclass(field.remote_field.model, NetworkOwned)
        and field.remote_field.related_name != "+"
    ]


def test_states_say_all_that_may_follow():
    wrong = {}
    for model in OWN_MODELS:
        if hasattr(model, "TRANSITIONS"):
            known = {value for value, _ in model._meta.get_field("state").choices}
            following = {str(to) for states in model.TRANSITIONS.values() for to in states}
            if {str(state) for state in model.TRANSITIONS} != known or not following <= known:
                wrong[label(model)] = known
    assert not wrong
