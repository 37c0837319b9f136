import { h } from '../dom.ts';

let open: Popover | undefined;

/**
 * A small dialog beside what it is about. Escape, a click elsewhere and another popover close it; the focus then goes
 * back to where it was.
 */
export class Popover {
  readonly element: HTMLElement;
  readonly #onClose: () => void;
  readonly #closing = new AbortController();

  /**
   * @param anchor Where it hangs.
   * @param onClose Told once, with the popover gone: gives the focus back.
   */
  constructor(
    label: string,
    anchor: Element | DOMRect,
    content: readonly Node[],
    onClose: () => void,
    role: 'dialog' | 'menu' = 'dialog',
  ) {
    open?.close();
    open = this;
    this.#onClose = onClose;
    this.element = h('div', { class: `popover ${role}`, role, 'aria-label': label }, ...content);
    document.getElementById('root')?.append(this.element);
    this.#place(anchor instanceof Element ? anchor.getBoundingClientRect() : anchor);
    const { signal } = this.#closing;
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    window.addEventListener('resize', () => this.close(), { signal });
    document.addEventListener(
      'pointerdown',
      (event) => {
        if (event.target instanceof Node && !this.element.contains(event.target)) {
          this.close(false);
        }
      },
      { signal, capture: true },
    );
    this.focus();
  }

  /** Puts the focus on the first thing that takes it. */
  focus(): void {
    focusable(this.element)[0]?.focus();
  }

  /** @param returnFocus False where the person went on elsewhere. */
  close(returnFocus = true): void {
    if (this.#closing.signal.aborted) {
      return;
    }
    this.#closing.abort();
    this.element.remove();
    open = open === this ? undefined : open;
    if (returnFocus) {
      this.#onClose();
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      this.close();
    } else if (event.key === 'Tab') {
      this.#keepFocusInside(event);
    }
    event.stopPropagation();
  }

  #keepFocusInside(event: KeyboardEvent): void {
    const elements = focusable(this.element);
    const [from, to] = event.shiftKey ? [elements[0], elements.at(-1)] : [elements.at(-1), elements[0]];
    if (document.activeElement === from) {
      event.preventDefault();
      to?.focus();
    }
  }

  #place(anchor: DOMRect): void {
    const { width, height } = this.element.getBoundingClientRect();
    const gap = 4;
    const left = Math.min(anchor.left, window.innerWidth - width - gap);
    const below = anchor.bottom + height + gap <= window.innerHeight;
    const top = below ? anchor.bottom : Math.max(gap, anchor.top - height);
    const { style } = this.element;
    style.left = `${Math.max(gap, left)}px`;
    style.top = `${below || top > gap ? top : gap}px`;
    style.maxHeight = `${window.innerHeight - 2 * gap}px`;
    if (below) {
      style.maxHeight = `${window.innerHeight - anchor.bottom - gap}px`;
    }
  }
}

function focusable(element: HTMLElement): HTMLElement[] {
  const candidates = element.querySelectorAll<HTMLElement>('button, input, select, [tabindex="0"]');
  return [...candidates].filter(
    (candidate) => !candidate.matches(':disabled') && candidate.offsetParent !== null,
  );
}
