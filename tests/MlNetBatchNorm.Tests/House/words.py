#!/usr/bin/env python3
"""Puts every word that is written and that a dictionary has into words.txt, and prints the others: mistakes, or names for names.txt.

Run the tests first; they leave words.received.txt. Needs hunspell and its American English dictionary (Debian: hunspell, hunspell-en-us).
"""
import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def read(name):
    path = FOLDER / name
    return set(path.read_text().split()) if path.exists() else set()


def write(name, words):
    (FOLDER / name).write_text("".join(f"{word}\n" for word in sorted(words)))


written = read("words.received.txt")
output = subprocess.run(["hunspell", "-d", "en_US", "-l"], input="\n".join(written), capture_output=True, text=True, check=True).stdout
unknown = {word.lower() for word in output.split()}
names = {name for name in read("names.txt") if name in unknown}
write("words.txt", {word.lower() for word in written} - unknown)
write("names.txt", names)
print(*sorted(unknown - names), sep="\n")
