import { toolkitElement } from './toolkit.ts';

export interface SearchFieldComponent {
  readonly element: HTMLElement;
  focus(): void;
}

/** A box that narrows down a list as the person types. */
export function searchField(label: string, onInput: (words: string) => void): SearchFieldComponent {
  const element = toolkitElement('vscode-text-field', {
    class: 'search label-hidden',
    type: 'search',
    placeholder: label,
  });
  element.textContent = label;
  element.addEventListener('input', () => onInput(element.value));
  return { element, focus: () => element.focus() };
}
