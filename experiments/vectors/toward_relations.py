#!/usr/bin/env python3
"""Vectors of texts, each drawn towards the mean of its relation: toward_relations.py texts.jsonl vectors.f32 out.f32

A sentence embedder does not see that "{s} sends you into {o}" and "In what dungeon is {s} set?" are of one relation, the
wordings file does. So a text's vector becomes its own plus 1.2 times the mean of all wordings of its relation (questions
and facts alike, each kind less its own mean), both of length 1: a model that must tell it learns which wordings belong
together, and how near relations are. Texts without a relation keep their own.
"""
import collections
import sys

import numpy

from vectors import load, of_length_one

PULL = 1.2

texts, vectors, output = sys.argv[1:]
lines, asks, rows = load(texts, vectors)
relations = collections.defaultdict(list)
for i, line in enumerate(lines):
    if "of" in line:
        relations[tuple(line["of"])].append(i)
drawn = rows.copy()
for members in relations.values():
    members = numpy.array(members)
    kinds = [members[asks[members] == kind] for kind in (True, False)]
    mean = sum(rows[kind].mean(0) for kind in kinds if len(kind))
    drawn[members] += PULL * of_length_one(mean)
of_length_one(drawn).astype(numpy.float32).tofile(output)
