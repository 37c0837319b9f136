import type * as vscode from 'vscode';

/** Something that registers parts with VS Code and takes all of them back when it is disposed. */
export abstract class Disposable implements vscode.Disposable {
  readonly #parts: vscode.Disposable[] = [];

  dispose(): void {
    for (const part of this.#parts.splice(0).reverse()) {
      part.dispose();
    }
  }

  protected register<T extends vscode.Disposable>(part: T): T {
    this.#parts.push(part);
    return part;
  }
}
