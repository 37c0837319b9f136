import { h } from '../dom.ts';

interface Choice {
  readonly value: string;
  readonly text: string;
}

export interface SelectFieldComponent {
  readonly element: HTMLElement;
  /** Makes these the choices. */
  set choices(choices: readonly Choice[]);
  /** To be set after the choices. */
  set value(value: string);
}

/** A labelled dropdown of a form, with a line below it that is read with it. */
export function selectField(options: {
  readonly label: string;
  readonly hint: string;
  readonly onChange: (value: string) => void;
}): SelectFieldComponent {
  const hint = h('p', { class: 'hint' }, options.hint);
  const control = h('select', { class: 'select' });
  control.ariaDescribedByElements = [hint];
  control.addEventListener('change', () => options.onChange(control.value));
  return {
    element: h('div', { class: 'field select-field' }, h('label', {}, options.label, control), hint),
    set choices(choices: readonly Choice[]) {
      control.replaceChildren(...choices.map(({ value, text }) => h('option', { value }, text)));
    },
    set value(value: string) {
      control.value = value;
    },
  };
}
