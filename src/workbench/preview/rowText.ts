import type { Column, Row, SqlValue } from '../../shared/columns.ts';
import { jsonValue } from '../../shared/jsonValue.ts';
import type { CopyFormat } from '../../shared/preview.ts';

/**
 * Rows as text for the clipboard. Values are as they are stored, every digit of them; NULL is an empty field, but for
 * JSON, which has a word for it.
 *
 * @param header Whether the columns' names come first; JSON and Markdown have them always.
 */
export function rowText(
  format: CopyFormat,
  columns: readonly Column[],
  rows: readonly Row[],
  header: boolean,
): string {
  const names = columns.map(({ name }) => name);
  switch (format) {
    case 'tsv':
      return lines(header ? [names, ...rows] : rows, '\t');
    case 'csv':
      return lines(header ? [names, ...rows] : rows, ',');
    case 'json':
      return json(columns, rows);
    case 'markdown':
      return markdown(columns, rows);
  }
}

/** RFC 4180, with a line feed, as spreadsheets take it from the clipboard. */
function lines(rows: readonly Row[], separator: string): string {
  return rows.map((row) => row.map((value) => field(value, separator)).join(separator)).join('\n');
}

function field(value: SqlValue, separator: string): string {
  const text = value === null ? '' : String(value);
  const needsQuotes = text.includes(separator) || /["\r\n]/.test(text);
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}

function json(columns: readonly Column[], rows: readonly Row[]): string {
  const objects = rows.map((row) => {
    const members = columns.map(
      ({ name, type }, index) => `    ${JSON.stringify(name)}: ${jsonValue(row[index] ?? null, type)}`,
    );
    return `  {\n${members.join(',\n')}\n  }`;
  });
  return objects.length === 0 ? '[]' : `[\n${objects.join(',\n')}\n]`;
}

function markdown(columns: readonly Column[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const numeric = new Set(['integer', 'real', 'decimal']);
  return [
    line(columns.map(({ name }) => markdownText(name))),
    line(columns.map(({ type }) => (numeric.has(type) ? '--:' : '---'))),
    ...rows.map((row) => line(row.map((value) => (value === null ? '' : markdownText(String(value)))))),
  ].join('\n');
}

/** One line, with nothing that Markdown would take for more than text; as GitHub and VS Code read it, formulas included. */
function markdownText(text: string): string {
  return text.replaceAll(/[\\|`*_~$<>[\]]|&(?=#?[A-Za-z0-9]+;)/g, '\\$&').replaceAll(/\r\n|\r|\n/g, '<br>');
}
