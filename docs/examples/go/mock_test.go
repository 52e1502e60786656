// SPDX-License-Identifier: Apache-2.0

// Tests of a Go client against the mock of wes-assay, which must be on PATH (or in $WES_ASSAY_PROGRAM): go test
package wesclient

import (
	"bufio"
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"testing"
)

const token = "only-for-these-tests"
const hour = "runs: [{timeline: [{state: QUEUED}, {after: 1h, state: COMPLETE}]}]"

type mock struct{ url, control string }

// startMock starts a mock whose clock stands still; it ends with the test.
func startMock(t *testing.T) mock {
	program := os.Getenv("WES_ASSAY_PROGRAM")
	if program == "" {
		program = "wes-assay"
	}
	command := exec.Command(program, "mock", "--port", "0", "--control", "0", "--speed", "0")
	command.Env = append(os.Environ(), "WES_ASSAY_CONTROL_TOKEN="+token)
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		command.Process.Signal(os.Interrupt)
		command.Wait()
	})
	lines := bufio.NewScanner(out)
	var urls [2]string
	for i := range urls {
		if !lines.Scan() {
			t.Fatal("the mock did not start")
		}
		urls[i] = lines.Text()
	}
	return mock{urls[0], urls[1]}
}

func (m mock) do(t *testing.T, method, path string, body interface{}) {
	text, _ := json.Marshal(body)
	request, _ := http.NewRequest(method, m.control+path, bytes.NewReader(text))
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != 200 {
		t.Fatalf("%s %s: %s", method, path, response.Status)
	}
}

// What stands below is yours: a client.

func submit(t *testing.T, url string) string {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.WriteField("workflow_url", "https://flows.example/echo.cwl")
	form.WriteField("workflow_type", "CWL")
	form.WriteField("workflow_type_version", "v1.2")
	form.Close()
	response, err := http.Post(url+"/runs", form.FormDataContentType(), &body)
	return member(t, response, err, "run_id")
}

func state(t *testing.T, url, id string) string {
	response, err := http.Get(url + "/runs/" + id + "/status")
	return member(t, response, err, "state")
}

func member(t *testing.T, response *http.Response, err error, name string) string {
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var values map[string]string
	if err := json.NewDecoder(response.Body).Decode(&values); err != nil {
		t.Fatal(err)
	}
	return values[name]
}

func TestAnHourTakesNoTime(t *testing.T) {
	mock := startMock(t)
	mock.do(t, "PUT", "/scenario", map[string]string{"text": hour})
	id := submit(t, mock.url)
	if found := state(t, mock.url, id); found != "QUEUED" {
		t.Fatal(found)
	}
	mock.do(t, "POST", "/clock/advance", map[string]string{"by": "1h"})
	if found := state(t, mock.url, id); found != "COMPLETE" {
		t.Fatal(found)
	}
}
