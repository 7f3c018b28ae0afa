"""What the application's role may do in the database: the owner of the tables grants it after each migration."""

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

from inclusion.core.constraints import row_security
from inclusion.core.scope import NetworkOwned

#: The alias of the connection that migrates (DATABASE_OWNER_URL); the application's programs have none.
OWNER = "owner"

# The owner's tables are the application's own where it is the owner, its member, or a superuser.
_TOO_POWERFUL = """
SELECT rolsuper OR rolbypassrls OR pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s
"""

#: What the application reads alone: `seal_history` writes it.
READ_ONLY = "inclusion_chainhead"

# Tables of which no row is changed or deleted, as their own triggers say.
_APPEND_ONLY = """
SELECT DISTINCT t.tgrelid::regclass::text
FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid
WHERE f.proname IN ('append_only', 'refuse_change_unless_sealed') AND t.tgtype & 16 <> 0
"""

# MAINTAIN is for ANALYZE: the demonstration writes more than the planner expects.
_GRANTS = """
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
GRANT SELECT, INSERT, UPDATE, DELETE, MAINTAIN ON ALL TABLES IN SCHEMA public TO {role};
REVOKE UPDATE, DELETE ON {append_only} FROM {role};
REVOKE INSERT, UPDATE, DELETE ON {read_only} FROM {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
"""

# The functions of triggers: they see the rows of all networks, whatever the session of who writes may see, and are of
# no use to who would put them on a table of his own.
_TRIGGER_FUNCTIONS = """
SELECT f.oid::regprocedure::text
FROM pg_proc f
WHERE f.prorettype = 'trigger'::regtype AND f.pronamespace = 'public'::regnamespace AND NOT f.prosecdef
  AND f.proowner = current_user::regrole
"""
_AS_OWNER = """
ALTER FUNCTION {function} SECURITY DEFINER SET search_path = public, pg_temp;
REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC;
"""

_WITHOUT_POLICY = """
SELECT c.relname FROM pg_class c
WHERE c.relname = ANY (%s) AND c.relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'one_network')
"""


def owner_alias() -> str:
    """Return the alias of the owner's connection; raise ImproperlyConfigured where the environment names none."""
    if OWNER not in settings.DATABASES:
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL is not set: it names the database role that owns the tables, "
            "for the commands prepare and migrate alone."
        )
    return OWNER


def grant(owner: BaseDatabaseWrapper) -> None:
    """Give the application's role what it needs of every table, and no more; of networks' rows, those in scope.

    May be repeated. `owner` is a connection of the role that owns the tables. Raises ImproperlyConfigured when the
    application's role would not be restricted by what it is granted.
    """
    role = settings.DATABASE_ROLE
    with owner.cursor() as cursor:
        cursor.execute(_TOO_POWERFUL, [role])
        found = cursor.fetchone()
        if found is None or found[0]:
            raise ImproperlyConfigured(
                f"DATABASE_URL names the database role “{role}”, which must exist and be neither the owner of the "
                "tables (DATABASE_OWNER_URL), nor one of its members, nor a superuser, nor have BYPASSRLS."
            )
        cursor.execute(_APPEND_ONLY)
        append_only = ", ".join(table for (table,) in cursor.fetchall())
        cursor.execute(_GRANTS.format(role=owner.ops.quote_name(role), append_only=append_only, read_only=READ_ONLY))
        cursor.execute(_TRIGGER_FUNCTIONS)
        definers = "".join(_AS_OWNER.format(function=function) for (function,) in cursor.fetchall())
        owned = [model._meta.db_table for model in apps.get_models() if issubclass(model, NetworkOwned)]
        cursor.execute(_WITHOUT_POLICY, [owned])
        if statements := definers + row_security(table for (table,) in cursor.fetchall()):
            cursor.execute(statements)
