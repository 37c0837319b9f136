import assert from 'node:assert/strict';
import { access, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RunRecord } from '../../src/database/api.ts';
import { folder, run, sampleDataflow, writeDefinitions } from './harness/dataflows.ts';

const extensionId = 'dataflows.dataflows-for-stripe';

describe('the extension in VS Code', () => {
  before(async () => {
    await vscode.extensions.getExtension(extensionId)?.activate();
  });

  afterEach(() => rm(join(folder(), '.dataflows', 'dataflows.json'), { force: true }));

  it('has every command that its manifest contributes', async () => {
    const { contributes } = vscode.extensions.getExtension(extensionId)?.packageJSON ?? {};
    const contributed: string[] = contributes.commands.map((command: { command: string }) => command.command);
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      contributed.filter((command) => !registered.includes(command)),
      [],
    );
  });

  it('starts no database before one is needed', async () => {
    assert.deepEqual(await readdir(folder()), []);
  });

  it('runs a dataflow by its name, in any case, and resolves with the run’s record', async () => {
    await writeDefinitions([sampleDataflow('Shop', ['customers', 'invoices', 'invoice_line_items'])]);
    const first = await run('Shop');
    assert.equal(first.status, 'succeeded', first.description);
    assert.deepEqual(
      first.tables.map((table) => [table.table, table.status, table.inserted > 0, table.updated]),
      [
        ['shop_customers', 'succeeded', true, 0],
        ['shop_invoices', 'succeeded', true, 0],
        ['shop_invoice_line_items', 'succeeded', true, 0],
      ],
    );
    const second = await run('SHOP');
    assert.equal(second.number, first.number + 1);
    assert.deepEqual(
      second.tables.map((table) => [table.inserted, table.updated, table.unchanged]),
      first.tables.map((table) => [0, 0, table.inserted]),
    );
  });

  it('runs a dataflow as the file has it in that moment', async () => {
    await writeDefinitions([sampleDataflow('Fresh', ['products'])]);
    const first = await run('Fresh');
    await writeDefinitions([sampleDataflow('Fresh', ['products', 'coupons'])]);
    const second = await run('Fresh');
    assert.deepEqual(
      [first, second].map(({ tables }) => tables.map(({ table }) => table)),
      [['fresh_products'], ['fresh_products', 'fresh_coupons']],
    );
  });

  it('runs a dataflow in full', async () => {
    await writeDefinitions([sampleDataflow('Whole', ['products'])]);
    const runFull = () => vscode.commands.executeCommand<RunRecord>('dataflows.runFull', 'Whole');
    const first = await runFull();
    assert.equal(first.status, 'succeeded', first.description);
    const second = await runFull();
    assert.deepEqual(
      second.tables.map((table) => [table.table, table.inserted, table.unchanged]),
      first.tables.map((table) => [table.table, 0, table.inserted]),
    );
  });

  it('leaves an SQLite file in the folder', async () => {
    const file = await readFile(join(folder(), '.dataflows', 'dataflows.sqlite'));
    assert.equal(file.subarray(0, 15).toString(), 'SQLite format 3');
  });

  it('makes the empty, typed table where only the metadata is wanted', async () => {
    const dataflow = sampleDataflow('Typed', ['customers']);
    await writeDefinitions([
      { ...dataflow, tables: dataflow.tables.map((table) => ({ ...table, load: 'metadata' })) },
    ]);
    const record = await run('Typed');
    assert.equal(record.status, 'succeeded', record.description);
    assert.equal(record.tables[0]?.inserted, 0);
  });

  it('skips a table that the connector does not know, and says so', async () => {
    await writeDefinitions([sampleDataflow('Odd', ['customers', 'unicorns'])]);
    const record = await run('Odd');
    assert.equal(record.status, 'succeededWithWarnings');
    assert.match(record.description ?? '', /unicorns/);
  });

  it('rejects the name of no dataflow', async () => {
    await assert.rejects(async () => await run('Nobody'), /no dataflow named “Nobody”/);
  });

  it('rejects a run without an API key, and says what to do', async () => {
    await writeDefinitions([{ ...sampleDataflow('Keyless', ['customers']), connector: 'stripe' }]);
    await assert.rejects(async () => await run('Keyless'), /No API key is stored for the dataflow “Keyless”/);
  });

  it('rejects a dataflow of a connector that it does not have', async () => {
    await writeDefinitions([{ ...sampleDataflow('Foreign', ['customers']), connector: 'paypal' }]);
    await assert.rejects(async () => await run('Foreign'), /the connector “paypal”/);
  });

  it('keeps the dataflows that it knows when the file is broken by hand, and overwrites nothing', async () => {
    await writeDefinitions([sampleDataflow('Kept', ['customers'])]);
    await vscode.commands.executeCommand('dataflows.refresh');
    await writeFile(join(folder(), '.dataflows', 'dataflows.json'), '{ oops');
    assert.equal((await run('Kept')).status, 'succeeded');
    assert.equal(await readFile(join(folder(), '.dataflows', 'dataflows.json'), 'utf8'), '{ oops');
  });

  it('makes and runs a sample dataflow in one step', async () => {
    const name = await vscode.commands.executeCommand<string>('dataflows.newFromSample');
    const { dataflows } = JSON.parse(await readFile(join(folder(), '.dataflows', 'dataflows.json'), 'utf8'));
    assert.deepEqual(
      dataflows.map((dataflow: { name: string }) => dataflow.name),
      [name],
    );
    await access(join(folder(), '.dataflows', '.gitignore'));
  });

  it('makes one sample dataflow of two presses of its button', async () => {
    const press = () => vscode.commands.executeCommand<string>('dataflows.newFromSample');
    const [first, second] = await Promise.all([press(), press()]);
    assert.equal(second, first);
    assert.notEqual(await press(), first);
  });

  it('does what is asked for while it goes over to another database in that one', async () => {
    await writeDefinitions([sampleDataflow('Moved', ['products'])]);
    const settings = vscode.workspace.getConfiguration('dataflows');
    const other = join('.dataflows', 'other.sqlite');
    try {
      await settings.update('databasePath', other, vscode.ConfigurationTarget.Workspace);
      assert.equal((await run('Moved')).number, 1);
      await access(join(folder(), other));
    } finally {
      await settings.update('databasePath', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('opens a table in the preview editor, and takes the same tab again', async () => {
    await writeDefinitions([sampleDataflow('Looked', ['customers'])]);
    await run('Looked');
    await vscode.commands.executeCommand('dataflows.previewTable', 'looked_customers');
    await vscode.commands.executeCommand('dataflows.previewTable', 'looked_customers');
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const previews = tabs.filter((tab) => tab.input instanceof vscode.TabInputCustom);
    assert.deepEqual(
      previews.map((tab) => [tab.label, tab.isDirty]),
      [['looked_customers', false]],
    );
  });

  it('copies the name of a table', async () => {
    await vscode.commands.executeCommand('dataflows.copyTableName', 'looked_customers');
    assert.equal(await vscode.env.clipboard.readText(), 'looked_customers');
  });

  it('exports a table to a file whose name tells the format', async () => {
    const file = join(folder(), 'customers.csv');
    const [written, ...others] = await vscode.commands.executeCommand<{ rows: number; bytes: number }[]>(
      'dataflows.exportTable',
      'looked_customers',
      file,
    );
    assert.deepEqual(others, []);
    const text = await readFile(file, 'utf8');
    assert.match(text, /^id,object,/);
    assert.equal(text.match(/^cus_/gm)?.length, written?.rows);
    assert.equal(Buffer.byteLength(text), written?.bytes);
    await rm(file);
  });

  it('exports nothing to a file of no known format, or into no folder', async () => {
    const exportTo = async (file: string) =>
      await vscode.commands.executeCommand('dataflows.exportTable', 'looked_customers', file);
    await assert.rejects(() => exportTo(join(folder(), 'customers.docx')), /customers\.docx” is not/);
    await assert.rejects(() => exportTo('customers.csv'), /absolute path/);
    await assert.rejects(() => exportTo(join(folder(), 'nowhere', 'a.csv')), /there is no folder .*nowhere/);
  });

  it('says that a table is not imported yet', async () => {
    await assert.rejects(
      async () => await vscode.commands.executeCommand('dataflows.previewTable', 'no_table'),
      /“no_table” is not imported yet/,
    );
  });
});
