import adapter
import httpx
import httpx_sse


def events(url):
    with httpx.Client(timeout=None) as client:
        with httpx_sse.connect_sse(client, "GET", url) as source:
            for event in source.iter_sse():
                yield event.data, event.event, event.id


adapter.follow(events)
