#!/usr/bin/env python3
"""Groups of nouns that mean the same, of WordNet 3.0 (Debian: wordnet-base), as a file for WorldConfig.synonyms.

Usage, from the root of the repository: wordnet_groups.py > datasets/wordings/wordnet.txtpb

A group is a sense of frequent words: those of which it is the first sense, and its definition where that is short. Words
of the groups written by hand are left out, those held out for validation among them, and so are the names of relations
that training must not see.
"""
import collections
import re

FOLDER = "/usr/share/wordnet/"
DEFINITION_WORDS = 6
MAX_WORDS = 5  # of a group
# What a relation can be, by WordNet's lexicographer files: acts, things, attributes, ways to say and to think, events,
# food, groups, places, persons, possessions, processes, states, substances, times. Not species and body parts.
TOPICS = {4, 6, 7, 9, 10, 11, 13, 14, 15, 18, 21, 22, 26, 27, 28}
WORDINGS = "datasets/wordings/"
TAKEN = [
    (WORDINGS + "invented.txtpb", "word"),
    (WORDINGS + "synonyms.txtpb", "word"),
    (WORDINGS + "test/own_relations.txtpb", "(?:name|alias)"),
]
OFFENSIVE = re.compile(r"\b(offensive|disparaging|slang|derogatory|vulgar|obscene|sexual|slur|ethnic)\b")


def first_senses():
    senses = {}
    for line in open(FOLDER + "index.noun"):
        if line.startswith(" "):
            continue
        fields = line.split()
        senses[fields[0]] = fields[4 + int(fields[3]) + 2]
    return senses


def tag_counts():
    counts = collections.Counter()
    for line in open(FOLDER + "cntlist.rev"):
        key, _, count = line.split()
        counts[key] += int(count)
    return counts


def definition_of(gloss):
    """The first clause as a noun phrase without its article, or None."""
    if OFFENSIVE.search(gloss):
        return None
    text = re.sub(r"\s+", " ", re.sub(r"\([^)]*\)", "", gloss.split(";")[0])).strip().lower()
    text = re.sub(r"^(an?|the) ", "", text)
    words = text.split(" ")
    if not re.fullmatch(r"[a-z' -]+", text) or not 2 <= len(words) <= DEFINITION_WORDS:
        return None
    return text


def main():
    taken = {word.lower() for path, field in TAKEN for word in re.findall(rf'\b{field}: "([^"]*)"', open(path).read())}
    first, counts = first_senses(), tag_counts()
    print("# Nouns that mean about the same, and short definitions: further groups as in synonyms.txtpb. Made by")
    print("# experiments/bundle/wordnet_groups.py from WordNet 3.0, copyright 2006 by Princeton University (wordnet-license.txt).")
    print()
    for line in open(FOLDER + "data.noun"):
        if line.startswith(" "):
            continue
        head, gloss = line.split("|", 1)
        fields = head.split()
        offset, topic = fields[0], int(fields[1])
        if topic not in TOPICS or OFFENSIVE.search(gloss):
            continue
        words, tagged = [], 0
        for i in range(int(fields[3], 16)):
            word, number = fields[4 + 2 * i], int(fields[5 + 2 * i], 16)
            tagged += counts[f"{word.lower()}%1:{topic:02d}:{number:02d}::"]
            if re.fullmatch(r"[a-z][a-z_'-]+", word) and word.count("_") < 3 and first.get(word) == offset:
                words.append(word.replace("_", " "))
        definition = definition_of(gloss)
        if definition and not any(re.search(rf"\b{re.escape(w)}", definition) for w in words):
            words.append(definition)
        words = list(dict.fromkeys(w for w in words if w not in taken))[:MAX_WORDS]
        if tagged == 0 or len(words) < 2:
            continue
        taken.update(words)
        print("alike { " + " ".join(f'word: "{w}"' for w in words) + " }")


main()
