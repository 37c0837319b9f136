import assert from 'node:assert/strict';
import { refreshChoices } from '../../webview-ui/wizard/refreshChoices.ts';

const texts = (minutes: number) => refreshChoices(minutes).map(({ text }) => text);

describe('the choices of automatic refresh', () => {
  it('are off and a few intervals', () => {
    assert.deepEqual(texts(0), ['Off', 'Every 15 minutes', 'Every hour', 'Every 6 hours', 'Every day']);
    assert.deepEqual(texts(60), texts(0));
  });

  it('have what the definitions file says besides, in its place', () => {
    assert.deepEqual(texts(1)[1], 'Every minute');
    assert.deepEqual(texts(90)[3], 'Every 90 minutes');
    assert.deepEqual(texts(2880)[5], 'Every 2 days');
    assert.deepEqual(
      refreshChoices(90).map(({ value }) => value),
      ['0', '15', '60', '90', '360', '1440'],
    );
  });
});
