import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';

/**
 * The API keys, in VS Code's SecretStorage and nowhere else. A key's name there holds the folder's identity: its URI
 * and, on disk, its inode, so that a copy of the folder, or another one put in its place, cannot use the key.
 */
export class ApiKeys {
  readonly #secrets: vscode.SecretStorage;
  readonly #folder: vscode.Uri;

  constructor(secrets: vscode.SecretStorage, folder: vscode.Uri) {
    this.#secrets = secrets;
    this.#folder = folder;
  }

  /** Undefined where none is stored. @throws ApiKeyStoreError */
  async get(dataflow: string): Promise<string | undefined> {
    const name = await this.#nameOf(dataflow);
    return this.#try(() => this.#secrets.get(name));
  }

  /** @throws ApiKeyStoreError */
  async store(dataflow: string, key: string): Promise<void> {
    const name = await this.#nameOf(dataflow);
    await this.#try(() => this.#secrets.store(name, key));
  }

  /** @throws ApiKeyStoreError */
  async delete(dataflow: string): Promise<void> {
    const name = await this.#nameOf(dataflow);
    await this.#try(() => this.#secrets.delete(name));
  }

  async #nameOf(dataflow: string): Promise<string> {
    const inode = this.#folder.scheme === 'file' ? (await stat(this.#folder.fsPath)).ino : 0;
    const identity = createHash('sha256').update(`${this.#folder.toString()}\n${inode}`).digest('hex');
    return `dataflows.apiKey.${identity}.${dataflow.toLowerCase()}`;
  }

  async #try<T>(action: () => Thenable<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw new ApiKeyStoreError(error);
    }
  }
}

/** The system's keyring does not work: VS Code can neither read nor keep secrets. */
export class ApiKeyStoreError extends Error {
  override readonly name = 'ApiKeyStoreError';

  constructor(cause: unknown) {
    super(
      vscode.l10n.t(
        'VS Code cannot reach the system’s keyring, where API keys are kept. Unlock or set up the keyring, then try again.',
      ),
      { cause },
    );
  }
}
