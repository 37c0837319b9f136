import { h, setAttributes } from '../dom.ts';

export interface CardComponent {
  readonly element: HTMLElement;
  set chosen(chosen: boolean);
  set disabled(disabled: boolean);
}

/** One of several things to choose from, with a sentence about it. */
export function card(title: string, description: string, onChoose: () => void): CardComponent {
  const element = h(
    'button',
    { type: 'button', class: 'card', 'aria-pressed': 'false' },
    h('span', { class: 'card-title' }, title),
    h('span', { class: 'card-description' }, description),
  );
  element.addEventListener('click', onChoose);
  return {
    element,
    set chosen(chosen: boolean) {
      setAttributes(element, { 'aria-pressed': String(chosen) });
    },
    set disabled(disabled: boolean) {
      element.disabled = disabled;
    },
  };
}
