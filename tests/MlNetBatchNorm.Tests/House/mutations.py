"""Finds what could be changed in a file of C#: operators, numbers, conditions, calls and statements. Text and comments are left alone."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """A place in a file, and what is put there."""
    line: int
    start: int
    end: int
    before: str
    after: str

    def apply(self, source):
        assert source[self.start:self.end] == self.before
        return source[:self.start] + self.after + source[self.end:]

    def __str__(self):
        return f"line {self.line}: {shorten(self.before)} -> {shorten(self.after)}"


def shorten(text):
    text = " ".join(text.split())
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}...`"


# What is replaced by what. Spaces tell operators from generic types, lambdas and signs.
SWAPS = [
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "), (r" == ", " != "), (r" != ", " == "),
    (r" && ", " || "), (r" \|\| ", " && "), (r" \+ ", " - "), (r" - ", " + "), (r" \* ", " / "), (r" / ", " * "),
    (r"\+\+", "--"), (r"--", "++"), (r" \+= ", " -= "), (r" -= ", " += "),
    (r"\bis null\b", "is not null"), (r"\bis not null\b", "is null"), (r"\bis not (?!null)", "is "), (r"\bis (?=\{)", "is not "),
    (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"(?<![\w.])!(?=[\w(])", ""), (r"\?\.(?=\w)", "."),
    (r"\.First(?=\w*\()", ".Last"), (r"\.Last(?=\w*\()", ".First"), (r"\.Any(?=\()", ".All"), (r"\.All(?=\()", ".Any"),
    (r"\.Skip(?=\()", ".Take"), (r"\.Take(?=\()", ".Skip"), (r"\.Min(?=\()", ".Max"), (r"\.Max(?=\()", ".Min"),
    (r"\.Prepend(?=\()", ".Append"),
]
# Calls of LINQ that leave out, sort or add, and may be missing.
FILTERS = r"\.(?:Where|Distinct|DistinctBy|Order|OrderBy|Concat|Skip|Take|Reverse|DefaultIfEmpty)\("
STATEMENT = r"(?<=[;{})])\s*?\n(?P<indent>[ \t]+)(?P<statement>(?:(?:await|throw|yield return) |_ = )?[\w.\[\]!]+(?:\(|\[|<|\+\+;|--;| [-+|&?]*= ?)|throw |continue;|return;|break;)"


def mutations(source):
    """All mutations of a file, by place."""
    code = mask(source)
    found = [*swaps(code), *numbers(code), *conditions(code), *conditionals(code), *filters(code), *statements(code)]
    found = [Mutation(source.count("\n", 0, start) + 1, start, end, source[start:end], after(source)) for start, end, after in found]
    return sorted((one for one in found if not is_declared(source, one.start)), key=lambda one: (one.start, one.end, one.after))


def is_declared(source, position):
    """Whether the line is an attribute, a using or for the preprocessor."""
    line = source[source.rfind("\n", 0, position) + 1:].lstrip()
    return re.match(r"\[(?!\.\.)[A-Z]|using [\w.]+;|namespace |#", line) is not None


def swaps(code):
    for pattern, after in SWAPS:
        for match in re.finditer(pattern, code):
            yield match.start(), match.end(), lambda _, after=after: after


def numbers(code):
    """Integers are one more, others twice."""
    for match in re.finditer(r"(?<![\w.])(\d[\d_]*)(\.\d+)?(?![\w.])", code):
        text = match[0].replace("_", "")
        after = repr(float(text) * 2) if match[2] else str(int(text) + 1)
        yield match.start(), match.end(), lambda _, after=after: after


def conditions(code):
    """What is asked by if and while is negated."""
    for match in re.finditer(r"\b(?:if|while) \(", code):
        start, end = match.end(), closing(code, match.end())
        yield start, end, lambda source, start=start, end=end: f"!({source[start:end]})"


def conditionals(code):
    """The branches of ?: change places."""
    for match in re.finditer(r"\s\? ", code):
        colon = until(code, match.end(), r"\s: ")
        if colon is None:
            continue
        last = until(code, colon + 3, r"[,;)\]}]|\s: ") or len(code)
        yield match.end(), last, lambda source, start=match.end(), colon=colon, last=last: source[colon:last].strip()[2:] + " : " + source[start:colon].strip()


def filters(code):
    for match in re.finditer(FILTERS, code):
        yield match.start(), closing(code, match.end()) + 1, lambda _: ""


def statements(code):
    """Statements that are not declarations are left out."""
    for match in re.finditer(STATEMENT, code):
        start = match.start("statement")
        end = until(code, start, ";")
        if end is not None:
            yield start, end + 1, lambda _: "{ }"


def closing(code, position):
    """The bracket that closes what is open before the position."""
    return until(code, position, r"[)\]}]")


def until(code, position, pattern):
    """The first match outside of brackets that open after the position; None where they end before."""
    depth = 0
    while position < len(code):
        if depth == 0 and re.compile(pattern).match(code, position):
            return position
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(code[position], 0)
        if depth < 0:
            return None
        position += 1
    return None


LITERAL = re.compile(r'//[^\n]*|/\*.*?\*/|\$*"""(?:.*?)"""|(?P<text>[$@]*)"|\'(?:\\.[^\']*|[^\\])\'', re.DOTALL)


def mask(source):
    """The source with blanks in place of comments and text, what is inserted into text included."""
    masked, position = [], 0
    while match := LITERAL.search(source, position):
        end = end_of_text(source, match.end(), match["text"]) if match["text"] is not None else match.end()
        masked += [source[position:match.start()], re.sub(r"[^\n]", "~", source[match.start():end])]
        position = end
    return "".join(masked) + source[position:]


def end_of_text(source, position, prefix):
    while source[position] != '"' or "@" in prefix and source[position + 1] == '"':
        if source[position] == "\\" and "@" not in prefix or source[position:position + 2] in ("{{", '""'):
            position += 2
        elif source[position] == "{" and "$" in prefix:
            position = end_of_hole(source, position + 1)
        else:
            position += 1
    return position + 1


def end_of_hole(source, position):
    depth = 1
    while depth:
        match = LITERAL.match(source, position)
        if match:
            position = end_of_text(source, match.end(), match["text"]) if match["text"] is not None else match.end()
            continue
        depth += {"{": 1, "}": -1}.get(source[position], 0)
        position += 1
    return position
