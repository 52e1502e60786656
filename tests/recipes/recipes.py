#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does in a scratch copy what docs/add_a_*.md show, and looks at what has changed.

recipes.py SOURCE BUILD PROGRAM

A page's ```sh block is run, line by line. A block that names a file (```cpp PATH) takes the place of the skeleton in
that file: the row or function of the same name, or the whole file. Then every changed source file is compiled, without
code, with the flags of BUILD, and as many files must differ as the page says.
"""
import filecmp
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

NUMBERS = {"One": 1, "Two": 2, "Three": 3, "Four": 4}


def read(path):
    with open(path, encoding="ascii") as file:
        return file.read()


def blocks(page):
    """(info, text) of each fenced block, without its indentation."""
    for match in re.finditer(r"^( *)```(\w[^\n]*)\n(.*?)^\1```$", page, re.M | re.S):
        indent, info, text = match.groups()
        yield info.split(), re.sub(f"^{indent}", "", text, flags=re.M)


def end_of_row(text, start):
    depth = 0
    for match in re.finditer(r'"(?:\\.|[^"\\])*"|[{}]', text[start:]):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return start + match.end() + len(",\n")
    raise SystemExit("a row does not end")


def same_piece(text, block):
    """Where the piece that `block` replaces stands in `text`."""
    row = re.match(r'\{(?:\.id = )?"([^"]+)"', block)
    entry = re.match(r"- id: (\S+)", block)
    function = re.match(r"[\w:<>]+ (\w+)\(", block)
    if row:
        start = re.search(r"^ *\{(?:\.id = )?\"" + re.escape(row[1]) + '"', text, re.M).start()
        return start, end_of_row(text, start)
    if entry:
        start = text.index(f"- id: {entry[1]}\n")
        return start, len(text)
    start = re.search(r"^[\w:<>]+ " + function[1] + r"\(", text, re.M).start()
    return start, text.index("\n}\n", start) + 3


def place(path, block):
    if block.startswith("// SPDX"):
        text = block
    else:
        text = read(path)
        start, end = same_piece(text, block)
        text = text[:start] + block + text[end:]
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def changed_files(source, copy):
    for folder, folders, files in os.walk(copy):
        folders[:] = [name for name in folders if name != "build"]
        for name in files:
            path = os.path.relpath(os.path.join(folder, name), copy)
            original = os.path.join(source, path)
            if not os.path.exists(original) or not filecmp.cmp(original, os.path.join(copy, path), shallow=False):
                yield path


def compile_command(build, source, copy, path):
    top = path.split("/")[0]
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        for entry in json.load(file):
            if f"assay_{top}.dir/" not in entry["command"]:
                continue
            words = shlex.split(entry["command"])
            words = words[: words.index("-o")]
            words = [word for word in words if word != "-I" + source]
            return words + ["-I" + copy, "-fsyntax-only", os.path.join(copy, path)], entry["directory"]
    raise SystemExit(f"{build} has no command for {path}")


def run_page(name, source, build, program):
    page = read(os.path.join(source, "docs", name))
    promised = re.search(r"\b(One|Two|Three|Four) files? changes?\b", page)
    with tempfile.TemporaryDirectory() as scratch:
        copy = os.path.join(scratch, "copy")
        ignored = shutil.ignore_patterns("build", ".git", "recordings", "personas")
        shutil.copytree(source, copy, ignore=ignored)
        for info, text in blocks(page):
            if info == ["sh"]:
                for line in text.splitlines():
                    line = re.sub(r"^wes-assay ", program + " ", line)
                    print(f"{name}: {line}", flush=True)
                    subprocess.run(line, shell=True, cwd=copy, check=True, timeout=300)
            elif len(info) == 2:
                place(os.path.join(copy, info[1]), text)
        changed = sorted(changed_files(source, copy))
        print(f"{name}: changed {' '.join(changed)}", flush=True)
        if not promised or len(changed) != NUMBERS[promised[1]]:
            raise SystemExit(f"{name} promises {promised and promised[0]}, and {len(changed)} did")
        for path in changed:
            if path.endswith(".cpp"):
                command, folder = compile_command(build, source, copy, path)
                subprocess.run(command, cwd=folder, check=True, timeout=900)


def main():
    source, build, program = (os.path.abspath(word) for word in sys.argv[1:])
    pages = sorted(name for name in os.listdir(os.path.join(source, "docs")) if name.startswith("add_a_"))
    if len(pages) < 4:
        raise SystemExit("there are fewer than four recipes")
    for name in pages:
        run_page(name, source, build, program)


main()
