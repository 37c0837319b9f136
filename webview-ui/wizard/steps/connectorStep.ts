import * as l10n from '@vscode/l10n';
import type { ConnectorCard } from '../../../src/shared/wizard.ts';
import { card } from '../../components/card.ts';
import { searchField } from '../../components/searchField.ts';
import { tabs } from '../../components/tabs.ts';
import { h, setText } from '../../dom.ts';
import { type Model, problemAt } from '../model.ts';
import { matches } from '../tableRows.ts';
import type { Wizard } from '../wizard.ts';
import type { StepView } from './stepView.ts';

export function connectorStep(wizard: Wizard): StepView {
  const { connectors } = wizard.model.start;
  const lists = [cardList(wizard, connectors), cardList(wizard, connectors)];
  const search = searchField(l10n.t('Search'), (words) => {
    for (const list of lists) {
      list.narrow(words);
    }
  });
  const problem = h('p', { class: 'problem', role: 'alert' });
  // Every connector there is so far is a service or an app.
  const categories = [l10n.t('All categories'), l10n.t('Services and apps')];
  const views = lists.map((list, index) => ({
    id: `connectors-${index}`,
    title: categories[index] ?? '',
    content: list.element,
  }));
  return {
    id: 'connector',
    element: h('div', { class: 'form' }, search.element, tabs(l10n.t('Categories'), views), problem),
    show(model) {
      for (const list of lists) {
        list.show(model);
      }
      setText(problem, problemAt(model, 'connector') ?? '');
    },
    focus: () => search.focus(),
    focusProblem: () => search.focus(),
  };
}

function cardList(wizard: Wizard, connectors: readonly ConnectorCard[]) {
  const nothing = h('p', { class: 'hint', role: 'status' });
  const cards = connectors.map((connector) => ({
    connector,
    view: card(connector.title, connector.description, () => void wizard.chooseConnector(connector.id)),
  }));
  return {
    element: h('div', { class: 'cards' }, ...cards.map(({ view }) => view.element), nothing),
    show({ kept }: Model) {
      for (const { connector, view } of cards) {
        view.chosen = connector.id === kept.draft.connector;
        // A saved dataflow's tables are those of its connector.
        view.disabled = kept.target.kind === 'edit' && connector.id !== kept.draft.connector;
      }
    },
    narrow(words: string) {
      for (const { connector, view } of cards) {
        view.element.hidden = !matches(words, [connector.title, connector.description]);
      }
      const isEmpty = cards.every(({ view }) => view.element.hidden);
      setText(nothing, isEmpty ? l10n.t('No connector matches “{0}”.', words) : '');
    },
  };
}
