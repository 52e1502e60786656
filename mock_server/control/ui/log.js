import { call } from "./api.js";
import { $, clock, codeTone, el, setText } from "./view.js";

const most = 400; // lines that are kept
let after = 0;
let paused = false;
let entries = []; // oldest first

export const last = () => after;
export const madeRun = (id) => entries.find((entry) => entry.made_run_id === id)?.number;

function marksOf(entry) {
  const marks = [];
  if (entry.made_run_id) marks.push(el("span", "mark made", `made run ${entry.made_run_id.slice(0, 8)}`));
  const add = (text, title) => {
    const mark = el("span", "mark", text);
    mark.title = title;
    marks.push(mark);
  };
  for (const id of entry.faults ?? []) add(`fault ${id}`, "This fault acted on the response.");
  for (const id of [...(entry.changed_by ?? []), ...(entry.on_wire ?? [])])
    add(`defect ${id}`, "This defect changed the response.");
  if (entry.refusal) add(`refused: ${entry.refusal}`, "The request broke this rule.");
  for (const rule of entry.invalid ?? []) add(`invalid: ${rule}`, "The request broke this rule, and was served.");
  if (entry.delay_seconds > 0) add(`+${Math.round(entry.delay_seconds * 1000)} ms`, "The response was delayed.");
  return marks;
}

function lineOf(entry, explain) {
  const code = el("span", `code ${codeTone(entry.status)}`, String(entry.status));
  const line = el("button", "line", el("span", "when", clock(entry.at, 3)), code, el("span", "", entry.method),
    el("span", "target", entry.target), el("span", "size", `${entry.answer_bytes} B`));
  line.type = "button";
  const marks = marksOf(entry);
  if (marks.length) line.append(el("span", "marks", ...marks));
  line.addEventListener("click", () => {
    for (const other of $("log-list").querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
    line.setAttribute("aria-current", "true");
    explain(entry.number);
  });
  const item = el("li", "", line);
  item.entry = entry;
  return item;
}

function fits(entry) {
  const wanted = $("filter").value.trim().toLowerCase();
  const text = [entry.method, entry.status, entry.target, entry.operation, entry.user, entry.made_run_id,
    ...(entry.faults ?? []), ...(entry.changed_by ?? [])].join(" ").toLowerCase();
  return wanted.split(/\s+/).every((word) => text.includes(word));
}

function filter() {
  let shown = 0;
  for (const item of $("log-list").children) {
    item.hidden = !fits(item.entry);
    if (!item.hidden) ++shown;
  }
  setText($("log-count"), shown < entries.length ? `${shown} of ${entries.length}` : `${entries.length}`);
  $("no-log").hidden = entries.length > 0;
}

export function empty() {
  after = 0;
  entries = [];
  $("log-list").replaceChildren();
  filter();
}

export async function refresh(explain) {
  if (paused) return;
  const page = await call("GET", `/log?after=${after}&newest=true&limit=${most}`);
  if (page.last < after) {
    empty(); // somebody has reset the mock
    return refresh(explain);
  }
  after = page.last;
  if (page.exchanges.length === 0) return;
  entries = [...entries, ...page.exchanges].slice(-most);
  $("log-list").prepend(...page.exchanges.map((entry) => lineOf(entry, explain)).reverse());
  while ($("log-list").childElementCount > most) $("log-list").lastElementChild.remove();
  filter();
}

export function begin(act) {
  $("filter").addEventListener("input", filter);
  $("pause").addEventListener("click", () => {
    paused = !paused;
    $("pause").setAttribute("aria-pressed", String(paused));
    setText($("pause"), paused ? "Go on" : "Pause");
  });
  $("clear").addEventListener("click", () => act("Cleared the request log.", async () => {
    await call("DELETE", "/log");
    const kept = after; // numbers go on
    empty();
    after = kept;
  }));
}
