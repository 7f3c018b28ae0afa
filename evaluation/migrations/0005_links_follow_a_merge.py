"""A link that was used stays so, but goes on with the structure that its own was merged into."""

from django.db import migrations

KEEPS_ALL_BUT_ITS_STRUCTURE = """
CREATE OR REPLACE FUNCTION used_link_stays_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_on IS NOT NULL AND (
        TG_OP = 'DELETE' OR to_jsonb(NEW) - 'structure_id' IS DISTINCT FROM to_jsonb(OLD) - 'structure_id'
    ) THEN
        RAISE EXCEPTION 'a link takes one answer' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
KEEPS_ALL = """
CREATE OR REPLACE FUNCTION used_link_stays_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_on IS NOT NULL THEN
        RAISE EXCEPTION 'a link takes one answer' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0004_help_imports")]
    operations = [migrations.RunSQL(KEEPS_ALL_BUT_ITS_STRUCTURE, KEEPS_ALL)]
