import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { writeTestExtension } from '../e2e/harness/testExtension.ts';

/**
 * An extension that runs beside ours, and tells how long the thread of the extension host was not there for others, and
 * how long VS Code takes for a page with nothing in it. It answers at sockets: asking does not go through the window.
 */
export class HostWatch {
  /** The extension's folder. */
  readonly extension: string;

  private constructor(folder: string) {
    this.extension = folder;
  }

  static async make(): Promise<HostWatch> {
    const folder = await mkdtemp(path.join(tmpdir(), 'dataflows-bench-watch-'));
    await writeTestExtension(folder, 'host-watch', extension, {
      customEditors: [
        {
          viewType: 'empty',
          displayName: 'Empty',
          selector: [{ filenamePattern: '*.empty' }],
          priority: 'option',
        },
      ],
    });
    return new HostWatch(folder);
  }

  /** The longest stall since somebody asked last, in milliseconds. */
  async longestStall(): Promise<number> {
    return await this.#ask('stall');
  }

  /** Opens an editor whose page has one script of a line. Milliseconds from the command to the page's first frame. */
  async emptyEditor(): Promise<number> {
    return await this.#ask('editor');
  }

  async #ask(what: string): Promise<number> {
    const socket = connect(path.join(this.extension, what));
    await once(socket, 'connect');
    return Number(await text(socket));
  }

  async remove(): Promise<void> {
    await rm(this.extension, { recursive: true, force: true });
  }
}

/** A reload of the window starts the host anew: the newest answers. */
const extension = `
const { rmSync } = require('node:fs');
const { createServer } = require('node:net');
const { join } = require('node:path');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const vscode = require('vscode');
const resolution = 2;
const answer = (what, figure) => {
  const socket = join(__dirname, what);
  rmSync(socket, { force: true });
  createServer(async (connection) => connection.end(String(await figure()))).listen(socket);
};
exports.activate = () => {
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  answer('stall', () => {
    const longest = delays.max / 1e6 - resolution;
    delays.reset();
    return longest;
  });
  let shown;
  vscode.window.registerCustomEditorProvider('empty', {
    openCustomDocument: (uri) => ({ uri, dispose() {} }),
    resolveCustomEditor(document, { webview }) {
      webview.options = { enableScripts: true };
      webview.onDidReceiveMessage((at) => shown(at));
      webview.html = '<script>requestAnimationFrame(() => acquireVsCodeApi().postMessage(Date.now()))</script>';
    },
  });
  let files = 0;
  answer('editor', async () => {
    const opened = new Promise((resolve) => { shown = resolve; });
    files += 1;
    const began = Date.now();
    await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.parse('empty:/' + files + '.empty'), 'empty');
    const took = (await opened) - began;
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    return took;
  });
};
`;
