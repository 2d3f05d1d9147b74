"""
https://fastapi.tiangolo.com/async/: what computes for long runs in a thread; there the event loop goes on. The file is the body:
https://fastapi.tiangolo.com/advanced/using-request-directly/
"""

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from picture import predictions


class Prediction(BaseModel):
    label: str
    score: float


class Answer(BaseModel):
    predictions: list[Prediction]


app = FastAPI()


@app.get("/readyz")
async def ready() -> dict:
    return {"status": "ready"}


@app.post("/predict")
async def predict(request: Request) -> Answer:
    return {"predictions": await run_in_threadpool(predictions, await request.body())}
