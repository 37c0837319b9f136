import * as vscode from 'vscode';
import type { ColumnType } from '../../shared/columns.ts';

/** The symbol of a dataflow's type. One that this version does not know has that of any source. */
export type ConnectorIcon = (connector: string) => vscode.IconPath;

/** Makes the symbols of connectors, in the extension's own drawings. */
export function connectorIcons(extensionUri: vscode.Uri): ConnectorIcon {
  const drawing = (name: string) => vscode.Uri.joinPath(extensionUri, 'media', `${name}.svg`);
  return (connector) =>
    connector === 'stripe' || connector === 'sample'
      ? { light: drawing(`${connector}-light`), dark: drawing(`${connector}-dark`) }
      : new vscode.ThemeIcon('plug');
}

const columnSymbols: Readonly<Record<ColumnType, string>> = {
  text: 'symbol-string',
  integer: 'symbol-number',
  real: 'symbol-number',
  decimal: 'symbol-number',
  boolean: 'symbol-boolean',
  datetime: 'calendar',
  json: 'json',
};

/** The symbol of a column: its type's, or that of what it is more than a value. */
export function columnIcon(type: ColumnType, role: 'key' | 'reference' | 'value'): vscode.ThemeIcon {
  return new vscode.ThemeIcon(role === 'key' ? 'key' : role === 'reference' ? 'link' : columnSymbols[type]);
}
