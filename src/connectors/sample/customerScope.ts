import type { Business } from './business.ts';
import type { Catalogue } from './catalogue.ts';
import type { Ledger } from './ledger.ts';
import type { PaymentMethod } from './paymentMethods.ts';
import type { Persona } from './persona.ts';
import type { AppliedDiscount, Promotions } from './promotions.ts';

/** All that making one customer's objects needs. */
export interface CustomerScope {
  readonly business: Business;
  readonly catalogue: Catalogue;
  readonly promotions: Promotions;
  readonly ledger: Ledger;
  readonly persona: Persona;
  readonly method: PaymentMethod;
  /** A discount on whatever the customer buys by invoice. */
  readonly discount: AppliedDiscount | undefined;
  readonly numbers: InvoiceNumbers;
}

/** Numbers a customer's invoices: `K3X9QW2A-0007`. */
export class InvoiceNumbers {
  readonly prefix: string;
  /** The sequence number that the next invoice gets. */
  next = 1;
  /** Whether the latest invoice that fell due is unpaid. */
  delinquent = false;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  take(): string {
    const number = `${this.prefix}-${String(this.next).padStart(4, '0')}`;
    this.next++;
    return number;
  }
}
