import { h } from '../dom.ts';

export interface SelectComponent {
  readonly element: HTMLElement;
  set value(value: string);
  set disabled(disabled: boolean);
}

/**
 * A dropdown for a cell of a table: the browser's own element in VS Code's colours. With the toolkit's dropdown, 82
 * rows took 130 to 200 ms to show instead of 75 to 110 (Chromium 153, 2026-11-23), and a scrolling table cut its list.
 */
export function select(
  label: string,
  choices: readonly string[],
  onChange: (value: string) => void,
): SelectComponent {
  const element = h(
    'select',
    { class: 'select', 'aria-label': label },
    ...choices.map((choice) => h('option', {}, choice)),
  );
  element.addEventListener('change', () => onChange(element.value));
  return {
    element,
    set value(value: string) {
      element.value = value;
    },
    set disabled(disabled: boolean) {
      element.disabled = disabled;
    },
  };
}
