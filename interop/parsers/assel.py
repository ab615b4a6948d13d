import adapter
import assel


def events(pieces):
    for event in assel.parse(iter(pieces)):
        yield event.data, event.event, event.id


adapter.answer_each(events)
