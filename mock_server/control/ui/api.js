// The control API, with the token that stands behind '#' in the address, or was typed in. It is kept for this tab
// only, and taken out of the address, so that nobody reads it over a shoulder or in a bookmark.
const base = "/control/v1";
const kept = "wes-assay-control-token";

let token = decodeURIComponent(location.hash.slice(1));
if (token && token !== "runs") {
  sessionStorage.setItem(kept, token);
  history.replaceState(null, "", location.pathname);
} else {
  token = sessionStorage.getItem(kept) ?? "";
}

export const hasToken = () => token !== "";
export function setToken(text) {
  token = text.trim();
  sessionStorage.setItem(kept, token);
}
export function forgetToken() {
  token = "";
  sessionStorage.removeItem(kept);
}

export class Refused extends Error {
  constructor(status, body) {
    super([body.msg ?? `status ${status}`, body.where, body.hint].filter(Boolean).join("; "));
    this.status = status;
  }
}

// The answer as an object; throws Refused, or TypeError where the mock does not answer.
export async function call(method, path, body) {
  const headers = { Authorization: `Bearer ${token}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(base + path, {
    method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: "no-store",
  });
  const answer = await response.json();
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}
