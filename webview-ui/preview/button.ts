import { h } from '../dom.ts';

/** A plain button. The toolkit's would be a fifth of this page, which has three of them. */
export function button(
  label: string,
  onClick: () => void,
  look: 'link-button' | 'button' = 'link-button',
): HTMLButtonElement {
  const made = h('button', { type: 'button', class: look }, label);
  made.addEventListener('click', onClick);
  return made;
}
