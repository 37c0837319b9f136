// What `npm start` adds to the window: the Dataflows view is shown when a folder is opened for the first time.
const vscode = require('vscode');

exports.activate = async (context) => {
  if (context.workspaceState.get('shown') === undefined) {
    await vscode.commands.executeCommand('workbench.view.extension.dataflows');
    await context.workspaceState.update('shown', true);
  }
};
