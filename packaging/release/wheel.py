# SPDX-License-Identifier: Apache-2.0
"""A Python wheel that carries the program, the class Mock and the pytest plugin."""
import base64
import hashlib

from tree import zipped

TAG = "py3-none-manylinux_2_17_x86_64"


def wheel(program, package, readme, licence, version, epoch):
    """(file name, bytes). `package`: module path -> bytes, of packaging/python."""
    info = f"wes_assay-{version}.dist-info"
    tree = {path: (data, 0o644) for path, data in sorted(package.items())}
    tree[f"wes_assay-{version}.data/scripts/wes-assay"] = (program, 0o755)
    tree[f"{info}/METADATA"] = ((
        f"Metadata-Version: 2.1\nName: wes-assay\nVersion: {version}\n"
        "Summary: Checks, mocks and benches GA4GH Workflow Execution Services (WES)\nLicense: Apache-2.0\n"
        "Classifier: Framework :: Pytest\nClassifier: Operating System :: POSIX :: Linux\nRequires-Python: >=3.8\n"
        "Provides-Extra: pytest\nRequires-Dist: pytest>=6.2; extra == 'pytest'\n"
        "Description-Content-Type: text/markdown\n\n").encode() + readme, 0o644)
    tree[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: wes-assay script/release\nRoot-Is-Purelib: false\nTag: {TAG}\n".encode(), 0o644)
    tree[f"{info}/entry_points.txt"] = (b"[pytest11]\nwes_assay = wes_assay.pytest_plugin\n", 0o644)
    tree[f"{info}/LICENSE"] = (licence, 0o644)
    record = "".join(f"{path},sha256={digest(data)},{len(data)}\n" for path, (data, _) in tree.items())
    tree[f"{info}/RECORD"] = ((record + f"{info}/RECORD,,\n").encode(), 0o644)
    return f"wes_assay-{version}-{TAG}.whl", zipped(tree, epoch)


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
