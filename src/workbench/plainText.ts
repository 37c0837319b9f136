import { redactKeys } from '../connectors/redaction.ts';

/** The longest message that a notification still shows well, in characters. */
const maxLength = 1000;

/**
 * Makes a text fit for a notification. VS Code turns `[text](command:…)` in one into a link that runs the command, and
 * messages quote what strangers wrote: names in dataflows.json, in a database, in an answer from the network. A space
 * of no width between the brackets keeps it text. No key gets in.
 */
export function plainText(text: string): string {
  const safe = redactKeys(inOneDirection(text));
  const cut = safe.length > maxLength ? `${safe.slice(0, maxLength)}…` : safe;
  return cut.replaceAll('](', ']\u200B(');
}

/**
 * A text that a stranger may have written, as it can stand beside others: marks that turn the reading direction would turn
 * what follows it too, in a row of a tree for as long as the row is there.
 */
export function inOneDirection(text: string): string {
  return text.replace(/[\u202A-\u202E\u2066-\u2069]/g, '');
}
