import assert from 'node:assert/strict';
import { numberType } from '../../scripts/catalog/numberTypes.ts';

describe('The column type of a number in Stripe’s API', () => {
  const cases: readonly (readonly [name: string, comment: string, type: string])[] = [
    [
      'created',
      'Time at which the object was created. Measured in seconds since the Unix epoch.',
      'datetime',
    ],
    ['trial_end', 'If the subscription has a trial, the end of that trial.', 'datetime'],
    ['billing_cycle_anchor', 'The reference point that aligns future billing cycle dates.', 'datetime'],
    ['next_payment_attempt', 'The time at which payment will next be attempted.', 'datetime'],
    ['due_by', 'Date by which evidence must be submitted.', 'datetime'],
    ['last_seen_at', 'Timestamp is measured in milliseconds since the Unix epoch.', 'integer'],
    ['divide_by', 'Divide usage by this number.', 'integer'],
    ['amount_due', 'Final amount due at this time for this invoice.', 'integer'],
    ['exp_month', 'The expiration month of the card.', 'integer'],
    ['days_until_due', 'Number of days a customer has to pay invoices.', 'integer'],
    ['percent_off', 'Percent that will be taken off the subtotal.', 'real'],
    ['application_fee_percent', 'A non-negative decimal between 0 and 100.', 'real'],
    ['exchange_rate', 'If applicable, this transaction uses an exchange rate.', 'real'],
    ['latitude', 'The geographic latitude where the payment originated.', 'real'],
    ['weight', 'Weight, in ounces.', 'real'],
  ];
  for (const [name, comment, type] of cases) {
    it(`is ${type} for ${name}: “${comment}”`, () => {
      assert.equal(numberType(name, comment), type);
    });
  }
});
