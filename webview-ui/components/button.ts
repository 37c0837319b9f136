import { toolkitElement } from './toolkit.ts';

export interface ButtonComponent {
  readonly element: HTMLElement;
  set disabled(disabled: boolean);
  set primary(primary: boolean);
  focus(): void;
}

export function button(label: string, onClick: () => void, primary = false): ButtonComponent {
  const element = toolkitElement('vscode-button', { appearance: primary ? 'primary' : 'secondary' });
  element.textContent = label;
  element.addEventListener('click', onClick);
  return {
    element,
    set disabled(disabled: boolean) {
      element.disabled = disabled;
    },
    set primary(isPrimary: boolean) {
      element.appearance = isPrimary ? 'primary' : 'secondary';
    },
    focus: () => element.focus(),
  };
}
