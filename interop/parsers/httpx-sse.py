import adapter
import httpx
import httpx_sse


def events(pieces):
    head = {"content-type": "text/event-stream"}
    response = httpx.Response(200, headers=head, content=iter(pieces))
    for event in httpx_sse.EventSource(response).iter_sse():
        yield event.data, event.event, event.id


adapter.answer_each(events)
