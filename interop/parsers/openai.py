import adapter
from openai._streaming import SSEDecoder


def events(pieces):
    for event in SSEDecoder().iter_bytes(iter(pieces)):
        yield event.data, event.event, event.id


adapter.answer_each(events)
