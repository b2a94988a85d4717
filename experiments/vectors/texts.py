#!/usr/bin/env python3
"""Texts to learn what phrases mean from: each wording of each relation with names put in, and nouns and verbs of WordNet
3.0 (Debian: wordnet-base) in place of a relation.

Usage, from the root of the repository: texts.py > texts.jsonl

A line is a text as `lethe tokenizer texts` reads it, with the same text as "plain" where "it" and "something" stand for
the names: what a sentence embedder is asked for; "of" says which relation it words (file, family, name) and "wording"
which of its wordings it is (field, place in the file). Wordings held out for validation are left out, and so are words of
WordNet that name a relation of the test file. What single words and phrases mean, the embedder knows whether they are in
any wording or not.
"""
import collections
import glob
import json
import random
import re

WORDINGS = "datasets/wordings/"
FILES = ["real", "everyday", "public_life", "home_life", "trade_and_science", "services_and_events"]
UNSEEN = WORDINGS + "test/own_relations.txtpb"
WORDNET = "/usr/share/wordnet/"
NOUN_QUESTIONS = ["What is the {r} of {s}?", "What is {s}'s {r}?", "Which {r} does {s} have?", "Who is the {r} of {s}?"]
NOUN_FACTS = ["The {r} of {s} is {o}.", "{s}'s {r} is {o}.", "{s} has {o} as {r}."]
VERB_QUESTIONS = ["What does {s} {v}?", "Whom does {s} {v}?"]
VERB_FACTS = ["{s} {d} {o}.", "{o} is what {s} {d}."]

rng = random.Random(7)
names = {path.split("/")[-1][:-4]: open(path).read().split("\n")[:-1]
         for path in sorted(glob.glob("datasets/entities/*.txt") + glob.glob("datasets/entities/closed/*.txt"))}


def strings(block, field):
    return [s.replace('\\"', '"') for s in re.findall(rf'\b{field}: "((?:[^"\\]|\\.)*)"', block)]


def first(block, field):
    return (strings(block, field) or [""])[0]


def training_part(items):
    return [item for i, item in enumerate(items) if i % 3 != 2]


def training_wordings(block, field):
    return [([field, i], text) for i, text in training_part(enumerate(strings(block, field)))]


def name_of(kind, examples):
    return rng.choice(examples or names.get(kind) or names["person" if rng.random() < 0.5 else "product"])


def plain_text(text, other):
    """The wording with "it" for the subject and `other` for the object: "the {s}'s price" is "its price"."""
    text = re.sub(r"(\b[Tt]he )?\{s\}'s\b", "its", text)
    text = re.sub(r"(\b[Tt]he )?\{s\}", "it", text)
    text = re.sub(r"(\b[Tt]he )?\{o\}", other, text)
    return text[0].upper() + text[1:]


def emit(text, fills, plain, **more):
    """A question, or a fact as a sentence or as subject, relation and object."""
    line = {"plain": plain, **more}
    if isinstance(text, dict):
        line.update({key: value.format(**fills) for key, value in text.items()})
    else:
        line["question" if text.rstrip().endswith("?") or "{o}" not in text else "text"] = text.format(**fills)
    print(json.dumps(line, ensure_ascii=False))


def object_word(kind):
    return "someone" if kind in ("person", "artist") else "something"


def relations():
    for path in [f"{WORDINGS}{name}.txtpb" for name in FILES] + sorted(glob.glob(WORDINGS + "breadth/*.txtpb")):
        blocks = re.findall(r"^relation \{\n.*?^\}", open(path).read(), re.S | re.M)
        examples = collections.defaultdict(list)
        for block in blocks:
            for field, of in (("value", "object"), ("subject_value", "subject")):
                examples[first(block, "family"), first(block, of)] += training_part(strings(block, field))
        for block in blocks:
            yield path, block, examples


def wordings():
    for path, block, examples in relations():
        of = [path, first(block, "family"), first(block, "name")]
        family, kinds = first(block, "family"), (first(block, "subject"), first(block, "object"))
        other = object_word(kinds[1])

        def fills():
            return {k: name_of(kind, examples[family, kind]) for k, kind in zip("so", kinds)}

        for wording, text in training_wordings(block, "ask") + training_wordings(block, "state"):
            emit(text, fills(), plain_text(text, other), of=of, wording=wording)
        for wording, text in training_wordings(block, "noun"):
            emit(f"What is {text}?", fills(), plain_text(f"What is {text}?", other), of=of, wording=wording)
        for wording, key in [(["name", 0], of[2])] + training_wordings(block, "alias"):
            emit({"subject": "{s}", "relation": key, "object": "{o}"}, fills(), f"{key}: {other}", of=of, wording=wording)


def lemmas(part, code):
    """Words of which a sense was met in tagged text, not of a relation that training must not see."""
    unseen = {s.lower() for field in ("name", "alias") for s in strings(open(UNSEEN).read(), field)}
    met = collections.Counter()
    for line in open(WORDNET + "cntlist.rev"):
        key, _, count = line.split()
        lemma, sense = key.split("%")
        if sense[0] == code:
            met[lemma] += int(count)
    for line in open(f"{WORDNET}index.{part}"):
        lemma = line.split(" ")[0]
        if re.fullmatch(r"[a-z][a-z_-]{2,}", lemma) and met[lemma] > 0 and lemma.replace("_", " ") not in unseen:
            yield lemma.replace("_", " ")


def third_person(verb):
    head, _, rest = verb.partition(" ")
    if re.search(r"(s|x|z|ch|sh|o)$", head):
        head += "es"
    elif re.search(r"[^aeiou]y$", head):
        head = head[:-1] + "ies"
    else:
        head += "s"
    return f"{head} {rest}".strip()


def words():
    def fills(**more):
        return {"s": name_of(None, None), "o": name_of(None, None), **more}

    def put(text, **more):
        plain = text
        for key, word in more.items():
            plain = plain.replace("{" + key + "}", word)
        emit(text, fills(**more), plain_text(plain, "something"))

    for noun in lemmas("noun", "1"):
        put(rng.choice(NOUN_QUESTIONS), r=noun)
        if rng.random() < 0.5:
            put(rng.choice(NOUN_FACTS), r=noun)
        else:
            emit({"subject": "{s}", "relation": noun, "object": "{o}"}, fills(), f"{noun}: something")
    for verb in lemmas("verb", "2"):
        put(rng.choice(VERB_QUESTIONS), v=verb)
        put(rng.choice(VERB_FACTS), d=third_person(verb))


wordings()
words()
