import { call } from "./api.js";
import { $, button, el, setText } from "./view.js";

let on = [];
let built = false;

// What a fault of each kind needs beside its name, to be of use at once.
const presets = [
  ["500 instead of an answer", { do: "status", status: 500 }], ["503 with Retry-After", { do: "status", status: 503, retry_after: "5s" }],
  ["429 every third time", { do: "status", status: 429, retry_after: "5s", every: 3 }], ["2 s late", { do: "delay", time: "2s" }],
  ["connection reset", { do: "reset" }], ["no answer at all", { do: "hang" }],
];
const operations = ["GetServiceInfo", "ListRuns", "RunWorkflow", "GetRunLog", "GetRunStatus", "CancelRun"];

function options(select, names, chosen, none) {
  if (select.childElementCount !== names.length + (none ? 1 : 0))
    select.replaceChildren(...(none ? [new Option(none, "")] : []), ...names.map((name) => new Option(name, name)));
  if (document.activeElement !== select) select.value = chosen;
}

function showDefects(defects, act) {
  on = defects.on;
  const mine = defects.known.filter((defect) => defect.on && !defect.of_persona).map((defect) => defect.id);
  setText($("defects-on"), on.length ? `${on.length} on` : "none on");
  if (!built) {
    $("defect-list").replaceChildren(...defects.known.map((defect) => {
      const box = el("input");
      box.type = "checkbox";
      box.id = `d-${defect.id}`;
      const label = el("label", "defect", box, el("span", "", el("code", "", defect.id), ` ${defect.says}`));
      const item = el("li", "", label);
      item.text = `${defect.id} ${defect.says}`.toLowerCase();
      box.addEventListener("change", () => {
        const others = on.filter((id) => id !== defect.id && !$(`d-${id}`)?.disabled);
        act(box.checked ? `${defect.id} is on.` : `${defect.id} is off.`,
          () => call("PUT", "/defects", { on: box.checked ? [...others, defect.id] : others }));
      });
      return item;
    }));
    built = true;
    find();
  }
  for (const defect of defects.known) {
    const box = $(`d-${defect.id}`);
    if (!box) continue;
    box.checked = defect.on;
    box.disabled = defect.of_persona && !mine.includes(defect.id);
  }
}

// Those that are on, and what is looked for.
function find() {
  const word = $("defect").value.trim().toLowerCase();
  for (const item of $("defect-list").children) item.hidden = !item.text.includes(word);
}

function showFaults(faults, act) {
  $("fault-list").replaceChildren(...faults.faults.map((fault) => el("li", "fault",
    el("span", "", el("code", "", fault.id), ` ${fault.does}, acted ${fault.hits} of ${fault.matched} times`),
    button("Remove", "small", () => act("Removed the fault.",
      () => call("DELETE", `/faults/${encodeURIComponent(fault.id)}`))))));
}

let shown = "";
export async function refresh(act) {
  const [defects, faults, persona, scenario] = await Promise.all(
    ["/defects", "/faults", "/persona", "/scenario"].map((path) => call("GET", path)));
  setText($("base"), persona.url);
  setText($("served"), `WES ${persona.wes_version}${persona.name ? `, as ${persona.name}` : ""}`);
  setText($("example"), `curl -F workflow_url=https://example.org/a.cwl -F workflow_type=CWL -F workflow_type_version=v1.2 ${persona.url}/runs`);
  const text = JSON.stringify([defects.on, faults.faults, persona.name, scenario.name, scenario.text]);
  if (text === shown) return;
  shown = text;
  options($("persona"), persona.known.map((each) => each.name), persona.name, "none: the mock itself");
  setText($("persona-says"), persona.name ? `Imitates ${persona.imitates}. ${persona.says}` : "");
  const name = scenario.name.replace(/^scenarios\/|\.yaml$/g, "");
  const own = scenario.known.includes(name) ? [] : [name];
  options($("scenario"), [...own, ...scenario.known], name);
  setText($("scenario-text"), scenario.text.split("\n").map((line, i) => `${String(i + 1).padStart(3)}  ${line}`).join("\n"));
  showFaults(faults, act);
  showDefects(defects, act);
}

export function begin(act) {
  $("rule").replaceChildren(...presets.map(([name], i) => new Option(name, String(i))));
  $("operations").replaceChildren(...operations.map((name) => new Option(name)));
  $("defect").addEventListener("input", find);
  $("persona").addEventListener("change", () => act("The mock started again.",
    () => call("PUT", "/persona", { name: $("persona").value })));
  $("scenario").addEventListener("change", () => act("New runs follow the scenario.",
    () => call("PUT", "/scenario", { name: $("scenario").value })));
  $("trigger").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = $("trigger-name").value.trim();
    act((answer) => `${answer.moved} run${answer.moved === 1 ? "" : "s"} moved.`, () => call("POST", "/trigger", { name }));
  });
  $("fault").addEventListener("submit", (event) => {
    event.preventDefault();
    const fault = { ...presets[Number($("rule").value)][1] };
    if ($("match").value.trim()) fault.match = { operation: $("match").value.trim() };
    act("Added the fault.", () => call("POST", "/faults", { faults: [fault] }));
  });
}
