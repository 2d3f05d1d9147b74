"""Starts the service in this folder on a free port and sends it the requests of a golden.json, over HTTP."""

import json
import sys
import threading
import urllib.request

sys.path.insert(0, sys.argv[1])
import main  # noqa: E402

server = main.serve(0)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"


def ask(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url + path, data)) as response:
        return json.load(response)


assert ask("/readyz") == {"ready": True}
golden = json.load(open(sys.argv[2], encoding="utf-8"))
print(json.dumps([ask("/predict", case["request"]) for case in golden["cases"]]))
