"""https://flask.palletsprojects.com/en/stable/quickstart/ and https://github.com/flasgger/flasgger: the page at /apidocs."""

import numpy
from flasgger import Swagger
from flask import Flask, Response, jsonify, request

from image import scores

SHAPE = (-1, 3, 224, 224)

app = Flask(__name__)
Swagger(app)


@app.get("/readyz")
def ready():
    return jsonify(status="ready")


@app.post("/predict")
def predict():
    """The scores of images.
    ---
    parameters:
      - name: images
        in: body
        required: true
        schema:
          type: object
    responses:
      200:
        description: The score of each class, for each image
    """
    images = numpy.array(request.get_json()["inputs"]["image"], numpy.float32)
    return jsonify(outputs={"scores": scores(images).tolist()})


@app.post("/predict-bytes")
def predict_bytes():
    images = numpy.frombuffer(request.get_data(), numpy.float32).reshape(SHAPE)
    return Response(scores(images).tobytes(), mimetype="application/octet-stream")
