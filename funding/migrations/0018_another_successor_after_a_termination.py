"""An agreement whose successor was terminated may have another one."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0017_articles_as_agreed'),
        ('inclusion', '0005_kinds_of_documents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='agreement',
            name='agreement_renewed_once',
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(condition=models.Q(('parent', None), models.Q(('state', 'terminated'), _negated=True)), fields=('renews',), name='agreement_renewed_once', violation_error_message='Cette convention a déjà une suite.'),
        ),
    ]
