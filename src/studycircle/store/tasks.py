"""Django's tasks API, from Django itself (6.0 on) or its backport (``django-tasks``, on 5.2): ask here, not there."""

from typing import TYPE_CHECKING

import django

if TYPE_CHECKING or django.VERSION >= (6, 0):
    from django.tasks import Task, TaskResult, TaskResultStatus, task
    from django.tasks.backends.base import BaseTaskBackend
else:
    from django_tasks import TaskResult, TaskResultStatus, task
    from django_tasks.backends.base import BaseTaskBackend
    from django_tasks.base import Task

__all__ = ["BaseTaskBackend", "Task", "TaskResult", "TaskResultStatus", "task"]
