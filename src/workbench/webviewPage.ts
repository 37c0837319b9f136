import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * Sets a webview's options and HTML to one of our pages (`dist/<page>.js` and `.css`), under a content security
 * policy that allows nothing but that script, what it imports, and that style: no inline code, no network.
 *
 * The page's `lang` and texts come from here: a webview has no `vscode.l10n` of its own.
 */
export function showPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: 'wizard' | 'preview',
  title: string,
): void {
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  const script = webview.asWebviewUri(vscode.Uri.joinPath(dist, `${page}.js`));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(dist, `${page}.css`));
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource} data:`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  webview.html = `<!DOCTYPE html>
<html lang="${vscode.l10n.bundle === undefined ? 'en' : escapeHtml(vscode.env.language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta property="csp-nonce" content="${nonce}">
  <link rel="stylesheet" href="${style}" nonce="${nonce}">
  <title>${escapeHtml(title)}</title>
</head>
<body>
  <main id="root"></main>
  <script type="module" nonce="${nonce}" id="page" data-texts="${escapeHtml(JSON.stringify(vscode.l10n.bundle ?? {}))}" src="${script}"></script>
</body>
</html>`;
}

/** The icon of our tabs, for light and dark themes. */
export function pageIcon(extensionUri: vscode.Uri): {
  readonly light: vscode.Uri;
  readonly dark: vscode.Uri;
} {
  const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `dataflows-${theme}.svg`);
  return { light: icon('light'), dark: icon('dark') };
}

/**
 * Holds an answer back for ever where the page is gone: vscode-messenger would send it to the closed page, and VS Code
 * reports that as an error.
 */
export async function neverIf(pageIsGone: boolean): Promise<void> {
  if (pageIsGone) {
    await new Promise<never>(() => undefined);
  }
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
