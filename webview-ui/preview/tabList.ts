import { h } from '../dom.ts';
import type { PreviewTab } from './previewTab.ts';

/** The row of tabs, with the keys of the ARIA tabs pattern (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/). */
export class TabList {
  readonly element: HTMLElement;
  readonly #tabs: readonly PreviewTab[];
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #onSelect: (tab: PreviewTab) => void;

  /** @param onSelect The person chose a tab, which is in front by then. */
  constructor(label: string, tabs: readonly PreviewTab[], onSelect: (tab: PreviewTab) => void) {
    this.#tabs = tabs;
    this.#onSelect = onSelect;
    this.#buttons = tabs.map((tab) => this.#button(tab));
    this.element = h('div', { class: 'tab-list', role: 'tablist', 'aria-label': label }, ...this.#buttons);
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    for (const { id, element } of tabs) {
      element.id = `panel-${id}`;
      element.setAttribute('role', 'tabpanel');
      element.setAttribute('aria-labelledby', `tab-${id}`);
    }
  }

  /** Brings a tab to the front. */
  select(selected: PreviewTab): void {
    for (const [index, tab] of this.#tabs.entries()) {
      const isSelected = tab === selected;
      const button = this.#buttons[index];
      button?.setAttribute('aria-selected', String(isSelected));
      button?.setAttribute('tabindex', isSelected ? '0' : '-1');
      tab.element.hidden = !isSelected;
    }
  }

  #button(tab: PreviewTab): HTMLButtonElement {
    const button = h(
      'button',
      { type: 'button', class: 'tab', role: 'tab', id: `tab-${tab.id}`, 'aria-controls': `panel-${tab.id}` },
      tab.label,
    );
    button.addEventListener('click', () => this.#choose(tab));
    return button;
  }

  #onKey(event: KeyboardEvent): void {
    const at = this.#buttons.indexOf(event.target as HTMLButtonElement);
    const count = this.#buttons.length;
    const targets: Record<string, number> = {
      ArrowRight: (at + 1) % count,
      ArrowLeft: (at - 1 + count) % count,
      Home: 0,
      End: count - 1,
    };
    const target = this.#tabs[targets[event.key] ?? -1];
    if (at >= 0 && target !== undefined) {
      event.preventDefault();
      this.#choose(target);
      this.#buttons[this.#tabs.indexOf(target)]?.focus();
    }
  }

  #choose(tab: PreviewTab): void {
    this.select(tab);
    this.#onSelect(tab);
  }
}
