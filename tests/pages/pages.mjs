// SPDX-License-Identifier: Apache-2.0
// The HTML reports and the dashboard in a real browser: axe-core and html-validate find nothing serious, nothing is
// wider than a phone, nothing is loaded, the filter works without script, and the print is short.
//
//   node tests/pages/pages.mjs PROGRAM MODULES [--pictures FOLDER]
//
// MODULES is a node_modules folder with the packages of package.json beside this file; `npm ci` makes it from
// package-lock.json, outside the checkout. Exit code 77: Chromium or a package is missing, and nothing was tested.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [program, modules, ...rest] = process.argv.slice(2);
const pictures = rest[0] === "--pictures" ? rest[1] : undefined;

function skip(why) {
  console.log(`SKIPPED: ${why}`);
  process.exit(77);
}

const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!chromium) skip("Chromium is not installed");
if (!modules || !existsSync(modules)) skip("there is no folder with the npm packages (-DASSAY_NODE_MODULES=FOLDER)");
const require = createRequire(join(modules, "here.js"));
for (const name of ["playwright-core", "axe-core", "html-validate"])
  try {
    require.resolve(name);
  } catch {
    skip(`the npm package ${name} is not in ${modules}`);
  }
const playwright = require("playwright-core");
const { HtmlValidate } = require("html-validate");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const work = mkdtempSync(join(tmpdir(), "wes-assay-pages-"));
const path = (name) => join(work, name);

function run(...words) {
  const done = spawnSync(program, words, { encoding: "utf8", cwd: work });
  assert.ok(done.status !== null && ![2, 4].includes(done.status), `${words.join(" ")}: ${done.stderr}`);
}

// Calls `use` with the lines that a mock prints: its base URL, and that of its control API if it has one.
async function withMock(words, lines, use) {
  const mock = spawn(program, ["mock", "--port", "0", "--seed", "1", ...words], { cwd: work });
  try {
    const urls = await new Promise((resolve, reject) => {
      let said = "";
      mock.stdout.on("data", (bytes) => {
        said += bytes;
        if (said.split("\n").length > lines) resolve(said.trim().split("\n"));
      });
      mock.on("exit", () => reject(new Error(`the mock ended: ${said}`)));
    });
    await use(...urls);
  } finally {
    mock.removeAllListeners("exit");
    mock.kill();
  }
}

function finished(...words) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: work, stdio: "ignore" });
    child.on("exit", (code) => ([0, 1, 3, 5].includes(code) ? resolve() : reject(new Error(`${words[0]}: ${code}`))));
  });
}

// The page of a check of a mock, and its evidence.
async function check(name, mockWords, checkWords = []) {
  await withMock(mockWords, 1, (url) =>
    finished("check", url, "--seed", "1", "--report", `evidence=${name}.ndjson`, ...checkWords));
  run("report", `${name}.ndjson`, "--report", `html=${name}.html`);
}

// The page of a load of a mock.
async function load(name, ...loadWords) {
  await withMock([], 1, (url) => finished("bench", url, "--create", "20", "--report", `html=${name}.html`, ...loadWords));
}

// The same evidence with findings for 100 requirements.
function withManyFindings(name) {
  const lines = readFileSync(path("fail.ndjson"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  let left = 100;
  for (const line of lines) {
    if (line.t !== "judgement" || line.verdict !== "pass" || line.exchanges.length === 0 || left === 0) continue;
    --left;
    line.verdict = "fail";
    line.findings = [{ reason: "state-unknown", message: "the response has a value that the schema does not know",
      expected: "a value of the enumeration", actual: "PARKED", pointers: ["/state"], exchanges: line.exchanges }];
  }
  assert.equal(left, 0);
  lines.pop(); // the footer has a digest: without it the run counts as cut off, and the report is made all the same
  writeFileSync(path(`${name}.ndjson`), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  run("report", `${name}.ndjson`, "--report", `html=${name}.html`);
}

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    "void-style": "off", // <br/>: the pages are XML, too, so that our own tests can read them
    "attribute-boolean-style": "off",
    "long-title": "off", // the title has the address of the server
    "tel-non-breaking": "off",
    "no-trailing-whitespace": "off",
    "no-implicit-button-type": "error",
  },
});

async function validate(name) {
  const report = await validator.validateFile(path(`${name}.html`));
  const messages = report.results.flatMap((result) => result.messages);
  assert.deepEqual(messages.map((m) => `${m.line}: ${m.ruleId}: ${m.message}`), [], `html-validate: ${name}`);
}

const views = {
  desk: { viewport: { width: 1280, height: 860 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  dark: { viewport: { width: 1280, height: 860 }, colorScheme: "dark", reducedMotion: "reduce" },
};

// Where axe-core looks: it takes seconds for a page with all folds open.
const axeIn = { desk: "all", phone: ["fail", "matrix", "bench"], dark: ["fixed", "matrix", "bench"] };

// Each page in each view.
async function look(browser, name, view) {
  const context = await browser.newContext(views[view]);
  const page = await context.newPage();
  const trouble = [];
  page.on("console", (message) => trouble.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) trouble.push(`it asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(path(`${name}.html`)).href);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px wider than the ${view}`);
  if (pictures) await page.screenshot({ path: join(pictures, `${name}-${view}.png`) });
  if (view === "desk") {
    const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
    console.log(`${name}: first paint after ${Math.round(paint)} ms, ${readFileSync(path(`${name}.html`)).length} bytes`);
  }
  if (axeIn[view] === "all" || axeIn[view].includes(name)) await judge(page, name, view);
  assert.deepEqual(trouble, [], `${name}, ${view}`);
  await context.close();
}

async function judge(page, name, view) {
  // All that is folded is judged, too.
  await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
  await page.evaluate(`{${axe}}`); // in the debugger's world: the policy of the page forbids scripts
  const found = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  const serious = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
  assert.deepEqual(serious.map((v) => `${v.id}: ${v.nodes[0].html}: ${v.nodes[0].failureSummary}`), [],
    `axe-core: ${name}, ${view}`);
  for (const other of found.violations) console.log(`${name}, ${view}: ${other.impact}: ${other.id}`);
}

// The dashboard of the mock while a run goes on; tests/cli/dashboard.mjs clicks on it.
async function lookAtDashboard(browser) {
  const token = path("token");
  const words = ["--control", "0", "--ui", "--control-token-file", token, "--speed", "0"];
  await withMock(words, 2, async (wes, control) => {
    const page = new URL("/ui/", control).href;
    writeFileSync(path("dashboard.html"), await (await fetch(page)).text());
    await validate("dashboard");
    const form = new FormData();
    const fields = { workflow_url: "https://flows.example/a.cwl", workflow_type: "CWL", workflow_type_version: "v1.2" };
    for (const [key, value] of Object.entries(fields)) form.append(key, value);
    const { run_id } = await (await fetch(`${wes}/runs`, { method: "POST", body: form })).json();
    for (const view of Object.keys(views)) {
      const context = await browser.newContext(views[view]);
      const tab = await context.newPage();
      await tab.goto(`${page}#${readFileSync(token, "utf8").trim()}`);
      await tab.locator(`[data-run="${run_id}"]`).waitFor();
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `the dashboard is ${wide} px wider than the ${view}`);
      if (pictures) await tab.screenshot({ path: join(pictures, `dashboard-${view}.png`) });
      await judge(tab, "dashboard", view);
      await context.close();
    }
  });
}

// Sheets of A4.
async function sheets(browser, name) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path(`${name}.html`)).href);
  const pdf = await page.pdf({ format: "A4", printBackground: true });
  await page.close();
  writeFileSync(path(`${name}.pdf`), pdf);
  return (pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;
}

async function filterWorks(browser, name) {
  const context = await browser.newContext({ ...views.desk, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path(`${name}.html`)).href);
  const shown = page.locator(".requirements tbody tr:visible");
  await page.locator("#show-all").focus();
  assert.equal(await shown.count(), 0, "the areas are folded");
  await page.keyboard.press("ArrowRight"); // the first filter: fail
  const rows = await shown.evaluateAll((all) => all.map((row) => row.className));
  assert.ok(rows.length > 0 && rows.every((row) => row === "tone-fail"), rows.join());
  await page.locator('.contents a[href="#requirements"]').click();
  const top = await page.locator(".contents").evaluate((nav) => nav.getBoundingClientRect().top);
  assert.equal(top, 0, "the contents stay in sight");
  await context.close();
}

async function printPicture(browser, name) {
  const context = await browser.newContext({ viewport: { width: 794, height: 1123 } });
  const page = await context.newPage();
  await page.emulateMedia({ media: "print" });
  await page.goto(pathToFileURL(path(`${name}.html`)).href);
  await page.screenshot({ path: join(pictures, `${name}-print.png`) });
  await context.close();
}

const browser = await playwright.chromium.launch({ executablePath: chromium, args: ["--no-sandbox"] });
try {
  await check("pass", []);
  await check("fail", ["--defect", "pagination.repeats-a-run", "--defect", "timestamps.no-zone", "--defect",
    "status.no-state", "--defect", "errors.html-page"]);
  await check("undecided", ["--auth", "bearer"]);
  run("report", "merge", "pass.ndjson", "fail.ndjson", "undecided.ndjson", "--report", "html=matrix.html");
  withManyFindings("many");
  await load("bench", "--rate", "200", "--duration", "5s", "--slo", "p99<50ms, errors<0.1%");
  await load("ramp", "--ramp", "100..800", "--duration", "1s", "--slo", "p99<50ms");
  for (const golden of ["fixed", "bundle"])
    writeFileSync(path(`${golden}.html`), readFileSync(join(root, `tests/data/reports/${golden}.html`)));
  if (pictures) mkdirSync(pictures, { recursive: true });
  const names = ["pass", "fail", "undecided", "matrix", "many", "bench", "ramp", "fixed", "bundle"];
  for (const name of names) {
    await validate(name);
    for (const view of Object.keys(views)) await look(browser, name, view);
  }
  assert.ok(readFileSync(path("many.html")).length < 400_000, "300 requirements with 100 findings");
  await filterWorks(browser, "fail");
  await lookAtDashboard(browser);
  const printed = { pass: 4, fail: 12, undecided: 12, many: 12, bench: 4, ramp: 4 };
  for (const [name, most] of Object.entries(printed)) {
    const n = await sheets(browser, name);
    console.log(`${name}: ${n} sheets of A4`);
    assert.ok(n > 0 && n <= most, `${name} prints on ${n} sheets`);
  }
  if (pictures) await printPicture(browser, "fail");
  console.log(`${names.length} pages and the dashboard in ${Object.keys(views).length} views: nothing serious`);
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
