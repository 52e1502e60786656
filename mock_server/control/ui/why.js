import { call } from "./api.js";
import { $, el, setText } from "./view.js";

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function body(title, text, bytes) {
  if (!text) return [];
  const cut = bytes > new TextEncoder().encode(text).length ? `, the first ${text.length} of ${bytes} bytes` : "";
  return [el("details", "", el("summary", "", title + cut), el("pre", "", pretty(text)))];
}

function defects(title, list) {
  return list.map((defect) => el("p", "", title, el("code", "", defect.id), `: ${defect.says}`));
}

function missRow(miss) {
  const sent = miss.sent === "" ? el("i", "quiet", "nothing") : el("code", "", miss.sent);
  return el("tr", "", el("td", "", el("code", "", miss.member)), el("td", "", el("code", "", miss.wants)), el("td", "", sent));
}

// The near misses: what each entry wanted, and what was sent.
function entryOf(entry) {
  const name = `${entry.entry.slice(1).replace("/", "[")}]`;
  const place = entry.line ? `, line ${entry.line}` : "";
  const made = el("div", `entry ${entry.taken ? "taken" : entry.misses.length ? "missed" : ""}`);
  made.append(el("code", "", name), place, entry.taken ? " took the run."
    : entry.misses.length ? ` misses by ${entry.misses.length}:` : " was not asked: an earlier entry took the run.");
  if (entry.misses.length) {
    const head = el("tr", "", el("th", "", "match"), el("th", "", "wants"), el("th", "", "sent"));
    made.append(el("table", "", head, ...entry.misses.map(missRow)));
  }
  return made;
}

function tried(why) {
  if (!why.tried) return [];
  return [el("h3", "", "Entries of the scenario, in order"), ...why.tried.map(entryOf)];
}

function show(exchange, why) {
  const parts = [el("p", "", el("code", "", `${exchange.method} ${exchange.target}`), ` was answered ${exchange.status}`,
    exchange.operation ? ` by ${exchange.operation}` : ", no operation has this path",
    exchange.user ? `, as ${exchange.user}.` : ".")];
  if (why.refusal) parts.push(el("p", "", "Refused by the rule ", el("code", "", why.refusal), "."));
  for (const each of why.invalid ?? []) parts.push(el("p", "", `Invalid, and served: ${each.says}.`));
  for (const id of exchange.faults ?? []) parts.push(el("p", "", "The fault ", el("code", "", id), " acted on it."));
  if (why.delay_seconds > 0) parts.push(el("p", "", `Its first byte came after ${Math.round(why.delay_seconds * 1000)} ms.`));
  parts.push(...defects("Changed by ", why.changed_by), ...defects("Its bytes were changed by ", why.on_wire),
    ...defects("On at that time: ", why.switched));
  if (why.run)
    parts.push(el("p", "", "Run ", el("code", "", why.run.run_id), ` was ${why.run.state}: step ${why.run.step} of ${why.run.list}`,
      why.run.line ? `, line ${why.run.line} of ${why.run.scenario}.` : "."));
  parts.push(...tried(why), el("h3", "", "Bodies"), ...body("Request", exchange.sent, exchange.sent_bytes),
    ...body("Response", exchange.answer, exchange.answer_bytes));
  $("why-body").replaceChildren(...parts);
}

export async function explain(number) {
  const { exchange, why } = await call("GET", `/explain/${number}`);
  setText($("why-title"), `Why #${number} was answered so`);
  show(exchange, why);
  open();
}

// A run whose submission the log does not have any more.
export function explainRun(run) {
  setText($("why-title"), `Run #${run.number}`);
  $("why-body").replaceChildren(el("p", "", `It lives by ${run.script || "a script of the mock's own"} of ${run.scenario}. `,
    "The request log does not have its submission, so that what did not match is not known."));
  open();
}

function open() {
  $("why").hidden = false;
  $("why").focus({ preventScroll: true });
  $("why").scrollIntoView({ block: "nearest" });
}
export const close = () => ($("why").hidden = true);
