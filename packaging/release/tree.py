# SPDX-License-Identifier: Apache-2.0
"""A tree of files in memory, and archives of it whose bytes depend on nothing but the tree and one time.

A tree is a dict: path without a leading "/" -> (bytes, mode). Folders come from the paths; an entry whose path ends with "/" is a folder
with a mode of its own.
"""
import gzip
import hashlib
import io
import tarfile
import time
import zipfile


def folders_of(tree):
    found = {}
    for path, (_, mode) in tree.items():
        parts = path.rstrip("/").split("/")
        for end in range(1, len(parts)):
            found.setdefault("/".join(parts[:end]), 0o755)
        if path.endswith("/"):
            found[path.rstrip("/")] = mode
    return found


def below(tree, folder):
    """The same tree under another root."""
    return {f"{folder}/{path}": entry for path, entry in tree.items()}


def tar(tree, epoch, owner=0):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        entries = {path: (None, mode) for path, mode in folders_of(tree).items()}
        entries.update({path: entry for path, entry in tree.items() if not path.endswith("/")})
        for path in sorted(entries):
            data, mode = entries[path]
            info = tarfile.TarInfo(path)
            info.mode, info.mtime, info.uid, info.gid = mode, epoch, owner, owner
            if data is None:
                info.type = tarfile.DIRTYPE
                archive.addfile(info)
            else:
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def compressed(data):
    """gzip without a name or a time."""
    return gzip.compress(data, compresslevel=9, mtime=0)


def tar_gz(tree, epoch):
    return compressed(tar(tree, epoch))


def zipped(tree, epoch):
    when = time.gmtime(max(epoch, 315532800))[:6]  # a zip knows no time before 1980
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, (data, mode) in tree.items():  # in the order of the tree: a wheel ends with its RECORD
            info = zipfile.ZipInfo(path, when)
            info.create_system, info.compress_type = 3, zipfile.ZIP_DEFLATED
            info.external_attr = (0o100000 | mode) << 16  # pip takes the mode only of what is said to be a file
            archive.writestr(info, data)
    return out.getvalue()


def sha256(data):
    return hashlib.sha256(data).hexdigest()
