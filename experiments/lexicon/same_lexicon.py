"""Gives a model the lexicon of another, so that the two can be averaged.

    python3 same_lexicon.py LIKE MODEL OUT

OUT is MODEL with the words, vectors and hidden words of LIKE. Its matrix stays where it has one; where it has none it is
zero, so that OUT answers as MODEL does. All three are folders of f32 checkpoints (`lethe export-model MODEL --out F32`).
"""
import json
import pathlib
import shutil
import struct
import sys

MATRIX = "lexicon.proj.weight"


def read(folder):
    """Names and bytes of the tensors, with dtype and shape."""
    data = (folder / "model.safetensors").read_bytes()
    end = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:end])
    metadata = header.pop("__metadata__", None)
    tensors = {}
    for name, about in header.items():
        begin, stop = about["data_offsets"]
        tensors[name] = (about["dtype"], about["shape"], data[end + begin : end + stop])
    return metadata, tensors


def write(folder, metadata, tensors):
    header, at = ({"__metadata__": metadata} if metadata else {}), 0
    for name, (dtype, shape, data) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + len(data)]}
        at += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(folder / "model.safetensors", "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for _, _, data in tensors.values():
            out.write(data)


def main():
    like, model, out = map(pathlib.Path, sys.argv[1:4])
    _, lexicon = read(like)
    metadata, tensors = read(model)
    dtype, shape, matrix = tensors.get(MATRIX, (*lexicon[MATRIX][:2], bytes(len(lexicon[MATRIX][2]))))
    tensors = {name: tensor for name, tensor in tensors.items() if not name.startswith("lexicon.")}
    tensors |= {name: tensor for name, tensor in lexicon.items() if name.startswith("lexicon.")}
    tensors[MATRIX] = (dtype, shape, matrix)
    out.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "tokenizer.model"):
        shutil.copy(like / name, out)
    write(out, metadata, tensors)


if __name__ == "__main__":
    main()
