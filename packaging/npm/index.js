// SPDX-License-Identifier: Apache-2.0
// Starts the mock of wes-assay for tests of a WES client. Needs Node 18 and no other package.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Path of the program: $WES_ASSAY_PROGRAM, or the one that this package carries. */
export const program = () =>
  process.env.WES_ASSAY_PROGRAM || fileURLToPath(new URL("./bin/wes-assay", import.meta.url));

const query = (members) => {
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return given.length ? "?" + new URLSearchParams(given) : "";
};

class Mock {
  #token;
  #process;
  #ended;
  #firstPersona;
  #persona;

  constructor(child, token, url, controlUrl) {
    this.#process = child;
    this.#token = token;
    this.#ended = new Promise((resolve) => child.once("exit", resolve));
    this.url = url;
    this.controlUrl = controlUrl;
  }

  /** Any operation of the control API (docs/control.md). */
  async call(method, path, body) {
    const headers = { Authorization: "Bearer " + this.#token };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const response = await fetch(this.controlUrl + path, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (response.ok) return text ? JSON.parse(text) : undefined;
    let message = text;
    try {
      const { msg, where, hint } = JSON.parse(text);
      message = [msg, where, hint].filter(Boolean).join("; ");
    } catch {
      // not of the control API: the text as it came
    }
    throw Object.assign(new Error(message), { status: response.status });
  }

  now = async () => (await this.call("GET", "/clock")).now;
  speed = (factor) => this.call("PUT", "/clock", { speed: factor });
  advance = async (by) => (await this.call("POST", "/clock/advance", { by })).now;
  next = async () => (await this.call("POST", "/clock/next")).moved;
  runUntilIdle = async () => (await this.call("POST", "/clock/run-until-idle")).idle;

  runs = async (state) => (await this.call("GET", "/runs" + query({ state }))).runs;
  trigger = async (name, run_id) => (await this.call("POST", "/trigger", { name, run_id })).moved;
  scenario = (choice) => this.call("PUT", "/scenario", choice);
  defects = (...on) => this.call("PUT", "/defects", { on });
  faults = async (...faults) => (await this.call("POST", "/faults", { faults })).added;
  async persona(name) {
    this.#firstPersona ??= (await this.call("GET", "/persona")).name;
    this.url = (await this.call("PUT", "/persona", { name })).url;
    this.#persona = name;
    return this.url;
  }
  async reset() {
    if (this.#persona !== this.#firstPersona) await this.persona(this.#firstPersona);
    else await this.call("POST", "/reset");
  }

  log = async (wanted = {}) => (await this.call("GET", "/log" + query(wanted))).exchanges;
  count = async (wanted = {}) => (await this.call("GET", "/log/count" + query(wanted))).count;
  waitFor = async (filter, { count = 1, within = "5s" } = {}) =>
    (await this.call("POST", "/log/wait", { filter, count, within })).met;
  explain = async (number) => (await this.call("GET", "/explain/" + number)).why;
  har = () => this.call("GET", "/log/har");

  /** Ends the mock. */
  async stop() {
    this.#process.kill("SIGTERM");
    await this.#ended;
  }
}

/**
 * Starts `wes-assay mock OPTIONS...` on free ports of 127.0.0.1. It ends with stop(), and with this process.
 * @param {{options?: string[], scenario?: string, persona?: string, defects?: string[], speed?: number}} [wanted]
 */
export async function startMock({ options = [], scenario, persona, defects = [], speed } = {}) {
  const token = randomBytes(24).toString("hex");
  const words = ["mock", "--port", "0", "--control", "0"];
  if (scenario !== undefined) words.push("--scenario", scenario);
  if (persona !== undefined) words.push("--persona", persona);
  for (const defect of defects) words.push("--defect", defect);
  if (speed !== undefined) words.push("--speed", String(speed));
  const child = spawn(program(), [...words, ...options], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, WES_ASSAY_CONTROL_TOKEN: token },
  });
  const kill = () => child.kill("SIGTERM");
  process.once("exit", kill);
  let messages = "";
  child.stderr.on("data", (text) => (messages = (messages + text).slice(-10000)));
  const failed = new Promise((_, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      process.removeListener("exit", kill);
      reject(new Error(messages.trim() || `wes-assay mock ended with exit code ${code}`));
    });
  });
  failed.catch(() => {}); // the mock may end later, and nobody waits for it then
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => (await Promise.race([lines.next(), failed])).value ?? failed;
  const mock = new Mock(child, token, await line(), await line());
  child.stdout.unref?.();
  child.stderr.unref?.();
  child.unref();
  return mock;
}
