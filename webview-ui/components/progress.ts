import { h, setText } from '../dom.ts';
import { button } from './button.ts';
import { toolkitElement } from './toolkit.ts';

/** How long something may take before the page says that it is at it, in milliseconds. */
const patience = 1000;

export interface ProgressComponent {
  readonly element: HTMLElement;
  /** Shows the text after a second; undefined hides it at once. */
  set text(text: string | undefined);
}

/** A ring, a sentence and a Cancel button, for what takes longer than a moment. */
export function progress(cancelLabel: string, onCancel: () => void): ProgressComponent {
  const sentence = h('span', { role: 'status' });
  const element = h('div', { class: 'progress', hidden: true });
  element.append(toolkitElement('vscode-progress-ring'), sentence, button(cancelLabel, onCancel).element);
  let current: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    element,
    set text(text: string | undefined) {
      if (text === current) {
        return;
      }
      current = text;
      clearTimeout(timer);
      element.hidden = true;
      setText(sentence, '');
      if (text !== undefined) {
        timer = setTimeout(() => {
          element.hidden = false;
          setText(sentence, text);
        }, patience);
      }
    },
  };
}
