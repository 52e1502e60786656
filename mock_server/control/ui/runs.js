import { call } from "./api.js";
import * as time from "./clock.js";
import { $, button, clock, el, ms, setText, span, tone } from "./view.js";

const cards = new Map(); // by run_id
let limit = 25;

const dayMs = 86400e3;
function when(stage) {
  if (stage.at) return Math.abs(ms(stage.at) - time.now()) > dayMs ? `${stage.at.slice(5, 10)} ${clock(stage.at)}` : clock(stage.at);
  if (stage.trigger) return `on trigger ${stage.trigger}`;
  return stage.polls ? `after ${stage.polls} poll${stage.polls > 1 ? "s" : ""}` : "later";
}

function waits(run) {
  if (run.ended) return `ended after ${span(ms(run.ended) - ms(run.submitted))}`;
  if (run.waits_for_trigger) return `waits for the trigger ${run.waits_for_trigger}`;
  if (run.waits_for_polls) return `waits for ${run.waits_for_polls} more poll${run.waits_for_polls > 1 ? "s" : ""}`;
  return run.next_change ? `changes in ${span(Math.max(0, ms(run.next_change) - time.now()))}` : "stays as it is";
}

function stageOf(stage, here) {
  const fill = el("i");
  const way = el("span", "way", fill);
  const made = el("div", `stage ${tone(stage.state)}${stage.entered ? " entered" : ""}${here ? " here" : ""}`,
    way, el("b", "", stage.state), el("span", "", when(stage)));
  made.fill = fill;
  return made;
}

class Card {
  constructor(run, act, explain) {
    this.state = el("span", "state");
    this.waits = el("span", "quiet");
    this.course = el("div", "course");
    this.trigger = button("Trigger", "small", () => act("Triggered.", () =>
      call("POST", "/trigger", { name: this.run.waits_for_trigger, run_id: this.run.run_id })));
    this.cancel = button("Cancel", "small", () => act("Cancelled the run.", () =>
      call("POST", `/runs/${encodeURIComponent(this.run.run_id)}/cancel`)));
    const why = button("Why", "small", () => explain(this.run));
    why.title = "Which entry of the scenario the run lives by, and why the others did not match";
    const name = el("code", "id", run.run_id);
    this.node = el("li", "run",
      el("div", "head", el("span", "", `#${run.number} `, this.state, " ", name),
        el("span", "row", this.trigger, this.cancel, why)), this.course, this.waits);
    this.node.dataset.run = run.run_id;
  }
  show(run) {
    const text = JSON.stringify(run);
    if (text === this.text) return;
    this.text = text;
    this.run = run;
    this.state.className = `state ${tone(run.state)}`;
    setText(this.state, run.state);
    this.trigger.hidden = !run.waits_for_trigger;
    setText(this.trigger, `Trigger ${run.waits_for_trigger ?? ""}`);
    this.cancel.hidden = Boolean(run.ended || run.cancelled);
    const course = run.course ?? [];
    const here = course.findLastIndex((stage) => stage.entered);
    this.stages = course.map((stage, i) => stageOf(stage, i === here));
    this.course.replaceChildren(...this.stages);
    this.tick();
  }
  // How far the way to the next state is gone.
  tick() {
    setText(this.waits, waits(this.run));
    const course = this.run.course ?? [];
    for (let i = 0; i + 1 < course.length; ++i) {
      const [from, to] = [course[i], course[i + 1]];
      let part = to.entered ? 1 : 0;
      if (from.entered && !to.entered && to.at)
        part = (time.now() - ms(from.at)) / Math.max(1, ms(to.at) - ms(from.at));
      this.stages[i].fill.style.width = `${100 * Math.min(1, Math.max(0, part))}%`;
    }
  }
}

export const tick = () => cards.forEach((card) => card.tick());

export async function refresh(act, explain) {
  const page = await call("GET", `/runs?limit=${limit}`);
  const seen = new Set(page.runs.map((run) => run.run_id));
  for (const [id, card] of cards) {
    if (seen.has(id)) continue;
    card.node.remove();
    cards.delete(id);
  }
  let before = null; // newest first: each stands behind the one that came before it
  for (const run of page.runs) {
    if (!cards.has(run.run_id)) cards.set(run.run_id, new Card(run, act, explain));
    const card = cards.get(run.run_id);
    card.show(run);
    const place = before ? before.nextSibling : $("run-list").firstChild;
    if (place !== card.node) $("run-list").insertBefore(card.node, place);
    before = card.node;
  }
  setText($("runs-count"), page.total > page.runs.length ? `${page.runs.length} of ${page.total}` : `${page.total}`);
  $("no-runs").hidden = page.runs.length > 0;
  $("more-runs").hidden = !page.next_before || limit >= 1000;
  const triggers = [...new Set(page.runs.map((run) => run.waits_for_trigger).filter(Boolean))];
  if ($("triggers").childElementCount !== triggers.length)
    $("triggers").replaceChildren(...triggers.map((name) => new Option(name)));
}

export function begin(again) {
  $("more-runs").addEventListener("click", () => {
    limit = Math.min(1000, limit * 4);
    again();
  });
}
