/** One theme of each of the four kinds: VS Code's name of it in settings and in its picker, and its mark in the window. */
export const themes = {
  light: { id: 'Light Modern', label: 'Light Modern', mark: 'vs' },
  dark: { id: 'Dark Modern', label: 'Dark Modern', mark: 'vs-dark' },
  highContrast: { id: 'Default High Contrast', label: 'Dark High Contrast', mark: 'hc-black' },
  highContrastLight: { id: 'Default High Contrast Light', label: 'Light High Contrast', mark: 'hc-light' },
} as const;

export type Theme = keyof typeof themes;
