// Opens the suggestions of the memory in their place and puts them into the field. Without this
// script the link opens a page, and the button saves with the form.
(() => {
  "use strict";
  const form = document.querySelector("[data-translation]");
  if (!form) return;

  form.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-memory-open]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const place = link.closest("[data-memory]");
      event.preventDefault();
      try {
        const response = await fetch(place.dataset.memory, { headers: { Accept: "text/html" } });
        if (!response.ok || response.redirected) throw new Error(String(response.status));
        const html = await response.text();
        place.innerHTML = html;
        place.setAttribute("role", "status");
      } catch {
        // Signed out, or no connection: the page says more than a message here could.
        window.location.assign(link.href);
      }
      return;
    }
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    const field = button.closest(".segment").querySelector("textarea[data-segment]");
    if (!field) return;
    event.preventDefault();
    field.value = button.dataset.insert;
    // The editor's own script saves it as if it had been typed.
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
})();
