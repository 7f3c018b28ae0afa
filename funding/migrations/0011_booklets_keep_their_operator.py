"""A booklet keeps whose user the person was when it was sent."""

import django.db.models.deletion
import inclusion.constraints
from django.db import migrations, models


CARRY_OVER = """
UPDATE funding_booklet b SET operator_id = p.operator_id FROM inclusion_beneficiary p WHERE p.id = b.beneficiary_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0010_imports_of_funds"),
    ]

    operations = [
        migrations.AddField(
            model_name="booklet",
            name="operator",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="users_booklets",
                to="inclusion.partner",
                verbose_name="usager de",
            ),
        ),
        migrations.AddConstraint(
            model_name="booklet",
            constraint=inclusion.constraints.SameNetwork(
                field="operator", name="funding_booklet_operator_same_network"
            ),
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
    ]
