import { h } from '../dom.ts';
import { Popover } from './popover.ts';

export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
}

/**
 * Shows a menu, with the keys of the ARIA menu pattern.
 *
 * @param groups Items between which a line is drawn.
 * @param onClose Gives the focus back.
 */
export function showMenu(
  label: string,
  anchor: Element | DOMRect,
  groups: readonly (readonly MenuItem[])[],
  onClose: () => void,
): void {
  const buttons: HTMLButtonElement[] = [];
  const content = groups.flatMap((items, index) => [
    ...(index === 0 ? [] : [h('div', { class: 'menu-line', role: 'separator' })]),
    ...items.map((item) => {
      const button = h('button', { type: 'button', class: 'menu-item', role: 'menuitem' }, item.label);
      button.addEventListener('click', () => {
        popover.close();
        item.run();
      });
      buttons.push(button);
      return button;
    }),
  ]);
  const popover = new Popover(label, anchor, content, onClose, 'menu');
  popover.element.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const targets: Record<string, number> = {
      ArrowDown: (at + 1) % buttons.length,
      ArrowUp: (at - 1 + buttons.length) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    };
    const target = buttons[targets[event.key] ?? -1];
    if (target !== undefined) {
      event.preventDefault();
      target.focus();
    }
  });
}
