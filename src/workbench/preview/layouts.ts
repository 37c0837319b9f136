import type * as vscode from 'vscode';
import { type Layout, layoutSchema } from '../../shared/preview.ts';

/** How people arranged the columns of each table, in the workspace's memory. */
export class Layouts {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** Undefined where nobody arranged them, or another version of the extension kept it in another form. */
  get(table: string): Layout | undefined {
    return layoutSchema.safeParse(this.#memory.get(keyOf(table))).data;
  }

  async keep(table: string, layout: Layout): Promise<void> {
    await this.#memory.update(keyOf(table), layout);
  }
}

/** Tables are unique in the workspace regardless of case. */
function keyOf(table: string): string {
  return `preview.layout.${table.toLowerCase()}`;
}
