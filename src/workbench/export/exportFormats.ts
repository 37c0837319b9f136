import { extname } from 'node:path';
import * as vscode from 'vscode';
import type { CsvFormat, ExportFormat } from '../../database/export/exportRequest.ts';
import { guardsFormulas } from '../settings.ts';

export type FormatKind = ExportFormat['kind'];

/** A format as the person sees it. */
interface FormatChoice {
  readonly kind: FormatKind;
  readonly label: string;
  readonly detail: string;
  /** The first is given to new files. Without a point. */
  readonly extensions: readonly string[];
}

const delimiters = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const;
type DelimiterName = keyof typeof delimiters;

export function formatChoices(): readonly FormatChoice[] {
  return [
    { kind: 'csv', label: 'CSV', detail: csvDetail(), extensions: ['csv', 'tsv', 'txt'] },
    {
      kind: 'json',
      label: 'JSON',
      detail: vscode.l10n.t('An array with an object per row'),
      extensions: ['json'],
    },
    {
      kind: 'ndjson',
      label: vscode.l10n.t('JSON Lines'),
      detail: vscode.l10n.t('An object per line (NDJSON)'),
      extensions: ['ndjson', 'jsonl'],
    },
    {
      kind: 'parquet',
      label: 'Parquet',
      detail: vscode.l10n.t('Typed columns, compressed; decimals and JSON as text'),
      extensions: ['parquet'],
    },
    {
      kind: 'xlsx',
      label: 'Excel',
      detail: vscode.l10n.t('One sheet of up to {0} rows', (1_048_575).toLocaleString(vscode.env.language)),
      extensions: ['xlsx'],
    },
    {
      kind: 'sqlite',
      label: 'SQLite',
      detail: vscode.l10n.t('A database with the table alone'),
      extensions: ['sqlite', 'sqlite3', 'db'],
    },
  ];
}

/** The format with all that the settings say of it, and the file's name: `.tsv` means tabs. */
export function formatOf(kind: FormatKind, file = ''): ExportFormat {
  if (kind !== 'csv') {
    return { kind };
  }
  return extensionOf(file) === 'tsv' ? { ...csvSettings(), delimiter: '\t' } : csvSettings();
}

/** The format that a file's name tells, or undefined. */
export function formatOfFile(file: string): ExportFormat | undefined {
  const extension = extensionOf(file);
  const kind = formatChoices().find(({ extensions }) => extensions.includes(extension))?.kind;
  return kind === undefined ? undefined : formatOf(kind, file);
}

function extensionOf(file: string): string {
  return extname(file).slice(1).toLowerCase();
}

/** The settings of CSV, which a workspace may have of its own; but no workspace says that formulas are harmless. */
function csvSettings(): CsvFormat {
  const settings = vscode.workspace.getConfiguration('dataflows.export.csv');
  return {
    kind: 'csv',
    delimiter: delimiters[delimiterName(settings)],
    header: settings.get<unknown>('header') !== false,
    byteOrderMark: settings.get<unknown>('byteOrderMark') === true,
    formulaGuard: guardsFormulas(),
  };
}

function delimiterName(settings: vscode.WorkspaceConfiguration): DelimiterName {
  const value = settings.get<unknown>('delimiter');
  return value === 'semicolon' || value === 'tab' || value === 'pipe' ? value : 'comma';
}

/** `comma, header, formulas guarded`. */
function csvDetail(): string {
  const { header, byteOrderMark, formulaGuard } = csvSettings();
  const names: Readonly<Record<DelimiterName, string>> = {
    comma: vscode.l10n.t('comma'),
    semicolon: vscode.l10n.t('semicolon'),
    tab: vscode.l10n.t('tab'),
    pipe: vscode.l10n.t('pipe'),
  };
  return [
    names[delimiterName(vscode.workspace.getConfiguration('dataflows.export.csv'))],
    header ? vscode.l10n.t('header') : vscode.l10n.t('no header'),
    ...(byteOrderMark ? [vscode.l10n.t('byte order mark')] : []),
    formulaGuard ? vscode.l10n.t('formulas guarded') : vscode.l10n.t('formulas not guarded'),
  ].join(', ');
}
