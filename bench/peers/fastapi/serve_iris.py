"""https://fastapi.tiangolo.com/tutorial/body/ and …/response-model/"""

from fastapi import FastAPI
from pydantic import BaseModel

from iris import answers


class Flower(BaseModel):
    sepal_length: float
    sepal_width: float
    petal_length: float
    petal_width: float


class Flowers(BaseModel):
    rows: list[Flower]


class Answer(BaseModel):
    output_label: str
    output_probability: dict[str, float]


class Answers(BaseModel):
    rows: list[Answer]


app = FastAPI()


@app.post("/predict")
async def predict(flowers: Flowers) -> Answers:
    values = [[f.sepal_length, f.sepal_width, f.petal_length, f.petal_width] for f in flowers.rows]
    return {"rows": answers(values)}
