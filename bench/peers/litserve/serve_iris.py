"""https://lightning.ai/docs/litserve/api-reference/litapi"""

import os

import litserve

from iris import COLUMNS


class Iris(litserve.LitAPI):
    def setup(self, device):
        from iris import answers

        self.answers = answers

    def decode_request(self, request):
        return [[row[column] for column in COLUMNS] for row in request["rows"]]

    def predict(self, values):
        return self.answers(values)

    def encode_response(self, output):
        return {"rows": output}


if __name__ == "__main__":
    processes = int(os.environ["PROCESSES"])
    server = litserve.LitServer(Iris(), accelerator="cpu", workers_per_device=processes)
    options = {"num_api_servers": processes, "log_level": "warning", "generate_client_file": False}
    server.run(host="127.0.0.1", port=int(os.environ["PORT"]), **options)
