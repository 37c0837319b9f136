import * as vscode from 'vscode';
import { sameName } from '../../dataflows/definition.ts';
import { type WizardTarget, wizardStateSchema } from '../../shared/wizard.ts';
import { Disposable } from '../disposable.ts';
import { WizardPanel } from './wizardPanel.ts';
import type { WizardParts } from './wizardParts.ts';

const viewType = 'dataflows.wizard';

/** The open wizards: at most one that makes a new dataflow, and one per dataflow that is being edited. */
export class WizardPanels extends Disposable {
  readonly #parts: WizardParts;
  readonly #panels = new Set<WizardPanel>();

  constructor(parts: WizardParts) {
    super();
    this.#parts = parts;
    this.register(
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state) => this.#restore(panel, state),
      }),
    );
  }

  openNew(): void {
    const target: WizardTarget = { kind: 'new' };
    if (!this.#reveal(target)) {
      this.#add(createPanel(), { target });
    }
  }

  openEdit(name: string): void {
    const target: WizardTarget = { kind: 'edit', name };
    if (!this.#reveal(target)) {
      this.#add(createPanel(), { target });
    }
  }

  override dispose(): void {
    for (const panel of [...this.#panels]) {
      panel.dispose();
    }
    super.dispose();
  }

  /** After a reload of the window. The definitions may have changed meanwhile: the panel says so. */
  #restore(panel: vscode.WebviewPanel, state: unknown): void {
    const kept = wizardStateSchema.safeParse(state);
    const target: WizardTarget = kept.success ? kept.data.target : { kind: 'new' };
    if (!vscode.workspace.isTrusted || this.#find(target) !== undefined) {
      panel.dispose();
      return;
    }
    this.#add(panel, { target, base: kept.data?.base });
  }

  #add(panel: vscode.WebviewPanel, start: ConstructorParameters<typeof WizardPanel>[2]): void {
    const wizard = new WizardPanel(this.#parts, panel, start);
    this.#panels.add(wizard);
    panel.onDidDispose(() => {
      this.#panels.delete(wizard);
      wizard.dispose();
    });
  }

  #find(target: WizardTarget): WizardPanel | undefined {
    return [...this.#panels].find((panel) => sameTarget(panel.target, target));
  }

  #reveal(target: WizardTarget): boolean {
    const open = this.#find(target);
    open?.reveal();
    return open !== undefined;
  }
}

function createPanel(): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(viewType, '', vscode.ViewColumn.Active);
}

function sameTarget(a: WizardTarget, b: WizardTarget): boolean {
  return a.kind === 'edit' && b.kind === 'edit' ? sameName(a.name, b.name) : a.kind === b.kind;
}
