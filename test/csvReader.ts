/** Reads CSV as RFC 4180 has it: an empty cell without quotes is NULL. A reader of its own, to check the writer with. */
export function parseCsv(text: string, delimiter: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  for (let index = 0; index < text.length; ) {
    const row: (string | null)[] = [];
    for (;;) {
      const [cell, end] = text[index] === '"' ? quotedCell(text, index) : plainCell(text, index, delimiter);
      row.push(cell);
      index = end;
      if (text[index] !== delimiter) {
        break;
      }
      index += 1;
    }
    if (text.slice(index, index + 2) !== '\r\n') {
      throw new Error(`No end of line at ${index}`);
    }
    index += 2;
    rows.push(row);
  }
  return rows;
}

function quotedCell(text: string, start: number): [string, number] {
  let cell = '';
  let index = start + 1;
  for (;;) {
    const next = text.indexOf('"', index);
    cell += text.slice(index, next);
    if (text[next + 1] !== '"') {
      return [cell, next + 1];
    }
    cell += '"';
    index = next + 2;
  }
}

function plainCell(text: string, start: number, delimiter: string): [string | null, number] {
  let end = start;
  while (text[end] !== delimiter && text[end] !== '\r') {
    end += 1;
  }
  return [end === start ? null : text.slice(start, end), end];
}
