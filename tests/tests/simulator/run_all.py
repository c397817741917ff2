"""Runs the Python programs on standard input, a JSON list of texts, and prints a JSON list of what they print."""

import contextlib
import io
import json
import sys

outputs = []
for program in json.load(sys.stdin):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(program, "request.py", "exec"), {"__name__": "__main__"})
    outputs.append(output.getvalue())
json.dump(outputs, sys.stdout)
