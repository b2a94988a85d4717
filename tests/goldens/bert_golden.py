#!/usr/bin/env python3
"""Makes the folders and numbers that tests/retriever/neural/bert_embedder_test.cc and the WordPiece test expect.

Writes tests/retriever/data/bert_tiny (a randomly initialised BERT as Hugging Face and sentence-transformers lay it out:
float32, mean pooling), bert_tiny_cls (the same weights as float16, [CLS] pooling, cased), and bert_golden.json: the
pieces of tricky texts and the vectors of both folders. Plain Python floats and the standard library alone, from the
papers and the formats' documents, so that it can agree with the C++ only by both being right. Run it from anywhere; the
files come out the same, byte for byte.

BERT: Devlin et al. 2019, https://arxiv.org/abs/1810.04805. WordPiece: greedy longest match, as in its appendix and in
Hugging Face's BertTokenizer. Pooling: Reimers and Gurevych 2019, https://arxiv.org/abs/1908.10084.
"""
import json
import math
import pathlib
import random
import struct
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parent / "retriever" / "data"

HIDDEN, LAYERS, HEADS, INNER, POSITIONS, EPS = 24, 2, 3, 48, 40, 1e-12
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = """the of and in is was born where capital city river ann lee oslo norway query passage : ? . , ! - ' " ( ) & + #
un ##aff ##able ##able ##s ##ing ##ed ##er ##lich ##keit zurich cafe ##e play ##ed straße strasse ελλας σ ##ς ##ας i 1 2 3
##0 ##1 ##2 19 20 ##00 don t s 中 国 ##国 日 本 東 京 ah ##a ##b ##c x y z ##x ##y ##z naive resume ##ly ##ment . … « » ¿ 。 ､
Ann Lee Oslo The Zürich ##ürich Z CAFÉ É ##É ð ø æ łodz ##odz ß ##ß ǆ ﬁ ##n й и cyr ##й ё е ##ж ё ##ё a b c d e f g h""".split()

TEXTS = [
    "Where was Ann Lee born?",
    "the capital city of norway is oslo.",
    "Unaffable UNAFFABLE unaffables",
    "Zürich Café CAFÉ naïve résumé",
    "Straße STRASSE ß",
    "ΕΛΛΑΣ Σ ς",
    "İ I i ı",
    "中国 is 东京 or 東京中国x",
    "don't 1920 (19-20) [CLS] 'quoted'... \u2026\u00ab\u00bb\u00bf",
    "tab\tnew\nline\rreturn\u00a0nbsp\u3000wide\u2009thin\u2028line\u2029para",
    "zero\u0000width\u200bjoin\u00adhyphen\ufeffbom\ufffdrepl\u0007bell",
    "e\u0301 n\u0303 and й ё decomposed и\u0306",
    "\ufb01n \u01c6 \u2163 \U0001f600 \U0001d400",
    "x" * 99 + " " + "x" * 100 + " " + "x" * 101,
    "$100 + a^b ~ `c` |d| <e> = f_g @h \u20ac \u2022 \u00b0",
    "۱۲۳ ١٢٣ हिन्दी ไทย 한국어",
    "\U00020000 \U0002a700 \u3400 \uf900 \u30ab\u30ca",
    "",
    "   ",
    " the  of ",
    "the of and in is was born where capital city river " * 6,
]


# -- WordPiece ---------------------------------------------------------------------------------------------------------

def is_space(c):
    return c in " \t\n\r" or unicodedata.category(c) in ("Zs", "Zl", "Zp")


def is_control(c):
    return c not in "\t\n\r" and unicodedata.category(c).startswith("C")


def is_punctuation(c):
    n = ord(c)
    if 33 <= n <= 47 or 58 <= n <= 64 or 91 <= n <= 96 or 123 <= n <= 126:
        return True
    return unicodedata.category(c).startswith("P")


def is_chinese(c):
    blocks = [(0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
              (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)]
    return any(low <= ord(c) <= high for low, high in blocks)


def split_words(text, lower):
    clean = []
    for c in text:
        if c == "\0" or c == "\ufffd" or is_control(c):
            continue
        if is_space(c):
            clean.append(" ")
        elif is_chinese(c):
            clean.append(" " + c + " ")
        else:
            clean.append(c)
    words = []
    for word in unicodedata.normalize("NFC", "".join(clean)).split(" "):
        if lower:
            word = word.lower()
            word = "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
        part = ""
        for c in word:
            if is_punctuation(c):
                words += [part, c]
                part = ""
            else:
                part += c
        words.append(part)
    return [word for word in words if word]


def pieces_of(word, vocabulary):
    if len(word) > 100:
        return ["[UNK]"]
    pieces, start = [], 0
    while start < len(word):
        end = len(word)
        while end > start:
            piece = ("##" if start else "") + word[start:end]
            if piece in vocabulary:
                break
            end -= 1
        if end == start:
            return ["[UNK]"]
        pieces.append(piece)
        start = end
    return pieces


def tokenize(text, vocabulary, lower):
    return [piece for word in split_words(text, lower) for piece in pieces_of(word, vocabulary)]


# -- BERT --------------------------------------------------------------------------------------------------------------

def make_weights(rng, vocabulary_size):
    weights = {}

    def matrix(name, rows, columns, scale):
        weights[name] = [[rng.gauss(0, scale) for _ in range(columns)] for _ in range(rows)]

    def vector(name, size, mean, scale):
        weights[name] = [rng.gauss(mean, scale) for _ in range(size)]

    def norm(name):
        vector(name + ".weight", HIDDEN, 1, 0.2)
        vector(name + ".bias", HIDDEN, 0, 0.2)

    def linear(name, outputs, inputs):
        matrix(name + ".weight", outputs, inputs, 1.2 / math.sqrt(inputs))
        vector(name + ".bias", outputs, 0, 0.2)

    matrix("embeddings.word_embeddings.weight", vocabulary_size, HIDDEN, 0.7)
    matrix("embeddings.position_embeddings.weight", POSITIONS, HIDDEN, 0.4)
    matrix("embeddings.token_type_embeddings.weight", 2, HIDDEN, 0.4)
    norm("embeddings.LayerNorm")
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        for part in ("query", "key", "value"):
            linear(at + "attention.self." + part, HIDDEN, HIDDEN)
        linear(at + "attention.output.dense", HIDDEN, HIDDEN)
        norm(at + "attention.output.LayerNorm")
        linear(at + "intermediate.dense", INNER, HIDDEN)
        linear(at + "output.dense", HIDDEN, INNER)
        norm(at + "output.LayerNorm")
    return weights


def rounded(weights, code):
    """The numbers as the file holds them: struct code f (float32) or e (float16)."""
    through = lambda x: struct.unpack("<" + code, struct.pack("<" + code, x))[0]
    return {name: [[through(x) for x in row] for row in value] if isinstance(value[0], list)
            else [through(x) for x in value] for name, value in weights.items()}


def apply_linear(weights, name, rows):
    matrix, bias = weights[name + ".weight"], weights[name + ".bias"]
    return [[sum(w * x for w, x in zip(line, row)) + b for line, b in zip(matrix, bias)] for row in rows]


def apply_norm(weights, name, rows):
    gain, bias = weights[name + ".weight"], weights[name + ".bias"]
    out = []
    for row in rows:
        mean = sum(row) / len(row)
        variance = sum((x - mean) ** 2 for x in row) / len(row)
        out.append([(x - mean) / math.sqrt(variance + EPS) * g + b for x, g, b in zip(row, gain, bias)])
    return out


def add(left, right):
    return [[a + b for a, b in zip(x, y)] for x, y in zip(left, right)]


def gelu(x):
    return x * 0.5 * (1 + math.erf(x / math.sqrt(2)))


def attention(weights, at, rows):
    q, k, v = (apply_linear(weights, at + "attention.self." + part, rows) for part in ("query", "key", "value"))
    size = HIDDEN // HEADS
    mixed = [[0.0] * HIDDEN for _ in rows]
    for head in range(HEADS):
        span = range(head * size, (head + 1) * size)
        for i in range(len(rows)):
            scores = [sum(q[i][c] * k[j][c] for c in span) / math.sqrt(size) for j in range(len(rows))]
            top = max(scores)
            shares = [math.exp(s - top) for s in scores]
            total = sum(shares)
            for c in span:
                mixed[i][c] = sum(share / total * v[j][c] for j, share in enumerate(shares))
    return apply_linear(weights, at + "attention.output.dense", mixed)


def encode(weights, ids, pooling):
    word, position = weights["embeddings.word_embeddings.weight"], weights["embeddings.position_embeddings.weight"]
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    rows = [[a + b + c for a, b, c in zip(word[token], position[i], kind)] for i, token in enumerate(ids)]
    rows = apply_norm(weights, "embeddings.LayerNorm", rows)
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        rows = apply_norm(weights, at + "attention.output.LayerNorm", add(rows, attention(weights, at, rows)))
        inner = [[gelu(x) for x in row] for row in apply_linear(weights, at + "intermediate.dense", rows)]
        rows = apply_norm(weights, at + "output.LayerNorm", add(rows, apply_linear(weights, at + "output.dense", inner)))
    pooled = rows[0] if pooling == "cls" else [sum(column) / len(rows) for column in zip(*rows)]
    length = math.sqrt(sum(x * x for x in pooled))
    return [x / length for x in pooled]


# -- Files -------------------------------------------------------------------------------------------------------------

def write_safetensors(path, weights, code, prefix):
    dtype = {"f": "F32", "e": "F16"}[code]
    header, data = {}, b""
    for name, value in weights.items():
        shape = [len(value), len(value[0])] if isinstance(value[0], list) else [len(value)]
        flat = [x for row in value for x in row] if len(shape) == 2 else value
        packed = struct.pack(f"<{len(flat)}{code}", *flat)
        header[prefix + name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=True) + "\n")


def write_folder(folder, vocabulary, weights, code, pooling, lower):
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "config.json", {
        "architectures": ["BertModel"], "model_type": "bert", "vocab_size": len(vocabulary), "hidden_size": HIDDEN,
        "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "intermediate_size": INNER, "hidden_act": "gelu",
        "max_position_embeddings": POSITIONS, "type_vocab_size": 2, "layer_norm_eps": EPS, "pad_token_id": 0,
        "position_embedding_type": "absolute"})
    write_json(folder / "tokenizer_config.json", {"do_lower_case": lower})
    write_json(folder / "modules.json", [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}])
    write_json(folder / "1_Pooling" / "config.json", {
        "word_embedding_dimension": HIDDEN, "pooling_mode_cls_token": pooling == "cls",
        "pooling_mode_mean_tokens": pooling == "mean", "pooling_mode_max_tokens": False})
    (folder / "vocab.txt").write_text("".join(piece + "\n" for piece in vocabulary), encoding="utf-8", newline="\n")
    # Some folders keep the tensors under the model's name.
    write_safetensors(folder / "model.safetensors", weights, code, "bert." if code == "e" else "")


def golden(vocabulary, weights, pooling, lower, prefix):
    numbers = {piece: i for i, piece in enumerate(vocabulary)}
    cases = []
    for text in TEXTS:
        pieces = tokenize(prefix + text, numbers, lower)
        ids = [numbers["[CLS]"]] + [numbers[piece] for piece in pieces][:POSITIONS - 2] + [numbers["[SEP]"]]
        cases.append({"text": text, "words": split_words(prefix + text, lower), "pieces": pieces,
                      "vector": encode(weights, ids, pooling)})
    return {"lower": lower, "prefix": prefix, "cases": cases}


def main():
    rng = random.Random(20190711)
    vocabulary = SPECIAL + list(dict.fromkeys(WORDS))
    weights = make_weights(rng, len(vocabulary))
    single, half = rounded(weights, "f"), rounded(weights, "e")
    write_folder(OUT / "bert_tiny", vocabulary, single, "f", "mean", True)
    write_folder(OUT / "bert_tiny_cls", vocabulary, half, "e", "cls", False)
    write_json(OUT / "bert_golden.json", {"bert_tiny": golden(vocabulary, single, "mean", True, "query: "),
                                          "bert_tiny_cls": golden(vocabulary, half, "cls", False, "")})


if __name__ == "__main__":
    main()
