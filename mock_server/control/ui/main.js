// The dashboard of the mock: asks the control API twice a second while somebody looks, and after each click.
import { call, forgetToken, hasToken, Refused, setToken } from "./api.js";
import * as clock from "./clock.js";
import * as log from "./log.js";
import * as runs from "./runs.js";
import * as switches from "./switches.js";
import { $, setText } from "./view.js";
import * as why from "./why.js";

const every = 500;
const switchesEvery = 4; // rounds
let round = 0;
let busy = false;

const explain = (number) => why.explain(number).catch(tell);
const explainRun = (run) => (log.madeRun(run.run_id) ? explain(log.madeRun(run.run_id)) : why.explainRun(run));

function tell(error) {
  if (error instanceof Refused && error.status === 401) {
    forgetToken();
    return begin();
  }
  const lost = !(error instanceof Refused);
  setText($("trouble"), lost ? "The mock does not answer. Trying again..." : error.message);
  $("trouble").hidden = false;
}

async function refresh() {
  if (busy || !hasToken()) return;
  busy = true;
  try {
    clock.heard(await call("GET", "/clock"));
    await runs.refresh(act, explainRun);
    await log.refresh(explain);
    if (round++ % switchesEvery === 0) await switches.refresh(act);
    $("trouble").hidden = true;
    $("all").hidden = false;
  } catch (error) {
    tell(error);
  } finally {
    busy = false;
  }
}

// Does it, says so, and shows what came of it.
async function act(says, work) {
  try {
    const answer = await work();
    setText($("said"), typeof says === "function" ? says(answer) : says);
    round = 0;
  } catch (error) {
    if (error instanceof Refused && error.status !== 401) return setText($("said"), error.message);
    return tell(error);
  }
  await refresh();
}

function begin() {
  $("ask").hidden = hasToken();
  $("all").hidden = true;
  if (hasToken()) refresh();
  else $("token").focus();
}

const keys = clock.begin(act);
log.begin(act);
runs.begin(refresh);
switches.begin(act);
$("reset").addEventListener("click", () => act("Reset: all runs and requests are gone.", () => call("POST", "/reset")));
$("close").addEventListener("click", why.close);
$("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText($("base").textContent);
  setText($("said"), "Copied.");
});
$("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  setToken($("token").value);
  begin();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return why.close();
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (event.key === "/") {
    event.preventDefault();
    $("filter").focus();
  } else if (keys[event.key]) keys[event.key]();
});
setInterval(() => document.hidden || refresh(), every);
setInterval(() => {
  if (document.hidden) return;
  clock.tick();
  runs.tick();
}, 250);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
begin();
