"""Drives headless Chromium through the server's page, and prints what it saw as one JSON object.

usage: page.py URL

Speaks the DevTools protocol over a pipe, so that no port and no library is needed.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

DEADLINE = 20.0


class Browser:
    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="page-test-")
        to_browser, self.out = os.pipe()
        self.inp, from_browser = os.pipe()

        def hand_over():
            a, b = os.dup(to_browser), os.dup(from_browser)
            os.dup2(a, 3)
            os.dup2(b, 4)

        name = shutil.which("chromium") or shutil.which("chromium-browser")
        self.process = subprocess.Popen(
            [name, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
             "--disable-background-networking", "--no-first-run", "--no-proxy-server",
             f"--user-data-dir={self.profile}", "about:blank"],
            preexec_fn=hand_over, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.buffer, self.count, self.session = b"", 0, None

    def call(self, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.buffer:
                piece = os.read(self.inp, 65536)
                if not piece:
                    raise RuntimeError("the browser went away")
                self.buffer += piece
            text, self.buffer = self.buffer.split(b"\0", 1)
            answer = json.loads(text)
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise RuntimeError(answer["error"]["message"])
                return answer["result"]

    def open(self, url, width, height):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=2, mobile=True)
        self.call("Page.navigate", url=url)

    def value(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True,
                           awaitPromise=True)
        return result["result"].get("value")

    def wait(self, script):
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            found = self.value(script)
            if found:
                return found
            time.sleep(0.02)
        raise RuntimeError(f"waited in vain for {script}; the page says: "
                           + str(self.value("document.body.innerText")))

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


TEXT = "document.getElementById('{}').textContent"


def visit(browser, url):
    browser.open(url, 360, 640)
    seen = {}
    browser.wait(TEXT.format("last") + " >= '2'")
    seen["open"] = browser.value(TEXT.format("state"))
    seen["sent first"] = browser.value(TEXT.format("sent"))
    seen["fits a phone"] = browser.value("document.documentElement.scrollWidth <= innerWidth")
    # The button drops the connection; nothing may come between the last id and the reset.
    browser.value("window.before = null; source.addEventListener('error', () => {"
                  " if (window.before === null) window.before = "
                  + TEXT.format("last") + "; });"
                  " document.getElementById('drop').click(); 1")
    browser.wait("window.before !== null")
    seen["lost"] = browser.wait("[...document.querySelectorAll('#log li')].map((l) => l.textContent)"
                                ".find((t) => t.startsWith('error'))")
    browser.wait(TEXT.format("sent") + ".startsWith('Last-Event-ID')")
    before = browser.value("window.before")
    seen["resumed after the last id"] = browser.value(TEXT.format("sent")) == f"Last-Event-ID: {before}"
    browser.wait(f"Number({TEXT.format('last')}) > {before}")
    seen["open again"] = browser.value(TEXT.format("state"))
    browser.value("document.getElementById('close').click(); 1")
    seen["closed"] = browser.value(TEXT.format("state"))
    return seen


browser = Browser()
try:
    print(json.dumps(visit(browser, sys.argv[1])))
finally:
    browser.close()
