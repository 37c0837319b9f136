import { h } from '../dom.ts';

/** A plain button: for the few of this page the toolkit, with its library of elements, would be too much. */
export function button(
  label: string,
  onClick: () => void,
  look: 'link-button' | 'button' = 'link-button',
): HTMLButtonElement {
  const made = h('button', { type: 'button', class: look }, label);
  made.addEventListener('click', onClick);
  return made;
}
