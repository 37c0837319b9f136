import * as vscode from 'vscode';
import { isSqlKeyword } from '../../dataflows/sqlKeywords.ts';
import type { DatabasesNode } from './databasesTree.ts';

/** Lets tables, views and columns be dragged into an editor, where their names are inserted as SQL has them. */
export class NameDragging implements vscode.TreeDragAndDropController<DatabasesNode> {
  readonly dragMimeTypes = ['text/plain'];
  readonly dropMimeTypes = [];

  handleDrag(nodes: readonly DatabasesNode[], data: vscode.DataTransfer): void {
    const names = nodes.flatMap((node) => nameOf(node) ?? []).map(sqlName);
    if (names.length > 0) {
      data.set('text/plain', new vscode.DataTransferItem(names.join(', ')));
    }
  }
}

/** The name of what a row stands for; undefined for a dataflow, which SQL does not know. */
export function nameOf(node: DatabasesNode): string | undefined {
  switch (node.kind) {
    case 'database':
      return undefined;
    case 'databaseTable':
      return node.table.name;
    case 'view':
      return node.view.name;
    case 'column':
      return node.column.name;
    case 'viewColumn':
      return node.name;
  }
}

/** A name that SQL could take for something else stands in quotes. */
function sqlName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !isSqlKeyword(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}
