"""Converts a trained model to ONNX: a tar on stdin, a tar on stdout.

    python convert.py < request.tar > answer.tar

The request holds request.json, the model below model/, and rows as data.csv or data.json where there are any. The
answer holds answer.json; where the model was converted, the candidates in order of preference, rows, and the original's
answers to them. Which candidate is right is for the proof to say, which runs elsewhere.
"""

import os
import sys
import tempfile
import traceback

ANSWERS = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)  # what libraries print is no answer

from refused import Refused  # noqa: E402
from wire import pack, unpack  # noqa: E402

NETWORKS = ("keras", "savedmodel", "tflite", "torchscript", "torch-export", "torch", "huggingface")


def main():
    with tempfile.TemporaryDirectory() as folder:
        request = unpack(sys.stdin.buffer, folder)
        answer = {
            "status": "failed",
            "code": None,
            "message": None,
            "hint": None,
            "framework": request.get("framework"),
        }
        answer.update(
            frameworkVersion=None,
            model=None,
            columns=[],
            ignoredColumns=[],
            entries=[],
            inputs=[],
            candidates=[],
            notes=[],
        )
        files = {}
        try:
            files = convert(request, folder, answer)
            answer["status"] = "converted"
        except Refused as refused:
            answer.update(
                status="refused",
                code=refused.code,
                message=refused.message,
                hint=refused.hint,
                entries=refused.entries,
                inputs=refused.inputs,
            )
        except Exception as error:
            traceback.print_exc()
            answer.update(
                code="error", message="%s: %s" % (type(error).__name__, " ".join(str(error).split())[:500])
            )
    pack({"answer.json": answer, **files}, ANSWERS)
    ANSWERS.close()


def convert(request, folder, answer):
    """Fills `answer`, and returns the other files of the tar. Throws Refused."""
    # What the one needs is not installed where the other is converted.
    if request.get("format") in NETWORKS:
        from networks import conversion
    else:
        import tables as conversion
    return conversion.convert(request, folder, answer)


if __name__ == "__main__":
    main()
