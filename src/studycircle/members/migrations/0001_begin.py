import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("store", "0001_begin"),
        ("store", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["key", "at"], name="attempt_key"),
                    models.Index(fields=["at"], name="attempt_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField(default=0)),
                ("hour", models.TimeField(default=datetime.time(8, 0))),
                ("due_at", models.DateTimeField(db_index=True)),
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="digest", to="store.group"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("address", models.CharField(max_length=254)),
                ("pseudonym", models.CharField(max_length=80)),
                ("language", models.CharField(blank=True, default="", max_length=10)),
                ("hears_reminders", models.BooleanField(default=True)),
                ("hears_changes", models.BooleanField(default=True)),
                ("hears_readings", models.BooleanField(default=False)),
                ("hears_recaps", models.BooleanField(default=False)),
                ("hears_comments", models.BooleanField(default=False)),
                ("hears_digest", models.BooleanField(default=False)),
                ("code", models.CharField(max_length=22, unique=True)),
                ("calendar", models.CharField(blank=True, default="", max_length=22)),
                ("kindle", models.EmailField(blank=True, default="", max_length=254)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("refused_at", models.DateTimeField(blank=True, null=True)),
                ("trusted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="store.group"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="as_member",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["confirmed_at", "asked_at"], name="member_unconfirmed")],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "address"), name="one_member_of_an_address"),
                    models.UniqueConstraint(
                        condition=models.Q(("calendar", ""), _negated=True),
                        fields=("calendar",),
                        name="one_member_of_a_calendar",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("confirm", "Confirm"),
                            ("reminder", "Reminder"),
                            ("change", "Change"),
                            ("recap", "Recap"),
                            ("digest", "Digest"),
                            ("reading", "Reading"),
                            ("seat", "Seat"),
                            ("comment", "Comment"),
                            ("kindle", "Kindle"),
                        ],
                        max_length=10,
                    ),
                ),
                ("occasion", models.CharField(max_length=200)),
                ("data", models.JSONField(default=dict)),
                ("told", models.JSONField(blank=True, null=True)),
                ("message_id", models.CharField(max_length=200, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("in flight", "In Flight"),
                            ("waiting to retry", "Waiting"),
                            ("sent", "Sent"),
                            ("refused", "Refused"),
                            ("dropped", "Dropped"),
                        ],
                        default="queued",
                        max_length=20,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("priority", models.SmallIntegerField(default=0)),
                ("run_after", models.DateTimeField()),
                ("useful_until", models.DateTimeField(blank=True, null=True)),
                ("holder", models.CharField(blank=True, default="", max_length=36)),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("queued_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True, default="")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="members.member"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="store.session",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "run_after"], name="notice_due"),
                    models.Index(fields=["session", "kind", "state"], name="notice_told"),
                    models.Index(fields=["done_at"], name="notice_done"),
                ],
                "constraints": [models.UniqueConstraint(fields=("occasion", "member", "kind"), name="one_notice")],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField(blank=True, default="")),
                ("days", models.PositiveSmallIntegerField(default=2)),
                ("hour", models.TimeField(default=datetime.time(18, 0))),
                ("is_off", models.BooleanField(default=False)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_of", models.DateField(blank=True, null=True)),
                ("known", models.JSONField(default=dict)),
                ("change_at", models.DateTimeField(blank=True, null=True)),
                ("changed_first_at", models.DateTimeField(blank=True, null=True)),
                ("readings", models.JSONField(default=list)),
                ("readings_at", models.DateTimeField(blank=True, null=True)),
                ("recap_at", models.DateTimeField(blank=True, null=True)),
                ("recapped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reminder", to="store.session"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="reminder_due_at"
                    ),
                    models.Index(
                        condition=models.Q(("change_at__isnull", False)),
                        fields=["change_at"],
                        name="reminder_change_at",
                    ),
                    models.Index(
                        condition=models.Q(("readings_at__isnull", False)),
                        fields=["readings_at"],
                        name="reminder_readings_at",
                    ),
                    models.Index(
                        condition=models.Q(("recap_at__isnull", False)), fields=["recap_at"], name="reminder_recap_at"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(choices=[("yes", "yes"), ("online", "online"), ("no", "no")], max_length=10),
                ),
                ("is_waiting", models.BooleanField(default=False)),
                ("answered_at", models.DateTimeField()),
                ("attended", models.BooleanField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="members.member"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="store.session"
                    ),
                ),
            ],
            options={
                "ordering": ("answered_at", "pk"),
                "constraints": [models.UniqueConstraint(fields=("session", "member"), name="one_reply")],
            },
        ),
        migrations.CreateModel(
            name="Seating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seats", models.PositiveIntegerField()),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seating", to="store.session"
                    ),
                ),
            ],
        ),
    ]
