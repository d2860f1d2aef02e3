"""What the store tells others, inside the transaction of the change: what they enqueue is kept with it or not."""

from django.dispatch import Signal

series_changed = Signal()  # series: the row of models.Series
group_changed = Signal()  # group: the row of models.Group
text_changed = Signal()  # edition: the row of models.TextEdition
