/* Publication checks in the side panel: read again when the draft has been saved in the back. */
(() => {
  document.addEventListener('w-autosave:success', async () => {
    const section = document.querySelector('[data-content-checks]');
    if (!section) return;
    const response = await fetch(section.dataset.contentChecks);
    if (response.ok) {
      section.querySelector('[data-content-checks-list]').innerHTML = await response.text();
    }
  });
})();
