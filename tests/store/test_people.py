"""Rights in a group, where two change them at once."""

import threading

import pytest
from django.db import connection

from studycircle.errors import WriteError
from studycircle.store import models, people
from studycircle.store.models import Right


@pytest.mark.postgresql  # SQLite lets one transaction in at a time (settings: IMMEDIATE)
@pytest.mark.django_db(transaction=True)
def test_of_two_organisers_who_take_each_other_out_at_once_one_stays():
    group = models.Group.objects.create(key="bees")
    both = [models.Person.objects.create_user(name) for name in ("ann", "bob")]
    for person in both:
        models.Membership.objects.create(person=person, group=group, right=Right.ORGANISER)
    start = threading.Barrier(2)
    failed = []

    def step_back(person):
        start.wait()
        try:
            people.change_right(person, group, Right.MEMBER, seen="organiser")
        except WriteError:
            failed.append(person)
        finally:
            connection.close()

    threads = [threading.Thread(target=step_back, args=[person]) for person in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rights = models.Membership.objects.filter(group=group).order_by("person__username").values_list("right", flat=True)
    assert sorted(rights) == ["member", "organiser"]
    assert len(failed) == 1
