"""
https://fastapi.tiangolo.com/async/: what computes for long is no coroutine, but a function, which runs in a thread; there the
event loop goes on. https://fastapi.tiangolo.com/advanced/using-request-directly/
"""

import numpy
from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from image import scores

SHAPE = (-1, 3, 224, 224)


class Images(BaseModel):
    image: list[list[list[list[float]]]]


class Body(BaseModel):
    inputs: Images


class Scores(BaseModel):
    scores: list[list[float]]


class Answer(BaseModel):
    outputs: Scores


app = FastAPI()


@app.get("/readyz")
async def ready() -> dict:
    return {"status": "ready"}


@app.post("/predict")
def predict(body: Body) -> Answer:
    images = numpy.array(body.inputs.image, numpy.float32)
    return {"outputs": {"scores": scores(images).tolist()}}


@app.post("/predict-bytes")
async def predict_bytes(request: Request) -> Response:
    images = numpy.frombuffer(await request.body(), numpy.float32).reshape(SHAPE)
    answer = await run_in_threadpool(scores, images)
    return Response(answer.tobytes(), media_type="application/octet-stream")
