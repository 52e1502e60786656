# SPDX-License-Identifier: Apache-2.0
"""A .deb of the static program: it depends on nothing, so that one package serves every Debian and Ubuntu."""
import hashlib
import os
import subprocess
import tempfile
import textwrap
import time

from tree import compressed, folders_of

DESCRIPTION = """Checks, mocks and benches GA4GH Workflow Execution Services (WES)
 wes-assay checks whether a WES endpoint keeps its contract and proves each
 verdict with the exchange, serves a mock with scripted runs and named defects
 for tests of clients, and loads status polling with every response judged.
"""
# lintian, and why: the program is statically linked on purpose, so that it runs on every distribution.
OVERRIDES = """# One program for every distribution, with its libraries inside (script/release lists them in the SBOM).
wes-assay: statically-linked-binary [usr/bin/wes-assay]
# A static program that is position-independent looks like a library to lintian.
wes-assay: shared-library-lacks-prerequisites [usr/bin/wes-assay]
# OpenSSL, zlib and yaml-cpp are part of it.
wes-assay: embedded-library *
# The package is made by script/release; no request for packaging is open.
wes-assay: initial-upload-closes-no-bugs [usr/share/doc/wes-assay/changelog.Debian.gz:1]
"""


def deb(files, changelog, about, maintainer, epoch):
    """(file name, bytes). `files`: a tree below /usr."""
    documentation = "usr/share/doc/wes-assay"
    tree = {f"usr/{path}": entry for path, entry in files.items() if not path.startswith("share/doc/")}
    tree[f"{documentation}/copyright"] = (copyright_file(), 0o644)
    tree[f"{documentation}/changelog.gz"] = (compressed(changelog), 0o644)
    tree[f"{documentation}/changelog.Debian.gz"] = (compressed(debian_changelog(about, maintainer, epoch)), 0o644)
    tree["usr/share/lintian/overrides/wes-assay"] = (OVERRIDES.encode(), 0o644)
    control = {"Package": "wes-assay", "Version": about.version, "Section": "science", "Priority": "optional",
               "Architecture": "amd64", "Maintainer": maintainer,
               "Installed-Size": str(sum(len(data) + 4096 for data, _ in tree.values()) // 1024),
               "Description": DESCRIPTION.rstrip("\n")}
    with tempfile.TemporaryDirectory() as work:
        root = os.path.join(work, "root")
        os.mkdir(root, 0o755)
        os.chmod(root, 0o755)
        for path, mode in folders_of(tree).items():
            os.makedirs(os.path.join(root, path), exist_ok=True)
            os.chmod(os.path.join(root, path), mode)
        for path, (data, mode) in tree.items():
            write(os.path.join(root, path), data, mode)
        os.mkdir(os.path.join(root, "DEBIAN"), 0o755)
        os.chmod(os.path.join(root, "DEBIAN"), 0o755)
        write(os.path.join(root, "DEBIAN/control"),
              "".join(f"{name}: {value}\n" for name, value in control.items()).encode(), 0o644)
        write(os.path.join(root, "DEBIAN/md5sums"), md5sums(tree), 0o644)
        out = os.path.join(work, "out.deb")
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, out], check=True,
                       stdout=subprocess.DEVNULL, env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)})
        with open(out, "rb") as made:
            return f"wes-assay_{about.version}_amd64.deb", made.read()


def write(path, data, mode):
    with open(path, "wb") as file:
        file.write(data)
    os.chmod(path, mode)


def md5sums(tree):
    return "".join(f"{hashlib.md5(data).hexdigest()}  {path}\n" for path, (data, _) in sorted(tree.items())).encode()


def copyright_file():
    return textwrap.dedent("""\
        Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
        Upstream-Name: wes-assay

        Files: *
        Copyright: 2026 The wes-assay project
        License: Apache-2.0
         On Debian systems, the text of the Apache License, version 2.0, is in
         /usr/share/common-licenses/Apache-2.0.
        """).encode()


def debian_changelog(about, maintainer, epoch):
    when = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(epoch))
    return f"wes-assay ({about.version}) stable; urgency=medium\n\n  * Release {about.version}.\n\n -- {maintainer}  {when}\n".encode()
