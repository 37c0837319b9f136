import * as l10n from '@vscode/l10n';
import { h } from '../dom.ts';
import { button, iconButton } from './button.ts';
import type { ArrangedColumn } from './columnLayout.ts';
import { Popover } from './popover.ts';

interface ColumnsPopoverOptions {
  readonly anchor: Element;
  /** In the order shown. */
  readonly columns: () => readonly ArrangedColumn[];
  readonly onHide: (names: readonly string[], hidden: boolean) => void;
  readonly onMove: (name: string, by: -1 | 1) => void;
  readonly onPin: (name: string, pinned: boolean) => void;
  readonly onFit: () => void;
  readonly onReset: () => void;
  readonly onClose: () => void;
}

/** Which columns are shown, and in which order. */
export function showColumnsPopover(options: ColumnsPopoverOptions): void {
  const find = h('input', {
    class: 'input',
    type: 'text',
    'aria-label': l10n.t('Find a column'),
    placeholder: l10n.t('Find a column'),
    spellcheck: 'false',
  });
  const list = h('div', { class: 'column-list', role: 'group', 'aria-label': l10n.t('Columns') });
  const found = () =>
    options
      .columns()
      .filter(({ column }) => column.name.toLowerCase().includes(find.value.trim().toLowerCase()));
  /** @param focus The column and the button in it that has the focus. */
  const draw = (focus?: readonly [string, number]) => {
    list.replaceChildren(...found().map((column) => row(column)));
    if (focus !== undefined) {
      const rows = [...list.children].find((element) => element.getAttribute('data-column') === focus[0]);
      rows?.querySelectorAll<HTMLElement>('input, button')[focus[1]]?.focus();
    }
  };
  const row = ({ column: { name }, hidden, pinned }: ArrangedColumn) => {
    const box = h('input', { type: 'checkbox' });
    box.checked = !hidden;
    const change = (at: number, action: () => void) => {
      action();
      draw([name, at]);
    };
    box.addEventListener('change', () => change(0, () => options.onHide([name], !box.checked)));
    const pin = iconButton('pin', pinned ? l10n.t('Unpin {0}', name) : l10n.t('Pin {0}', name), () =>
      change(1, () => options.onPin(name, !pinned)),
    );
    pin.setAttribute('aria-pressed', String(pinned));
    return h(
      'div',
      { class: 'column-row', 'data-column': name },
      h('label', { class: 'value-option' }, box, h('span', { class: 'value-text', title: name }, name)),
      pin,
      iconButton('up', l10n.t('Move {0} up', name), () => change(2, () => options.onMove(name, -1))),
      iconButton('down', l10n.t('Move {0} down', name), () => change(3, () => options.onMove(name, 1))),
    );
  };
  const all = (hidden: boolean) => {
    options.onHide(
      found().map(({ column }) => column.name),
      hidden,
    );
    draw();
  };
  find.addEventListener('input', () => draw());
  draw();
  const actions = h(
    'div',
    { class: 'popover-actions' },
    button(l10n.t('Show All'), () => all(false)),
    button(l10n.t('Hide All'), () => all(true)),
    button(l10n.t('Size to Content'), () => options.onFit()),
    button(l10n.t('Reset'), () => {
      options.onReset();
      draw();
    }),
  );
  new Popover(l10n.t('Columns'), options.anchor, [find, list, actions], options.onClose);
}
