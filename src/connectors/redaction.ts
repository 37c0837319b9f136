/**
 * Takes API keys out of a text that goes to a log, a message or a file. It is the last line of defence: no message is
 * built from a key in the first place, but servers and libraries write messages too.
 */
export function redactKeys(text: string): string {
  return text
    .replace(/\b((?:sk|rk|pk)_(?:live|test)_)[A-Za-z0-9*_]{4,}/g, '$1…')
    .replace(/\b(whsec_|sk_|rk_)[A-Za-z0-9*]{12,}/g, '$1…');
}
