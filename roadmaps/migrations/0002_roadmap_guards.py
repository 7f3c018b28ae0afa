"""What the database itself holds of roadmaps: what takes up what, which objective an action stands in, frozen versions."""

from django.db import migrations

APPEND_ONLY = ["roadmaps_roadmapversion", "roadmaps_roadmapprint", "roadmaps_actionnote"]

# Checked when the transaction ends: a roadmap and its axes may change place together.
TAKES_UP_THE_ONE_ABOVE = """
CREATE FUNCTION axis_takes_up_the_one_above() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong integer;
BEGIN
    IF TG_TABLE_NAME = 'roadmaps_axis' THEN
        SELECT count(*) INTO wrong
            FROM roadmaps_axis mine
            JOIN roadmaps_axis other ON other.id = mine.taken_up_id
            JOIN roadmaps_roadmap roadmap ON roadmap.id = mine.roadmap_id
            WHERE (mine.id = NEW.id OR other.id = NEW.id) AND roadmap.parent_id IS DISTINCT FROM other.roadmap_id;
    ELSE
        SELECT count(*) INTO wrong
            FROM roadmaps_axis mine
            JOIN roadmaps_axis other ON other.id = mine.taken_up_id
            JOIN roadmaps_roadmap roadmap ON roadmap.id = mine.roadmap_id
            WHERE roadmap.id = NEW.id AND roadmap.parent_id IS DISTINCT FROM other.roadmap_id;
    END IF;
    IF wrong > 0 THEN
        RAISE EXCEPTION 'an axis takes up one that is not of the roadmap above' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER axis_takes_up_the_one_above AFTER INSERT OR UPDATE ON roadmaps_axis
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION axis_takes_up_the_one_above();
CREATE CONSTRAINT TRIGGER axis_takes_up_the_one_above AFTER UPDATE ON roadmaps_roadmap
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION axis_takes_up_the_one_above();

CREATE FUNCTION local_under_departmental() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM roadmaps_roadmap mine JOIN roadmaps_roadmap above ON above.id = mine.parent_id
        WHERE (mine.id = NEW.id OR above.id = NEW.id) AND above.level <> 'departmental'
    ) THEN
        RAISE EXCEPTION 'a roadmap is nested under a departmental one' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER local_under_departmental AFTER INSERT OR UPDATE ON roadmaps_roadmap
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION local_under_departmental();

CREATE FUNCTION action_stands_in_its_objective() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM roadmaps_action mine JOIN roadmaps_objective objective ON objective.id = mine.objective_id
        WHERE mine.id = NEW.id AND objective.axis_id <> mine.axis_id
    ) THEN
        RAISE EXCEPTION 'an action stands in an objective of another axis' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER action_stands_in_its_objective AFTER INSERT OR UPDATE ON roadmaps_action
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION action_stands_in_its_objective();
"""
TAKES_UP_ANYTHING = """
DROP TRIGGER axis_takes_up_the_one_above ON roadmaps_axis;
DROP TRIGGER axis_takes_up_the_one_above ON roadmaps_roadmap;
DROP FUNCTION axis_takes_up_the_one_above();
DROP TRIGGER local_under_departmental ON roadmaps_roadmap;
DROP FUNCTION local_under_departmental();
DROP TRIGGER action_stands_in_its_objective ON roadmaps_action;
DROP FUNCTION action_stands_in_its_objective();
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
    dependencies = [("roadmaps", "0001_roadmaps"), ("inclusion", "0002_append_only")]
    operations = [
        migrations.RunSQL(TAKES_UP_THE_ONE_ABOVE, TAKES_UP_ANYTHING),
        *map(append_only, APPEND_ONLY),
    ]
