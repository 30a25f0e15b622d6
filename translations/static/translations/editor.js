// Saves each segment as it is typed. Without this script the buttons of the form do the same.
(() => {
  "use strict";
  const form = document.querySelector("[data-translation]");
  if (!form) return;
  const csrf = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const fields = [...form.querySelectorAll("textarea[data-segment]")];
  const pending = new Map();
  const running = new Map();
  const QUIET = 700; // milliseconds without a key before a segment is saved
  const LOOK = 20000; // milliseconds between two looks for conflicts

  const notes = (field) => document.getElementById(field.getAttribute("aria-describedby"));
  const line = (kind, text) => {
    const p = document.createElement("p");
    p.className = kind;
    p.textContent = text;
    return p;
  };
  const address = (field) => form.dataset.segmentUrl.replace("/0/", `/${field.dataset.segment}/`);
  const token = (field) => field.name.split("-").slice(2).join("-");

  const count = () => {
    // Segments that did not change are not shown, but they count.
    const hidden = Number(form.dataset.hiddenDone || 0);
    const done = hidden + form.querySelectorAll(".segment.is-done").length;
    const bar = document.getElementById("progress");
    const words = form.querySelector("[data-progress]");
    if (bar) bar.value = done;
    if (words) words.textContent = words.textContent.replace(/\d+/, String(done));
  };

  const show = (field, answer, kind) => {
    const place = notes(field);
    place.replaceChildren();
    if (answer.message) place.append(line("segment-error", answer.message));
    if (answer.error) place.append(line("segment-error", answer.error));
    (answer.warnings || []).forEach((text) => place.append(line("segment-warning", text)));
    if (answer.cleaned) place.append(line("segment-warning", form.dataset.cleaned));
    if (kind === "saved") place.append(line("segment-saved", form.dataset.saved));
    if (answer.state) field.closest(".segment").className = `segment is-${answer.state}`;
    count();
  };

  // One request a segment at a time: the next one needs the token that the last one brought.
  const save = (field) => {
    clearTimeout(pending.get(field));
    pending.delete(field);
    const chain = (running.get(field) || Promise.resolve()).then(() => send(field));
    running.set(field, chain);
    return chain.finally(() => {
      if (running.get(field) === chain) running.delete(field);
    });
  };

  const send = async (field) => {
    if (field.dataset.stuck) return;
    const sent = field.value;
    const body = new FormData();
    body.append("text", sent);
    body.append("token", token(field));
    notes(field).replaceChildren(line("segment-saving", form.dataset.saving));
    try {
      const response = await fetch(address(field), {
        method: "POST",
        headers: { "X-CSRFToken": csrf, Accept: "application/json" },
        body,
        keepalive: sent.length < 20000,
      });
      const type = response.headers.get("Content-Type") || "";
      if (!type.includes("json")) throw new Error(String(response.status));
      const answer = await response.json();
      if (response.ok) {
        const parts = field.name.split("-");
        field.name = `${parts[0]}-${parts[1]}-${answer.token}`;
        show(field, answer, "saved");
      } else {
        // The text stays in the field; typing on must not write over somebody else's.
        field.dataset.stuck = "yes";
        show(field, { message: answer.message });
      }
    } catch {
      notes(field).replaceChildren(line("segment-error", form.dataset.failed));
    }
  };

  fields.forEach((field, index) => {
    field.addEventListener("input", () => {
      clearTimeout(pending.get(field));
      pending.set(field, setTimeout(() => save(field), QUIET));
    });
    field.addEventListener("change", () => {
      if (pending.has(field)) save(field);
    });
    field.addEventListener("keydown", (event) => {
      const next = fields[index + 1];
      const before = fields[index - 1];
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        save(field);
        if (next) next.focus();
      } else if (event.altKey && event.key === "ArrowDown" && next) {
        event.preventDefault();
        next.focus();
      } else if (event.altKey && event.key === "ArrowUp" && before) {
        event.preventDefault();
        before.focus();
      }
    });
  });

  // A button of the form sends the fields with the tokens of what is saved: wait for those first.
  form.addEventListener("submit", (event) => {
    if (!pending.size && !running.size) return;
    event.preventDefault();
    const button = event.submitter;
    Promise.all([...new Set([...pending.keys(), ...running.keys()])].map(save)).then(() =>
      form.requestSubmit(button),
    );
  });

  window.addEventListener("beforeunload", (event) => {
    if (pending.size || running.size) event.preventDefault();
  });

  const look = async () => {
    try {
      const response = await fetch(form.dataset.stateUrl, { headers: { Accept: "application/json" } });
      if (!response.ok) return;
      const { conflicts } = await response.json();
      Object.entries(conflicts).forEach(([pk, name]) => {
        const place = document.getElementById(`notes-${pk}`);
        if (!place || place.dataset.told) return;
        place.dataset.told = "yes";
        place.append(line("segment-error", `${name}: ${form.dataset.conflict}`));
      });
    } catch {
      // The next look tells.
    }
  };
  setInterval(look, LOOK);
})();
