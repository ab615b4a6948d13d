# Without a storage class, so without a history.
import json
import sys

import django
import uvicorn
from django.conf import settings

settings.configure(
    SECRET_KEY="of one run", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django_eventstream"])
django.setup()

from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path
from django_eventstream import send_event
from django_eventstream.views import events


def send(request):
    event = json.loads(request.body)
    send_event("all", event.get("event") or "message", event["data"], json_encode=False)
    return HttpResponse(status=202)


urlpatterns = [path("events", events, {"channels": ["all"]}), path("send", send)]
uvicorn.run(get_asgi_application(), port=int(sys.argv[1]), log_level="error", lifespan="off")
