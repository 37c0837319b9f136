import { config } from '@vscode/l10n';
import * as z from 'zod/mini';

// A page's security policy forbids `new Function`, which zod would try (and the console would report). The setting
// holds for all of zod; `zod/mini`, so that a page that needs no more stays small.
z.config({ jitless: true });

/** Loads the texts that the host wrote into the page's HTML. To be called before the first `t`. */
export function loadTexts(): void {
  const contents = document.getElementById('page')?.dataset['texts'];
  if (contents !== undefined) {
    config({ contents });
  }
}
