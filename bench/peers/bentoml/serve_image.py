"""https://docs.bentoml.com/en/latest/build-with-bentoml/services.html: what is no coroutine runs in a thread."""

import os

import bentoml
import numpy
from pydantic import BaseModel


class Images(BaseModel):
    image: list[list[list[list[float]]]]


@bentoml.service(workers=int(os.environ["PROCESSES"]))
class Service:
    def __init__(self) -> None:
        from image import scores

        self.scores = scores

    @bentoml.api(route="/predict")
    def predict(self, inputs: Images) -> dict:
        images = numpy.array(inputs.image, numpy.float32)
        return {"outputs": {"scores": self.scores(images).tolist()}}
