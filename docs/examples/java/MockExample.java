// SPDX-License-Identifier: Apache-2.0
// A Java client against the mock of wes-assay, which must be on PATH (or in $WES_ASSAY_PROGRAM): java MockExample.java
// In a test framework, the constructor of Mock belongs into its set-up, close() into its tear-down.
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

public class MockExample {
  static final HttpClient http = HttpClient.newHttpClient();

  /** A mock whose clock stands still; close() ends it. */
  static final class Mock implements AutoCloseable {
    static final String token = "only-for-these-tests";
    final Process process;
    final String url;
    final String control;

    Mock() throws IOException {
      String named = System.getenv("WES_ASSAY_PROGRAM");
      ProcessBuilder builder = new ProcessBuilder(
          named == null ? "wes-assay" : named, "mock", "--port", "0", "--control", "0", "--speed", "0");
      builder.environment().put("WES_ASSAY_CONTROL_TOKEN", token);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      process = builder.start();
      BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream()));
      url = lines.readLine();
      control = lines.readLine();
      if (control == null) throw new IOException("the mock did not start");
    }

    void control(String method, String path, String json) throws Exception {
      HttpRequest request = HttpRequest.newBuilder(URI.create(control + path))
          .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofString(json)).build();
      int status = http.send(request, BodyHandlers.discarding()).statusCode();
      if (status != 200) throw new IOException(method + " " + path + ": " + status);
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  // What stands below is yours: a client.

  static String member(String json, String name) {
    return json.replaceAll("(?s).*\"" + name + "\"\\s*:\\s*\"([^\"]*)\".*", "$1");
  }

  static String submit(String url) throws Exception {
    String border = "wes-client-border";
    StringBuilder body = new StringBuilder();
    String[][] fields = {{"workflow_url", "https://flows.example/echo.cwl"}, {"workflow_type", "CWL"},
                         {"workflow_type_version", "v1.2"}};
    for (String[] field : fields)
      body.append("--" + border + "\r\nContent-Disposition: form-data; name=\"" + field[0] + "\"\r\n\r\n" + field[1] + "\r\n");
    body.append("--" + border + "--\r\n");
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/runs"))
        .header("Content-Type", "multipart/form-data; boundary=" + border)
        .POST(BodyPublishers.ofString(body.toString())).build();
    return member(http.send(request, BodyHandlers.ofString()).body(), "run_id");
  }

  static String state(String url, String id) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/runs/" + id + "/status")).build();
    return member(http.send(request, BodyHandlers.ofString()).body(), "state");
  }

  static void expect(String wanted, String found) {
    if (!wanted.equals(found)) throw new AssertionError("expected " + wanted + ", found " + found);
  }

  public static void main(String[] arguments) throws Exception {
    try (Mock mock = new Mock()) {
      mock.control("PUT", "/scenario",
          "{\"text\": \"runs: [{timeline: [{state: QUEUED}, {after: 1h, state: COMPLETE}]}]\"}");
      String id = submit(mock.url);
      expect("QUEUED", state(mock.url, id));
      mock.control("POST", "/clock/advance", "{\"by\": \"1h\"}");
      expect("COMPLETE", state(mock.url, id));
      System.out.println("an hour took no time");
    }
  }
}
