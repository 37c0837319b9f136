import type { Column } from '../../shared/columns.ts';
import { quote } from '../identifiers.ts';

/** SQL of the columns' cells, in their order. */
export function cellsSql(columns: readonly Column[]): string {
  return columns.map(({ name }) => quote(name)).join(', ');
}
