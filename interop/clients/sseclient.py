import adapter
import sseclient


def events(url):
    for event in sseclient.SSEClient(url):
        yield event.data, event.event, event.id


adapter.follow(events)
