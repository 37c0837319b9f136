type Properties = Partial<
  Pick<HTMLElement, 'className' | 'hidden' | 'id' | 'role' | 'tabIndex' | 'textContent' | 'title'>
>;

/** Makes an element. Texts become text nodes: nothing here is ever read as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function button(label: string, onClick: () => void, className = 'link-button'): HTMLButtonElement {
  const made = element('button', { className, textContent: label });
  made.type = 'button';
  made.addEventListener('click', onClick);
  return made;
}
