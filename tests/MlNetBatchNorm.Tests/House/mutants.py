"""Breaks the library one place at a time, and says whether tests notice. Works in a git worktree of its own, on what is committed."""

import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path("tests/MlNetBatchNorm.Tests")


def notices(tree, classes):
    """Whether a test fails; a mutant that does not compile shows nothing."""
    subprocess.run(["dotnet", "build", str(TESTS), "-c", "Release", "-v", "q", "--nologo", "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false"],
                   cwd=tree, check=True, capture_output=True)
    program = tree / TESTS / "bin/Release/net10.0/MlNetBatchNorm.Tests"
    filters = [word for name in classes for word in ("--filter-class", name)]
    return subprocess.run([program, *filters], cwd=tree, capture_output=True).returncode != 0


def run(folder, mutants, classes, words):
    """Makes each mutant (name, file in the folder, text, replacement) whose name has one of the words, and ends with the number of survivors."""
    root = Path(__file__).resolve().parents[3]
    survivors = 0
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary) / "tree"
        subprocess.run(["git", "worktree", "add", "-q", "--detach", tree, "HEAD"], cwd=root, check=True)
        try:
            if notices(tree, classes):
                sys.exit("The tests fail without a mutant.")
            for name, file, before, after in mutants:
                if words and not any(word in name for word in words):
                    continue
                path = tree / folder / f"{file}.cs"
                source = path.read_text()
                assert before in source, f"{name}: its source is gone"
                path.write_text(source.replace(before, after, 1))
                killed = notices(tree, classes)
                path.write_text(source)
                survivors += not killed
                print("killed  " if killed else "SURVIVED", name, flush=True)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=root, check=True)
    sys.exit(f"{survivors} survived" if survivors else 0)

