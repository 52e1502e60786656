# SPDX-License-Identifier: Apache-2.0
"""pip install wes-assay pytest; pytest"""
import pytest

from client import Client

FLOW = "https://flows.example/echo.cwl"
HOUR = "runs: [{timeline: [{state: QUEUED}, {after: 1h, state: RUNNING}, {after: 1h, state: COMPLETE}]}]"
ON_DEMAND = "runs: [{timeline: [{state: RUNNING}, {trigger: go, state: EXECUTOR_ERROR}]}]"


@pytest.mark.wes_mock(scenario=HOUR)
def test_a_run_of_two_hours_takes_no_time(wes_mock):
    client = Client(wes_mock.url)
    run_id = client.submit(FLOW)
    assert client.state(run_id) == "QUEUED"
    wes_mock.advance("1h")
    assert client.state(run_id) == "RUNNING"
    wes_mock.advance("1h")
    assert client.state(run_id) == "COMPLETE"


@pytest.mark.wes_mock(scenario=HOUR)
def test_waiting_moves_the_clock_of_the_mock(wes_mock):
    client = Client(wes_mock.url, sleep=lambda seconds: wes_mock.advance("10m"))
    assert client.wait(client.submit(FLOW)) == "COMPLETE"
    assert 10 <= wes_mock.count(operation="GetRunStatus") <= 15


@pytest.mark.wes_mock(scenario=ON_DEMAND)
def test_the_test_decides_when_a_run_fails(wes_mock):
    client = Client(wes_mock.url)
    run_id = client.submit(FLOW)
    assert wes_mock.trigger("go", run_id) == 1
    assert client.wait(run_id) == "EXECUTOR_ERROR"


@pytest.mark.wes_mock(defects=["pagination.repeats-a-run"])
def test_a_server_that_repeats_a_run_does_not_confuse_the_client(wes_mock):
    client = Client(wes_mock.url)
    made = [client.submit(FLOW) for _ in range(5)]
    assert sorted(client.runs()) == sorted(made)


def test_every_test_finds_the_mock_as_it_began(wes_mock):
    assert Client(wes_mock.url).runs() == []
    assert wes_mock.count(operation="RunWorkflow") == 0
