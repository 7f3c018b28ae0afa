"""The journal, the history of states and stored documents can be added to, never changed."""

from django.db import migrations

TABLES = [
    "inclusion_journalentry",
    "inclusion_statechange",
    "inclusion_document",
    "inclusion_documentcontent",
]


def guard(table: str) -> migrations.RunSQL:
    """Refuse update, delete and truncate on this table."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        """,
        f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("inclusion", "0001_network")]
    operations = [guard(table) for table in TABLES]
