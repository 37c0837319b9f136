/** The longest message that a notification still shows well, in characters. */
const maxLength = 1000;

/**
 * Makes a text fit for a notification. VS Code turns `[text](command:…)` in one into a link that runs the command, and
 * messages quote what strangers wrote: names in dataflows.json, in a database, in an answer from the network. A space
 * of no width between the brackets keeps it text.
 */
export function plainText(text: string): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return cut.replaceAll('](', ']\u200B(');
}
