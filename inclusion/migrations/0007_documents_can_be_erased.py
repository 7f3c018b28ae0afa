"""The bytes of a document may go, once what says why is written; nothing else about a document changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import inclusion.constraints

ERASABLE = """
CREATE FUNCTION refuse_change_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erased boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'DELETE' THEN
        SELECT EXISTS (SELECT 1 FROM inclusion_documenterasure WHERE document_id = OLD.document_id) INTO erased;
        IF erased THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT EXISTS (SELECT 1 FROM inclusion_documenterasure WHERE document_id = NEW.document_id) INTO erased;
    IF erased THEN
        RAISE EXCEPTION 'document % was erased for good', NEW.document_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER inclusion_documentcontent_append_only ON inclusion_documentcontent;
CREATE TRIGGER inclusion_documentcontent_append_only BEFORE INSERT OR UPDATE OR DELETE ON inclusion_documentcontent
    FOR EACH ROW EXECUTE FUNCTION refuse_change_unless_erased();
CREATE TRIGGER inclusion_documenterasure_append_only BEFORE UPDATE OR DELETE ON inclusion_documenterasure
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER inclusion_documenterasure_no_truncate BEFORE TRUNCATE ON inclusion_documenterasure
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
NOT_ERASABLE = """
DROP TRIGGER inclusion_documenterasure_no_truncate ON inclusion_documenterasure;
DROP TRIGGER inclusion_documenterasure_append_only ON inclusion_documenterasure;
DROP TRIGGER inclusion_documentcontent_append_only ON inclusion_documentcontent;
CREATE TRIGGER inclusion_documentcontent_append_only BEFORE UPDATE OR DELETE ON inclusion_documentcontent
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP FUNCTION refuse_change_unless_erased();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("inclusion", "0006_letters_in_hand"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentErasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("erased_at", models.DateTimeField(verbose_name="effacé le")),
                ("reason", models.CharField(max_length=200, verbose_name="raison")),
            ],
            options={
                "verbose_name": "effacement d’un document",
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="documenterasure",
            name="document",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="erasure", to="inclusion.document"
            ),
        ),
        migrations.AddField(
            model_name="documenterasure",
            name="erased_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="documenterasure",
            name="network",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inclusion.network",
                verbose_name="réseau",
            ),
        ),
        migrations.AddConstraint(
            model_name="documenterasure",
            constraint=models.UniqueConstraint(
                fields=("id", "network"), name="inclusion_documenterasure_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="documenterasure",
            constraint=inclusion.constraints.SameNetwork(
                field="document", name="inclusion_documenterasure_document_same_network"
            ),
        ),
        migrations.RunSQL(ERASABLE, NOT_ERASABLE),
    ]
