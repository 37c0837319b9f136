import { h, setAttributes } from '../dom.ts';

const svg = 'http://www.w3.org/2000/svg';

/** A line that warns, with the sign for it: the colour alone must not say so. */
export function warning(text: string): HTMLElement {
  const sign = document.createElementNS(svg, 'svg');
  setAttributes(sign, { viewBox: '0 0 16 16', width: '14', height: '14', 'aria-hidden': 'true' });
  const path = document.createElementNS(svg, 'path');
  setAttributes(path, { d: 'M8 1.5 15.5 15H.5L8 1.5Zm-.75 5v4h1.5v-4h-1.5Zm0 5v1.5h1.5v-1.5h-1.5Z' });
  sign.append(path);
  return h('p', { class: 'warning' }, sign, h('span', {}, text));
}
