"""https://docs.seldon.ai/mlserver/user-guide/custom"""

from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse

from image import scores


class Runtime(MLModel):
    async def load(self) -> bool:
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        images = NumpyCodec.decode_input(payload.inputs[0])
        outputs = [NumpyCodec.encode_output("scores", scores(images))]
        return InferenceResponse(model_name=self.name, outputs=outputs)
