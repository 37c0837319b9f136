import type { PaymentMethod } from './paymentMethods.ts';
import type { Currency } from './products.ts';

/** A charge, as those who make objects about it need to know it. */
export interface ChargeFacts {
  readonly id: string;
  readonly intent: string;
  readonly amount: number;
  readonly currency: Currency;
  readonly created: number;
  readonly description: string;
  readonly method: PaymentMethod;
}

/** Why a bank said no. */
export interface Decline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
}

export const declines: readonly Decline[] = [
  { code: 'card_declined', declineCode: 'insufficient_funds', message: 'Your card has insufficient funds.' },
  { code: 'card_declined', declineCode: 'generic_decline', message: 'Your card was declined.' },
  { code: 'expired_card', declineCode: 'expired_card', message: 'Your card has expired.' },
];
