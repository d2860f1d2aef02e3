"""From the first word somebody says to its standing on the page, and away again."""

import datetime as dt
from dataclasses import replace

import pytest

from studycircle.discussion import actions, keeping, moderation, queries, telling
from studycircle.discussion.actions import Subject
from studycircle.discussion.models import Comment, ModerationAct
from studycircle.discussion.moderation import Seen
from studycircle.documents.discussion import Said, Thread
from studycircle.errors import WriteError
from studycircle.members import people, privacy
from studycircle.members.models import Member, Notice
from studycircle.publishing import bake
from studycircle.store import models
from tests.programmes import NOW

State, Kind = Comment.State, ModerationAct.Kind
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
WISHES = people.Wishes("Rosa", hears=frozenset({Notice.Kind.COMMENT}))


def again(comment):
    return Comment.objects.select_related("author").get(pk=comment.pk)


def keys(said: Said) -> list[str]:
    return [comment.key for thread in said.threads for comment in thread.comments]


def approve(comment, ann, now=NOW):
    comment = again(comment)
    done = moderation.decide(comment.group, Kind.APPROVE, [Seen(comment.pk, comment.revision)], "", by=ann, now=now)
    return done.acts[0]


def hide(comment, ann, why="", now=NOW):
    comment = again(comment)
    done = moderation.decide(comment.group, Kind.HIDE, [Seen(comment.pk, comment.revision)], why, by=ann, now=now)
    return done.acts[0]


def test_the_first_comment_is_asked_for_by_mail_then_waits_then_stands_and_the_next_needs_nobody(
    series, group, subject, ann
):
    first = actions.say_from("Rosa@example.org", WISHES, subject, "One.", now=NOW)
    assert (first.state, first.name, queries.waiting(group), keys(queries.said_on(series))) == ("held", "Rosa", 0, [])
    assert moderation.decide(group, Kind.APPROVE, [Seen(first.pk, 0)], "", by=ann, now=NOW).stale == 1
    [notice] = Notice.objects.all()
    assert (notice.kind, notice.data, notice.member.confirmed_at) == ("confirm", {"comment": first.pk}, None)
    actions.confirm(first, now=NOW + MINUTE)
    assert (again(first).state, queries.waiting(group), keys(queries.said_on(series))) == ("held", 1, [])
    member = Member.objects.get()
    assert (member.confirmed_at, member.hears_comments, member.hears_reminders) == (NOW + MINUTE, True, False)
    approve(first, ann)
    assert (again(first).state, queries.waiting(group)) == ("public", 0)
    member.refresh_from_db()
    assert member.trusted_at == NOW
    second = actions.say_as(member, subject, "Two.", now=NOW + 2 * MINUTE)
    assert keys(queries.said_on(series)) == [str(first.pk), str(second.pk)]


def test_an_address_somebody_else_s_is_asked_each_time_and_its_trust_counts_only_then(series, subject, make_member):
    make_member("wren", trusted_at=NOW)
    said = actions.say_from("wren@example.org", WISHES, subject, "I am not Wren.", now=NOW)
    assert (said.state, said.name, keys(queries.said_on(series))) == ("held", "wren", [])
    # Whoever typed the address can change their words only until the owner has seen them.
    assert actions.may_edit(said, now=NOW, is_owner=False)
    actions.confirm(said, now=NOW)
    assert again(said).state == "public"
    assert not actions.may_edit(again(said), now=NOW, is_owner=False)
    with pytest.raises(WriteError):
        actions.edit(said, "Something else.", now=NOW, is_owner=False)


def test_one_address_gets_three_mails_a_day_and_no_more(subject):
    made = [actions.say_from("x@example.org", WISHES, subject, f"{at}.", now=NOW) for at in range(4)]
    assert [one is not None for one in made] == [True, True, True, False]
    assert (Notice.objects.count(), Comment.objects.count(), Member.objects.count()) == (3, 3, 1)


def test_pressing_twice_is_one_comment(subject, make_member):
    wren = make_member()
    one, two = (actions.say_as(wren, subject, "Once.", now=NOW) for _ in range(2))
    assert one.pk == two.pk
    assert actions.say_as(wren, subject, "Once.", now=NOW + actions.TWICE).pk != one.pk


def test_words_change_for_a_quarter_of_an_hour_or_until_somebody_answers(series, subject, make_member):
    wren, owl = make_member("wren", trusted_at=NOW), make_member("owl", trusted_at=NOW)
    said = actions.say_as(wren, subject, "Won.", now=NOW)
    late = NOW + actions.EDITABLE
    assert actions.may_edit(said, now=late)
    assert not actions.may_edit(said, now=late + dt.timedelta(seconds=1))
    actions.edit(said, "One.", now=NOW + MINUTE)
    said = again(said)
    assert (said.words, said.edited_at, said.revision, said.state) == ("One.", NOW + MINUTE, 1, "public")
    actions.say_as(owl, replace(subject, to=said), "Two.", now=NOW + MINUTE)
    with pytest.raises(WriteError, match="cannot be changed"):
        actions.edit(said, "None.", now=NOW + MINUTE)


def test_what_is_changed_by_who_is_not_trusted_waits_once_more(subject, make_member, ann):
    said = actions.say_as(make_member(), subject, "One.", now=NOW)
    approve(said, ann)
    Member.objects.update(trusted_at=None)
    actions.edit(said, "Buy.", now=NOW + MINUTE)
    assert again(said).state == "held"


def test_a_moderator_lets_nothing_stand_that_was_changed_meanwhile(group, subject, make_member, ann):
    said = actions.say_as(make_member(), subject, "One.", now=NOW)
    actions.edit(said, "Buy.", now=NOW)
    done = moderation.decide(group, Kind.APPROVE, [Seen(said.pk, 0)], "", by=ann, now=NOW)
    assert (done.acts, done.stale, again(said).state) == ((), 1, "held")


def test_withdrawn_words_are_gone_and_the_answers_stay(series, subject, make_member):
    wren, owl = make_member("wren", trusted_at=NOW), make_member("owl", trusted_at=NOW)
    said = actions.say_as(wren, subject, "Secret words.", now=NOW)
    answer = actions.say_as(owl, replace(subject, to=said), "Two.", now=NOW)
    actions.withdraw(said)
    row = again(said)
    assert (row.words, row.name, row.author, row.state) == ("", "", None, "withdrawn")
    [thread] = queries.said_on(series).threads
    assert [(one.is_withdrawn, one.words, [two.key for two in one.answers]) for one in thread.comments] == [
        (True, "", [str(answer.pk)])
    ]
    actions.withdraw(answer)
    assert queries.said_on(series).threads == ()


def test_an_erased_member_takes_their_words_along(series, subject, make_member, data):
    wren, owl = make_member("wren", trusted_at=NOW), make_member("owl", trusted_at=NOW, hears_comments=True)
    said = actions.say_as(wren, subject, "Canary words.", now=NOW)
    actions.say_as(owl, replace(subject, to=said), "Two.", now=NOW)
    telling.tell.call(said.pk)
    [told] = Notice.objects.filter(kind="comment")
    assert privacy.export(wren)["comments"][0]["words"] == "Canary words."
    privacy.erase(wren, now=NOW)
    assert again(said).words == ""
    assert not any("Canary" in str(list(table.objects.values())) for table in (Comment, Notice, Member))
    told.refresh_from_db()
    assert told.state == "dropped"
    bake.bake_series(series, now=NOW)
    page = (data / f"public/canalside/{series.key}/{subject.session.key}/index.html").read_text()
    assert "Canary" not in page
    assert "This comment is not here any more." in page


@pytest.mark.django_db(transaction=True)
def test_mail_files_that_hold_withdrawn_words_are_deleted(series, session, make_member, data):
    wren = make_member("wren", trusted_at=NOW)
    make_member("owl", hears_comments=True)
    said = actions.say_as(wren, Subject(session), "Canary words.", now=NOW)
    telling.tell.call(said.pk)
    [told] = Notice.objects.filter(kind="comment")
    (data / "mail").mkdir(exist_ok=True)
    (data / "mail/1.log").write_text(f"Message-ID: <{told.message_id}>\n\nCanary words.")
    (data / "mail/2.log").write_text("Another.")
    actions.withdraw(said)
    assert [file.name for file in (data / "mail").iterdir()] == ["2.log"]


def test_reports_bring_a_comment_before_a_moderator_and_three_hide_it_until_then(
    series, group, subject, make_member, ann
):
    said = actions.say_as(make_member(trusted_at=NOW), subject, "One.", now=NOW)
    assert actions.report(said, "192.0.2.0/24", now=NOW)
    assert not actions.report(said, "192.0.2.0/24", now=NOW)
    assert (again(said).state, queries.waiting(group), len(keys(queries.said_on(series)))) == ("flagged", 1, 1)
    actions.report(said, "198.51.100.0/24", now=NOW)
    actions.report(said, "203.0.113.0/24", now=NOW)
    assert (again(said).state, queries.waiting(group), keys(queries.said_on(series))) == ("held", 1, [])
    approve(said, ann)
    assert (again(said).state, again(said).flags) == ("public", 0)
    assert not any(actions.report(said, f"10.0.{at}.0/24", now=NOW + DAY) for at in range(9))
    assert again(said).state == "public"


def test_what_is_hidden_takes_the_trust_along_and_undoing_gives_both_back(series, subject, make_member, ann):
    said = actions.say_as(make_member(trusted_at=NOW), subject, "One.", now=NOW)
    act = hide(said, ann, "unkind")
    assert (again(said).state, Member.objects.get().trusted_at, keys(queries.said_on(series))) == ("hidden", None, [])
    assert (act.why, act.by, act.done_at, act.before) == ("unkind", ann, NOW, "public")
    moderation.undo(act, by=ann, now=NOW + MINUTE)
    assert (again(said).state, Member.objects.get().trusted_at) == ("public", NOW + MINUTE)
    act.refresh_from_db()
    assert (act.undone_at, act.undone_by) == (NOW + MINUTE, ann)


def test_letting_stand_is_undone_with_the_trust_it_gave(group, subject, make_member, ann):
    said = actions.say_as(make_member(), subject, "One.", now=NOW)
    moderation.undo(approve(said, ann), by=ann, now=NOW)
    assert (again(said).state, Member.objects.get().trusted_at, queries.waiting(group)) == ("held", None, 1)


def test_an_old_act_is_not_undone_over_a_newer_one(subject, make_member, ann):
    said = actions.say_as(make_member(), subject, "One.", now=NOW)
    act = approve(said, ann)
    hide(said, ann)
    with pytest.raises(WriteError, match="Something else"):
        moderation.undo(act, by=ann, now=NOW)
    assert again(said).state == "hidden"


def test_a_closed_conversation_takes_nothing_more_and_keeps_what_was_said(series, session, make_member, ann):
    wren = make_member(trusted_at=NOW)
    asked = Subject(session, question="q1")
    actions.say_as(wren, asked, "One.", now=NOW)
    moderation.close(asked, "", by=ann, now=NOW)
    with pytest.raises(WriteError, match="closed"):
        actions.say_as(wren, asked, "Two.", now=NOW)
    actions.say_as(wren, Subject(session), "Elsewhere.", now=NOW)
    locked = {thread.question: thread.is_locked for thread in queries.said_on(series).threads}
    assert locked == {"": False, "q1": True}
    moderation.open_again(asked, "", by=ann, now=NOW)
    actions.say_as(wren, asked, "Two.", now=NOW)
    moderation.close(Subject(session), "", by=ann, now=NOW)
    with pytest.raises(WriteError, match="closed"):
        actions.say_as(wren, asked, "Three.", now=NOW)
    assert {thread.is_locked for thread in queries.said_on(series).threads} == {True}
    assert list(ModerationAct.objects.values_list("kind", flat=True)) == ["lock", "unlock", "lock"]


def test_a_group_that_takes_no_comments_shows_what_was_said_and_no_way_to_say_more(series, group, subject, make_member):
    wren = make_member(trusted_at=NOW)
    said = actions.say_as(wren, subject, "One.", now=NOW)
    moderation.set_talk(group, is_open=False, is_attacked=False)
    found = queries.said_on(series)
    assert (found.address, keys(found)) == ("", [str(said.pk)])
    with pytest.raises(WriteError):
        actions.say_as(wren, subject, "Two.", now=NOW)


def test_nobody_answers_what_is_not_there(subject, make_member, ann):
    wren = make_member(trusted_at=NOW)
    said = actions.say_as(wren, subject, "One.", now=NOW)
    hide(said, ann)
    with pytest.raises(WriteError, match="answer"):
        actions.say_as(wren, replace(subject, to=again(said)), "Two.", now=NOW)


def test_who_hears_of_comments_is_told_once_when_it_can_no_longer_change(subject, make_member):
    wren = make_member("wren", trusted_at=NOW, hears_comments=True)
    owl = make_member("owl", hears_comments=True)
    make_member("crow")
    make_member("gone", hears_comments=True, refused_at=NOW)
    said = actions.say_as(wren, subject, "One.", now=NOW)
    for _ in range(2):
        telling.tell.call(said.pk)
    [notice] = Notice.objects.filter(kind="comment")
    assert (notice.member, notice.data, notice.session) == (owl, {"comment": said.pk}, subject.session)
    assert notice.run_after >= NOW + telling.SETTLES


def test_the_page_of_the_session_alone_is_baked_anew(series, subject, make_member, data):
    bake.bake_series(series, now=NOW)
    said = actions.say_as(make_member(trusted_at=NOW), subject, "Words that stand.", now=NOW)
    baked = bake.bake_series(series, now=NOW)
    path = f"{series.key}/{subject.session.key}/index.html"
    assert baked.report.written == (path,)
    page = (data / "public/canalside" / path).read_text()
    assert "Words that stand." in page
    assert f'href="/comments/canalside/{series.key}/{subject.session.key}/?to={said.pk}"' in page
    assert bake.bake_series(series, now=NOW).report.written == ()


def test_what_was_said_takes_three_questions_whatever_there_is(series, subject, make_member, django_assert_num_queries):
    wren = make_member(trusted_at=NOW)
    row = models.Series.objects.select_related("group").get(pk=series.pk)
    for at in range(12):
        said = actions.say_as(wren, subject, f"{at}.", now=NOW)
        actions.say_as(wren, replace(subject, to=said), f"{at}!", now=NOW)
    with django_assert_num_queries(3):
        assert queries.said_on(row) != Said()


def test_what_is_old_is_kept_no_longer_than_it_should(group, subject, make_member, ann):
    wren = make_member()
    asked = actions.say_from("x@example.org", WISHES, subject, "Never confirmed.", now=NOW)
    apart = actions.set_apart("x", subject, "Buy.", suspicion="suspect", now=NOW)
    waits = actions.say_as(wren, subject, "Waits.", now=NOW)
    hidden = actions.say_as(wren, subject, "Hidden.", now=NOW)
    hide(hidden, ann)

    def left(days):
        keeping.forget_old(NOW + days * DAY)
        return set(Comment.objects.exclude(state="withdrawn").values_list("pk", flat=True))

    assert left(1.9) == {asked.pk, apart.pk, waits.pk, hidden.pk}
    assert left(2) == {apart.pk, waits.pk, hidden.pk}
    assert left(14) == {waits.pk, hidden.pk}
    assert left(89) == {waits.pk, hidden.pk}
    assert left(90) == {waits.pk}
    assert Comment.objects.get(pk=hidden.pk).words == ""
    assert ModerationAct.objects.count() == 1
    left(365)
    assert ModerationAct.objects.count() == 0


def test_threads_are_of_what_they_are_about(series, session, make_member):
    wren = make_member(trusted_at=NOW)
    for about in (Subject(session), Subject(session, "a-lump-of-sugar"), Subject(session, question="q1")):
        actions.say_as(wren, about, f"On {about.reading or about.question or 'all'}.", now=NOW)
    found = queries.said_on(series)
    assert found.address == f"/comments/canalside/{series.key}/"
    assert [(one.session, one.reading, one.question, [two.words for two in one.comments]) for one in found.threads] == [
        (session.key, "", "", ["On all."]),
        (session.key, "", "q1", ["On q1."]),
        (session.key, "a-lump-of-sugar", "", ["On a-lump-of-sugar."]),
    ]
    assert Thread(session.key) not in found.threads
