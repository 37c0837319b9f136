import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type FormatKind, formatChoices } from './exportFormats.ts';
import { fileNames } from './fileNames.ts';

/** Asks for the format; the one chosen last comes first. Undefined where the person chose none. */
export async function askFormat(what: string, last: FormatKind | undefined): Promise<FormatKind | undefined> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly kindOf: FormatKind }>();
  const settings: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('gear'),
    tooltip: vscode.l10n.t('Change How CSV Is Written'),
  };
  pick.title = what;
  pick.placeholder = vscode.l10n.t('In which format?');
  pick.matchOnDetail = true;
  pick.items = formatChoices()
    .toSorted((a, b) => Number(b.kind === last) - Number(a.kind === last))
    .map(({ kind, label, detail, extensions }) => ({
      label,
      description: `.${extensions[0]}`,
      detail,
      kindOf: kind,
      ...(kind === 'csv' ? { buttons: [settings] } : {}),
    }));
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => resolve(pick.selectedItems[0]?.kindOf));
      pick.onDidTriggerItemButton(() => {
        resolve(undefined);
        void vscode.commands.executeCommand('workbench.action.openSettings', 'dataflows.export.csv');
      });
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

/** Asks where one table goes. VS Code's dialog asks before a file is replaced. */
export async function askFile(
  table: string,
  kind: FormatKind,
  folder: vscode.Uri,
): Promise<string | undefined> {
  const choice = formatChoices().find((candidate) => candidate.kind === kind);
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export {0}', table),
    saveLabel: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(folder, ...namesOf([table], kind)),
    filters: choice === undefined ? {} : { [choice.label]: [...choice.extensions] },
  });
  return uri?.fsPath;
}

/** Asks for the folder that several tables go into, and before files in it are replaced. One file for each table. */
export async function askFiles(
  tables: readonly string[],
  kind: FormatKind,
  folder: vscode.Uri,
): Promise<readonly string[] | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Export {0} Tables', tables.length),
      openLabel: vscode.l10n.t('Export Here'),
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: folder,
    })) ?? [];
  if (chosen === undefined) {
    return undefined;
  }
  const files = namesOf(tables, kind).map((name) => join(chosen.fsPath, name));
  return (await mayReplace(files, chosen)) ? files : undefined;
}

async function mayReplace(files: readonly string[], folder: vscode.Uri): Promise<boolean> {
  const present = (await Promise.all(files.map(exists))).filter(Boolean).length;
  if (present === 0) {
    return true;
  }
  const replace = vscode.l10n.t('Replace');
  const answer = await vscode.window.showWarningMessage(
    present === 1
      ? vscode.l10n.t('The folder {0} has a file of one of these names already. Replace it?', folder.fsPath)
      : vscode.l10n.t(
          'The folder {0} has {1} files of these names already. Replace them?',
          folder.fsPath,
          present,
        ),
    { modal: true },
    replace,
  );
  return answer === replace;
}

async function exists(file: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(vscode.Uri.file(file));
    return true;
  } catch {
    return false;
  }
}

/** Where exports go before a person chose: the folder that is open. */
export function firstFolder(): vscode.Uri {
  return vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
}

/** The names of the files that these tables go into. */
function namesOf(tables: readonly string[], kind: FormatKind): string[] {
  return fileNames(tables, formatChoices().find((choice) => choice.kind === kind)?.extensions[0] ?? kind);
}
