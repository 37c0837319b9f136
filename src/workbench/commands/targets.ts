import * as vscode from 'vscode';
import type { TableInfo } from '../../database/api.ts';
import type { Dataflow } from '../../dataflows/definition.ts';
import { statusWords } from '../../dataflows/runHistory.ts';
import type { DataflowStore } from '../dataflowStore.ts';
import { inOneDirection } from '../plainText.ts';
import { rowCount, tableCount } from '../views/figures.ts';
import type { ConnectorIcon } from '../views/icons.ts';
import type { WorkspaceData } from '../workspaceData.ts';

/**
 * Stands for a tree's row that is not known any more: VS Code forgets a tree's rows while it draws the tree anew, and a
 * context menu that is open meanwhile hands over nothing. There was a row; where there are several, only the person knows
 * which.
 */
export const lostRow = Symbol('lostRow');

/**
 * Finds what a command is about. A command comes from a tree's row (which carries the dataflow or table), from code
 * (by name), or from the palette (nothing: the person is asked, as for a row that was lost).
 */
export class CommandTargets {
  readonly #store: DataflowStore;
  readonly #data: WorkspaceData;
  readonly #isRunning: (dataflow: string) => boolean;
  readonly #connectorIcon: ConnectorIcon;

  /** @param isRunning Whether a dataflow runs now, by its name. */
  constructor(
    store: DataflowStore,
    data: WorkspaceData,
    isRunning: (dataflow: string) => boolean,
    connectorIcon: ConnectorIcon,
  ) {
    this.#connectorIcon = connectorIcon;
    this.#isRunning = isRunning;
    this.#store = store;
    this.#data = data;
  }

  /**
   * A dataflow as its file has it now: who saves an edit and runs at once is quicker than any file watcher.
   * @param argument What the command was called with.
   * @param placeHolder The question to ask where it was called with nothing.
   * @param among Narrows the choice; a dataflow that is named is taken anyway.
   * @returns Undefined where the person chose nothing. @throws UnknownTargetError
   */
  async dataflow(
    argument: unknown,
    placeHolder: string,
    among: (dataflow: Dataflow) => boolean = () => true,
  ): Promise<Dataflow | undefined> {
    await this.#store.reload();
    const name = dataflowNameOf(argument);
    if (name !== undefined) {
      const dataflow = this.#store.find(name);
      if (dataflow === undefined) {
        throw new UnknownTargetError(
          vscode.l10n.t('There is no dataflow named “{0}” in this workspace.', name),
        );
      }
      return dataflow;
    }
    const [only, ...others] = this.#store.dataflows;
    if (argument === lostRow && others.length === 0 && only !== undefined) {
      return only;
    }
    const choices = this.#store.dataflows.filter(among);
    if (choices.length === 0) {
      throw new UnknownTargetError(
        this.#store.dataflows.length === 0
          ? vscode.l10n.t(
              'There is no dataflow in this workspace yet. Make one with “Dataflows: New Dataflow”.',
            )
          : vscode.l10n.t('No dataflow is in a state for this command now.'),
      );
    }
    const { lastRuns } = await this.#data.snapshot();
    const items = choices.map((dataflow) => ({
      label: inOneDirection(dataflow.displayName === '' ? dataflow.name : dataflow.displayName),
      description: `${dataflow.name} · ${tableCount(dataflow.tables.length)}`,
      detail: statusWords(
        this.#isRunning(dataflow.name)
          ? 'running'
          : (lastRuns.get(dataflow.name.toLowerCase())?.status ?? 'neverRun'),
      ),
      iconPath: this.#connectorIcon(dataflow.connector),
      dataflow,
    }));
    return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.dataflow;
  }

  /**
   * Imported tables, one at least.
   * @param argument What the command was called with.
   * @param selection All rows that are selected in a tree, where the argument is one of them.
   * @param among Narrows the choice; a table that is named is taken anyway.
   * @returns Undefined where the person chose nothing. @throws UnknownTargetError
   */
  async tables(
    argument: unknown,
    selection: unknown,
    placeHolder: string,
    among: (table: TableInfo) => boolean = () => true,
  ): Promise<readonly TableInfo[] | undefined> {
    const rows = Array.isArray(selection) && selection.length > 0 ? selection : [argument];
    const names = [...new Set(rows.flatMap(tableNamesOf))];
    const { tables, problem } = await this.#data.snapshot();
    // Of several rows, those that are left alone may not be what the person wants.
    if (names.length > 0 && !rows.some(isLost)) {
      return names.map((name) => tables.get(name.toLowerCase()) ?? notImported(name, problem));
    }
    if (tables.size === 0) {
      noTable(problem);
    }
    const items = tableItems(tables)
      .filter(({ info }) => among(info))
      .map((item) => ({ ...item, picked: names.includes(item.label) }));
    const chosen = await vscode.window.showQuickPick(items, { placeHolder, canPickMany: true });
    return chosen === undefined || chosen.length === 0 ? undefined : chosen.map(({ info }) => info);
  }

  /** The name of an imported table, with its dataflow. @throws UnknownTargetError */
  async table(
    argument: unknown,
    placeHolder: string,
  ): Promise<{ readonly dataflow: string; readonly table: string } | undefined> {
    const { tables, problem } = await this.#data.snapshot();
    const name = tableNameOf(argument);
    if (name !== undefined) {
      const info = tables.get(name.toLowerCase()) ?? notImported(name, problem);
      return { dataflow: info.dataflow, table: info.name };
    }
    if (tables.size === 0) {
      noTable(problem);
    }
    const chosen = await vscode.window.showQuickPick(tableItems(tables), { placeHolder });
    return chosen === undefined ? undefined : { dataflow: chosen.info.dataflow, table: chosen.info.name };
  }
}

/** A command names something that is not there, as a sentence for the person. */
export class UnknownTargetError extends Error {
  override readonly name = 'UnknownTargetError';
}

/** Whether a tree handed over a row that is not known any more. */
export function isLost(row: unknown): boolean {
  return row === lostRow || row === undefined || row === null;
}

function dataflowNameOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') {
    return argument;
  }
  const dataflow = propertyOf(argument, 'dataflow');
  const name = propertyOf(dataflow, 'name') ?? dataflow;
  return typeof name === 'string' ? name : undefined;
}

function tableNameOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') {
    return argument;
  }
  const table = propertyOf(argument, 'table');
  const name = propertyOf(table, 'table') ?? propertyOf(table, 'name') ?? table;
  return typeof name === 'string' ? name : undefined;
}

/** The tables of a tree's row: its own, or all of a database's. */
function tableNamesOf(row: unknown): readonly string[] {
  const tables = propertyOf(row, 'tables');
  const nodes = Array.isArray(tables) ? tables.map((table: unknown) => ({ table })) : [row];
  return nodes.map(tableNameOf).filter((name) => name !== undefined);
}

function tableItems(tables: ReadonlyMap<string, TableInfo>) {
  return [...tables.values()].map((info) => ({
    label: info.name,
    description: rowCount(info.rowCount),
    iconPath: new vscode.ThemeIcon('table'),
    info,
  }));
}

function notImported(table: string, problem: string | undefined): never {
  throw new UnknownTargetError(
    problem ?? vscode.l10n.t('The table “{0}” is not imported yet. Run its dataflow first.', table),
  );
}

function noTable(problem: string | undefined): never {
  throw new UnknownTargetError(problem ?? vscode.l10n.t('No table is imported yet. Run a dataflow first.'));
}

function propertyOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
