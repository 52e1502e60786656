# SPDX-License-Identifier: Apache-2.0
"""The program wes-assay, and its mock of a GA4GH WES as a Python object.

    from wes_assay import Mock
    with Mock("--persona", "toil") as mock:
        client = MyClient(mock.url)
        mock.advance("1h")
"""
from wes_assay.mock import ControlError, Mock
from wes_assay.program import program

__all__ = ["ControlError", "Mock", "program"]
