import { toolkitElement } from './toolkit.ts';

export interface CheckboxComponent {
  readonly element: HTMLElement;
  /** Does not call `onChange`. */
  set checked(checked: boolean);
  set disabled(disabled: boolean);
}

/** A tick without a visible label, for a cell of a table. */
export function checkbox(label: string, onChange: (checked: boolean) => void): CheckboxComponent {
  // The toolkit takes an element's text for its `aria-label`, and overwrites any other: the text is there, and hidden.
  const element = toolkitElement('vscode-checkbox', { class: 'label-hidden' });
  element.textContent = label;
  let shown = false;
  element.addEventListener('change', () => {
    // The toolkit sends `change` when code sets the tick, too; and `value` says nothing, only `checked` does.
    if (element.checked !== shown) {
      shown = element.checked;
      onChange(shown);
    }
  });
  return {
    element,
    set checked(checked: boolean) {
      shown = checked;
      element.checked = checked;
    },
    set disabled(disabled: boolean) {
      element.disabled = disabled;
    },
  };
}
