import { h } from '../dom.ts';

/** Looks like a link and is a button: the host opens what it leads to. */
export function linkButton(label: string, onClick: () => void): HTMLElement {
  const element = h('button', { type: 'button', class: 'link' }, label);
  element.addEventListener('click', onClick);
  return element;
}
