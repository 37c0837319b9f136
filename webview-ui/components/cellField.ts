import { maxFieldLength } from '../../src/shared/wizard.ts';
import { h, setText } from '../dom.ts';
import { describeControl } from './field.ts';
import { toolkitElement } from './toolkit.ts';

export interface CellFieldComponent {
  readonly element: HTMLElement;
  set value(value: string);
  set disabled(disabled: boolean);
  set problem(message: string | undefined);
  focus(): void;
}

/** A text field without a visible label, for a cell of a table. */
export function cellField(label: string, onInput: (value: string) => void): CellFieldComponent {
  const control = toolkitElement('vscode-text-field', { class: 'label-hidden', spellcheck: 'false' });
  control.textContent = label;
  control.maxlength = maxFieldLength;
  control.addEventListener('input', () => onInput(control.value));
  let problemLine: HTMLElement | undefined;
  const element = h('div', { class: 'cell-field' }, control);
  return {
    element,
    set value(value: string) {
      if (control.value !== value) {
        control.value = value;
      }
    },
    set disabled(disabled: boolean) {
      control.disabled = disabled;
    },
    set problem(message: string | undefined) {
      if (problemLine === undefined && message !== undefined) {
        problemLine = h('p', { class: 'problem', role: 'alert' });
        element.append(problemLine);
        describeControl(control, [problemLine]);
      }
      if (problemLine !== undefined) {
        setText(problemLine, message ?? '');
      }
      control.ariaInvalid = message === undefined ? null : 'true';
    },
    focus: () => control.focus(),
  };
}
