"""https://lightning.ai/docs/litserve/api-reference/litapi"""

import os

import litserve
import numpy


class Image(litserve.LitAPI):
    def setup(self, device):
        from image import scores

        self.scores = scores

    def decode_request(self, request):
        return numpy.array(request["inputs"]["image"], numpy.float32)

    def predict(self, images):
        return self.scores(images)

    def encode_response(self, output):
        return {"outputs": {"scores": output.tolist()}}


if __name__ == "__main__":
    processes = int(os.environ["PROCESSES"])
    server = litserve.LitServer(Image(), accelerator="cpu", workers_per_device=processes)
    options = {"num_api_servers": processes, "log_level": "warning", "generate_client_file": False}
    server.run(host="127.0.0.1", port=int(os.environ["PORT"]), **options)
