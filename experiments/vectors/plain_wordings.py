#!/usr/bin/env python3
"""Copies datasets/wordings/breadth without the wordings that a sentence embedder cannot tell to be of their relation.

Usage, from the root of the repository: plain_wordings.py texts.jsonl vectors.f32 FOLDER (of texts.py and embed.js)

A wording goes when the mean of some other relation of its family is nearer to it than that of its own other wordings, or
less than 0.05 (cosine) further: "{o} holds the warranty for the {s}" of a registered owner. At least three questions, two
statements, a noun phrase and an alias stay. Every third wording is kept for validation and stays: it goes up to where the
third now is, or out when nothing stands before it any more.
"""
import collections
import pathlib
import re
import sys

import numpy

from vectors import load, of_length_one

MARGIN = 0.05
STAY = {"ask": 3, "state": 2, "noun": 1, "alias": 1}

texts, vectors, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
folder.mkdir(parents=True, exist_ok=True)
lines, _, rows = load(texts, vectors)

families = collections.defaultdict(lambda: collections.defaultdict(list))  # (file, family) -> relation -> lines
for i, line in enumerate(lines):
    if "of" in line and "/breadth/" in line["of"][0]:
        path, family, name = line["of"]
        families[path, family][name].append(i)


def margins(family):
    """Of each wording of the family: how much nearer its own relation is than any other."""
    names = list(family)
    sums = numpy.array([rows[family[name]].sum(0) for name in names])
    means = of_length_one(sums)
    for k, name in enumerate(names):
        for i in family[name]:
            own = sums[k] - rows[i]
            others = numpy.delete(means @ rows[i], k)
            nearest = others.max() if len(others) else -1
            yield i, float(of_length_one(own) @ rows[i] - nearest)


def kept_places(scored, field):
    """`scored`: (margin, place) of the field's training wordings."""
    best = sorted(scored, reverse=True)
    return {place for n, (margin, place) in enumerate(best) if margin >= MARGIN or n < STAY[field]}


def rewrite(block, field, kept):
    found = re.findall(rf'^  {field}: "(?:[^"\\]|\\.)*"$', block, re.M)
    training = [line for i, line in enumerate(found) if i % 3 != 2 and i in kept]
    validation = [line for i, line in enumerate(found) if i % 3 == 2]
    order = []
    while training:
        order += training[:2]
        training = training[2:]
        if len(order) % 3 == 2 and validation:
            order.append(validation.pop(0))
    lines = block.split("\n")
    at = lines.index(found[0])
    rest = [line for line in lines[at:] if line not in found]
    return "\n".join(lines[:at] + order + rest)


scores = collections.defaultdict(lambda: collections.defaultdict(list))  # relation -> field -> (margin, place)
for (path, family), relations in families.items():
    for i, margin in margins(relations):
        field, place = lines[i]["wording"]
        scores[path, family, lines[i]["of"][2]][field].append((margin, place))
before = after = 0
for path in sorted({path for path, _ in families}):
    source = open(path).read()

    def mend(match):
        global before, after
        block = match.group()
        key = (path, re.search(r'^  family: "(.*)"$', block, re.M).group(1), re.search(r'^  name: "(.*)"$', block, re.M).group(1))
        for field in STAY:
            scored = scores[key][field]
            if scored:
                kept = kept_places(scored, field)
                before, after = before + len(scored), after + len(kept)
                block = rewrite(block, field, kept)
        return block

    (folder / pathlib.Path(path).name).write_text(re.sub(r"^relation \{\n.*?^\}", mend, source, flags=re.S | re.M))
print(f"{after} of {before} training wordings stay")
