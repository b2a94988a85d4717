"""The lines of texts.py and their vectors, for the scripts beside this one."""
import json

import numpy


def of_length_one(values):
    return values / (numpy.linalg.norm(values, axis=-1, keepdims=True) + 1e-9)


def load(texts, vectors):
    """The lines, which of them are questions, and their vectors: each kind less its own mean, of length 1."""
    lines = [json.loads(line) for line in open(texts)]
    asks = numpy.array(["question" in line for line in lines])
    rows = numpy.fromfile(vectors, numpy.float32).reshape(len(lines), -1)
    for kind in (True, False):
        rows[asks == kind] = of_length_one(rows[asks == kind] - rows[asks == kind].mean(0))
    return lines, asks, rows
