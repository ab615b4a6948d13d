import adapter
import sseclient


def events(pieces):
    for event in sseclient.SSEClient(iter(pieces)).events():
        yield event.data, event.event, event.id


adapter.answer_each(events)
