import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RunRecord } from '../../../src/database/api.ts';

/** The folder that is open. */
export function folder(): string {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, 'the tests need an open folder');
  return first.uri.fsPath;
}

/** A dataflow of the sample account as a person may write it into dataflows.json. */
export function sampleDataflow(name: string, resources: readonly string[]) {
  return {
    name,
    connector: 'sample',
    displayName: name,
    tables: resources.map((resource) => ({ resource, table: `${name}_${resource}`.toLowerCase() })),
    createdAt: '2026-11-23T08:00:00.000Z',
    updatedAt: '2026-11-23T08:00:00.000Z',
  };
}

/** Writes dataflows.json, as a person who edits it by hand. Nothing has read it then. */
export async function writeDefinitions(dataflows: readonly unknown[]): Promise<void> {
  await mkdir(join(folder(), '.dataflows'), { recursive: true });
  await writeFile(join(folder(), '.dataflows', 'dataflows.json'), JSON.stringify({ version: 1, dataflows }));
}

/** Runs a dataflow by code. */
export function run(name: string): Thenable<RunRecord> {
  return vscode.commands.executeCommand<RunRecord>('dataflows.run', name);
}
