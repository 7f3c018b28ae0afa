"""Articles keep what was agreed, as it was put on paper."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0016_agreements_and_posts'),
    ]

    operations = [
        migrations.AddField(
            model_name='agreementsection',
            name='agreed',
            field=models.TextField(blank=True, verbose_name='texte convenu'),
        ),
    ]
