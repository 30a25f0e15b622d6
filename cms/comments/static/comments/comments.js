/* Makes commenting quicker: the form opens in place with the marked words, names are offered after
   an @. Without it every link and form works as well. */
(() => {
  'use strict';
  const template = document.getElementById('comment-form');
  let opened = null;

  const markedIn = (text) => {
    const selection = window.getSelection();
    if (!selection || selection.isCollapsed || !text.hasAttribute('data-quotable')) return '';
    const range = selection.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) return '';
    return selection.toString().replace(/\s+/g, ' ').trim().slice(0, 500);
  };

  // A press on the link takes the marking away before the click: it is noted at the press.
  let marked = '';
  document.addEventListener('pointerdown', (event) => {
    const link = event.target.closest('.comment-here');
    if (link) marked = markedIn(link.closest('.commented-row').querySelector('.commented-text'));
  });

  const close = () => {
    if (!opened) return;
    const { form, link } = opened;
    form.remove();
    link.hidden = false;
    link.focus();
    opened = null;
  };

  document.addEventListener('click', (event) => {
    const link = event.target.closest('.comment-here');
    if (!link || !template || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    close();
    const row = link.closest('.commented-row');
    const form = template.content.querySelector('form').cloneNode(true);
    form.querySelector('[name=anchor]').value = row.dataset.anchor;
    const words = markedIn(row.querySelector('.commented-text')) || marked;
    form.querySelector('[name=quote]').value = words;
    marked = '';
    const hidden = link.querySelector('.visually-hidden');
    if (hidden) form.querySelector('label').append(hidden.cloneNode(true));
    link.parentNode.append(form);
    link.hidden = true;
    opened = { form, link };
    watch(form);
    form.querySelector('textarea').focus();
  });

  document.addEventListener('click', (event) => {
    if (opened && event.target.closest('[data-cancel]') && opened.form.contains(event.target)) {
      event.preventDefault();
      close();
    }
  });

  /* Names after an @ */
  let counter = 0;
  const offer = (area) => {
    const id = `people-${(counter += 1)}`;
    const list = document.createElement('ul');
    list.className = 'people-offered';
    list.id = id;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', area.dataset.peopleLabel);
    list.hidden = true;
    area.after(list);
    // Still a text field: a combobox holds one value, not a paragraph with names in it.
    area.setAttribute('aria-haspopup', 'listbox');
    area.setAttribute('aria-autocomplete', 'list');
    area.setAttribute('aria-controls', id);
    let chosen = -1;
    let asked = 0;

    const typed = () => /(?:^|[^\w@.+-])@([\w.+-]*)$/.exec(area.value.slice(0, area.selectionStart));
    const hide = () => {
      list.hidden = true;
      chosen = -1;
      area.removeAttribute('aria-activedescendant');
    };
    const mark = (index) => {
      const options = [...list.children];
      chosen = (index + options.length) % options.length;
      options.forEach((option, i) => option.setAttribute('aria-selected', String(i === chosen)));
      area.setAttribute('aria-activedescendant', options[chosen].id);
    };
    const take = (option) => {
      const found = typed();
      if (!found) return;
      const start = area.selectionStart - found[1].length;
      area.setRangeText(`${option.dataset.name} `, start, area.selectionStart, 'end');
      hide();
      area.focus();
    };
    area.addEventListener('input', async () => {
      const found = typed();
      if (!found) {
        hide();
        return;
      }
      const mine = (asked += 1);
      let people = [];
      try {
        const answer = await fetch(`${area.dataset.people}?q=${encodeURIComponent(found[1])}`);
        if (answer.ok) people = (await answer.json()).people;
      } catch {
        people = [];
      }
      if (mine !== asked) return;
      list.replaceChildren(
        ...people.map((person, index) => {
          const option = document.createElement('li');
          option.id = `${id}-${index}`;
          option.setAttribute('role', 'option');
          option.dataset.name = person.name;
          option.textContent = person.label ? `${person.name} · ${person.label}` : person.name;
          return option;
        }),
      );
      if (!people.length) {
        hide();
        return;
      }
      list.hidden = false;
      mark(0);
    });
    area.addEventListener('keydown', (event) => {
      if (list.hidden) return;
      if (event.key === 'ArrowDown') mark(chosen + 1);
      else if (event.key === 'ArrowUp') mark(chosen - 1);
      else if (event.key === 'Enter' || event.key === 'Tab') take(list.children[chosen]);
      else if (event.key === 'Escape') hide();
      else return;
      event.preventDefault();
    });
    area.addEventListener('blur', () => setTimeout(hide, 150));
    list.addEventListener('mousedown', (event) => {
      const option = event.target.closest('[role=option]');
      if (!option) return;
      event.preventDefault();
      take(option);
    });
  };
  const watch = (root) => root.querySelectorAll('textarea[data-people]').forEach(offer);
  watch(document);
})();
