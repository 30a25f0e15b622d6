/*
 * Comforts for readers with scripts; every page is complete without this file. Loaded with `defer`.
 *
 * [data-closes]            a <details> closes on Escape and on a click beside it
 * [data-contents]          the entry of the section being read carries aria-current
 * [data-copy="#id"]        a hidden button appears and copies that element's text
 */
(() => {
  "use strict";

  const closing = document.querySelectorAll("details[data-closes]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const details of closing) {
      if (!details.open) continue;
      const inside = details.contains(document.activeElement);
      details.open = false;
      if (inside) details.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const details of closing) {
      if (details.open && !details.contains(event.target)) details.open = false;
    }
  });

  for (const contents of document.querySelectorAll("[data-contents]")) {
    const links = new Map();
    for (const link of contents.querySelectorAll('a[href^="#"]')) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (target) links.set(target, link);
    }
    if (!links.size) continue;
    const targets = [...links.keys()];
    const mark = () => {
      const line = window.innerHeight * 0.3;
      let reading = targets[0];
      for (const target of targets) {
        if (target.getBoundingClientRect().top <= line) reading = target;
      }
      for (const [target, link] of links) {
        if (target === reading) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    };
    let waiting = false;
    const later = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    };
    addEventListener("scroll", later, { passive: true });
    addEventListener("resize", later, { passive: true });
    mark();
  }

  /* A region that does not scroll needs no place in the tab order; one that does keeps it. */
  const regions = document.querySelectorAll(".table-scroll");
  const measure = () => {
    for (const region of regions) {
      if (region.scrollWidth > region.clientWidth + 1) region.tabIndex = 0;
      else region.removeAttribute("tabindex");
    }
  };
  if (regions.length) {
    measure();
    addEventListener("resize", measure, { passive: true });
  }

  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.querySelector(button.dataset.copy);
      const said = button.querySelector("[data-copied]");
      try {
        await navigator.clipboard.writeText(source.innerText.trim());
        said.textContent = button.dataset.done;
      } catch {
        said.textContent = button.dataset.failed;
      }
    });
  }
})();
