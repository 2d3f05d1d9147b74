"""https://docs.bentoml.com/en/latest/build-with-bentoml/services.html"""

import os

import bentoml
from pydantic import BaseModel


class Flower(BaseModel):
    sepal_length: float
    sepal_width: float
    petal_length: float
    petal_width: float


@bentoml.service(workers=int(os.environ["PROCESSES"]))
class Service:
    def __init__(self) -> None:
        from iris import answers

        self.answers = answers

    @bentoml.api(route="/predict")
    async def predict(self, rows: list[Flower]) -> dict:
        values = [[f.sepal_length, f.sepal_width, f.petal_length, f.petal_width] for f in rows]
        return {"rows": self.answers(values)}
