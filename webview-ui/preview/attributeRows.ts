import * as l10n from '@vscode/l10n';
import type { Attribute, AttributeFigures } from '../../src/shared/attributes.ts';
import { formatPercent } from '../../src/shared/percent.ts';
import type { PersonalData } from '../../src/shared/personalData.ts';
import { formatCount } from './cellText.ts';

/** A line of the Attributes tab. */
export interface AttributeRow extends Attribute {
  readonly figures: AttributeFigures | undefined;
}

export const attributeFields = [
  'name',
  'type',
  'completeness',
  'distinct',
  'refersTo',
  'personalData',
] as const;
export type AttributeField = (typeof attributeFields)[number];

export interface AttributeOrder {
  readonly field: AttributeField;
  readonly descending: boolean;
}

export function fieldLabel(field: AttributeField): string {
  switch (field) {
    case 'name':
      return l10n.t('Name');
    case 'type':
      return l10n.t('Type');
    case 'completeness':
      return l10n.t('Completeness');
    case 'distinct':
      return l10n.t('Distinct Values');
    case 'refersTo':
      return l10n.t('Refers To');
    case 'personalData':
      return l10n.t('Personal Data');
  }
}

/** What a line says in one field, as text. Empty for what is not known (yet). */
export function fieldText(row: AttributeRow, field: AttributeField): string {
  switch (field) {
    case 'name':
      return row.name;
    case 'type':
      return row.isKey ? l10n.t('{0}, primary key', row.type) : row.type;
    case 'completeness':
      return row.figures?.completeness === undefined ? '' : formatPercent(row.figures.completeness);
    case 'distinct':
      return distinctText(row.figures);
    case 'refersTo':
      return row.refersTo.map(({ table }) => table).join(', ');
    case 'personalData':
      return row.personalData === 'none' ? '' : personalDataWords(row.personalData);
  }
}

/** The lines that have a text in any of their words, in order. Without an order they stand as in the table. */
export function arrangedRows(
  rows: readonly AttributeRow[],
  search: string,
  order: AttributeOrder | undefined,
): readonly AttributeRow[] {
  const wanted = search.trim().toLowerCase();
  const found = rows.filter((row) =>
    attributeFields.some((field) => fieldText(row, field).toLowerCase().includes(wanted)),
  );
  return order === undefined ? found : found.toSorted((a, b) => compare(a, b, order));
}

/** The lines as tab-separated text, with the names of the fields first. */
export function rowsAsText(rows: readonly AttributeRow[]): string {
  const lines = [
    attributeFields.map(fieldLabel),
    ...rows.map((row) => attributeFields.map((field) => fieldText(row, field))),
  ];
  // Names of columns come from outside: one line stays one line.
  return lines.map((cells) => cells.map((cell) => cell.replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n');
}

/** What is not known or empty comes last, in either direction. */
function compare(a: AttributeRow, b: AttributeRow, { field, descending }: AttributeOrder): number {
  const [x, y] = [sortKey(a, field), sortKey(b, field)];
  if (x === undefined || y === undefined) {
    return Number(x === undefined) - Number(y === undefined);
  }
  const ascending =
    typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
  return descending ? -ascending : ascending;
}

function sortKey(row: AttributeRow, field: AttributeField): string | number | undefined {
  return field === 'completeness' || field === 'distinct'
    ? row.figures?.[field]
    : fieldText(row, field) || undefined;
}

function distinctText(figures: AttributeFigures | undefined): string {
  if (figures?.distinct === undefined) {
    return '';
  }
  const count = formatCount(figures.distinct);
  return figures.distinctIsMinimum === true ? l10n.t('{0} or more', count) : count;
}

function personalDataWords(kind: Exclude<PersonalData, 'none'>): string {
  switch (kind) {
    case 'email':
      return l10n.t('E-mail');
    case 'name':
      return l10n.t('Name');
    case 'phone':
      return l10n.t('Phone');
    case 'address':
      return l10n.t('Address');
    case 'payment':
      return l10n.t('Payment');
  }
}
