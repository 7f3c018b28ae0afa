"""What the database itself holds of evaluations: versions that were asked, links that were used, what is published."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION published_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'published' THEN
        RAISE EXCEPTION 'a version that was published never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER published_version_stays BEFORE UPDATE OR DELETE ON evaluation_questionnaireversion
    FOR EACH ROW EXECUTE FUNCTION published_version_stays();

CREATE FUNCTION used_link_stays_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_on IS NOT NULL THEN
        RAISE EXCEPTION 'a link takes one answer' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER used_link_stays_used BEFORE UPDATE OR DELETE ON evaluation_answerlink
    FOR EACH ROW EXECUTE FUNCTION used_link_stays_used();

-- The lock makes whoever closes the campaign wait, and whoever comes while it is being closed.
CREATE FUNCTION campaign_takes_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM evaluation_campaign WHERE id = NEW.campaign_id AND state = 'open' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'answers come to an open campaign alone' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER campaign_takes_answers BEFORE INSERT ON evaluation_response
    FOR EACH ROW EXECUTE FUNCTION campaign_takes_answers();
"""
NO_GUARDS = """
DROP TRIGGER published_version_stays ON evaluation_questionnaireversion;
DROP FUNCTION published_version_stays();
DROP TRIGGER used_link_stays_used ON evaluation_answerlink;
DROP FUNCTION used_link_stays_used();
DROP TRIGGER campaign_takes_answers ON evaluation_response;
DROP FUNCTION campaign_takes_answers();
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_evaluation"), ("inclusion", "0002_append_only")]
    operations = [
        migrations.RunSQL(GUARDS, NO_GUARDS),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON evaluation_publication"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change();"
            "CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON evaluation_publication"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
            "DROP TRIGGER append_only ON evaluation_publication;"
            "DROP TRIGGER append_only_whole ON evaluation_publication;",
        ),
    ]
