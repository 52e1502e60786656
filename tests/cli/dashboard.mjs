// node dashboard.mjs CHROMIUM FOLDER DASHBOARD WES [PICTURES]: a run is submitted by curl, seen on the dashboard,
// frozen, and brought to its end by clicks. With PICTURES, a folder, it draws the page as it is on a desk and a phone.
import { execFileSync } from "node:child_process";
import { Browser } from "./browser.mjs";

const [program, folder, dashboard, wes, pictures] = process.argv.slice(2);
const browser = new Browser(program, folder);
const is = (selector, text) =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})].some((node) => node.checkVisibility() && node.textContent.includes(${JSON.stringify(text)}))`;
const curl = (...words) => execFileSync("curl", ["-s", ...words]).toString();
const submit = (type) => JSON.parse(curl("-F", `workflow_url=https://flows.example/${type}`, "-F", `workflow_type=${type}`,
  "-F", `workflow_type_version=${type === "CWL" ? "v1.2" : "1.0"}`, "-H", "X-Team: a-secret-of-the-client", `${wes}/runs`)).run_id;
const state = (run) => JSON.parse(curl(`${wes}/runs/${run}/status`)).state;
let step = "";
const says = (text) => ((step = text), console.log(text));

async function drive() {
  says("the page opens, and takes the token out of its address");
  await browser.open(dashboard);
  await browser.looks({ width: 1440, height: 900 });
  await browser.until(is("#no-runs", "No runs yet"));
  if ((await browser.evaluate("location.href")).includes("#")) throw new Error("the token stands in the address");

  says("the clock is frozen by a click");
  await browser.click("#freeze");
  await browser.until(is("#speed", "frozen"));

  says("a run is submitted by curl, and seen with its way and its request");
  const run = submit("CWL");
  await browser.until(is(`[data-run="${run}"] .state`, "QUEUED"));
  await browser.until(is("#log-list .target", "/runs"));
  await browser.until(is(`[data-run="${run}"] .stage:not(.entered)`, "COMPLETE"));

  says("why the run is what it is: the entry that nearly matched");
  await browser.click(`[data-run="${run}"] .head button:last-child`);
  await browser.until(is("#why .entry.missed", "workflow_type"));
  await browser.until(is("#why .entry.missed", "another value"));
  if (await browser.evaluate(is("#why", "a-secret-of-the-client"))) throw new Error("the value of a header is shown");
  if (pictures) await draw();
  await browser.click("#close");

  says("next events bring it to RUNNING and to COMPLETE");
  await browser.click("#next");
  await browser.until(is(`[data-run="${run}"] .state`, "INITIALIZING"));
  await browser.click("#next");
  await browser.until(is(`[data-run="${run}"] .state`, "RUNNING"));
  await browser.click("[data-by='1h']");
  await browser.until(is(`[data-run="${run}"] .state`, "COMPLETE"));
  if (state(run) !== "COMPLETE") throw new Error("the service does not say so");

  says("a run waits for a trigger, which a click pulls");
  const waiting = submit("WDL");
  await browser.until(is(`[data-run="${waiting}"]`, "waits for the trigger go"));
  await browser.click(`[data-run="${waiting}"] .head button:first-child`);
  await browser.until(is(`[data-run="${waiting}"] .state`, "RUNNING"));

  says("and is cancelled");
  await browser.click(`[data-run="${waiting}"] .head button:nth-child(2)`);
  await browser.until(is(`[data-run="${waiting}"] .state`, "CANCEL"));

  says("a defect is found and switched on, and the log names it");
  await browser.click("#defect");
  await browser.type("status.answers-202");
  await browser.click("#defect-list li:not([hidden]) input");
  await browser.until(is("#defects-on", "1 on"));
  state(run);
  await browser.until(is("#log-list .mark", "defect status.answers-202"));

  says("a fault acts, and the log names it");
  await browser.click("#fault button");
  await browser.until(is("#fault-list", "acted 0"));
  curl(`${wes}/service-info`);
  await browser.until(is("#log-list .mark", "fault fault-"));
  await browser.click("#fault-list button");
  await browser.until("document.querySelector('#fault-list').childElementCount === 0");

  says("the filter, by the keyboard");
  await browser.evaluate("document.activeElement.blur()");
  await browser.key("/");
  await browser.until("document.activeElement.id === 'filter'");
  await browser.type("service-info");
  await browser.until("[...document.querySelectorAll('#log-list li:not([hidden])')].length === 1");

  says("another persona, and a reset");
  await browser.evaluate("const s = document.querySelector('#persona'); s.value = 'toil'; s.dispatchEvent(new Event('change'))");
  await browser.until(is("#served", "toil"));
  await browser.click("#reset");
  await browser.until(is("#no-runs", "No runs yet"));

  says("nothing went elsewhere, and nothing failed");
  const origin = new URL(dashboard).origin + "/";
  const strange = browser.requests.filter((url) => !url.startsWith(origin) && url !== "about:blank");
  if (strange.length) throw new Error(`asked elsewhere: ${strange}`);
  if (browser.complaints.length) throw new Error(browser.complaints.join("\n"));
}

async function draw() {
  for (const [name, look] of Object.entries({ desk: { width: 1440, height: 900 }, dark: { width: 1440, height: 900, dark: true },
    phone: { width: 390, height: 844 }, "phone-dark": { width: 390, height: 844, dark: true } })) {
    await browser.looks(look);
    await new Promise((done) => setTimeout(done, 700));
    await browser.picture(`${pictures}/dashboard-${name}.png`, name.startsWith("phone"));
  }
  await browser.looks({ width: 1440, height: 900 });
}

const late = setTimeout(() => {
  console.error("it takes too long");
  browser.close();
  process.exit(1);
}, 240_000);
try {
  await drive();
  console.log("the dashboard does what it shows");
} catch (error) {
  console.error(`${step}: ${error.message}`);
  process.exitCode = 1;
} finally {
  clearTimeout(late);
  browser.close();
}
