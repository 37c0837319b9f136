import {
  type Button,
  type Checkbox,
  type Panels,
  type PanelTab,
  type PanelView,
  type ProgressRing,
  provideVSCodeDesignSystem,
  type TextArea,
  type TextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { setAttributes } from '../dom.ts';

interface Elements {
  'vscode-button': Button;
  'vscode-checkbox': Checkbox;
  'vscode-panel-tab': PanelTab;
  'vscode-panel-view': PanelView;
  'vscode-panels': Panels;
  'vscode-progress-ring': ProgressRing;
  'vscode-text-area': TextArea;
  'vscode-text-field': TextField;
}

/**
 * Defines the elements; to be called before the first is made. The toolkit marks itself free of side effects, so a
 * bundler drops an import that nothing is taken from: each component is named.
 */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodePanels(),
    vsCodePanelTab(),
    vsCodePanelView(),
    vsCodeProgressRing(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}

/** Makes one of the toolkit's elements. The toolkit does not declare its tags to TypeScript. */
export function toolkitElement<K extends keyof Elements>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean>> = {},
): Elements[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  return element as HTMLElement as Elements[K];
}
