"""https://flask.palletsprojects.com/en/stable/quickstart/ and https://github.com/flasgger/flasgger: the page at /apidocs."""

from flasgger import Swagger
from flask import Flask, jsonify, request

from iris import COLUMNS, answers

app = Flask(__name__)
Swagger(app)


@app.post("/predict")
def predict():
    """The species of flowers.
    ---
    parameters:
      - name: flowers
        in: body
        required: true
        schema:
          type: object
          properties:
            rows:
              type: array
              items:
                type: object
    responses:
      200:
        description: A label and the probability of each class, for each row
    """
    rows = request.get_json()["rows"]
    return jsonify(rows=answers([[row[column] for column in COLUMNS] for row in rows]))
