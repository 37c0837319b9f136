import * as l10n from '@vscode/l10n';
import type { Draft, Problem, TableDraft } from '../shared/wizard.ts';
import {
  connectedAccountProblem,
  type Dataflow,
  type DataflowTable,
  dataflowNameProblem,
  defaultTableName,
  maxDescriptionLength,
  maxDisplayNameLength,
  type Purpose,
  purposes,
  type Source,
  tableNameProblem,
} from './definition.ts';

/** The form of a new dataflow. */
export function emptyDraft(): Draft {
  return {
    name: '',
    connector: '',
    displayName: '',
    description: '',
    refreshEveryMinutes: 0,
    connectedAccount: '',
    tables: [],
  };
}

/** The form filled in with a dataflow. */
export function draftOf(dataflow: Dataflow): Draft {
  return {
    name: dataflow.name,
    connector: dataflow.connector,
    displayName: dataflow.displayName,
    description: dataflow.description,
    refreshEveryMinutes: dataflow.refreshEveryMinutes ?? 0,
    connectedAccount: dataflow.connectedAccount ?? '',
    tables: dataflow.tables.map(({ resource, table, purpose, load }) => ({
      resource,
      included: true,
      load,
      purpose,
      table: table === defaultTableName(dataflow.name, resource) ? null : table,
    })),
  };
}

/** The name that a row of the form asks for. */
export function tableNameOf(dataflow: string, row: TableDraft): string {
  return row.table?.trim() ?? defaultTableName(dataflow, row.resource);
}

/**
 * Everything that is wrong with a draft, step by step.
 * @param others The other dataflows of the workspace: their names and tables are taken.
 * @param edits Whether the dataflow exists, so that its name stays.
 */
export function draftProblems(
  draft: Draft,
  context: {
    readonly others: readonly Dataflow[];
    readonly connectors: readonly string[];
    readonly edits: boolean;
  },
): readonly Problem[] {
  const name = context.edits
    ? undefined
    : dataflowNameProblem(
        draft.name,
        context.others.map((other) => other.name),
      );
  const account = connectedAccountProblem(draft.connectedAccount.trim());
  return [
    ...(name === undefined ? [] : [{ step: 'name', field: 'name', message: name } as const]),
    ...connectorProblems(draft.connector, context.connectors),
    ...tooLong('displayName', draft.displayName, maxDisplayNameLength),
    ...tooLong('description', draft.description, maxDescriptionLength),
    ...(account === undefined
      ? []
      : [{ step: 'configuration', field: 'connectedAccount', message: account } as const]),
    ...tableProblems(draft, context.others),
  ];
}

function connectorProblems(connector: string, known: readonly string[]): readonly Problem[] {
  if (known.includes(connector)) {
    return [];
  }
  const message =
    connector === ''
      ? l10n.t('Choose a connector.')
      : l10n.t('This version does not know the connector “{0}”. Update the extension.', connector);
  return [{ step: 'connector', field: 'connector', message }];
}

function tooLong(field: 'displayName' | 'description', text: string, limit: number): readonly Problem[] {
  const { length } = text.trim();
  return length <= limit
    ? []
    : [{ step: 'details', field, message: l10n.t('At most {0} characters; these are {1}.', limit, length) }];
}

function tableProblems(draft: Draft, others: readonly Dataflow[]): readonly Problem[] {
  const included = draft.tables.filter((row) => row.included);
  if (included.length === 0) {
    return [{ step: 'tables', field: 'tables', message: l10n.t('Tick at least one table.') }];
  }
  const elsewhere = new Map(
    others.flatMap((other) =>
      other.tables.map(({ table }) => [table.toLowerCase(), other.displayName || other.name]),
    ),
  );
  const uses = new Map<string, number>();
  for (const row of included) {
    const name = tableNameOf(draft.name, row).toLowerCase();
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  return included.flatMap((row) => {
    const name = tableNameOf(draft.name, row);
    const owner = elsewhere.get(name.toLowerCase());
    const twins = (uses.get(name.toLowerCase()) ?? 0) > 1;
    const message =
      tableNameProblem(name, []) ??
      (owner === undefined
        ? undefined
        : l10n.t('The dataflow “{0}” has a table named “{1}”. Choose another name.', owner, name)) ??
      (twins ? l10n.t('Two tables are named “{0}”. Rename one of them.', name) : undefined);
    return message === undefined
      ? []
      : [{ step: 'tables', field: 'table', resource: row.resource, message } as const];
  });
}

/**
 * The definition that a draft without problems describes.
 * @param previous The dataflow as it was, for an edit.
 * @param source What the connection opens, if it is known.
 */
export function dataflowOf(
  draft: Draft,
  previous: Dataflow | undefined,
  source: Source | undefined,
  now: Date,
): Dataflow {
  const name = previous?.name ?? draft.name;
  const connectedAccount = draft.connectedAccount.trim();
  return {
    name,
    connector: draft.connector,
    displayName: draft.displayName.trim() || name,
    description: draft.description.trim(),
    ...(connectedAccount === '' ? {} : { connectedAccount }),
    ...(source === undefined ? {} : { source }),
    ...(draft.refreshEveryMinutes === 0 ? {} : { refreshEveryMinutes: draft.refreshEveryMinutes }),
    tables: draft.tables.filter((row) => row.included).map((row) => tableOf(name, row)),
    createdAt: previous?.createdAt ?? now.toISOString(),
    updatedAt: now.toISOString(),
  };
}

function tableOf(dataflow: string, row: TableDraft): DataflowTable {
  return {
    resource: row.resource,
    table: tableNameOf(dataflow, row),
    purpose: isPurpose(row.purpose) ? row.purpose : 'All',
    load: row.load,
  };
}

function isPurpose(text: string): text is Purpose {
  return purposes.some((purpose) => purpose === text);
}
