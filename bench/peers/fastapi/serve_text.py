"""https://fastapi.tiangolo.com/tutorial/body/ and …/response-model/"""

from fastapi import FastAPI
from pydantic import BaseModel

from text import scores


class Texts(BaseModel):
    text: list[str]


class Body(BaseModel):
    inputs: Texts


class Scores(BaseModel):
    scores: list[list[float]]


class Answer(BaseModel):
    outputs: Scores


app = FastAPI()


@app.post("/predict")
async def predict(body: Body) -> Answer:
    return {"outputs": {"scores": scores(body.inputs.text)}}
