"""Who sits in a body and how often it meets; its meetings, their agenda, invitations, decisions and tasks."""

import django.db.models.deletion
import inclusion.constraints
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inclusion', '0009_equipment_documents'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                ('title', models.CharField(max_length=200, verbose_name='point')),
                ('detail', models.TextField(blank=True, verbose_name='précisions')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='durée en minutes')),
                ('presenter', models.CharField(blank=True, max_length=120, verbose_name='présenté par')),
                ('said', models.TextField(blank=True, verbose_name='ce qui s’est dit')),
            ],
            options={
                'verbose_name': 'point de l’ordre du jour',
                'ordering': ['rank', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='BodySeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('job_title', models.CharField(blank=True, max_length=120, verbose_name='fonction')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('kind', models.CharField(choices=[('chair', 'Présidence'), ('secretary', 'Secrétariat'), ('member', 'Membre'), ('guest', 'Personne invitée')], default='member', max_length=12, verbose_name='siège comme')),
                ('since', models.DateField(blank=True, null=True, verbose_name='depuis le')),
                ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
            ],
            options={
                'verbose_name': 'membre d’une instance',
                'verbose_name_plural': 'membres des instances',
                'ordering': ['name', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='numéro')),
                ('text', models.TextField(verbose_name='décision')),
                ('decided_at', models.DateTimeField(verbose_name='notée le')),
            ],
            options={
                'verbose_name': 'décision',
                'ordering': ['rank', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Invitee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('token', models.CharField(editable=False, max_length=43, unique=True)),
                ('answer', models.CharField(choices=[('none', 'Sans réponse'), ('yes', 'Viendra'), ('remote', 'Participera à distance'), ('no', 'Ne viendra pas')], default='none', max_length=8, verbose_name='réponse')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='répondu le')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='mot joint à la réponse')),
                ('attendance', models.CharField(choices=[('unknown', 'Non relevée'), ('present', 'Sur place'), ('remote', 'À distance'), ('excused', 'Excusé ou excusée'), ('absent', 'Absent ou absente')], default='unknown', max_length=8, verbose_name='présence')),
                ('attended_by', models.CharField(blank=True, choices=[('list', 'Sur la liste'), ('qr', 'En scannant le code affiché'), ('code', 'En tapant le code affiché')], max_length=8, verbose_name='relevée')),
                ('attended_at', models.DateTimeField(blank=True, null=True, verbose_name='relevée le')),
            ],
            options={
                'verbose_name': 'personne conviée',
                'verbose_name_plural': 'personnes conviées',
                'ordering': ['name', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='intitulé')),
                ('starts_at', models.DateTimeField(verbose_name='commence le')),
                ('ends_at', models.DateTimeField(verbose_name='finit le')),
                ('venue', models.CharField(blank=True, max_length=160, verbose_name='lieu')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='adresse')),
                ('video_url', models.URLField(blank=True, max_length=500, verbose_name='lien de visioconférence')),
                ('introduction', models.TextField(blank=True, verbose_name='mot d’invitation')),
                ('state', models.CharField(choices=[('planned', 'Prévue'), ('convened', 'Convoquée'), ('held', 'Tenue'), ('minuted', 'Relevé envoyé'), ('cancelled', 'Annulée')], default='planned', max_length=12, verbose_name='état')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('convened_at', models.DateTimeField(blank=True, null=True, verbose_name='convoquée le')),
                ('held_at', models.DateTimeField(blank=True, null=True, verbose_name='notée comme tenue le')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='annulée le')),
                ('cancel_reason', models.CharField(blank=True, max_length=200, verbose_name='raison de l’annulation')),
                ('attendance_code', models.CharField(blank=True, max_length=8, verbose_name='code de présence')),
                ('attendance_until', models.DateTimeField(blank=True, null=True, verbose_name='code valable jusqu’au')),
                ('summary', models.TextField(blank=True, verbose_name='ce qui s’est dit')),
                ('minuted_at', models.DateTimeField(blank=True, null=True, verbose_name='relevé envoyé le')),
            ],
            options={
                'verbose_name': 'réunion',
                'ordering': ['-starts_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='MeetingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('written_at', models.DateTimeField(verbose_name='à envoyer depuis le')),
                ('mailed_at', models.DateTimeField(null=True, verbose_name='parti le')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='problème')),
                ('kind', models.CharField(choices=[('invitation', 'Invitation'), ('change', 'Changement'), ('cancellation', 'Annulation'), ('reminder', 'Rappel'), ('minutes', 'Relevé de décisions')], max_length=12, verbose_name='objet')),
                ('sequence', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'courriel d’une réunion',
                'ordering': ['-written_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='MeetingSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='intitulé')),
                ('rule', models.CharField(max_length=200, verbose_name='rythme')),
                ('begun_at', models.DateTimeField(verbose_name='créé le')),
            ],
            options={
                'verbose_name': 'réunions régulières',
                'ordering': ['-begun_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='MeetingTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='tâche')),
                ('due_on', models.DateField(verbose_name='pour le')),
                ('linked_key', models.CharField(blank=True, max_length=80)),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='terminée le')),
                ('outcome', models.CharField(blank=True, max_length=300, verbose_name='ce qui a été fait')),
                ('dropped_at', models.DateTimeField(blank=True, null=True, verbose_name='abandonnée le')),
            ],
            options={
                'verbose_name': 'tâche',
                'ordering': ['due_on', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='PendingPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='point')),
                ('detail', models.TextField(blank=True, verbose_name='en quelques mots')),
                ('added_at', models.DateTimeField(verbose_name='proposé le')),
                ('treated_at', models.DateTimeField(blank=True, null=True, verbose_name='traité le')),
                ('dropped_at', models.DateTimeField(blank=True, null=True, verbose_name='abandonné le')),
                ('drop_reason', models.CharField(blank=True, max_length=200, verbose_name='raison')),
            ],
            options={
                'verbose_name': 'point à traiter',
                'verbose_name_plural': 'points à traiter',
                'ordering': ['added_at', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='body',
            name='meets_least',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='réunions par an, au moins'),
        ),
        migrations.AddField(
            model_name='body',
            name='meets_most',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='réunions par an, au plus'),
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('meets_least', None), ('meets_most', None)), models.Q(('meets_least__range', (1, 52)), ('meets_most__range', (models.F('meets_least'), 52))), _connector='OR'), name='body_rhythm', violation_error_message='Donnez un rythme de 1 à 52 réunions par an, du plus petit au plus grand.'),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='network',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau'),
        ),
        migrations.AddField(
            model_name='bodyseat',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='inclusion.body', verbose_name='instance'),
        ),
        migrations.AddField(
            model_name='bodyseat',
            name='network',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau'),
        ),
        migrations.AddField(
            model_name='bodyseat',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='body_seats', to='inclusion.partner', verbose_name='organisme'),
        ),
        migrations.AddField(
            model_name='bodyseat',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='decision',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='inclusion.agendaitem', verbose_name='point de l’ordre du jour'),
        ),
        migrations.AddField(
            model_name='decision',
            name='network',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau'),
        ),
        migrations.AddField(
            model_name='invitee',
            name='network',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau'),
        ),
        migrations.AddField(
            model_name='invitee',
            name='partner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meeting_invitations', to='inclusion.partner'),
        ),
        migrations.AddField(
            model_name='invitee',
            name='seat',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='inclusion.bodyseat'),
        ),
        migrations.AddField(
            model_name='invitee',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meeting',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='inclusion.body', verbose_name='instance'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='minutes',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.document', verbose_name='relevé'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='network',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau'),
        ),
        migrations.AddField(
            model_name='invitee',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitees', to='inclusion.meeting'),
        ),
        migrations.AddField(
            model_name='decision',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='inclusion.meeting'),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='inclusion.meeting'),
        ),
        migrations.AddField(
            model_name='meetingmail',
            name='invitee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='inclusion.invitee'),
        ),
        migrations.AddField(
            model_name='meetingmail',
            name='network',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau'),
        ),
        migrations.AddField(
            model_name='meetingseries',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='inclusion.body'),
        ),
        migrations.AddField(
            model_name='meetingseries',
            name='network',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='series',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='inclusion.meetingseries'),
        ),
        migrations.AddField(
            model_name='meetingtask',
            name='decision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='inclusion.decision'),
        ),
        migrations.AddField(
            model_name='meetingtask',
            name='done_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meetingtask',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='inclusion.meeting'),
        ),
        migrations.AddField(
            model_name='meetingtask',
            name='network',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau'),
        ),
        migrations.AddField(
            model_name='meetingtask',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_tasks', to='inclusion.partner', verbose_name='confiée à'),
        ),
        migrations.AddField(
            model_name='meetingtask',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne'),
        ),
        migrations.AddField(
            model_name='pendingpoint',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='inclusion.body'),
        ),
        migrations.AddField(
            model_name='pendingpoint',
            name='network',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inclusion.network', verbose_name='réseau'),
        ),
        migrations.AddField(
            model_name='pendingpoint',
            name='partner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pending_points', to='inclusion.partner', verbose_name='proposé par'),
        ),
        migrations.AddField(
            model_name='pendingpoint',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='point',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='inclusion.pendingpoint'),
        ),
        migrations.AddConstraint(
            model_name='bodyseat',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_bodyseat_network'),
        ),
        migrations.AddConstraint(
            model_name='bodyseat',
            constraint=inclusion.constraints.SameNetwork(field='body', name='inclusion_bodyseat_body_same_network'),
        ),
        migrations.AddConstraint(
            model_name='bodyseat',
            constraint=inclusion.constraints.SameNetwork(field='partner', name='inclusion_bodyseat_partner_same_network'),
        ),
        migrations.AddConstraint(
            model_name='bodyseat',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None), models.Q(('email', ''), _negated=True)), fields=('body', 'email'), name='body_seat_email_unique', violation_error_message='Cette adresse est déjà celle d’un membre de l’instance.'),
        ),
        migrations.AddConstraint(
            model_name='bodyseat',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('since', None), ('until__gt', models.F('since')), _connector='OR'), name='body_seat_ends_after', violation_error_message='Une personne ne quitte pas l’instance avant d’y être entrée.'),
        ),
        migrations.AddConstraint(
            model_name='invitee',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_invitee_network'),
        ),
        migrations.AddConstraint(
            model_name='invitee',
            constraint=inclusion.constraints.SameNetwork(field='meeting', name='inclusion_invitee_meeting_same_network'),
        ),
        migrations.AddConstraint(
            model_name='invitee',
            constraint=inclusion.constraints.SameNetwork(field='seat', name='inclusion_invitee_seat_same_network'),
        ),
        migrations.AddConstraint(
            model_name='invitee',
            constraint=inclusion.constraints.SameNetwork(field='partner', name='inclusion_invitee_partner_same_network'),
        ),
        migrations.AddConstraint(
            model_name='invitee',
            constraint=models.UniqueConstraint(condition=models.Q(('email', ''), _negated=True), fields=('meeting', 'email'), name='invitee_email_unique', violation_error_message='Cette adresse est déjà conviée à la réunion.'),
        ),
        migrations.AddConstraint(
            model_name='invitee',
            constraint=models.CheckConstraint(condition=models.Q(('answer', 'none'), ('answered_at__isnull', False), _connector='XOR'), name='invitee_answered_when'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_decision_network'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=inclusion.constraints.SameNetwork(field='meeting', name='inclusion_decision_meeting_same_network'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=inclusion.constraints.SameNetwork(field='item', name='inclusion_decision_item_same_network'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('meeting', 'rank'), name='decision_rank_unique'),
        ),
        migrations.AddConstraint(
            model_name='meetingmail',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_meetingmail_network'),
        ),
        migrations.AddConstraint(
            model_name='meetingmail',
            constraint=inclusion.constraints.SameNetwork(field='invitee', name='inclusion_meetingmail_invitee_same_network'),
        ),
        migrations.AddConstraint(
            model_name='meetingmail',
            constraint=models.UniqueConstraint(fields=('invitee', 'kind', 'sequence'), name='meeting_mail_once'),
        ),
        migrations.AddConstraint(
            model_name='meetingseries',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_meetingseries_network'),
        ),
        migrations.AddConstraint(
            model_name='meetingseries',
            constraint=inclusion.constraints.SameNetwork(field='body', name='inclusion_meetingseries_body_same_network'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['network', 'starts_at'], name='meeting_when'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_meeting_network'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=inclusion.constraints.SameNetwork(field='body', name='inclusion_meeting_body_same_network'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=inclusion.constraints.SameNetwork(field='series', name='inclusion_meeting_series_same_network'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=inclusion.constraints.SameNetwork(field='minutes', name='inclusion_meeting_minutes_same_network'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(fields=('uid',), name='meeting_uid_unique'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meeting_ends_after', violation_error_message='Une réunion finit après avoir commencé.'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'cancelled'), ('cancelled_at', None), _connector='XOR'), name='meeting_cancelled_when', violation_error_message='Une réunion annulée porte la date de son annulation.'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('held', 'minuted')), ('held_at', None), _connector='XOR'), name='meeting_held_when', violation_error_message='Une réunion tenue porte la date où elle a été notée.'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'minuted'), _negated=True), models.Q(('minutes__isnull', False), ('minuted_at__isnull', False)), _connector='OR'), name='meeting_minuted_with', violation_error_message='Un relevé envoyé a son document et sa date.'),
        ),
        migrations.AddIndex(
            model_name='meetingtask',
            index=models.Index(fields=['network', 'linked_key'], name='meeting_task_linked'),
        ),
        migrations.AddConstraint(
            model_name='meetingtask',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_meetingtask_network'),
        ),
        migrations.AddConstraint(
            model_name='meetingtask',
            constraint=inclusion.constraints.SameNetwork(field='meeting', name='inclusion_meetingtask_meeting_same_network'),
        ),
        migrations.AddConstraint(
            model_name='meetingtask',
            constraint=inclusion.constraints.SameNetwork(field='decision', name='inclusion_meetingtask_decision_same_network'),
        ),
        migrations.AddConstraint(
            model_name='meetingtask',
            constraint=inclusion.constraints.SameNetwork(field='partner', name='inclusion_meetingtask_partner_same_network'),
        ),
        migrations.AddConstraint(
            model_name='meetingtask',
            constraint=models.CheckConstraint(condition=models.Q(('done_at', None), ('dropped_at', None), _connector='OR'), name='meeting_task_one_end', violation_error_message='Une tâche est terminée ou abandonnée, pas les deux.'),
        ),
        migrations.AddConstraint(
            model_name='pendingpoint',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_pendingpoint_network'),
        ),
        migrations.AddConstraint(
            model_name='pendingpoint',
            constraint=inclusion.constraints.SameNetwork(field='body', name='inclusion_pendingpoint_body_same_network'),
        ),
        migrations.AddConstraint(
            model_name='pendingpoint',
            constraint=inclusion.constraints.SameNetwork(field='partner', name='inclusion_pendingpoint_partner_same_network'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(fields=('id', 'network'), name='inclusion_agendaitem_network'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=inclusion.constraints.SameNetwork(field='meeting', name='inclusion_agendaitem_meeting_same_network'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=inclusion.constraints.SameNetwork(field='point', name='inclusion_agendaitem_point_same_network'),
        ),
    ]
