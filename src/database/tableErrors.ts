import * as l10n from '@vscode/l10n';
import { DatabaseError, type TableDefinition } from './api.ts';

/*
 * Why a dataflow cannot have a table, for the person who decides what becomes of it.
 */

type Described = Pick<TableDefinition, 'name' | 'dataflow' | 'resource'>;

/** As where a dataflow was renamed in dataflows.json by hand: its tables, runs and key are found by its name. */
export function otherDataflow(table: Described, definition: Described): DatabaseError {
  return new DatabaseError(
    'nameTaken',
    l10n.t(
      'The table “{0}” belongs to the dataflow “{1}”, and “{2}” wants its name. If you renamed “{1}” in dataflows.json, give it its old name back there. Else give the table of “{2}” another name; or delete “{0}” in the Databases view, and run again.',
      table.name,
      table.dataflow,
      definition.dataflow,
    ),
  );
}

/** Two resources in one table would be told apart by nothing. */
export function otherResource(table: Described, definition: Described): DatabaseError {
  return new DatabaseError(
    'otherResource',
    l10n.t(
      'The table “{0}” holds {1}, and “{2}” wants {3} in it, which must not be mixed. Give {3} a table name of its own in dataflows.json; or delete the table “{0}” in the Databases view, and run again.',
      table.name,
      table.resource,
      definition.dataflow,
      definition.resource,
    ),
  );
}

/** Rows could neither be told apart nor undone. */
export function unusable(name: string): DatabaseError {
  return new DatabaseError(
    'nameTaken',
    l10n.t(
      'Another program has changed the table “{0}”, which has lost its key or a column that every import needs. Give it another name in dataflows.json, which makes a new table; or drop it, and run again.',
      name,
    ),
  );
}

/** A view, or a table of somebody's own. */
export function nameTaken(name: string): DatabaseError {
  return new DatabaseError(
    'nameTaken',
    l10n.t('The database has something else named “{0}”. Give the table another name.', name),
  );
}
