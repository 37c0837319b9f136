import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RunRecord } from '../../src/database/api.ts';
import { folder, run, sampleDataflow, writeDefinitions } from './harness/dataflows.ts';

/** Calls a command that asks, and takes the first choice, as soon as there is one. */
async function takeFirst<T>(command: string, ...parameters: readonly unknown[]): Promise<T | undefined> {
  let isDone = false;
  const called = Promise.resolve(vscode.commands.executeCommand<T>(command, ...parameters)).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  }
  return await called;
}

describe('a command', () => {
  before(async () => {
    await writeDefinitions([
      sampleDataflow('Alpha', ['customers', 'products']),
      sampleDataflow('Beta', ['products']),
    ]);
    await run('Alpha');
    await run('Beta');
  });

  after(() => rm(join(folder(), '.dataflows', 'dataflows.json')));

  describe('of a tree’s row that VS Code has lost', () => {
    // What VS Code calls a command with where it drew the tree anew while the row's menu was open.
    const lost = [undefined, undefined] as const;

    it('asks which dataflow', async () => {
      const record = await takeFirst<RunRecord>('dataflows.run', ...lost);
      assert.equal(record?.dataflow, 'Alpha');
    });

    it('asks which table', async () => {
      await takeFirst('dataflows.copyTableName', ...lost);
      assert.equal(await vscode.env.clipboard.readText(), 'alpha_customers');
    });

    it('leaves the clipboard alone where it cannot ask', async () => {
      await vscode.env.clipboard.writeText('before');
      await vscode.commands.executeCommand('dataflows.copyName', ...lost);
      assert.equal(await vscode.env.clipboard.readText(), 'before');
    });
  });

  describe('to roll back', () => {
    it('undoes the run that code names, and no other one', async () => {
      const rollBack = async (number: number) =>
        await vscode.commands.executeCommand<RunRecord>('dataflows.rollback', 'alpha', number);
      await assert.rejects(() => rollBack(2), /#2 cannot be rolled back now: .* is #1/);
      const record = await rollBack(1);
      assert.deepEqual(
        [record.status, record.tables.map(({ table, deleted }) => [table, deleted > 0])],
        [
          'rolledBack',
          [
            ['alpha_customers', true],
            ['alpha_products', true],
          ],
        ],
      );
      await assert.rejects(() => rollBack(1), /There is nothing to roll back/);
    });

    it('undoes what a run did to the table that code names', async () => {
      const rollBack = async () =>
        await vscode.commands.executeCommand<RunRecord>('dataflows.rollbackTable', 'beta_products', 1);
      assert.equal((await rollBack()).status, 'rolledBack');
      await assert.rejects(rollBack, /“beta_products” is not imported yet/);
    });

    it('asks where code does not name the run', async () => {
      await run('Beta');
      // VS Code shows no dialog in tests, and says which one it would have been.
      await assert.rejects(
        async () => await vscode.commands.executeCommand('dataflows.rollback', 'Beta'),
        /Roll back run #\d of “Beta”\?/,
      );
      await vscode.commands.executeCommand('dataflows.previewTable', 'beta_products');
    });
  });

  describe('to delete leftover tables', () => {
    const deleteLeftovers = async (table: string) =>
      await vscode.commands.executeCommand('dataflows.deleteLeftovers', table);

    it('refuses a table that a dataflow imports, and asks before it deletes another one', async () => {
      await run('Alpha');
      await assert.rejects(
        () => deleteLeftovers('alpha_customers'),
        /“alpha_customers” belongs to the dataflow “Alpha”/,
      );
      await writeDefinitions([sampleDataflow('Alpha', ['products']), sampleDataflow('Beta', ['products'])]);
      await assert.rejects(() => deleteLeftovers('alpha_customers'), /Delete the table “alpha_customers”\?/);
      await vscode.commands.executeCommand('dataflows.previewTable', 'alpha_customers');
    });

    it('does nothing while dataflows.json cannot be read: nobody knows what is left over', async () => {
      await writeFile(join(folder(), '.dataflows', 'dataflows.json'), '{ oops');
      await assert.rejects(() => deleteLeftovers('alpha_customers'), /not valid JSON/);
    });
  });

  describe('where there is one dataflow only', () => {
    before(() => writeDefinitions([sampleDataflow('Alpha', ['customers', 'products'])]));

    it('takes it for the row that VS Code has lost', async () => {
      const record = await vscode.commands.executeCommand<RunRecord>('dataflows.run', undefined, undefined);
      assert.equal(record.dataflow, 'Alpha');
    });
  });
});
