import { type Dataflow, sameName } from './definition.ts';

export interface TableRename {
  readonly from: string;
  readonly to: string;
}

/** What a new definition means for the tables in the database. */
export interface DefinitionChange {
  /** Tables whose rows go: no longer part of the dataflow, or wanted empty from now on. */
  readonly droppedTables: readonly string[];
  /**
   * Done one after the other, after the drops, each finds its new name free: two tables may have swapped their
   * names, and SQLite does not rename `a` to `A`. So a rename may go by way of a name that nobody uses.
   */
  readonly renamedTables: readonly TableRename[];
}

/**
 * Compares a dataflow with what it was. A table is the same as long as its resource is.
 * @param previous Undefined for a new dataflow.
 * @param taken The names of all other tables in the workspace: no rename goes by way of one of them.
 */
export function definitionChange(
  previous: Dataflow | undefined,
  next: Dataflow,
  taken: readonly string[],
): DefinitionChange {
  const droppedTables: string[] = [];
  const renames: TableRename[] = [];
  for (const before of previous?.tables ?? []) {
    const after = next.tables.find((table) => table.resource === before.resource);
    if (after === undefined || (before.load === 'data' && after.load === 'metadata')) {
      droppedTables.push(before.table);
    } else if (after.table !== before.table) {
      renames.push({ from: before.table, to: after.table });
    }
  }
  const used = [...taken, ...(previous?.tables ?? []), ...next.tables].map((table) =>
    typeof table === 'string' ? table : table.table,
  );
  return { droppedTables, renamedTables: inOrder(renames, used) };
}

/**
 * The renames that a dataflow's tables in the database still need: its definition was edited by hand, or a crash came
 * between an edit's definition and its tables.
 * @param present The dataflow's tables in the database. @param taken The names of all other tables there.
 */
export function missingRenames(
  dataflow: Dataflow,
  present: readonly { readonly name: string; readonly resource: string }[],
  taken: readonly string[],
): readonly TableRename[] {
  const renames = dataflow.tables.flatMap(({ resource, table }) => {
    const named = present.find(({ name }) => name === table);
    const before = present.find((candidate) => candidate.resource === resource);
    return before === undefined || named?.resource === resource ? [] : [{ from: before.name, to: table }];
  });
  return inOrder(withFreeNames(renames, present), [
    ...taken,
    ...present.map(({ name }) => name),
    ...dataflow.tables.map(({ table }) => table),
  ]);
}

/** Those whose new name no table has that stays: two resources in one table is for the database to refuse. */
function withFreeNames(
  renames: readonly TableRename[],
  present: readonly { readonly name: string }[],
): readonly TableRename[] {
  const staying = present.filter(({ name }) => !renames.some(({ from }) => from === name));
  const free = renames.filter(({ to }) => !staying.some(({ name }) => sameName(name, to)));
  return free.length === renames.length ? renames : withFreeNames(free, present);
}

/** Puts renames in an order in which each new name is free when its turn comes. */
function inOrder(renames: readonly TableRename[], used: readonly string[]): readonly TableRename[] {
  const waiting = [...renames];
  const ordered: TableRename[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex(({ to }) => !waiting.some(({ from }) => sameName(from, to)));
    if (free >= 0) {
      ordered.push(...waiting.splice(free, 1));
      continue;
    }
    // Every new name is still some table's old one: move one table out of the way.
    const [first] = waiting;
    if (first !== undefined) {
      const aside = unusedName(first.from, [...used, ...ordered.map((rename) => rename.to)]);
      ordered.push({ from: first.from, to: aside });
      waiting[0] = { from: aside, to: first.to };
    }
  }
  return ordered;
}

function unusedName(name: string, used: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const candidate = `${name}_renamed${number}`;
    if (!used.some((other) => sameName(other, candidate))) {
      return candidate;
    }
  }
}
