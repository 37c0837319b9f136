import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ApiKeyStoreError, ApiKeys } from '../../src/workbench/apiKeys.ts';

/** The system's keyring, as far as VS Code shows it. */
class Keyring implements vscode.SecretStorage {
  readonly kept = new Map<string, string>();
  readonly onDidChange = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event;

  async keys(): Promise<string[]> {
    return [...this.kept.keys()];
  }

  async get(name: string): Promise<string | undefined> {
    return this.kept.get(name);
  }

  async store(name: string, value: string): Promise<void> {
    this.kept.set(name, value);
  }

  async delete(name: string): Promise<void> {
    this.kept.delete(name);
  }
}

class LockedKeyring extends Keyring {
  override async get(): Promise<never> {
    throw new Error('The name org.freedesktop.secrets was not provided by any .service files');
  }

  override async store(): Promise<never> {
    throw new Error('Cannot create an item in a locked collection');
  }

  override async delete(): Promise<never> {
    throw new Error('Cannot delete an item in a locked collection');
  }
}

describe('the API keys of a folder', () => {
  let home: string;
  let keyring: Keyring;
  const keysOf = (name: string) => new ApiKeys(keyring, vscode.Uri.file(join(home, name)));

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'dataflows-keys-'));
    keyring = new Keyring();
    await mkdir(join(home, 'shop'));
    await keysOf('shop').store('Billing', 'the key');
  });

  afterEach(() => rm(home, { recursive: true }));

  it('are found in the folder again, by the dataflow’s name in any case', async () => {
    assert.equal(await keysOf('shop').get('BILLING'), 'the key');
    assert.equal(await keysOf('shop').get('Other'), undefined);
  });

  it('are not found in a copy of the folder', async () => {
    await cp(join(home, 'shop'), join(home, 'copy'), { recursive: true });
    assert.equal(await keysOf('copy').get('Billing'), undefined);
  });

  it('are not found in a copy that was put in the folder’s place', async () => {
    await cp(join(home, 'shop'), join(home, 'copy'), { recursive: true, preserveTimestamps: true });
    await rename(join(home, 'shop'), join(home, 'away'));
    await rename(join(home, 'copy'), join(home, 'shop'));
    assert.equal(await keysOf('shop').get('Billing'), undefined);
  });

  it('are not found in a folder that was made anew under the same name', async () => {
    await rm(join(home, 'shop'), { recursive: true });
    await mkdir(join(home, 'shop'));
    assert.equal(await keysOf('shop').get('Billing'), undefined);
  });

  it('are not found by way of a link to the folder', async () => {
    await symlink(join(home, 'shop'), join(home, 'link'));
    assert.equal(await keysOf('link').get('Billing'), undefined);
  });

  it('have names that tell nothing of them', () => {
    assert.ok([...keyring.kept.keys()].every((name) => !name.includes('the key') && !name.includes(home)));
  });

  it('that the keyring cannot keep or give are told in a sentence, and kept nowhere else', async () => {
    keyring = new LockedKeyring();
    const keys = keysOf('shop');
    for (const action of [
      () => keys.get('Billing'),
      () => keys.store('Billing', 'the key'),
      () => keys.delete('Billing'),
    ]) {
      await assert.rejects(
        action,
        (error) =>
          error instanceof ApiKeyStoreError && /cannot reach the system’s keyring/.test(error.message),
      );
    }
    assert.equal(keyring.kept.size, 0);
  });
});
