"""The command schemathesis in a folder of its own, where it leaves files: python in_folder.py FOLDER ARGUMENTS"""

import os
import sys

from schemathesis import serializer
from schemathesis.cli import schemathesis


@serializer("application/x-ndjson")
def as_it_is(_context, value):
    """Lines of JSON are a text; schemathesis knows how to send text/csv, but not these."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


os.chdir(sys.argv.pop(1))
schemathesis()
