// Small helpers of the page. All text goes in as text: nothing that a client sent is ever markup.
export const $ = (id) => document.getElementById(id);

// el("b", "state", text, child...): the second is the class.
export function el(name, kind, ...children) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.append(...children.filter((child) => child !== undefined && child !== ""));
  return made;
}

export function button(text, kind, act) {
  const made = el("button", kind, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export const day = (exact) => exact.slice(0, 10);
export const clock = (exact, digits = 0) => exact.slice(11, digits ? 20 + digits : 19);
export const ms = (exact) => Date.parse(exact.slice(0, 23) + "Z");

export function span(milliseconds) {
  const s = Math.round(milliseconds / 1000);
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (s < 120) return `${s} s`;
  if (s < 7200) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return s < 172800 ? `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min` : `${Math.floor(s / 86400)} days`;
}

// Words of state of all dialects, by what they mean to the eye.
export function tone(state) {
  if (/ERROR|FAIL/i.test(state)) return "tone-bad";
  if (/CANCEL|ABORT|PREEMPT|DELETED/i.test(state)) return "tone-cancel";
  if (/COMPLETE/i.test(state)) return "tone-good";
  return /RUNNING|STOPPING|STARTING/i.test(state) ? "tone-live" : "tone-wait";
}

export const codeTone = (status) => (status < 400 ? "tone-good" : status < 500 ? "tone-cancel" : "tone-bad");
