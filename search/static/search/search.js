// Makes the search page quicker: results change in place, titles are offered while typing. Without
// it every form and link works by itself.
(() => {
  "use strict";
  const results = document.getElementById("search-results");
  const box = document.querySelector("[data-suggest]");
  if (!results || !box) return;
  let running = null;

  const show = async (url, { push = true } = {}) => {
    if (running) running.abort();
    running = new AbortController();
    results.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { signal: running.signal });
      if (!response.ok) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById("search-results");
      if (!fresh) throw new Error("no results");
      const focused = document.activeElement;
      const kept = focused && results.contains(focused) && focused.name
        ? `[name="${CSS.escape(focused.name)}"][value="${CSS.escape(focused.value)}"]`
        : "";
      results.replaceChildren(...fresh.childNodes);
      if (kept) results.querySelector(kept)?.focus();
      document.title = page.title;
      if (push) history.pushState(null, "", url);
      results.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    }
  };

  const addressOf = (form) => {
    const url = new URL(form.action, location.href);
    url.search = new URLSearchParams(new FormData(form)).toString();
    return url;
  };

  results.addEventListener("change", (event) => {
    if (event.target.form?.classList.contains("facets")) show(addressOf(event.target.form));
  });
  results.addEventListener("submit", (event) => {
    if (!event.target.classList.contains("facets")) return;
    event.preventDefault();
    show(addressOf(event.target));
  });
  results.addEventListener("click", (event) => {
    const link = event.target.closest("a.chip, .pagination a, .results-order a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(new URL(link.href)).then(() => {
      if (link.closest(".pagination")) results.scrollIntoView();
    });
  });
  window.addEventListener("popstate", () => show(location.href, { push: false }));

  const input = box.querySelector('input[type="search"]');
  const panel = document.createElement("div");
  panel.className = "search-suggestions";
  panel.hidden = true;
  box.append(panel);
  let timer = 0;
  let asked = 0;
  const close = () => { panel.hidden = true; };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const number = ++asked;
      const url = new URL(box.dataset.suggest, location.href);
      url.searchParams.set("q", input.value);
      try {
        const response = await fetch(url);
        const html = response.ok ? await response.text() : "";
        if (number !== asked) return;
        panel.innerHTML = html;
        panel.hidden = !panel.querySelector("a");
      } catch {
        close();
      }
    }, 150);
  });
  box.addEventListener("keydown", (event) => {
    const links = [...panel.querySelectorAll("a")];
    const place = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      close();
      input.focus();
    } else if (event.key === "ArrowDown" && !panel.hidden && place + 1 < links.length) {
      event.preventDefault();
      links[place + 1].focus();
    } else if (event.key === "ArrowUp" && place >= 0) {
      event.preventDefault();
      (links[place - 1] || input).focus();
    }
  });
  document.addEventListener("focusin", (event) => { if (!box.contains(event.target)) close(); });
  document.addEventListener("click", (event) => { if (!box.contains(event.target)) close(); });
})();
