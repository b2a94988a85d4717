#!/usr/bin/env python3
"""Copies datasets/wordings/breadth without the wordings that a sentence embedder cannot tell to be of their relation.

Usage, from the root of the repository, with what texts.py and embed.js wrote:
plain_wordings.py texts.jsonl vectors.f32 FOLDER plain-texts.jsonl plain-vectors.f32

A wording goes when its cosine with the mean of its relation's other wordings is below 0.35 ("Whose farewell pat did {s}
get at the water's edge?" of who set it free), or when the mean of some other relation of its family is nearer to it. A
relation goes where less than three questions and two statements stay; a noun phrase and an alias stay always. Every third
wording is kept for validation and stays: it goes up to where the third now is, or out when nothing stands before it any
more. The last two files get the lines of the texts that stay, and their vectors.
"""
import collections
import pathlib
import re
import sys

import numpy

from vectors import load, of_length_one

LEAST = 0.35
NEEDED = {"ask": 3, "state": 2}
STAY = {"ask": 0, "state": 0, "noun": 1, "alias": 1}

texts, vectors, folder, texts_left, vectors_left = sys.argv[1:]
folder = pathlib.Path(folder)
folder.mkdir(parents=True, exist_ok=True)
lines, _, rows = load(texts, vectors)

families = collections.defaultdict(lambda: collections.defaultdict(list))  # (file, family) -> relation -> lines
for i, line in enumerate(lines):
    if "of" in line and "/breadth/" in line["of"][0]:
        path, family, name = line["of"]
        families[path, family][name].append(i)


def plainness(family):
    """Of each wording of the family: how near its own relation is, and whether no other is nearer."""
    names = list(family)
    sums = numpy.array([rows[family[name]].sum(0) for name in names])
    means = of_length_one(sums)
    for k, name in enumerate(names):
        for i in family[name]:
            own = float(of_length_one(sums[k] - rows[i]) @ rows[i])
            others = numpy.delete(means @ rows[i], k)
            yield i, own, not len(others) or own >= others.max()


def kept_places(scored, field):
    """`scored`: (nearness, whether none is nearer, place) of the field's training wordings."""
    best = sorted(scored, reverse=True)
    return {place for n, (own, nearest, place) in enumerate(best) if (nearest and own >= LEAST) or n < STAY[field]}


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


scores = collections.defaultdict(lambda: collections.defaultdict(list))  # relation -> field -> as kept_places reads
for (path, family), relations in families.items():
    for i, own, nearest in plainness(relations):
        field, place = lines[i]["wording"]
        scores[path, family, lines[i]["of"][2]][field].append((own, nearest, place))
before = after = relations_before = relations_after = 0
left = set()  # (relation, field, place)
for path in sorted({path for path, _ in families}):
    source = open(path).read()

    def mend(match):
        global before, after, relations_before, relations_after
        block = match.group()
        key = (path, re.search(r'^  family: "(.*)"$', block, re.M).group(1), re.search(r'^  name: "(.*)"$', block, re.M).group(1))
        kept = {field: kept_places(scores[key][field], field) for field in STAY}
        relations_before += 1
        before += sum(len(scored) for scored in scores[key].values())
        if any(len(kept[field]) < least for field, least in NEEDED.items()):
            return ""
        relations_after += 1
        after += sum(len(places) for places in kept.values())
        for field, places in kept.items():
            left.update((key, field, place) for place in places)
            if places:
                block = rewrite(block, field, places)
        return block + "\n\n"

    mended = re.sub(r"^relation \{\n.*?^\}\n*", mend, source, flags=re.S | re.M)
    (folder / pathlib.Path(path).name).write_text(mended.rstrip("\n") + "\n")

plain = [
    i
    for i, line in enumerate(lines)
    if "of" not in line or "/breadth/" not in line["of"][0] or (tuple(line["of"]), *line["wording"]) in left
]
source = open(texts).read().splitlines()
pathlib.Path(texts_left).write_text("".join(source[i] + "\n" for i in plain))
numpy.fromfile(vectors, numpy.float32).reshape(len(lines), -1)[plain].tofile(vectors_left)
print(f"{relations_after} of {relations_before} relations and {after} of {before} training wordings stay")
