import * as vscode from 'vscode';
import type { PersonalData } from '../../shared/personalData.ts';

/** A class of personal data, as a person reads it. */
export function personalDataWords(kind: PersonalData): string {
  switch (kind) {
    case 'email':
      return vscode.l10n.t('E-mail');
    case 'name':
      return vscode.l10n.t('Name');
    case 'phone':
      return vscode.l10n.t('Phone');
    case 'address':
      return vscode.l10n.t('Address');
    case 'payment':
      return vscode.l10n.t('Payment');
    case 'none':
      return vscode.l10n.t('None');
  }
}
