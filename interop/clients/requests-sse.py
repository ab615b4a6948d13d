import adapter
import requests_sse


def events(url):
    with requests_sse.EventSource(url, timeout=None) as source:
        for event in source:
            yield event.data, event.type, event.last_event_id


adapter.follow(events)
