"""Counters for more than statements; the file of a statement is made after its number is given."""

import django.db.models.deletion
import inclusion.constraints
from django.db import migrations, models


CARRY_OVER = """
INSERT INTO funding_counter (network_id, name, last) SELECT network_id, 'statement', last FROM funding_statementcounter;
INSERT INTO funding_statementfile (network_id, statement_id, document_id)
    SELECT network_id, id, document_id FROM funding_fundingstatement;
SET CONSTRAINTS ALL IMMEDIATE;
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
    dependencies = [
        ("funding", "0006_calls_and_requests"),
    ]

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="StatementFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "fichier d’un relevé",
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.RemoveConstraint(
            model_name="statementcounter",
            name="funding_statementcounter_network",
        ),
        migrations.RemoveConstraint(
            model_name="statementcounter",
            name="statement_counter_one",
        ),
        migrations.RemoveConstraint(
            model_name="fundingstatement",
            name="funding_fundingstatement_document_same_network",
        ),
        migrations.AddField(
            model_name="counter",
            name="network",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inclusion.network",
                verbose_name="réseau",
            ),
        ),
        migrations.AddField(
            model_name="statementfile",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inclusion.document"
            ),
        ),
        migrations.AddField(
            model_name="statementfile",
            name="network",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inclusion.network",
                verbose_name="réseau",
            ),
        ),
        migrations.AddField(
            model_name="statementfile",
            name="statement",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="file",
                to="funding.fundingstatement",
            ),
        ),
        migrations.RunSQL(CARRY_OVER),
        migrations.RemoveField(
            model_name="statementcounter",
            name="network",
        ),
        migrations.RemoveField(
            model_name="fundingstatement",
            name="document",
        ),
        migrations.AddConstraint(
            model_name="counter",
            constraint=models.UniqueConstraint(fields=("id", "network"), name="funding_counter_network"),
        ),
        migrations.AddConstraint(
            model_name="counter",
            constraint=models.UniqueConstraint(fields=("network", "name"), name="counter_one_of_a_name"),
        ),
        migrations.AddConstraint(
            model_name="statementfile",
            constraint=models.UniqueConstraint(
                fields=("id", "network"), name="funding_statementfile_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementfile",
            constraint=inclusion.constraints.SameNetwork(
                field="statement", name="funding_statementfile_statement_same_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementfile",
            constraint=inclusion.constraints.SameNetwork(
                field="document", name="funding_statementfile_document_same_network"
            ),
        ),
        migrations.DeleteModel(
            name="StatementCounter",
        ),
        append_only("funding_statementfile"),
    ]
