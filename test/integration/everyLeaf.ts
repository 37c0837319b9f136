/** One scalar inside an object of the API, and where it stands. */
interface Leaf {
  readonly path: readonly string[];
  readonly value: string | number | boolean;
}

type Cells = Readonly<Record<string, unknown>>;

/**
 * Compares an object of the API with its row, knowing nothing of how the one becomes the other but the rules that are
 * documented for people: a field is a column of its name, a nested one `<field>_<subfield>`, what is deeper is in JSON
 * columns, and the rest is in `_extra`.
 * @param elsewhere Fields whose lists are tables of their own.
 * @returns The leaves that the row does not hold unchanged, as `path: value`.
 */
export function missingLeaves(object: unknown, row: Cells, elsewhere: readonly string[]): readonly string[] {
  return [...leavesOf(object, [])]
    .filter(({ path }) => !elsewhere.includes(path[0] ?? ''))
    .filter((leaf) => !isHeld(leaf, row))
    .map(({ path, value }) => `${path.join('.')}: ${String(value)}`);
}

function* leavesOf(value: unknown, path: readonly string[]): Generator<Leaf> {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    yield { path, value };
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      yield* leavesOf(inner, [...path, key]);
    }
  }
}

function isHeld({ path, value }: Leaf, row: Cells): boolean {
  const places = [
    [row[path.slice(0, 1).join('_')], path.slice(1)],
    [row[path.slice(0, 2).join('_')], path.slice(2)],
    [row['_extra'], path],
  ] as const;
  return places.some(([cell, rest]) =>
    rest.length === 0 ? isCell(cell, value) : isInJson(cell, rest, value),
  );
}

function isCell(cell: unknown, value: Leaf['value']): boolean {
  if (typeof value === 'boolean') {
    return cell === (value ? 1 : 0);
  }
  if (typeof value === 'number' && typeof cell === 'string' && cell.endsWith('Z')) {
    return Date.parse(cell) === value * 1000;
  }
  return cell === value;
}

function isInJson(cell: unknown, path: readonly string[], value: Leaf['value']): boolean {
  if (typeof cell !== 'string') {
    return false;
  }
  let inner: unknown;
  try {
    inner = JSON.parse(cell);
  } catch {
    return false;
  }
  for (const key of path) {
    inner = typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined;
  }
  return inner === value;
}
