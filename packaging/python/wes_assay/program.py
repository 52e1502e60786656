# SPDX-License-Identifier: Apache-2.0
"""Finds the program that the wheel carries."""
import os
import shutil
import sys
import sysconfig


def program():
    """Path of wes-assay: $WES_ASSAY_PROGRAM, else the one installed with this package, else the one on PATH."""
    named = os.environ.get("WES_ASSAY_PROGRAM")
    if named:
        return named
    folders = [sysconfig.get_path("scripts"), os.path.dirname(sys.executable)]
    if hasattr(sysconfig, "get_preferred_scheme"):
        folders.append(sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user")))
    for folder in folders:
        path = os.path.join(folder, "wes-assay")
        if os.access(path, os.X_OK):
            return path
    found = shutil.which("wes-assay")
    if not found:
        raise FileNotFoundError("wes-assay is neither installed with this package nor on PATH; set WES_ASSAY_PROGRAM")
    return found
