import { h } from '../dom.ts';

/** A box to search with. */
export function searchBox(label: string): HTMLInputElement {
  const input = h('input', {
    class: 'input search',
    type: 'search',
    'aria-label': label,
    placeholder: label,
    spellcheck: 'false',
    maxlength: '1000',
  });
  // VS Code would take the keys for the editor, in which there is nothing to undo.
  input.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key)) {
      event.stopPropagation();
    }
  });
  return input;
}
