// Takes one step of a run after another. Without this script the button does the same.
(() => {
  "use strict";
  const form = document.querySelector("[data-run]");
  if (!form) return;
  const bar = document.getElementById("run-progress");
  const words = document.querySelector("[data-run-words]");
  const csrf = form.querySelector("[name=csrfmiddlewaretoken]").value;

  const step = async () => {
    try {
      const response = await fetch(window.location.href, {
        method: "POST",
        headers: { "X-CSRFToken": csrf, Accept: "application/json" },
      });
      if (!response.ok) throw new Error(String(response.status));
      const answer = await response.json();
      bar.value = answer.position;
      words.textContent = form.dataset.of
        .replace("{0}", answer.position)
        .replace("{1}", answer.total);
      if (answer.finished) window.location.reload();
      else step();
    } catch {
      form.querySelector("[data-run-trouble]").hidden = false;
    }
  };
  form.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    form.querySelector("[data-run-trouble]").hidden = true;
    step();
  });
  step();
})();
