// Makes the search page quicker: results change in place. Without it every form and link works by
// itself.
(() => {
  "use strict";
  const results = document.getElementById("search-results");
  const status = document.getElementById("search-status");
  if (!results) return;
  let running = null;

  /* What a reader has folded or unfolded stays so when the results are exchanged. */
  const folds = () => [...results.querySelectorAll("details[data-fold]")];

  const show = async (url, { push = true, fold = false } = {}) => {
    running?.abort();
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
      const were = new Map(folds().map((details) => [details.dataset.fold, details.open]));
      results.replaceChildren(...fresh.childNodes);
      for (const details of folds()) {
        details.open = were.get(details.dataset.fold) ?? details.open;
        if (fold && details.classList.contains("facets-fold")) details.open = false;
      }
      if (kept) results.querySelector(kept)?.focus();
      document.title = page.title;
      const said = results.querySelectorAll(".notice-title, .results-count");
      status.textContent = [...said].map((line) => line.textContent.trim()).join(". ");
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
    show(addressOf(event.target), { fold: true }).then(() => {
      results.querySelector(".results-head")?.scrollIntoView({ block: "nearest" });
    });
  });
  results.addEventListener("click", (event) => {
    const link = event.target.closest("a.chip, .pagination a, .results-order a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const paging = Boolean(link.closest(".pagination"));
    show(new URL(link.href)).then(() => {
      if (paging) results.scrollIntoView();
    });
  });
  window.addEventListener("popstate", () => show(location.href, { push: false }));
})();
