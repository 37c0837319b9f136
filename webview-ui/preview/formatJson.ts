import { isJson } from '../../src/shared/jsonValue.ts';

/** A string, a bracket or comma or colon, or a number or word. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Deeper levels stand below each other: their indents would grow with the square of the depth. */
const deepestIndent = 100;

/**
 * Indents JSON text and changes nothing else. Going through `JSON.parse` would round long numbers and drop repeated
 * keys. Text that is not JSON comes back as it is.
 */
export function formatJson(text: string): string {
  if (!isJson(text)) {
    return text;
  }
  const parts: string[] = [];
  let depth = 0;
  const newLine = () => `\n${'  '.repeat(Math.min(depth, deepestIndent))}`;
  let previous = '';
  for (const token of text.match(tokens) ?? []) {
    const closes = token === '}' || token === ']';
    if (closes) {
      depth -= 1;
    }
    const opened = previous === '{' || previous === '[';
    if (closes ? !opened : opened || previous === ',') {
      parts.push(newLine());
    }
    parts.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') {
      depth += 1;
    }
    previous = token;
  }
  return parts.join('');
}
