"""The command schemathesis in a folder of its own, where it leaves files: python in_folder.py FOLDER ARGUMENTS"""

import os
import sys

from schemathesis.cli import schemathesis

os.chdir(sys.argv.pop(1))
schemathesis()
