import { type Theme, themeQuartz } from 'ag-grid-community';

/** The grid in VS Code's colours and fonts; the `--preview-…` ones are chosen in preview.css. */
export const gridTheme: Theme = themeQuartz.withParams({
  accentColor: 'var(--vscode-focusBorder)',
  backgroundColor: 'var(--vscode-editor-background)',
  foregroundColor: 'var(--vscode-editor-foreground)',
  textColor: 'var(--vscode-editor-foreground)',
  borderColor: 'var(--preview-border)',
  borderRadius: 0,
  browserColorScheme: 'inherit',
  cellFontFamily: 'var(--vscode-editor-font-family)',
  cellHorizontalPadding: 8,
  columnBorder: true,
  fontFamily: 'var(--vscode-font-family)',
  fontSize: 'var(--vscode-font-size)',
  headerBackgroundColor: 'var(--preview-header-background)',
  headerCellHoverBackgroundColor: 'var(--preview-hover)',
  headerColumnBorder: true,
  headerColumnResizeHandleColor: 'transparent',
  headerFontWeight: 600,
  iconSize: 14,
  rowHoverColor: 'var(--preview-hover)',
  spacing: 4,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
});
