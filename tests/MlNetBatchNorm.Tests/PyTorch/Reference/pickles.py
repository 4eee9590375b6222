"""Writes values and their pickles of protocol 2, as torch.save makes them, into pickles.json, beside this script.

    python3 pickles.py

Python alone: what a pickle of whole numbers, texts, tuples and dicts holds is what was pickled. Every width of a whole number is there,
from both sides of its limits. A pickle is given in base64; "repr" is how Python writes the value, for the reader. Made again
under Python 3.14, the file is the same to the byte as under 3.11.
"""

import base64
import json
import pickle
from pathlib import Path

WHOLE = sorted({sign * (1 << bits) + around for bits in (0, 7, 8, 15, 16, 23, 24, 31, 32, 39, 47, 55, 62) for sign in (1, -1) for around in (-1, 0, 1)}
               | {(1 << 63) - 1, -(1 << 63)})
REAL = [0.0, -0.0, 1.5, -2.25e-300, 1.7976931348623157e308, 5e-324, float("inf")]
TEXTS = ["", "a", "running_mean", "größe", "\U0001f600", "x" * 300]
OTHERS = [None, True, False, (), (1,), (1, "a"), (1, "a", None), (1, 2, 3, 4), ((1, 2), (3,))]


def case(value):
    return {"pickle": base64.b64encode(pickle.dumps(value, 2)).decode(), "repr": repr(value), "value": value}


def generate():
    cases = {"whole": [case(value) for value in WHOLE], "texts": [case(value) for value in TEXTS], "others": [case(value) for value in OTHERS],
             "real": [{**case(value), "value": str(value)} for value in REAL]}
    lines = [f'  "{name}": [\n' + ",\n".join("    " + json.dumps(entry) for entry in entries) + "\n  ]" for name, entries in cases.items()]
    (Path(__file__).parent / "pickles.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8", newline="\n")
    print(", ".join(f"{len(entries)} {name}" for name, entries in cases.items()))


if __name__ == "__main__":
    generate()
