"""https://docs.seldon.ai/mlserver/user-guide/custom"""

import numpy
from mlserver import MLModel
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse

from iris import answers

CLASSES = ["setosa", "versicolor", "virginica"]


class Runtime(MLModel):
    async def load(self) -> bool:
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        values = NumpyCodec.decode_input(payload.inputs[0])
        rows = answers(values)
        probabilities = numpy.array([[row["output_probability"][name] for name in CLASSES] for row in rows])
        return InferenceResponse(
            model_name=self.name,
            outputs=[
                StringCodec.encode_output("output_label", [row["output_label"] for row in rows]),
                NumpyCodec.encode_output("output_probability", probabilities),
            ],
        )
