import { h } from '../dom.ts';

/** A plain button: for the few of this page the toolkit, with its library of elements, would be too much. */
export function button(
  label: string,
  onClick: () => void,
  look: 'link-button' | 'button' | 'tool-button' = 'link-button',
): HTMLButtonElement {
  const made = h('button', { type: 'button', class: look }, label);
  made.addEventListener('click', onClick);
  return made;
}

/** The icons that the style sheet draws. */
type Icon =
  | 'ascending'
  | 'descending'
  | 'close'
  | 'columns'
  | 'copy'
  | 'filter'
  | 'back'
  | 'up'
  | 'down'
  | 'pin'
  | 'search'
  | 'export';

export function icon(name: Icon): HTMLElement {
  return h('span', { class: `icon icon-${name}`, 'aria-hidden': 'true' });
}

/** A button that shows an icon alone; its label is read out and shown under the mouse. */
export function iconButton(name: Icon, label: string, onClick: () => void): HTMLButtonElement {
  const made = h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label },
    icon(name),
  );
  made.addEventListener('click', onClick);
  return made;
}
