import type { Business } from './business.ts';
import { yearsOfHistory } from './business.ts';
import { addMonths } from './calendar.ts';
import { makeCatalogue } from './catalogue.ts';
import { customerObject } from './customerObject.ts';
import { Ledger } from './ledger.ts';
import { addPaymentMethod } from './paymentMethods.ts';
import { makePersona } from './persona.ts';
import { Promotions } from './promotions.ts';
import { makeTaxRates } from './taxes.ts';

/**
 * Makes the whole account, customer by customer, so that no more than one customer is ever held in memory. Yields after
 * each, for a caller that must not keep its thread for long.
 * @param customers How many.
 */
export function* generateAccount(business: Business, customers: number): Generator<void> {
  const opened = addMonths(business.now, -12 * yearsOfHistory);
  const catalogue = makeCatalogue(business, opened);
  const taxRates = makeTaxRates(business, opened);
  const promotions = new Promotions(business, opened);
  const ledger = new Ledger(business, opened);
  for (let index = 0; index < customers; index++) {
    const persona = makePersona(business, index, opened, taxRates);
    const method = addPaymentMethod(business, persona, persona.created + 60);
    business.sink.add('customers', () =>
      customerObject(business, persona, {
        invoicePrefix: persona.id.slice(-8).toUpperCase(),
        nextInvoice: 1,
        delinquent: false,
        paymentMethod: method.id,
        discount: undefined,
      }),
    );
    yield;
  }
  promotions.close();
  ledger.close();
}
