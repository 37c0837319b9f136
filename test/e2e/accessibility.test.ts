import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { restrictedTestKey } from '../stripe-server/keys.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { askAxe } from './harness/axe.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import { type Theme, themes } from './harness/themes.ts';
import type { Workbench } from './harness/workbench.ts';
import { previewTable } from './mainJob.ts';
import { sampleFiles } from './sampleData.ts';
import { WizardPage } from './wizardPage.ts';

const allThemes = Object.keys(themes) as Theme[];

describe('accessibility, as far as axe can tell', () => {
  let server: StripeServer;
  let workbench: Workbench;

  before(async () => {
    server = await startStripeServer({ customers: 5 });
    server.keys.find(({ key }) => key === restrictedTestKey)?.denied?.add('rak_charge_read');
    workbench = await openWorkbench({
      machineSettings: { 'dataflows.stripe.apiBase': server.url },
      files: await sampleFiles('Shop', ['customers']),
    });
    await workbench.showViews();
  });

  after(async () => {
    await workbench.close();
    await server.close();
  });

  describe('of the wizard', () => {
    let wizard: WizardPage;

    before(async () => {
      await workbench.runCommand('Dataflows: New Dataflow');
      wizard = await WizardPage.in(workbench);
      await wizard.describe('Billing', /^Stripe/);
      await wizard.connect(restrictedTestKey);
      await wizard.text(/^Connected to/).waitFor();
      await wizard.button('Next').click();
      // A few rows are enough for axe: one with a warning and a problem among them.
      await wizard.search.fill('charges');
      await wizard.row('charges').getByText('The key lacks the permission rak_charge_read.').waitFor();
      await wizard.checkbox('Include charges').click();
      await wizard.field('Table Name of charges').fill('select');
      await wizard.text('“select” is a word of SQL.').waitFor();
    });

    after(async () => {
      await workbench.runCommand('View: Close All Editors');
    });

    for (const theme of allThemes) {
      it(`finds nothing in its steps, ${theme}`, async () => {
        await workbench.chooseTheme(theme);
        for (const step of await wizard.steps.all()) {
          await step.click();
          await assertNoViolation(wizard.frame, `${await step.textContent()}, ${theme}`);
        }
      });
    }
  });

  describe('of the preview with a row’s detail', () => {
    let preview: Frame;

    before(async () => {
      await previewTable(workbench, 'shop_customers');
      preview = await workbench.frameWith('[role=gridcell]');
      await preview.getByRole('gridcell').first().dblclick();
      await preview.getByRole('complementary', { name: 'Row detail' }).waitFor();
    });

    for (const theme of allThemes) {
      it(`finds nothing, ${theme}`, async () => {
        await workbench.chooseTheme(theme);
        await assertNoViolation(preview, `preview, ${theme}`);
      });
    }
  });

  describe('of a table’s attributes', () => {
    let preview: Frame;

    before(async () => {
      await workbench.treeItem('Databases', 'shop_customers').click();
      await workbench.editorTab('shop_customers').waitFor();
      preview = await workbench.frameWith('[role=tablist]');
      await preview.getByRole('tab', { name: 'Attributes' }).click();
      await preview
        .getByRole('row', { name: /^email / })
        .filter({ hasText: '%' })
        .waitFor();
    });

    for (const theme of allThemes) {
      it(`finds nothing, ${theme}`, async () => {
        await workbench.chooseTheme(theme);
        await assertNoViolation(preview, `attributes, ${theme}`);
      });
    }
  });
});

async function assertNoViolation(frame: Frame, what: string): Promise<void> {
  const { passes, violations } = await askAxe(frame);
  assert.deepEqual(violations, [], what);
  assert.ok(passes > 10, `axe saw too little of the ${what}`);
}
