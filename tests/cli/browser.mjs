// Chromium over its debugging pipe, without a package: enough to look at a page and to click on it.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";

const patience = 30_000; // milliseconds; a busy machine is slow
const sleep = (time) => new Promise((done) => setTimeout(done, time));

export class Browser {
  constructor(program, folder) {
    this.child = spawn(program, ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
      "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
      "--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", `--user-data-dir=${folder}`, "about:blank"],
      { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.asked = new Map();
    this.number = 0;
    this.requests = []; // every URL that the page asked for
    this.complaints = []; // exceptions, and what the policy forbade
    let rest = Buffer.alloc(0);
    this.child.stdio[4].on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1))
        this.hear(JSON.parse(rest.subarray(0, end).toString()));
    });
  }

  hear({ id, result, error, method, params }) {
    if (id) {
      const [done, failed] = this.asked.get(id);
      this.asked.delete(id);
      return error ? failed(new Error(error.message)) : done(result);
    }
    if (method === "Network.requestWillBeSent") this.requests.push(params.request.url);
    if (method === "Runtime.exceptionThrown")
      this.complaints.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === "Log.entryAdded" && params.entry.level === "error") this.complaints.push(params.entry.text);
  }

  send(method, params = {}) {
    const id = ++this.number;
    this.child.stdio[3].write(JSON.stringify({ id, method, params, sessionId: this.session }) + "\0");
    return new Promise((done, failed) => this.asked.set(id, [done, failed]));
  }

  async open(url) {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    this.session = (await this.send("Target.attachToTarget", { targetId, flatten: true })).sessionId;
    for (const domain of ["Page", "Runtime", "Network", "Log"]) await this.send(`${domain}.enable`);
    await this.send("Page.navigate", { url });
  }

  async evaluate(text) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate",
      { expression: text, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(`${text}: ${exceptionDetails.exception?.description}`);
    return result.value;
  }

  // Until the expression is true.
  async until(text) {
    for (const end = Date.now() + patience; Date.now() < end; await sleep(50))
      if (await this.evaluate(`Boolean(${text})`)) return;
    throw new Error(`never came true: ${text}\n${(await this.evaluate("document.body.innerText")).slice(0, 2000)}`);
  }

  // As a person does it: the pointer goes to the middle of the first element of that selector.
  async click(selector) {
    await this.until(`document.querySelector(${JSON.stringify(selector)})?.getClientRects().length`);
    const { x, y } = await this.evaluate(`(() => {
      const node = document.querySelector(${JSON.stringify(selector)});
      node.scrollIntoView({ block: "center" });
      const box = node.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    })()`);
    for (const type of ["mousePressed", "mouseReleased"])
      await this.send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
  }

  async key(key) {
    for (const type of ["keyDown", "keyUp"])
      await this.send("Input.dispatchKeyEvent", { type, key, text: type === "keyDown" ? key : undefined });
  }

  async type(text) {
    await this.send("Input.insertText", { text });
  }

  async looks({ width, height, dark = false }) {
    await this.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 500 });
    await this.send("Emulation.setEmulatedMedia",
      { features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }] });
  }

  async picture(file, whole = false) {
    const { data } = await this.send("Page.captureScreenshot", { format: "png", captureBeyondViewport: whole });
    writeFileSync(file, Buffer.from(data, "base64"));
  }

  close() {
    this.child.kill("SIGKILL");
  }
}
