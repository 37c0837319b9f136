import { toolkitElement } from './toolkit.ts';

/** Tabs, each with what it shows. */
export function tabs(
  label: string,
  views: readonly { readonly id: string; readonly title: string; readonly content: HTMLElement }[],
): HTMLElement {
  const panels = toolkitElement('vscode-panels', { 'aria-label': label });
  for (const { id, title } of views) {
    const tab = toolkitElement('vscode-panel-tab', { id: `${id}-tab` });
    tab.textContent = title;
    panels.append(tab);
  }
  for (const { id, content } of views) {
    const view = toolkitElement('vscode-panel-view', { id: `${id}-view` });
    view.append(content);
    panels.append(view);
  }
  return panels;
}
