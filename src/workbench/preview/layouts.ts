import type * as vscode from 'vscode';
import { type Layout, layoutSchema } from '../../shared/preview.ts';

/** A table by what it holds: people rename tables. */
export interface LayoutKey {
  readonly dataflow: string;
  readonly resource: string;
}

/** How people arranged the columns of each table, in the workspace's memory. */
export class Layouts {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** Undefined where nobody arranged them, or another version of the extension kept it in another form. */
  get(key: LayoutKey): Layout | undefined {
    return layoutSchema.safeParse(this.#memory.get(memoryKey(key))).data;
  }

  async keep(key: LayoutKey, layout: Layout): Promise<void> {
    await this.#memory.update(memoryKey(key), layout);
  }
}

function memoryKey({ dataflow, resource }: LayoutKey): string {
  return `preview.layout.${dataflow.toLowerCase()}.${resource}`;
}
