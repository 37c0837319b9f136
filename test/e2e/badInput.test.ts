import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expiredTestKey, publishableTestKey, secondAccountKey, testKey } from '../stripe-server/keys.ts';
import { type StripeServer, startStripeServer } from '../stripe-server/stripeServer.ts';
import { Keyboard } from './harness/keyboard.ts';
import { openWorkbench } from './harness/openWorkbench.ts';
import { until } from './harness/until.ts';
import type { Workbench } from './harness/workbench.ts';
import { statusIs } from './mainJob.ts';
import { databasePath, definitionsPath, sampleFiles } from './sampleData.ts';
import { WizardPage } from './wizardPage.ts';

describe('bad input', () => {
  let server: StripeServer;
  let workbench: Workbench;

  before(async () => {
    server = await startStripeServer({ customers: 5 });
    workbench = await openWorkbench({
      machineSettings: { 'dataflows.stripe.apiBase': server.url },
      files: await sampleFiles('Sample', ['customers']),
    });
    await workbench.showViews();
  });

  after(async () => {
    await workbench.close();
    await server.close();
  });

  describe('in the wizard', () => {
    let wizard: WizardPage;

    before(async () => {
      await workbench.runCommand('Dataflows: New Dataflow');
      wizard = await WizardPage.in(workbench);
    });

    const badNames = {
      'a digit first': ['2024', 'A name starts with a letter, not with a digit.'],
      nothing: ['', 'Enter a name.'],
      'a space': ['My Billing', /^Use the letters A to Z and digits only/],
      punctuation: ['billing-2024', /^Use the letters A to Z and digits only/],
      'letters of other alphabets': ['Größe', /^Use the letters A to Z and digits only/],
      '200 characters': ['a'.repeat(200), 'A name has at most 64 characters; this one has 200.'],
      'a name in use, in another case': ['sAMPLE', /^The dataflow “Sample” exists already/],
    } as const;
    for (const [what, [typed, sentence]] of Object.entries(badNames)) {
      it(`as the name: ${what}`, async () => {
        await wizard.field('Name').fill(typed);
        await wizard.text(sentence).waitFor();
        await wizard.button('Next').click();
        await wizard.step('New Dataflow');
        assert.equal(await wizard.field('Name').inputValue(), typed);
      });
    }

    it('is forgotten when it is put right', async () => {
      await wizard.describe('Billing', /^Stripe/);
      await wizard.button('Back').click();
      // No more is taken than what the extension takes.
      await wizard.field('Description').focus();
      await workbench.page.keyboard.insertText('a'.repeat(30_000));
      assert.equal((await wizard.field('Description').inputValue()).length, 20_000);
      await wizard.field('Description').fill('What Stripe knows of our customers.');
      await wizard.button('Next').click();
    });

    const badKeys = {
      nothing: ['', 'Enter an API key.'],
      'a publishable key': [publishableTestKey, /^This is a publishable key/],
      'half a key': [testKey.slice(0, 14), /^This API key is incomplete/],
      'another text': ['correct horse', /^This is not an API key of Stripe/],
      'a revoked key': ['sk_test_RevokedKeyOfSomeoneElse', /^Stripe does not know this API key/],
      'an expired key': [expiredTestKey, /^This API key has expired/],
    } as const;
    for (const [what, [typed, sentence]] of Object.entries(badKeys)) {
      it(`as the key: ${what}`, async () => {
        await wizard.connect(typed);
        await wizard.text(sentence).waitFor();
        assert.equal(await wizard.field('Api Key').inputValue(), typed);
      });
    }

    it('in the place of an answer: a proxy’s page, after which the focus is back on the key', async () => {
      const fault = server.faults.add(() => ({ kind: 'html' }));
      await wizard.connect(testKey);
      await wizard.text(/answered with a web page instead of data/).waitFor();
      await new Keyboard(workbench.page).isOn(wizard.field('Api Key'));
      fault.remove();
    });

    it('in the place of an answer: nothing, from a server that is not there', async () => {
      const { port } = server;
      await server.close();
      await wizard.connect(testKey);
      await wizard.text(/cannot be reached \(ECONNREFUSED\)/).waitFor();
      server = await startStripeServer({ customers: 5, port });
    });

    it('in the place of an answer: silence, which one cancels, and the focus is back on the key', async () => {
      const fault = server.faults.add(() => ({ kind: 'hang' }));
      await wizard.connect(testKey);
      await wizard.text(/^Connecting to/).waitFor();
      await wizard.button('Cancel').click();
      await new Keyboard(workbench.page).isOn(wizard.field('Api Key'));
      fault.remove();
    });

    it('takes a key with spaces around it, and leaves the focus where the person went meanwhile', async () => {
      const fault = server.faults.add(() => ({ kind: 'delay', ms: 2000 }));
      await wizard.connect(`  ${testKey}\t`);
      const palette = await workbench.openPalette('Dataflows');
      await wizard.text(/^Connected to Northwind Coffee/).waitFor();
      assert.equal(await palette.isOpen(), true);
      await palette.cancel();
      fault.remove();
    });

    it('saves nothing before the tables are there, however quick the person is', async () => {
      await wizard.clickWhenShown('Save');
      await wizard.button('Next').click();
      await wizard.text(/^25 of/).waitFor();
      await wizard.text('Saving…').waitFor({ state: 'hidden' });
      assert.equal(await wizard.text('Tick at least one table.').count(), 0);
    });

    it('has the same rows when it comes back to them', async () => {
      await wizard.frame.evaluate(`
        window.rowBefore = document.querySelector('tbody tr');
        window.answers = 0;
        window.addEventListener('message', (event) => {
          answers += JSON.stringify(event.data).includes('defaultTable') ? 1 : 0;
        });`);
      await wizard.goTo('Configuration');
      await wizard.goTo('Table Details');
      await until(wizard.frame, 'answers > 0');
      assert.equal(await wizard.frame.evaluate('rowBefore.isConnected'), true);
    });

    it('as the tables: none', async () => {
      await wizard.button('Select None').click();
      await wizard.button('Save').click();
      await wizard.text('Tick at least one table.').waitFor();
    });

    const badTables = {
      'a word of SQL': ['select', '“select” is a word of SQL. Choose another name.'],
      'a quote in it': ['o"brien', /^A table name starts with a letter/],
      'the name of another one': [
        'billing_charges',
        'Two tables are named “billing_charges”. Rename one of them.',
      ],
      'the name of another dataflow’s': ['Sample_Customers', /^The dataflow “Sample” has a table named/],
    } as const;
    for (const [what, [typed, sentence]] of Object.entries(badTables)) {
      it(`as a table’s name: ${what}`, async () => {
        for (const resource of ['charges', 'customers']) {
          await wizard.include(resource);
        }
        await wizard.field('Table Name of customers').fill(typed);
        await wizard.row('customers').getByText(sentence).waitFor();
        await wizard.button('Save').click();
        await wizard.row('customers').getByText(sentence).waitFor();
        assert.equal(await wizard.field('Table Name of customers').inputValue(), typed);
      });
    }

    it('as a table’s name: the name of a table that a dataflow of former times has left', async () => {
      const database = new DatabaseSync(path.join(workbench.folder, databasePath));
      database.exec(`
        CREATE TABLE left_behind (id TEXT PRIMARY KEY, _run_id INTEGER, _deleted_at DATETIME);
        INSERT INTO _dataflows_tables (name, dataflow, resource, columns)
        VALUES ('left_behind', 'Gone', 'customers', '[{"name":"id","type":"text"}]')`);
      database.close();
      await workbench.treeItem('Databases', 'left_behind').waitFor();
      await wizard.field('Table Name of customers').fill('Left_Behind');
      await wizard.button('Save').click();
      await wizard
        .row('customers')
        .getByText(/of the dataflow “Gone” that is no more/)
        .waitFor();
    });

    it('loses nothing of what was typed besides', async () => {
      await wizard.field('Table Name of customers').fill('people');
      await wizard.button('Save').click();
      await workbench.treeItem('Dataflows', 'Billing').waitFor();
      const { dataflows } = JSON.parse(await workbench.readFile(definitionsPath));
      assert.equal(dataflows[1].description, 'What Stripe knows of our customers.');
      assert.deepEqual(dataflows[1].tables.map(({ table }: { table: string }) => table).sort(), [
        'billing_charges',
        'people',
      ]);
    });
  });

  describe('as a new key', () => {
    it('is asked about again, with the reason', async () => {
      await workbench.contextMenu(workbench.treeItem('Dataflows', 'Billing'), 'Set API Key');
      await workbench.quickInput.type(expiredTestKey);
      await workbench.quickInput.accept();
      await workbench.quickInput.message.filter({ hasText: 'This API key has expired.' }).waitFor();
    });

    it('is refused when it opens another account, with a way out', async () => {
      await workbench.quickInput.type(secondAccountKey);
      await workbench.quickInput.accept();
      const dialog = workbench.dialog(/The key opens the account acct_.* must not be mixed/);
      await dialog.getByRole('button', { name: 'New Dataflow' }).waitFor();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await workbench.contextMenu(workbench.treeItem('Dataflows', 'Billing'), 'Run');
      await statusIs(workbench, 'Billing', 'Succeeded');
    });
  });

  describe('in dataflows.json', () => {
    let good: string;

    before(async () => {
      good = await workbench.readFile(definitionsPath);
    });

    const badDefinitions = {
      'no JSON': ['{ "version": 1, ', /dataflows\.json is not valid JSON/],
      'another shape': ['{ "version": 1, "dataflows": [{ "name": 7 }] }', /dataflows\.json: dataflows\[0\]/],
      'a newer version': [
        '{ "version": 2 }',
        /dataflows\.json has version 2, and this extension knows up to 1/,
      ],
    } as const;
    for (const [what, [text, sentence]] of Object.entries(badDefinitions)) {
      it(`${what} is told in the view, and the file left as it is`, async () => {
        await workbench.writeFile(definitionsPath, text);
        await workbench.page.getByText(sentence).waitFor();
        await workbench.runCommand('Dataflows: New Dataflow from the Sample Account');
        const problem = workbench.notification(sentence);
        await problem.getByRole('button', { name: 'Open dataflows.json' }).waitFor();
        await workbench.runCommand('Notifications: Clear All Notifications');
        assert.equal(await workbench.readFile(definitionsPath), text);
      });
    }

    it('keeps Remove from deleting tables whose definition it could not take out', async () => {
      await workbench.writeFile(definitionsPath, 'no definitions');
      await workbench.page.getByText(/dataflows\.json is not valid JSON/).waitFor();
      await workbench.runCommand('Dataflows: Remove', 'Billing');
      const problem = workbench.notification(/dataflows\.json is not valid JSON/);
      await problem.getByRole('button', { name: 'Open dataflows.json' }).waitFor();
      await workbench.runCommand('Notifications: Clear All Notifications');
      await workbench.treeItem('Databases', 'billing_charges').waitFor();
    });

    it('is told in an open wizard, which keeps what was typed', async () => {
      await workbench.writeFile(definitionsPath, good);
      await workbench.runCommand('Dataflows: Edit', 'Billing');
      const wizard = await WizardPage.in(workbench);
      await wizard.goTo('Set dataflow name');
      await wizard.field('Description').fill('Half a sentence');
      await workbench.writeFile(definitionsPath, 'no definitions');
      await wizard.text(/what you typed stays here/).waitFor();
      await workbench.writeFile(definitionsPath, '{ "version": 1, "dataflows": [] }');
      await wizard
        .text('The dataflow “Billing” is no longer in dataflows.json. Save makes it again.')
        .waitFor();
      assert.equal(await wizard.field('Description').inputValue(), 'Half a sentence');
      await workbench.runCommand('View: Close All Editors');
    });

    it('keeps an open wizard from saving as long as it is there', async () => {
      await workbench.writeFile(definitionsPath, good);
      await workbench.runCommand('Dataflows: Edit', 'Billing');
      const wizard = await WizardPage.in(workbench);
      await wizard.goTo('Table Details');
      await workbench.writeFile(definitionsPath, 'no definitions');
      await wizard.text(/what you typed stays here/).waitFor();
      await wizard.button('Save').click();
      const mistakes = `document.body.innerText.split('is not valid JSON').length - 1`;
      await until(wizard.frame, `${mistakes} === 2`);
      await workbench.writeFile(definitionsPath, good);
      await until(wizard.frame, `${mistakes} === 0`);
      await workbench.runCommand('View: Close All Editors');
    });

    it('is forgotten when it is put right, by whatever hand', async () => {
      await workbench.writeFile(
        definitionsPath,
        good.replace('"displayName": "Billing"', '"displayName": "Our money"'),
      );
      await workbench.treeItem('Dataflows', 'Our money').waitFor();
    });

    it('leaves the view as at the beginning when the file is deleted', async () => {
      await rm(path.join(workbench.folder, definitionsPath));
      await workbench.page.getByRole('button', { name: 'Try the Sample Account' }).waitFor();
      await workbench.writeFile(definitionsPath, good);
      await workbench.treeItem('Dataflows', 'Sample').waitFor();
    });
  });

  describe('in the place of the database', () => {
    const badDatabases = {
      'another file': {
        make: async () => Buffer.from('This is not a database, whatever its name says.'.repeat(20)),
        sentence: /is no SQLite database/,
      },
      'half a database': {
        make: async (file: string) => (await readFile(file)).subarray(0, 20_000),
        sentence: /is cut short/,
      },
      'a database of a newer version': {
        make: async (file: string) => {
          const database = new DatabaseSync(file);
          database.exec('PRAGMA user_version = 99');
          database.close();
          return await readFile(file);
        },
        sentence: /was made by a newer version of Dataflows/,
      },
    };
    for (const [what, { make, sentence }] of Object.entries(badDatabases)) {
      it(`${what} is told in the view and to who runs, and left as it is`, async () => {
        const file = path.join(workbench.folder, databasePath);
        const good = await readFile(file);
        const bad = await make(file);
        await workbench.writeFile(databasePath, bad);
        await workbench.reload();
        await workbench.showViews();
        await workbench.page.locator('.pane-body').getByText(sentence).waitFor();
        await workbench.contextMenu(workbench.treeItem('Dataflows', 'Sample'), 'Run');
        await workbench.notification(sentence).waitFor();
        assert.deepEqual(await readFile(file), bad);
        await workbench.writeFile(databasePath, good);
      });
    }
  });

  it('causes no problem that nobody sees', () => {
    assert.deepEqual(workbench.problems(), []);
  });
});
