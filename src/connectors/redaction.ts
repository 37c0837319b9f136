/**
 * Takes API keys out of a text that goes to a log, a message or a file. It is the last line of defence: no message is
 * built from a key in the first place, but servers and libraries write messages too.
 */
export function redactKeys(text: string): string {
  return (
    text
      // What a key is sent in, whatever it looks like.
      .replace(/\b(Bearer|Basic) +[A-Za-z0-9+/=_.~-]{8,}/g, '$1 …')
      .replace(/\b((?:sk|rk|pk)_(?:live|test)_)[A-Za-z0-9*_]{4,}/g, '$1…')
      // A whole key also where something stands right before it: the n of a line break in JSON.
      .replace(/((?:sk|rk|pk)_(?:live|test)_)[A-Za-z0-9*_]{12,}/g, '$1…')
      .replace(/\b(whsec_|(?:sk|rk)_(?:org_(?:live|test)_)?)[A-Za-z0-9*]{12,}/g, '$1…')
  );
}

/** The same for all texts among the values of an object: what a server has sent may hold a key anywhere. */
export function redactValues<T extends object>(details: T): T {
  const redacted = Object.entries(details).map(([name, value]) => [
    name,
    typeof value === 'string' ? redactKeys(value) : value,
  ]);
  return Object.fromEntries(redacted) as T;
}
