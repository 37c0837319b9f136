import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { catalog } from '../../src/connectors/stripe/catalog/catalog.ts';
import { changeFile } from '../integration/databaseSupport.ts';
import { testKey } from '../stripe-server/keys.ts';
import type { StripeServer } from '../stripe-server/stripeServer.ts';
import type { Workbench } from './harness/workbench.ts';
import { databasePath } from './sampleData.ts';
import { WizardPage } from './wizardPage.ts';

/** The tables that the wizard ticks. */
export const defaultTables: readonly string[] = [...catalog().values()]
  .filter((table) => table.tickedByDefault)
  .map((table) => table.name);

/** Waits until the view shows a dataflow with this status, wherever it stands among the figures. */
export async function statusIs(workbench: Workbench, name: string, status: string): Promise<void> {
  await workbench.treeItem('Dataflows', new RegExp(`^${name}, (.* · )?${status}( · |$)`)).waitFor();
}

/** New Dataflow up to the tables, connected to a server with a key that may read everything. */
export async function connectWizard(workbench: Workbench, name: string): Promise<WizardPage> {
  await workbench.showViews();
  await workbench.runCommand('Dataflows: New Dataflow');
  const wizard = await WizardPage.in(workbench);
  await wizard.describe(name, /^Stripe/);
  await wizard.connect(testKey);
  await wizard.text(/Connected to Northwind Coffee .* in test mode/).waitFor();
  await wizard.button('Next').click();
  await wizard.step('Table Details');
  await wizard.text(`${defaultTables.length} of ${catalog().size} tables ticked`).waitFor();
  return wizard;
}

/** The main job as far as the imported tables, with the choices that the wizard offers. */
export async function importFromStripe(workbench: Workbench, name: string): Promise<void> {
  const wizard = await connectWizard(workbench, name);
  await wizard.button('Save and run').click();
  await statusIs(workbench, name, 'Succeeded');
}

/** The number of rows of each default table, as another SQLite reads them from the workspace’s file. */
export function countsInFile(workbench: Workbench, dataflow: string): Record<string, number> {
  const database = new DatabaseSync(path.join(workbench.folder, databasePath), { readOnly: true });
  try {
    return Object.fromEntries(
      defaultTables.map((resource) => {
        const table = `${dataflow.toLowerCase()}_${resource}`;
        return [resource, Number(database.prepare(`SELECT count(*) AS n FROM "${table}"`).get()?.['n'])];
      }),
    );
  } finally {
    database.close();
  }
}

/** Changes the database as another program does. */
export function changeDatabase(workbench: Workbench, sql: string): void {
  changeFile(path.join(workbench.folder, databasePath), sql);
}

/** The number of objects that the server has of each default table. */
export function countsOnServer(server: StripeServer): Record<string, number> {
  return Object.fromEntries(defaultTables.map((resource) => [resource, server.objects(resource).length]));
}

/** Opens a table from the Databases view and waits for its rows. */
export async function previewTable(workbench: Workbench, table: string): Promise<void> {
  await workbench.treeItem('Databases', table).click();
  await workbench.editorTab(table).waitFor();
  const frame = await workbench.frameWith('[role=gridcell]');
  await frame.getByRole('gridcell', { name: /_/ }).first().waitFor();
}

/** Remove, confirmed in the dialog, which names what goes. */
export async function removeDataflow(workbench: Workbench, name: string, table: string): Promise<void> {
  await workbench.contextMenu(workbench.treeItem('Dataflows', name), 'Remove');
  const dialog = workbench.dialog(`Remove the dataflow “${name}”?`);
  await dialog.filter({ hasText: table }).waitFor();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await workbench.treeItem('Dataflows', name).waitFor({ state: 'detached' });
  const { dataflows } = JSON.parse(await workbench.readFile('.dataflows/dataflows.json'));
  assert.deepEqual(dataflows, []);
}
