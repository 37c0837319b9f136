import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { restrictedTestKey } from '../stripe-server/keys.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { askAxe } from './harness/axe.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import { type Theme, themes } from './harness/themes.ts';
import type { Workbench } from './harness/workbench.ts';
import { previewTable } from './mainJob.ts';
import { PreviewPage } from './previewPage.ts';
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
          // Whatever was typed is checked by the extension before another step comes into view.
          await step.and(wizard.frame.locator('[aria-current=step]')).waitFor();
          await assertNoViolation(wizard.frame, `${await step.textContent()}, ${theme}`);
        }
      });
    }
  });

  describe('of the preview with a row’s detail', () => {
    let preview: PreviewPage;

    before(async () => {
      await previewTable(workbench, 'shop_customers');
      preview = await PreviewPage.in(workbench);
      await preview.cell(0, 'id').dblclick();
      await preview.panel.waitFor();
    });

    for (const theme of allThemes) {
      it(`finds nothing, ${theme}`, async () => {
        await workbench.chooseTheme(theme);
        await assertNoViolation(preview.frame, `preview, ${theme}`);
      });

      it(`finds nothing in what opens over it, ${theme}`, async () => {
        const { frame } = preview;
        const overlays: Record<string, () => Promise<Locator>> = {
          'a column’s dialog': async () => {
            const column = await preview.openColumn('id');
            await column.getByRole('button', { name: 'Show Summary' }).click();
            await column.getByText('Distinct').waitFor();
            return column;
          },
          'the columns’ dialog': async () => {
            await frame.getByRole('button', { name: 'Columns', exact: true }).click();
            return frame.getByRole('dialog', { name: 'Columns' });
          },
          'a cell’s menu': async () => {
            await preview.cell(1, 'id').click({ button: 'right' });
            return frame.getByRole('menu');
          },
        };
        for (const [what, open] of Object.entries(overlays)) {
          const overlay = await open();
          await overlay.waitFor();
          await assertNoViolation(frame, `${what}, ${theme}`, '.popover, [role=menu]');
          await workbench.page.keyboard.press('Escape');
          await overlay.waitFor({ state: 'detached' });
        }
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

async function assertNoViolation(frame: Frame, what: string, part?: string): Promise<void> {
  const { passes, violations } = await askAxe(frame, part);
  assert.deepEqual(violations, [], what);
  assert.ok(passes > (part === undefined ? 10 : 5), `axe saw too little of the ${what}`);
}
