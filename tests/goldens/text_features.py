#!/usr/bin/env python3
"""Prints the features that tests/retriever/embedders/text_features_test.cc expects.

Written from the description in retriever/embedders/text_features.h, in Python's integers, for texts whose folding is
plain. A trained encoder depends on these numbers, so they must never change.
"""
import collections
import math

MASK = (1 << 64) - 1
BASIS, PRIME = 0xCBF29CE484222325, 0x100000001B3


def splitmix(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def fnv(letters, h):
    for c in letters:
        h = ((h ^ ord(c)) * PRIME) & MASK
    return h


def features(words, buckets, min_n, max_n, word_run):
    counts = collections.Counter()
    for i in range(len(words)):
        h = BASIS ^ 0x77
        for word in words[i:i + word_run]:
            h = fnv(word, ((h ^ ord(" ")) * PRIME) & MASK)
            counts[splitmix(h) % buckets] += 1
        bordered = " " + words[i] + " "
        for begin in range(len(bordered)):
            for n in range(min_n, max_n + 1):
                if begin + n <= len(bordered):
                    counts[splitmix(fnv(bordered[begin:begin + n], (BASIS + n) & MASK)) % buckets] += 1
    return sorted((bucket, round(1 + math.log(count), 6)) for bucket, count in counts.items())


print("Ann \u00c5se-ann:", features(["ann", "ase", "ann"], 100000, 3, 4, 2))
print("oslo, words:", features(["oslo"], 1000, 1, 0, 1))
