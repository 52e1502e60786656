# SPDX-License-Identifier: Apache-2.0
"""Makes all files of a release from a static program. Usage: make.py PROGRAM OUT [--epoch SECONDS]

Two runs of the same program and checkout write the same bytes.
"""
import argparse
import dataclasses
import json
import pathlib
import subprocess

from debian import deb
from facts import provenance, sbom
from image import BUNDLE, image
from tree import below, compressed, sha256, tar_gz
from wheel import wheel

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAINTAINER = "The wes-assay project <wes-assay@users.noreply.invalid>"
PLATFORM = "linux-x86_64"


@dataclasses.dataclass
class About:
    version: str
    commit: str
    build: str


def said_by(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True).stdout


def shared_files(program):
    """What stands beside the program, as a tree below a prefix such as /usr."""
    tree = {
        "share/man/man1/wes-assay.1.gz": compressed(said_by(program, "completion", "man")),
        "share/bash-completion/completions/wes-assay": said_by(program, "completion", "bash"),
        "share/zsh/vendor-completions/_wes-assay": said_by(program, "completion", "zsh"),
        "share/fish/vendor_completions.d/wes-assay.fish": said_by(program, "completion", "fish"),
    }
    for name in ("LICENSE", "README.md", "CHANGELOG.md"):
        tree[f"share/doc/wes-assay/{name}"] = (ROOT / name).read_bytes()
    for file in sorted((ROOT / "docs/targets").iterdir()):
        tree[f"share/wes-assay/targets/{file.name}"] = file.read_bytes()
    return {path: (data, 0o644) for path, data in tree.items()}


def npm_package(program, version, epoch):
    folder = ROOT / "packaging/npm"
    about = json.loads((folder / "package.json").read_text())
    about["version"] = version
    tree = {"package.json": ((json.dumps(about, indent=2) + "\n").encode(), 0o644), "bin/wes-assay": (program, 0o755),
            "LICENSE": ((ROOT / "LICENSE").read_bytes(), 0o644)}
    for name in ("index.js", "index.d.ts", "README.md"):
        tree[name] = ((folder / name).read_bytes(), 0o644)
    return f"wes-assay-{version}.tgz", tar_gz(below(tree, "package"), epoch)


def python_modules():
    folder = ROOT / "packaging/python"
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted((folder / "wes_assay").glob("*.py"))}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--epoch", type=int, default=0, help="time of every file, in seconds since 1970")
    given = parser.parse_args()
    program = given.program.read_bytes()
    facts = json.loads(said_by(given.program, "version", "--format", "json"))
    about = About(facts["version"], facts["commit"] or "unknown", facts["build"])
    licence = (ROOT / "LICENSE").read_bytes()
    changelog = (ROOT / "CHANGELOG.md").read_bytes()
    shared = shared_files(given.program)
    files = {"bin/wes-assay": (program, 0o755), **shared}
    certificates = pathlib.Path(BUNDLE)

    made = {f"wes-assay-{about.version}-{PLATFORM}.tar.gz": tar_gz(below(files, f"wes-assay-{about.version}"), given.epoch),
            f"wes-assay-{about.version}-image.tar": image("wes-assay", program, certificates.read_bytes() if certificates.exists() else b"",
                                                          about, given.epoch),
            f"wes-assay-{about.version}.spdx.json": sbom(about, given.epoch, sha256(program))}
    made.update([deb(files, changelog, about, MAINTAINER, given.epoch),
                 wheel(program, python_modules(), (ROOT / "packaging/python/README.md").read_bytes(), licence, about.version, given.epoch),
                 npm_package(program, about.version, given.epoch)])
    made["install.sh"] = (ROOT / "packaging/install.sh").read_bytes()
    made[f"wes-assay-{about.version}.provenance.json"] = provenance(about, {name: sha256(data) for name, data in made.items()})
    made["SHA256SUMS"] = "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(made.items())).encode()
    given.out.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        (given.out / name).write_bytes(data)
    print(made["SHA256SUMS"].decode(), end="")


if __name__ == "__main__":
    main()
