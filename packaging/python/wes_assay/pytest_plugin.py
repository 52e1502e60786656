# SPDX-License-Identifier: Apache-2.0
"""pytest: the fixture `wes_mock`, a mock WES that every test finds as it began.

    def test_my_client(wes_mock):
        run_id = MyClient(wes_mock.url).submit(...)
        wes_mock.advance("1h")

    @pytest.mark.wes_mock(scenario="instant", defects=["pagination.repeats-a-run"])
    def test_another(wes_mock): ...

Its time stands still until the test moves it (`speed`, `advance`, `next`). A test that fails shows its requests. Options of `wes-assay mock`
for all tests stand in the ini option `wes_mock_options`.
"""
import pytest

from wes_assay.mock import Mock

_switches = ("persona", "scenario", "defects", "faults", "speed")


def pytest_addoption(parser):
    parser.addini("wes_mock_options", "options of `wes-assay mock` for the fixture wes_mock", type="args", default=[])


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "wes_mock(persona, scenario, defects, faults, speed): how the fixture wes_mock begins this test")


@pytest.fixture(scope="session")
def wes_mock_process(pytestconfig):
    """One mock for the session, not reset between tests."""
    with Mock(*pytestconfig.getini("wes_mock_options")) as mock:
        yield mock


@pytest.fixture
def wes_mock(wes_mock_process, request):
    """A mock WES as it began, with the switches of the mark `wes_mock`; its time stands still."""
    mock = wes_mock_process
    switches = {"speed": 0}
    for mark in reversed(list(request.node.iter_markers("wes_mock"))):  # the nearest one wins
        unknown = set(mark.kwargs) - set(_switches)
        if unknown or mark.args:
            raise pytest.UsageError(f"the mark wes_mock takes {', '.join(_switches)}, not {unknown or mark.args}")
        switches.update(mark.kwargs)
    mock.reset()
    if "persona" in switches:
        mock.persona(switches["persona"])
    if "scenario" in switches:
        text = switches["scenario"]
        mock.scenario(**({"text": text} if ":" in text else {"name": text}))
    if "defects" in switches:
        mock.defects(*switches["defects"])
    if "faults" in switches:
        mock.faults(*switches["faults"])
    mock.speed(switches["speed"])
    return mock


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    mock = getattr(item, "funcargs", {}).get("wes_mock")
    if report.when == "call" and report.failed and isinstance(mock, Mock):
        report.sections.append(("requests to wes_mock", request_log(mock)))


def request_log(mock):
    """One line for each request, and why its response was changed."""
    lines = []
    for exchange in mock.log():
        line = f"{exchange['number']:>4} {exchange['at']} {exchange['method']} {exchange['target']} -> {exchange['status']}"
        why = mock.explain(exchange["number"])
        changed = [defect["id"] for defect in why["changed_by"] + why["on_wire"]] + exchange.get("faults", [])
        if changed:
            line += "  changed by " + ", ".join(changed)
        if why.get("refusal"):
            line += "  refused: " + why["refusal"]
        lines.append(line)
    return "\n".join(lines) or "none"
