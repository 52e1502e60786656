// SPDX-License-Identifier: Apache-2.0
// A small WES client: what stands here is yours.
export class Client {
  constructor(url) {
    this.url = url;
  }

  async submit(workflowUrl) {
    const form = new FormData();
    form.set("workflow_url", workflowUrl);
    form.set("workflow_type", "CWL");
    form.set("workflow_type_version", "v1.2");
    return (await this.#send("/runs", { method: "POST", body: form })).run_id;
  }

  async state(id) {
    return (await this.#send(`/runs/${id}/status`)).state;
  }

  async #send(path, options, tries = 3) {
    const response = await fetch(this.url + path, options);
    if (response.status === 503 && tries > 1) return this.#send(path, options, tries - 1);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
  }
}
