/* Gives each newly added child its identity once, so that autosave does not give it another. */
(() => {
  const fill = (root) => {
    root.querySelectorAll('input[data-identity]').forEach((input) => {
      if (!input.value && !input.name.includes('__prefix__')) {
        input.value = crypto.randomUUID();
      }
    });
  };
  const start = () => {
    fill(document);
    new MutationObserver((records) => {
      records.forEach((record) => {
        record.addedNodes.forEach((node) => {
          if (node.nodeType === Node.ELEMENT_NODE) fill(node.parentNode || node);
        });
      });
    }).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
