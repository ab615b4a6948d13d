import adapter
import ld_eventsource
from ld_eventsource.config import ErrorStrategy


def events(url):
    # Its default ends at the first trouble; what is a stream and what is not stays its own choice.
    client = ld_eventsource.SSEClient(url, error_strategy=ErrorStrategy.always_continue())
    for event in client.events:
        yield event.data, event.event, event.last_event_id


adapter.follow(events)
