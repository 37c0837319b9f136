import type { ConsoleMessage, Page } from 'playwright-core';

/** Collects what goes wrong in a window without being seen. */
export class ProblemWatch {
  readonly found: string[] = [];

  watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error' && isOurs(message)) {
        this.found.push(`${message.text()} (${message.location().url})`);
      }
    });
    page.on('pageerror', (error) => {
      if (!workbenchCode.test(error.stack ?? '')) {
        this.found.push(error.stack ?? error.message);
      }
    });
    page.on('crash', () => this.found.push('The window crashed.'));
  }
}

/** The workbench's own script, which complains about what is not there in this VS Code: its gallery, its updates. */
const workbenchCode = /\/static\/out\/vs\/(?!workbench\/contrib\/webview\/)/;

/** What the extension host says of our extension reaches the window's console too, through the workbench. */
const ourCode = /dataflows-for-stripe|dataflows\.dataflows|dist\/(extension|database-worker)\.cjs/;

function isOurs(message: ConsoleMessage): boolean {
  const text = message.text();
  if (/Content Security Policy/.test(text)) {
    return true;
  }
  const { url } = message.location();
  if (workbenchCode.test(url)) {
    return ourCode.test(text);
  }
  if (/^Failed to load resource/.test(text)) {
    return /vscode-resource/.test(url);
  }
  // The server has no service worker of its own, which the browser says without an address.
  return !/bad HTTP response code \(404\) was received when fetching the script/.test(text);
}
