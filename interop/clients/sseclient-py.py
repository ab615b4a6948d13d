import adapter
import requests
import sseclient


def events(url):
    response = requests.get(url, stream=True, headers={"Accept": "text/event-stream"})
    for event in sseclient.SSEClient(response).events():
        yield event.data, event.event, event.id


adapter.follow(events)
