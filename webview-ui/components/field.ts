import { maxFieldLength } from '../../src/shared/wizard.ts';
import { h, setText } from '../dom.ts';
import { toolkitElement } from './toolkit.ts';

export interface FieldOptions {
  readonly label: string;
  /** Stands below the field, and is read with it. */
  readonly hint?: string;
  readonly onInput: (value: string) => void;
}

export interface FieldComponent {
  readonly element: HTMLElement;
  get value(): string;
  /** Does not call `onInput`. */
  set value(value: string);
  set readOnly(readOnly: boolean);
  set hint(hint: string);
  /** What is wrong with the value; announced when it appears. */
  set problem(message: string | undefined);
  focus(): void;
}

/** What the toolkit's text field and text area have in common. */
interface TextControl extends HTMLElement {
  value: string;
  readOnly: boolean;
  maxlength: number;
  readonly control: HTMLElement;
}

export function textField(options: FieldOptions & { readonly password?: boolean }): FieldComponent {
  const control = toolkitElement('vscode-text-field', {
    type: options.password === true ? 'password' : 'text',
    spellcheck: 'false',
    autocomplete: 'off',
  });
  return field(control, options);
}

export function textArea(options: FieldOptions): FieldComponent {
  return field(toolkitElement('vscode-text-area', { rows: '5', resize: 'vertical' }), options);
}

function field(control: TextControl, { label, hint = '', onInput }: FieldOptions): FieldComponent {
  const hintLine = h('p', { class: 'hint' }, hint);
  const problemLine = h('p', { class: 'problem', role: 'alert' });
  control.append(label);
  control.maxlength = maxFieldLength;
  control.addEventListener('input', () => onInput(control.value));
  describeControl(control, [hintLine, problemLine]);
  return {
    element: h('div', { class: 'field' }, control, hintLine, problemLine),
    get value() {
      return control.value;
    },
    set value(value: string) {
      if (control.value !== value) {
        control.value = value;
      }
    },
    set readOnly(readOnly: boolean) {
      control.readOnly = readOnly;
    },
    set hint(text: string) {
      setText(hintLine, text);
    },
    set problem(message: string | undefined) {
      setText(problemLine, message ?? '');
      control.ariaInvalid = message === undefined ? null : 'true';
    },
    focus: () => control.focus(),
  };
}

/**
 * Ties lines of text to a control. The real input is inside the element's shadow, where an id of the page means
 * nothing, and it is there only once the element is in the page: hence elements instead of ids, and a moment later.
 */
export function describeControl(control: TextControl, lines: readonly HTMLElement[]): void {
  requestAnimationFrame(() => {
    control.control.ariaDescribedByElements = lines;
  });
}
