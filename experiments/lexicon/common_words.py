"""Word vectors of WordNet's common words alone, without names: common_words.py VECTORS WORDNET_FOLDER > OUT

VECTORS is text as GloVe has it. Kept, in its order, are words that WordNet writes in small letters, and their regular and
irregular inflections.
"""
import pathlib
import sys


def common_lemmas(wordnet):
    lemmas = set()
    for part in ("noun", "verb", "adj", "adv"):
        for line in (wordnet / f"data.{part}").open(encoding="utf-8"):
            if line.startswith("  "):  # the licence
                continue
            fields = line.split()
            for word in fields[4 : 4 + 2 * int(fields[3], 16) : 2]:
                word = word.split("(")[0]  # "galore(ip)"
                if word.isascii() and word.isalpha() and word.islower():
                    lemmas.add(word)
    return lemmas


def irregular_forms(wordnet, lemmas):
    forms = set()
    for part in ("noun", "verb", "adj", "adv"):
        for line in (wordnet / f"{part}.exc").open(encoding="utf-8"):
            form, *bases = line.split()
            if lemmas.intersection(bases):
                forms.add(form)
    return forms


def stems(word):
    """What a word may be a regular inflection of."""
    for ending, replacements in (("s", ("",)), ("es", ("",)), ("ies", ("y",)), ("ed", ("", "e")), ("ied", ("y",)),
                                 ("ing", ("", "e")), ("er", ("", "e")), ("est", ("", "e")), ("ier", ("y",)), ("iest", ("y",))):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            yield from (stem + replacement for replacement in replacements)
            if ending in ("ed", "ing", "er", "est") and stem[-1] == stem[-2:-1]:
                yield stem[:-1]  # "stopped"


def main():
    vectors, wordnet = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    lemmas = common_lemmas(wordnet)
    irregular = irregular_forms(wordnet, lemmas)
    for line in vectors.open(encoding="utf-8"):
        word = line.split(" ", 1)[0]
        if word in lemmas or word in irregular or any(stem in lemmas for stem in stems(word)):
            sys.stdout.write(line)


main()
