"""A block of the standard's, for frameworks that bring a response that streams and no encoder."""

import re


def block(event):
    lines = [f"{name}: {event[name]}" for name in ("id", "event") if event.get(name)]
    lines += ["data: " + line for line in re.split("\r\n|\r|\n", event["data"])]
    return "\n".join(lines) + "\n\n"
