/* Draftail entity for footnote marks: a dialog lists the footnotes of this page's form. */
(() => {
  const { React, DraftJS } = window;

  const footnotes = () =>
    [...document.querySelectorAll('input[name^="footnotes-"][name$="-translation_key"]')]
      .filter((input) => {
        const prefix = input.name.replace('translation_key', '');
        const deleted = document.querySelector(`input[name="${prefix}DELETE"]`);
        return !input.name.includes('__prefix__') && !(deleted && deleted.value);
      })
      .map((input) => {
        const prefix = input.name.replace('translation_key', '');
        const field = document.querySelector(`[name="${prefix}text"]`);
        let text = '';
        try {
          text = JSON.parse(field.value).blocks.map((block) => block.text).join(' ');
        } catch {
          text = field ? field.value : '';
        }
        return { id: input.value, text };
      });

  const ask = (labels) =>
    new Promise((resolve) => {
      const dialog = document.createElement('dialog');
      const form = document.createElement('form');
      form.method = 'dialog';
      const legend = document.createElement('p');
      const items = footnotes();
      legend.textContent = items.length ? labels.choose : labels.none;
      form.append(legend);
      items.forEach((item, index) => {
        const label = document.createElement('label');
        const radio = document.createElement('input');
        label.style.display = 'block';
        radio.type = 'radio';
        radio.name = 'footnote';
        radio.value = String(index);
        radio.checked = index === 0;
        label.append(radio, ` ${index + 1}. ${item.text.slice(0, 80)}`);
        form.append(label);
      });
      if (items.length) {
        const insert = document.createElement('button');
        insert.className = 'button';
        insert.value = 'insert';
        insert.textContent = labels.insert;
        form.append(insert, ' ');
      }
      const cancel = document.createElement('button');
      cancel.className = 'button button-secondary';
      cancel.value = '';
      cancel.textContent = labels.cancel;
      form.append(cancel);
      dialog.append(form);
      dialog.addEventListener('close', () => {
        const chosen = form.elements.footnote;
        const index = Number(chosen && (chosen.value ?? 0));
        dialog.remove();
        resolve(dialog.returnValue === 'insert' ? { ...items[index], number: index + 1 } : null);
      });
      document.body.append(dialog);
      dialog.showModal();
    });

  class FootnoteSource extends React.Component {
    componentDidMount() {
      const { editorState, entityType, onComplete, onClose } = this.props;
      ask(entityType.labels).then((footnote) => {
        if (!footnote) {
          onClose();
          return;
        }
        const selection = editorState.getSelection();
        const end = selection.merge({
          anchorKey: selection.getEndKey(),
          anchorOffset: selection.getEndOffset(),
          focusKey: selection.getEndKey(),
          focusOffset: selection.getEndOffset(),
          isBackward: false,
        });
        const content = editorState
          .getCurrentContent()
          .createEntity(entityType.type, 'IMMUTABLE', { id: footnote.id });
        const marked = DraftJS.Modifier.insertText(
          content,
          end,
          String(footnote.number),
          null,
          content.getLastCreatedEntityKey(),
        );
        onComplete(DraftJS.EditorState.push(editorState, marked, 'insert-characters'));
      });
    }

    render() {
      return null;
    }
  }

  const FootnoteMark = ({ children }) =>
    React.createElement('sup', { style: { fontWeight: 'bold' } }, children);

  window.draftail.registerPlugin(
    { type: 'FOOTNOTE', source: FootnoteSource, decorator: FootnoteMark },
    'entityTypes',
  );
})();
