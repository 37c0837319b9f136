import type { Business } from './business.ts';
import { yearsOfHistory } from './business.ts';
import { addMonths } from './calendar.ts';
import { makeCatalogue } from './catalogue.ts';
import { addCustomer } from './customer.ts';
import { Ledger } from './ledger.ts';
import { makePersona } from './persona.ts';
import { Promotions } from './promotions.ts';
import { makeTaxRates } from './taxes.ts';
import { addTransfers } from './transfers.ts';

/**
 * Makes the whole account, customer by customer, so that no more than one customer is ever held in memory. Yields after
 * each, and within those that take long, for a caller that must not keep its thread. Each object goes to the sink as it stands at the end, in no
 * particular order.
 * @param customers How many.
 */
export function* generateAccount(business: Business, customers: number): Generator<void> {
  const opened = addMonths(business.now, -12 * yearsOfHistory);
  const catalogue = makeCatalogue(business, opened);
  const taxRates = makeTaxRates(business, opened);
  const promotions = new Promotions(business, opened);
  const ledger = new Ledger(business, opened);
  yield;
  for (let index = 0; index < customers; index++) {
    const persona = makePersona(business, index, opened, taxRates);
    yield* addCustomer(business, { catalogue, promotions, ledger }, persona);
    yield;
  }
  addTransfers(business, ledger, opened);
  promotions.close();
  ledger.close();
}
