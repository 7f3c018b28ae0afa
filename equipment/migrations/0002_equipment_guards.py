"""What the database itself holds of equipment: no device unwiped beyond the door, movements of stock for good."""

from django.db import migrations

APPEND_ONLY = ["equipment_supplymove"]

# Checked when the transaction ends: the wipe and the step of the device are written together.
WIPED_FIRST = """
CREATE FUNCTION device_wiped_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM equipment_device d
        WHERE d.id = CASE WHEN TG_TABLE_NAME = 'equipment_device' THEN (to_jsonb(NEW)->>'id')::bigint
                          ELSE (to_jsonb(COALESCE(NEW, OLD))->>'device_id')::bigint END
          AND d.state <> 'collected'
          AND NOT EXISTS (SELECT 1 FROM equipment_wipe w WHERE w.device_id = d.id AND NOT w.superseded)
    ) THEN
        RAISE EXCEPTION 'a device goes on unwiped' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER device_wiped_first AFTER INSERT OR UPDATE ON equipment_device
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION device_wiped_first();
CREATE CONSTRAINT TRIGGER device_wiped_first AFTER UPDATE OR DELETE ON equipment_wipe
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION device_wiped_first();
"""
UNWIPED_TOO = """
DROP TRIGGER device_wiped_first ON equipment_device;
DROP TRIGGER device_wiped_first ON equipment_wipe;
DROP FUNCTION device_wiped_first();
"""


def append_only(table: str) -> migrations.RunSQL:
    """Refuse any change of a row that was written, and the emptying of the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change();"
        f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        f"DROP TRIGGER append_only ON {table}; DROP TRIGGER append_only_whole ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("equipment", "0001_equipment"), ("inclusion", "0002_append_only")]
    operations = [migrations.RunSQL(WIPED_FIRST, UNWIPED_TOO), *map(append_only, APPEND_ONLY)]
