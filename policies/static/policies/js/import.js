/* The import: says that an upload is under way, and follows the conversion. All works without. */
(() => {
  const upload = document.querySelector('[data-import-upload]');
  if (upload) {
    upload.addEventListener('submit', () => {
      upload.querySelector('[data-import-sending]').hidden = false;
      const button = upload.querySelector('button[type="submit"]');
      // A disabled button would stop this very submission in some browsers.
      setTimeout(() => { button.disabled = true; }, 0);
    });
    // Coming back with the browser's own button, the form is as it was.
    window.addEventListener('pageshow', () => {
      upload.querySelector('[data-import-sending]').hidden = true;
      upload.querySelector('button[type="submit"]').disabled = false;
    });
  }

  const progress = document.querySelector('[data-import-progress]');
  if (progress) {
    const bar = progress.querySelector('progress');
    const sentence = progress.querySelector('[data-import-sentence]');
    const ask = async () => {
      try {
        const response = await fetch(progress.dataset.importProgress, {
          headers: { Accept: 'application/json' },
        });
        if (!response.ok) throw new Error(response.status);
        const state = await response.json();
        if (state.state !== 'working') {
          window.location.reload();
          return;
        }
        if (state.percent) bar.value = state.percent;
        if (state.sentence && sentence.textContent !== state.sentence) {
          sentence.textContent = state.sentence;
        }
      } catch {
        // A moment without the server; the next question may find it again.
      }
      setTimeout(ask, 500);
    };
    setTimeout(ask, 300);
  }

  document.querySelectorAll('[data-import-recommendation]').forEach((fieldset) => {
    const box = fieldset.querySelector('.import-remove input');
    const show = () => fieldset.toggleAttribute('data-removed', box.checked);
    box.addEventListener('change', show);
    show();
  });
})();
