/*
 * Titles offered while typing: the combobox pattern of the ARIA practices, with the list below the
 * field and the focus always in it. Without this file the field is a plain search field.
 *
 * form[data-suggest]       the address that answers with a piece of HTML: links, words for the list
 */
(() => {
  "use strict";
  const WAIT = 150;

  const attach = (form, number) => {
    const input = form.querySelector('input[type="search"]');
    if (!input) return;
    const name = `suggestions-${number}`;
    const list = document.createElement("ul");
    list.id = name;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.hidden = true;
    const said = document.createElement("p");
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    form.append(list, said);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", name);
    input.setAttribute("aria-expanded", "false");

    let active = -1;
    let timer = 0;
    let running = null;

    const leave = () => {
      active = -1;
      for (const option of list.children) option.setAttribute("aria-selected", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (place) => {
      leave();
      active = place % list.children.length;
      const option = list.children[active];
      option.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    };
    const open = () => {
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    };
    const close = () => {
      clearTimeout(timer);
      running?.abort();
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      leave();
    };
    const optionOf = (link, index) => {
      const option = document.createElement("li");
      option.id = `${name}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = link.href;
      option.append(...link.childNodes);
      return option;
    };
    const fill = (html) => {
      const piece = new DOMParser().parseFromString(html, "text/html");
      const words = piece.querySelector("[data-list]");
      leave();
      list.replaceChildren(...[...piece.querySelectorAll("a")].map(optionOf));
      list.setAttribute("aria-label", words?.dataset.list || "");
      said.textContent = words?.dataset.said || "";
      if (list.children.length) open();
      else close();
    };
    const ask = async () => {
      running?.abort();
      const asking = new AbortController();
      running = asking;
      const url = new URL(form.dataset.suggest, location.href);
      url.searchParams.set("q", input.value);
      try {
        const response = await fetch(url, { signal: asking.signal });
        const html = response.ok ? await response.text() : "";
        if (!asking.signal.aborted) fill(html);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.isComposing) return;
      const shown = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!list.children.length) return;
        event.preventDefault();
        open();
        if (event.key === "ArrowDown") choose(active + 1);
        else if (active < 0) choose(list.children.length - 1);
        else if (active === 0) leave();
        else choose(active - 1);
      } else if (event.key === "Enter") {
        const option = shown && list.children[active];
        if (option) {
          event.preventDefault();
          location.assign(option.dataset.url);
        } else {
          close();
        }
      } else if (event.key === "Escape" && shown) {
        event.preventDefault();
        close();
      } else if (event.key === "Home" || event.key === "End") {
        leave();
      }
    });
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
    // The field keeps the focus: a press on an option must not take it away before the click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      if (event.ctrlKey || event.metaKey) window.open(option.dataset.url);
      else location.assign(option.dataset.url);
    });
  };

  document.querySelectorAll("form[data-suggest]").forEach(attach);
})();
