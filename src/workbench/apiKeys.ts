import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';

/**
 * The API keys, in VS Code's SecretStorage and nowhere else. A key's name there holds the folder's identity: its URI,
 * inode and time of birth, so that a copy of the folder, or another one put in its place, cannot use the key.
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
    // The time of birth tells a folder from an earlier one of its name: file systems give inodes away again. Where a
    // file system keeps none it is 0.
    const { ino, birthtimeNs } = await stat(this.#folder.fsPath, { bigint: true });
    const identity = createHash('sha256')
      .update(`${this.#folder.toString()}\n${ino}\n${birthtimeNs}`)
      .digest('hex');
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
