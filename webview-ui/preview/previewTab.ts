import type { Column } from '../../src/shared/columns.ts';
import type { FirstRows, Layout } from '../../src/shared/preview.ts';

/** The table that a preview shows, as the database has it now. */
export interface ShownTable {
  readonly name: string;
  readonly dataflow: string;
  readonly columns: readonly Column[];
  /** Undefined where nobody arranged the columns yet. */
  readonly layout?: Layout | undefined;
  /** Known where the page was just opened. */
  readonly rows?: FirstRows | undefined;
}

/** One of the page's tabs. */
export interface PreviewTab {
  readonly id: 'data' | 'attributes';
  readonly label: string;
  /** What the tab shows. The page hides it while another tab is in front. */
  readonly element: HTMLElement;
  /**
   * Called when the tab comes to the front, and again when the table changed while it is there. It rejects where the
   * table could not be read; the page then says so.
   */
  load(table: ShownTable): Promise<void>;
  /** Takes the keyboard's focus. */
  focus(): void;
}
