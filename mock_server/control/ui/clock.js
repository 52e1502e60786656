import { call } from "./api.js";
import { $, clock, day, ms, setText, span } from "./view.js";

let last = null; // {now, speed, next, heard}

// The mock's time, between two answers of the mock.
export function now() {
  if (!last) return 0;
  return last.now + (performance.now() - last.heard) * (last.speed ?? 1);
}
export const frozen = () => last?.speed === 0;

export function heard(answer) {
  last = { now: ms(answer.now), speed: answer.speed, heard: performance.now(),
           next: answer.next_event ? ms(answer.next_event) : null };
  tick();
}

export function tick() {
  if (!last) return;
  const text = new Date(now()).toISOString();
  setText($("now"), `${day(text)} ${clock(text)} UTC`);
  $("now").dateTime = text;
  const speed = last.speed ?? 1;
  setText($("speed"), speed === 0 ? "frozen" : speed === 1 ? "running" : `running, ${speed} times as fast`);
  $("speed").classList.toggle("frozen", speed === 0);
  setText($("freeze"), speed === 0 ? "Resume" : "Freeze");
  setText($("event"), last.next === null ? "Nothing is left to happen by time alone."
    : `Next event in ${span(Math.max(0, last.next - now()))}.`);
  $("next").disabled = last.next === null;
}

export function begin(act) {
  const freeze = () => act(frozen() ? "The clock runs." : "The clock stands still.",
    () => call("PUT", "/clock", { speed: frozen() ? 1 : 0 }));
  const next = () => act("Moved to the next event.", () => call("POST", "/clock/next"));
  const advance = (by) => act(`Advanced by ${by}.`, () => call("POST", "/clock/advance", { by }));
  $("freeze").addEventListener("click", freeze);
  $("next").addEventListener("click", next);
  for (const each of document.querySelectorAll("[data-by]"))
    each.addEventListener("click", () => advance(each.dataset.by));
  $("advance").addEventListener("submit", (event) => {
    event.preventDefault();
    advance($("by").value.trim());
  });
  $("idle").addEventListener("click", () =>
    act("Nothing is left to happen.", () => call("POST", "/clock/run-until-idle", { most: 10000 })));
  return { f: freeze, n: next };
}
