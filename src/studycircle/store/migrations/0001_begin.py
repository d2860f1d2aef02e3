import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import studycircle.documents.compare
import studycircle.documents.problem
import studycircle.documents.programme
import studycircle.documents.retake
import studycircle.documents.schedule
import studycircle.store.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                ("language", models.CharField(blank=True, default="", max_length=10)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "abstract": False,
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=150)),
                ("position", models.PositiveIntegerField(default=0)),
                ("archived", models.BooleanField(default=False)),
                ("name", studycircle.store.fields.WordsField(blank=True, default="")),
                ("language", studycircle.store.fields.WordsField(blank=True, default="en")),
                ("zone", studycircle.store.fields.WordsField(blank=True, default="UTC")),
                ("country", studycircle.store.fields.WordsField(blank=True, default="")),
                ("region", studycircle.store.fields.WordsField(blank=True, default="")),
                ("summary", studycircle.store.fields.WordsField(blank=True, default="")),
                ("accent", studycircle.store.fields.WordsField(blank=True, default="")),
                ("domain", models.CharField(blank=True, default="", max_length=253)),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="group_key"),
                    models.UniqueConstraint(
                        condition=models.Q(("domain", ""), _negated=True), fields=("domain",), name="group_domain"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", studycircle.store.fields.WordsField(blank=True, default="")),
                ("media", models.CharField(blank=True, default="", max_length=100)),
                ("source", studycircle.store.fields.WordsField(blank=True, default="")),
                ("read", studycircle.store.fields.DocumentField(studycircle.documents.programme.Programme)),
                ("programme", studycircle.store.fields.DocumentField(studycircle.documents.programme.Programme)),
                (
                    "problems",
                    studycircle.store.fields.DocumentField(
                        studycircle.documents.problem.Problem, default=tuple, many=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "to be corrected"), ("saved", "saved"), ("discarded", "put away")],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="store.group",
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at",),
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "right",
                    models.CharField(
                        choices=[("organiser", "organiser"), ("editor", "editor of notes"), ("member", "member")],
                        default="member",
                        max_length=20,
                    ),
                ),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("made_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="store.group"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("task", models.CharField(max_length=200)),
                ("args", models.JSONField(default=list)),
                ("kwargs", models.JSONField(default=dict)),
                ("call", models.CharField(max_length=64)),
                ("queue", models.CharField(default="default", max_length=32)),
                ("priority", models.SmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("run_after", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("holder", models.CharField(blank=True, default="", max_length=36)),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                ("error", studycircle.store.fields.WordsField(blank=True, default="")),
            ],
            options={
                "ordering": ("-priority", "run_after", "pk"),
                "indexes": [
                    models.Index(condition=models.Q(("failed_at", None)), fields=["run_after"], name="job_due")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("failed_at", None), ("held_until", None)),
                        fields=("call",),
                        name="one_waiting_call",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=150)),
                ("position", models.PositiveIntegerField(default=0)),
                ("archived", models.BooleanField(default=False)),
                ("uid", studycircle.store.fields.WordsField(blank=True, default="", unique=True)),
                ("title", studycircle.store.fields.WordsField(blank=True, default="")),
                ("summary", studycircle.store.fields.WordsField(blank=True, default="")),
                ("language", studycircle.store.fields.WordsField(blank=True, default="")),
                ("zone", studycircle.store.fields.WordsField(blank=True, default="")),
                (
                    "slot",
                    studycircle.store.fields.DocumentField(
                        studycircle.documents.programme.Slot, default=studycircle.documents.programme.Slot
                    ),
                ),
                (
                    "place",
                    studycircle.store.fields.DocumentField(
                        studycircle.documents.programme.Place, default=studycircle.documents.programme.Place
                    ),
                ),
                ("taken_off", models.DateTimeField(blank=True, null=True)),
                (
                    "shown",
                    studycircle.store.fields.DocumentField(
                        studycircle.documents.schedule.SeriesSummary, blank=True, null=True
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="series", to="store.group"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "series",
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("group", "key"), name="series_key")],
            },
        ),
        migrations.CreateModel(
            name="PrintLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("picture", models.CharField(blank=True, default="", max_length=64)),
                ("alternative", studycircle.store.fields.WordsField(blank=True, default="")),
                ("layout", models.CharField(blank=True, default="", max_length=20)),
                ("paper", models.CharField(blank=True, default="", max_length=20)),
                (
                    "series",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="print_look", to="store.series"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PinSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("needs", models.CharField(blank=True, default="", max_length=64)),
                (
                    "series",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pin_search", to="store.series"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Piece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=32)),
                ("packed", models.BinaryField()),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="store.draft",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="store.series",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("series", "digest"), name="piece_of_series"),
                    models.UniqueConstraint(fields=("draft", "digest"), name="piece_of_draft"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", studycircle.store.fields.WordsField(blank=True, default="")),
                ("digest", models.CharField(max_length=32)),
                ("host", models.CharField(blank=True, default="", max_length=253)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unknown", "not looked at yet"),
                            ("good", "answers"),
                            ("doubtful", "may not answer, or cannot be checked"),
                            ("broken", "does not answer"),
                        ],
                        default="unknown",
                        max_length=20,
                    ),
                ),
                ("status", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("words", studycircle.store.fields.WordsField(blank=True, default="")),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("next_at", models.DateTimeField()),
                ("quiet_until", models.DateTimeField(blank=True, null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="store.group"
                    ),
                ),
                ("series", models.ManyToManyField(related_name="links", to="store.series")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["next_at"], name="link_due"),
                    models.Index(fields=["host", "checked_at"], name="link_host"),
                ],
                "constraints": [models.UniqueConstraint(fields=("group", "digest"), name="link_address")],
            },
        ),
        migrations.CreateModel(
            name="Fine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=500)),
                ("said_at", models.DateTimeField()),
                (
                    "said_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fine", to="store.group"
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fine",
                        to="store.series",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("series", "name"), name="fine_in_series"),
                    models.UniqueConstraint(
                        condition=models.Q(("series", None)), fields=("group", "name"), name="fine_in_group"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="draft",
            name="series",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="drafts",
                to="store.series",
            ),
        ),
        migrations.CreateModel(
            name="CourseBook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("audience", models.CharField(max_length=20)),
                (
                    "copies",
                    studycircle.store.fields.DocumentField(
                        studycircle.documents.programme.Copy, default=tuple, many=True
                    ),
                ),
                ("needs", models.CharField(blank=True, default="", max_length=64)),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="course_books", to="store.series"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("series", "audience"), name="course_book")],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=150)),
                ("position", models.PositiveIntegerField(default=0)),
                ("archived", models.BooleanField(default=False)),
                ("name", studycircle.store.fields.WordsField(blank=True, default="")),
                ("phone", studycircle.store.fields.WordsField(blank=True, default="")),
                ("email", studycircle.store.fields.WordsField(blank=True, default="")),
                ("url", studycircle.store.fields.WordsField(blank=True, default="")),
                (
                    "audience",
                    studycircle.store.fields.EnumField(
                        studycircle.documents.programme.Audience,
                        default=studycircle.documents.programme.Audience["MEMBERS"],
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="store.series"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("series", "key"), name="contact_key")],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=150)),
                ("position", models.PositiveIntegerField(default=0)),
                ("archived", models.BooleanField(default=False)),
                ("title", studycircle.store.fields.WordsField(blank=True, default="")),
                ("number", studycircle.store.fields.WordsField(blank=True, default="")),
                (
                    "kind",
                    studycircle.store.fields.EnumField(
                        studycircle.documents.programme.Kind, default=studycircle.documents.programme.Kind["MEETING"]
                    ),
                ),
                (
                    "state",
                    studycircle.store.fields.EnumField(
                        studycircle.documents.programme.DateState,
                        default=studycircle.documents.programme.DateState["TBA"],
                    ),
                ),
                ("date", models.DateField(blank=True, null=True)),
                ("time", models.TimeField(blank=True, null=True)),
                ("minutes", models.PositiveIntegerField(blank=True, null=True)),
                ("date_words", studycircle.store.fields.WordsField(blank=True, default="")),
                ("moved_from", models.DateField(blank=True, null=True)),
                (
                    "place",
                    studycircle.store.fields.DocumentField(
                        studycircle.documents.programme.Place, blank=True, null=True
                    ),
                ),
                ("room", studycircle.store.fields.WordsField(blank=True, default="")),
                ("leader", studycircle.store.fields.WordsField(blank=True, default="")),
                ("summary", studycircle.store.fields.WordsField(blank=True, default="")),
                ("status_note", studycircle.store.fields.WordsField(blank=True, default="")),
                ("record", studycircle.store.fields.WordsField(blank=True, default="")),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("changed", models.DateTimeField(blank=True, null=True)),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="store.series"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "indexes": [models.Index(fields=["series", "date"], name="session_date")],
                "constraints": [models.UniqueConstraint(fields=("series", "key"), name="session_key")],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=150)),
                ("position", models.PositiveIntegerField(default=0)),
                ("archived", models.BooleanField(default=False)),
                ("title", studycircle.store.fields.WordsField(blank=True, default="")),
                ("author", studycircle.store.fields.WordsField(blank=True, default="")),
                (
                    "role",
                    studycircle.store.fields.EnumField(
                        studycircle.documents.programme.Role, default=studycircle.documents.programme.Role["MAIN"]
                    ),
                ),
                ("part", studycircle.store.fields.WordsField(blank=True, default="")),
                ("translator", studycircle.store.fields.WordsField(blank=True, default="")),
                ("year", studycircle.store.fields.WordsField(blank=True, default="")),
                ("minutes", models.PositiveIntegerField(blank=True, null=True)),
                ("note", studycircle.store.fields.WordsField(blank=True, default="")),
                ("text", studycircle.store.fields.WordsField(blank=True, default="")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="store.session"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("session", "key"), name="reading_key")],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=150)),
                ("position", models.PositiveIntegerField(default=0)),
                ("archived", models.BooleanField(default=False)),
                ("number", studycircle.store.fields.WordsField(blank=True, default="")),
                ("text", studycircle.store.fields.WordsField(blank=True, default="")),
                (
                    "quotations",
                    studycircle.store.fields.DocumentField(
                        studycircle.documents.programme.Quotation, default=tuple, many=True
                    ),
                ),
                (
                    "parts",
                    studycircle.store.fields.DocumentField(
                        studycircle.documents.programme.Part, default=tuple, many=True
                    ),
                ),
                ("close", studycircle.store.fields.WordsField(blank=True, default="")),
                ("heading", studycircle.store.fields.WordsField(blank=True, default="")),
                ("bring", models.BooleanField(default=False)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="store.session"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("session", "key"), name="question_key")],
            },
        ),
        migrations.CreateModel(
            name="Poll",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(blank=True, default="", max_length=500)),
                ("hides_results", models.BooleanField(default=False)),
                ("shared", models.CharField(blank=True, default="", max_length=40)),
                ("asked_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="poll", to="store.session"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=150)),
                ("position", models.PositiveIntegerField(default=0)),
                ("archived", models.BooleanField(default=False)),
                ("title", studycircle.store.fields.WordsField(blank=True, default="")),
                ("body", studycircle.store.fields.WordsField(blank=True, default="")),
                (
                    "audience",
                    studycircle.store.fields.EnumField(
                        studycircle.documents.programme.Audience,
                        default=studycircle.documents.programme.Audience["PUBLIC"],
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="store.series"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="store.session",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("session", "key"), name="note_key_in_session"),
                    models.UniqueConstraint(
                        condition=models.Q(("session", None)), fields=("series", "key"), name="note_key_in_series"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=150)),
                ("position", models.PositiveIntegerField(default=0)),
                ("archived", models.BooleanField(default=False)),
                ("title", studycircle.store.fields.WordsField(blank=True, default="")),
                ("link", studycircle.store.fields.WordsField(blank=True, default="")),
                ("file", studycircle.store.fields.WordsField(blank=True, default="")),
                ("format", studycircle.store.fields.WordsField(blank=True, default="")),
                ("size", models.PositiveBigIntegerField(blank=True, null=True)),
                (
                    "audience",
                    studycircle.store.fields.EnumField(
                        studycircle.documents.programme.Audience,
                        default=studycircle.documents.programme.Audience["PUBLIC"],
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="store.series"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="store.session",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("session", "key"), name="attachment_key_in_session"),
                    models.UniqueConstraint(
                        condition=models.Q(("session", None)), fields=("series", "key"), name="attachment_key_in_series"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Taking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("link", studycircle.store.fields.WordsField(blank=True, default="")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("reading", "being read"),
                            ("done", "on the shelf"),
                            ("failed", "could not be taken in"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("said", studycircle.store.fields.WordsField(blank=True, default="")),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reading",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="taking", to="store.reading"
                    ),
                ),
            ],
            options={
                "ordering": ("asked_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="TextEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=150)),
                ("position", models.PositiveIntegerField(default=0)),
                ("archived", models.BooleanField(default=False)),
                ("title", studycircle.store.fields.WordsField(blank=True, default="")),
                ("author", studycircle.store.fields.WordsField(blank=True, default="")),
                ("translator", studycircle.store.fields.WordsField(blank=True, default="")),
                ("year", studycircle.store.fields.WordsField(blank=True, default="")),
                ("language", studycircle.store.fields.WordsField(blank=True, default="")),
                (
                    "rights",
                    studycircle.store.fields.EnumField(
                        studycircle.documents.programme.Rights,
                        default=studycircle.documents.programme.Rights["MEMBERS"],
                    ),
                ),
                ("licence", studycircle.store.fields.WordsField(blank=True, default="")),
                ("link", studycircle.store.fields.WordsField(blank=True, default="")),
                (
                    "extracts",
                    studycircle.store.fields.DocumentField(
                        studycircle.documents.programme.Extract, default=tuple, many=True
                    ),
                ),
                ("made", models.PositiveIntegerField(default=0)),
                ("to_make", models.PositiveIntegerField(default=0)),
                ("failure", studycircle.store.fields.WordsField(blank=True, default="")),
                ("baked", models.CharField(blank=True, default="", max_length=64)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="text_editions", to="store.group"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("group", "key"), name="text_edition_key")],
            },
        ),
        migrations.CreateModel(
            name="TextVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("source", models.CharField(max_length=64)),
                ("text", models.CharField(max_length=64)),
                ("name", studycircle.store.fields.WordsField(blank=True, default="")),
                ("media", studycircle.store.fields.WordsField(blank=True, default="")),
                (
                    "problems",
                    studycircle.store.fields.DocumentField(
                        studycircle.documents.problem.Problem, default=tuple, many=True
                    ),
                ),
                (
                    "retaken",
                    studycircle.store.fields.DocumentField(
                        studycircle.documents.retake.Retaken, default=studycircle.documents.retake.Retaken
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="store.textedition"
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
                "constraints": [models.UniqueConstraint(fields=("edition", "number"), name="text_version_number")],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("found", "as it stood"),
                            ("changed", "changed"),
                            ("imported", "imported"),
                            ("undone", "undone"),
                            ("restored", "restored"),
                        ],
                        default="changed",
                        max_length=20,
                    ),
                ),
                ("of", models.PositiveIntegerField(blank=True, null=True)),
                ("content", models.CharField(max_length=32)),
                (
                    "changes",
                    studycircle.store.fields.DocumentField(
                        studycircle.documents.compare.Change, default=tuple, many=True
                    ),
                ),
                ("change_count", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="store.draft",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="store.series",
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
                "constraints": [
                    models.UniqueConstraint(fields=("series", "number"), name="version_of_series"),
                    models.UniqueConstraint(fields=("draft", "number"), name="version_of_draft"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Work",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=150)),
                ("position", models.PositiveIntegerField(default=0)),
                ("archived", models.BooleanField(default=False)),
                ("title", studycircle.store.fields.WordsField(blank=True, default="")),
                ("author", studycircle.store.fields.WordsField(blank=True, default="")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="works", to="store.group"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("group", "key"), name="work_key")],
            },
        ),
        migrations.AddField(
            model_name="textedition",
            name="work",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="store.work"
            ),
        ),
        migrations.CreateModel(
            name="Departure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "right",
                    models.CharField(
                        choices=[("organiser", "organiser"), ("editor", "editor of notes"), ("member", "member")],
                        max_length=20,
                    ),
                ),
                ("left_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="departures",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="departures", to="store.group"
                    ),
                ),
            ],
            options={
                "ordering": ("-left_at",),
                "constraints": [models.UniqueConstraint(fields=("person", "group"), name="one_departure")],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "right",
                    models.CharField(
                        choices=[("organiser", "organiser"), ("editor", "editor of notes"), ("member", "member")],
                        default="member",
                        max_length=20,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="store.group"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "group"), name="one_membership")],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("label", models.CharField(blank=True, default="", max_length=200)),
                ("name", models.CharField(blank=True, default="", max_length=80)),
                ("remark", models.CharField(blank=True, default="", max_length=500)),
                ("choices", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="store.poll"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("poll", "code"), name="one_answer_of_a_link")],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField()),
                ("time", models.TimeField(blank=True, null=True)),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="store.poll"
                    ),
                ),
            ],
            options={
                "ordering": ("date", "time", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("poll", "date", "time"), name="proposal"),
                    models.UniqueConstraint(
                        condition=models.Q(("time", None)), fields=("poll", "date"), name="proposal_at_usual_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=150)),
                ("position", models.PositiveIntegerField(default=0)),
                ("archived", models.BooleanField(default=False)),
                ("format", studycircle.store.fields.WordsField(blank=True, default="")),
                ("link", studycircle.store.fields.WordsField(blank=True, default="")),
                ("file", studycircle.store.fields.WordsField(blank=True, default="")),
                ("size", models.PositiveBigIntegerField(blank=True, null=True)),
                ("label", studycircle.store.fields.WordsField(blank=True, default="")),
                ("language", studycircle.store.fields.WordsField(blank=True, default="")),
                (
                    "audience",
                    studycircle.store.fields.EnumField(
                        studycircle.documents.programme.Audience,
                        default=studycircle.documents.programme.Audience["PUBLIC"],
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="store.reading"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("reading", "key"), name="edition_key")],
            },
        ),
    ]
