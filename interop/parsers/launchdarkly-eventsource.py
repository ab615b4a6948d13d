import adapter
from ld_eventsource.actions import Event
from ld_eventsource.reader import _BufferedLineReader, _SSEReader


def events(pieces):
    reader = _SSEReader(_BufferedLineReader.lines_from(iter(pieces)))
    for event in reader.events_and_comments():
        if isinstance(event, Event):
            yield event.data, event.event, event.last_event_id


adapter.answer_each(events)
