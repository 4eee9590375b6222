"""Breaks a package at places that are drawn at random, one at a time, and says which of the mutants its tests notice.

    python3 draw_mutants.py PACKAGE --seed N [--count 30] [--only NUMBER ...] [--list]

PACKAGE is Tool, Hangfire or OnnxTransformer. The drawing depends on the seed and the source alone; mutants that do not compile are not counted.
The tests must have been built (dotnet build -c Release). The source is changed in place and put back, so it must be committed; so is the package's
assembly beside the tests. docs/mutation-testing.md says how to read the result.
"""

import argparse
import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from mutations import mutations

ROOT = Path(__file__).resolve().parents[3]
BUILT = "bin/Release/net10.0"
SECONDS_OF_BUILD = 180
SECONDS_OF_TESTS = 400
# A mutant may wait for ever: each test has so many seconds.
LIMITS = {"TEST_TIME_LIMIT": "100"}


class Package:
    """A package and its tests: their project, and the filters of each of the runs, fast tests first."""

    def __init__(self, project, assembly, tests, runs):
        self.source = ROOT / "src" / project
        self.project = self.source / f"{project}.csproj"
        self.compiled = self.source / "obj/Release/net10.0" / assembly
        self.tests = ROOT / "tests" / tests / BUILT / f"{tests}.dll"
        self.deployed = self.tests.parent / assembly
        self.runs = runs

    def files(self):
        return sorted(path for path in self.source.rglob("*.cs") if not {"obj", "bin"} & set(path.relative_to(self.source).parts))

    def sites(self):
        """Every mutation of every file, in an order of its own."""
        return [(path, mutation) for path in self.files() for mutation in mutations(path.read_text())]


PROCESSES_OF_CLUSTERS = ["ProcessTests", "OutageTests", "StrangerTests", "SubmissionTests", "TextTests", "ClusterSnippets"]


def classes(option, names):
    return [word for name in names for word in (option, f"*.{name}")]


PACKAGES = {
    "Tool": Package("MlNetBatchNorm.Tool", "channelstats.dll", "MlNetBatchNorm.Tool.Tests", [
        classes("--filter-not-class", ["ClusterTests"]),
        classes("--filter-class", ["ClusterTests"])]),
    "Hangfire": Package("MlNetBatchNorm.Hangfire", "MlNetBatchNorm.Hangfire.dll", "MlNetBatchNorm.Hangfire.Tests", [
        classes("--filter-not-class", PROCESSES_OF_CLUSTERS),
        classes("--filter-class", PROCESSES_OF_CLUSTERS)]),
    "OnnxTransformer": Package("MlNetBatchNorm.OnnxTransformer", "MlNetBatchNorm.OnnxTransformer.dll", "MlNetBatchNorm.Tests", [
        ["--filter-namespace", "MlNetBatchNorm.Tests.OnnxAdaptation*"],
        # One of its ways in is the package's.
        classes("--filter-class", ["LaterMlNetTests"])]),
}


def run(seconds, *command, alone=False):
    """The exit code and the output of a command; with alone, what it started and left is ended after it."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen([*map(str, command)], cwd=ROOT, stdout=output, stderr=output, start_new_session=True, env=os.environ | LIMITS)
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            code = "none, for it took too long"
        if alone or code:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        output.seek(0)
        return code, output.read()


class Judge:
    """Tells what tests make of a package's source as it is now."""

    def __init__(self, package):
        self.package = package

    def builds(self):
        """Compiles the package alone, into its obj folder, and puts it beside the tests."""
        # This file and that beside the tests may be hard links to others, which the compiler would write to.
        self.package.compiled.unlink(missing_ok=True)
        self.package.deployed.unlink(missing_ok=True)
        code, _ = run(SECONDS_OF_BUILD, "dotnet", "build", self.package.project, "-t:Compile", "-c", "Release", "--no-restore", "-v", "q", "--nologo",
                      "-p:BuildProjectReferences=false", "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false", "-p:UseSharedCompilation=true")
        if code == 0:
            shutil.copyfile(self.package.compiled, self.package.deployed)
        return code == 0

    def noticed(self):
        """What noticed: the name of a test that failed, or how the run ended; None if all pass."""
        for filters in self.package.runs:
            code, output = run(SECONDS_OF_TESTS, "dotnet", self.package.tests, "--ansi", "off", "--stop-on-fail", "on", *filters, alone=True)
            if code:
                failed = re.search(r"^failed ([\w.]+)", output, re.MULTILINE)
                return failed[1].removeprefix("MlNetBatchNorm.") if failed else f"exit code {code}"
        return None

    def noticed_with(self, path, mutation):
        """Whether the mutant compiles, and what noticed it."""
        source = path.read_text()
        path.write_text(mutation.apply(source))
        try:
            return (True, self.noticed()) if self.builds() else (False, None)
        finally:
            path.write_text(source)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("package", choices=PACKAGES)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--only", type=int, nargs="+", help="numbers of the drawing")
    parser.add_argument("--list", action="store_true", help="show the order of the drawing, compiling or not, and run nothing")
    given = parser.parse_args()
    package = PACKAGES[given.package]
    if subprocess.run(["git", "diff", "--quiet", "HEAD", "--", package.source], cwd=ROOT).returncode:
        sys.exit(f"{package.source} has changes that are not committed.")
    sites = package.sites()
    random.Random(given.seed).shuffle(sites)
    drawn = [(number, site) for number, site in enumerate(sites) if not given.only or number in given.only]
    if given.list:
        for number, (path, mutation) in drawn[:given.count]:
            print(number, path.relative_to(package.source), mutation)
        return

    # So that the source is put back.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Told to end."))
    tests = Judge(package)
    killed = judged = 0
    try:
        if not tests.builds():
            sys.exit("The package does not build.")
        if by := tests.noticed():
            sys.exit(f"A test fails without a mutant: {by}")
        for number, (path, mutation) in drawn:
            if judged == given.count:
                break
            compiles, by = tests.noticed_with(path, mutation)
            if compiles:
                judged += 1
                killed += by is not None
                print(f"killed by {by}:" if by else "SURVIVED:", number, path.relative_to(package.source), mutation, flush=True)
    finally:
        tests.builds()
    print(f"{given.package}, seed {given.seed}: {killed} of {judged} killed, drawn from {len(sites)}")
    sys.exit(killed < judged)


if __name__ == "__main__":
    main()
