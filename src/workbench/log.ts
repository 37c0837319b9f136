import * as vscode from 'vscode';
import { redactKeys } from '../connectors/redaction.ts';
import { formatTime } from '../dataflows/runHistory.ts';
import { Disposable } from './disposable.ts';

/** How many of a channel's lines are kept, to be shown again below a run history. */
const maxKeptLines = 1000;

/** The log output channels: one for the extension's own details, one per dataflow for its runs. No key gets in. */
export class Logs extends Disposable {
  readonly #extension: vscode.LogOutputChannel;
  readonly #channels = new Map<string, DataflowLog>();

  constructor(extension: vscode.LogOutputChannel) {
    super();
    this.#extension = extension;
  }

  /** For details of what went wrong, which no person needs to see at once. */
  error(what: string, error: unknown): void {
    this.#extension.error(redactKeys(`${what}: ${describe(error)}`));
  }

  info(text: string): void {
    this.#extension.info(redactKeys(text));
  }

  show(): void {
    this.#extension.show(true);
  }

  /** The channel of a dataflow; made at the first call. */
  of(dataflow: string): DataflowLog {
    const key = dataflow.toLowerCase();
    const log = this.#channels.get(key) ?? new DataflowLog(dataflow);
    this.#channels.set(key, log);
    return log;
  }

  /** Takes a removed dataflow's channel away. */
  remove(dataflow: string): void {
    this.#channels.get(dataflow.toLowerCase())?.dispose();
    this.#channels.delete(dataflow.toLowerCase());
  }

  /** Takes the channels of all dataflows away: another folder may have dataflows of the same names. */
  removeAll(): void {
    for (const log of this.#channels.values()) {
      log.dispose();
    }
    this.#channels.clear();
  }

  override dispose(): void {
    this.removeAll();
    super.dispose();
  }
}

/** A dataflow's log channel: what its runs do, as it happens, and its run history when asked for. */
export class DataflowLog implements vscode.Disposable {
  readonly #channel: vscode.OutputChannel;
  readonly #lines: string[] = [];

  constructor(dataflow: string) {
    // Not a LogOutputChannel: it stamps each line with the present time, and the history has times of its own.
    this.#channel = vscode.window.createOutputChannel(`Dataflows: ${dataflow}`, 'log');
  }

  append(level: 'info' | 'warning' | 'error', text: string): void {
    const line = redactKeys(`${formatTime(Date.now())} [${level}] ${text}`);
    this.#lines.push(line);
    this.#lines.splice(0, this.#lines.length - maxKeptLines);
    this.#channel.appendLine(line);
  }

  /** Shows the history above the lines of this session, from its beginning. */
  showHistory(history: string): void {
    const text = redactKeys(history);
    this.#channel.replace([text, ...this.#lines, ''].join('\n'));
    this.#channel.show(true);
    revealOutputStart(text);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}

/** How long the panel may take to show a text; after that it stays where it is. */
const revealPatienceMs = 5_000;

/**
 * Scrolls the output panel to the start of its text. VS Code shows the end of an output, and has no call for another
 * place; but the panel's editor is among the visible ones, as soon as it has the text.
 * @param text How the output begins.
 */
function revealOutputStart(text: string): void {
  const reveal = () => {
    const editor = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.scheme === 'output' && document.getText().startsWith(text),
    );
    if (editor !== undefined) {
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      editor.revealRange(new vscode.Range(0, 0, 0, 0), vscode.TextEditorRevealType.AtTop);
      stop();
    }
  };
  const listeners = [
    vscode.window.onDidChangeVisibleTextEditors(reveal),
    vscode.workspace.onDidChangeTextDocument(reveal),
  ];
  const timer = setTimeout(() => stop(), revealPatienceMs);
  const stop = () => {
    clearTimeout(timer);
    vscode.Disposable.from(...listeners).dispose();
  };
  reveal();
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const cause = error.cause === undefined ? '' : `\n  caused by ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
