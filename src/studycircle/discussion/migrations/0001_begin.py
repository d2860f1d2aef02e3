import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("members", "0001_begin"),
        ("store", "0001_begin"),
        ("store", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reading", models.SlugField(blank=True, default="", max_length=150)),
                ("question", models.SlugField(blank=True, default="", max_length=150)),
                ("name", models.CharField(blank=True, default="", max_length=60)),
                ("words", models.TextField(blank=True, default="", max_length=5000)),
                ("paragraph", models.CharField(blank=True, default="", max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "waiting"),
                            ("public", "public"),
                            ("flagged", "reported"),
                            ("hidden", "hidden"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="held",
                        max_length=10,
                    ),
                ),
                ("suspicion", models.CharField(blank=True, default="", max_length=20)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("flags", models.PositiveSmallIntegerField(default=0)),
                ("settled", models.BooleanField(default=False)),
                ("said_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("shown_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="comments",
                        to="members.member",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="store.group"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answers",
                        to="discussion.comment",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="store.series"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="store.session"
                    ),
                ),
            ],
            options={
                "ordering": ("said_at", "pk"),
                "indexes": [
                    models.Index(fields=["series", "state"], name="comment_shown"),
                    models.Index(fields=["group", "state", "said_at"], name="comment_waiting"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reading", models.SlugField(blank=True, default="", max_length=150)),
                ("question", models.SlugField(blank=True, default="", max_length=150)),
                ("locked_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="store.session"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("session", "reading", "question"), name="one_lock")],
            },
        ),
        migrations.CreateModel(
            name="ModerationAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("approve", "let stand"),
                            ("hide", "hidden"),
                            ("lock", "conversation closed"),
                            ("unlock", "conversation opened"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reading", models.SlugField(blank=True, default="", max_length=150)),
                ("question", models.SlugField(blank=True, default="", max_length=150)),
                ("why", models.CharField(blank=True, default="", max_length=300)),
                ("before", models.CharField(blank=True, default="", max_length=10)),
                ("flags_before", models.PositiveSmallIntegerField(default=0)),
                ("settled_before", models.BooleanField(default=False)),
                ("trust", models.SmallIntegerField(default=0)),
                ("done_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="moderation",
                        to="discussion.comment",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moderation", to="store.group"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="store.session",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-done_at", "-pk"),
                "indexes": [models.Index(fields=["group", "-done_at"], name="moderation_log")],
            },
        ),
        migrations.CreateModel(
            name="Talk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_open", models.BooleanField(default=True)),
                ("is_attacked", models.BooleanField(default=False)),
                (
                    "group",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="talk", to="store.group"
                    ),
                ),
            ],
        ),
    ]
