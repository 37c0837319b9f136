import { drawAftermath } from './aftermath.ts';
import { minute } from './calendar.ts';
import type { Offer } from './catalogue.ts';
import { type CheckoutLine, type CheckoutOutcome, sessionLifetime, sessionObject } from './checkoutObject.ts';
import type { CustomerScope } from './customerScope.ts';
import { addPayment } from './payments.ts';

/** A visit to the shop: a basket, and the payment or the leaving. */
export function addPurchase(scope: CustomerScope, created: number, basket: number): void {
  const { business, persona, catalogue } = scope;
  const { random } = persona;
  const id = sessionId(scope);
  const lines = random
    .sample(catalogue.goods(persona.currency), basket)
    .map((offer) => checkoutLine(scope, offer, random.integer(1, 2), created));
  const amount = lines.reduce((sum, line) => sum + line.subtotal + line.tax, 0);
  const completed = random.chance(0.72);
  const expired = !completed && created + sessionLifetime <= business.now;
  const paidAt = created + random.integer(2 * minute, 20 * minute);
  const paid = completed && paidAt <= business.now;
  const payment = paid
    ? addPayment(scope, {
        created: paidAt,
        amount,
        currency: persona.currency,
        description: 'Northwind Coffee shop order',
        attempts: [{ at: paidAt }],
        aftermath: drawAftermath(scope, amount, paidAt),
      })
    : undefined;
  const outcome: CheckoutOutcome = { mode: 'payment', intent: payment?.intent };
  const status = paid ? 'complete' : expired ? 'expired' : 'open';
  business.sink.add('checkout_sessions', () => sessionObject(scope, { id, created, lines, outcome, status }));
}

/** The page on which a subscription was taken out. */
export function addSubscriptionCheckout(
  scope: CustomerScope,
  offers: readonly { readonly offer: Offer; readonly quantity: number }[],
  start: number,
  subscribed: {
    readonly subscription: string;
    readonly invoice: string | undefined;
    readonly hasTrial: boolean;
  },
): void {
  const created = start - 5 * minute;
  const id = sessionId(scope);
  const lines = offers.map(({ offer, quantity }) =>
    checkoutLine(scope, offer, subscribed.hasTrial ? 0 : quantity, created),
  );
  const outcome: CheckoutOutcome = { mode: 'subscription', ...subscribed };
  scope.business.sink.add('checkout_sessions', () =>
    sessionObject(scope, { id, created, lines, outcome, status: 'complete' }),
  );
}

function sessionId({ business, persona }: CustomerScope): string {
  return `cs_${business.livemode ? 'live' : 'test'}_a1${persona.random.base62(56)}`;
}

function checkoutLine({ persona }: CustomerScope, offer: Offer, quantity: number, at: number): CheckoutLine {
  const subtotal = offer.unitAmount * quantity;
  const tax = persona.taxRates.reduce((sum, rate) => sum + Math.round((subtotal * rate.percentage) / 100), 0);
  return { id: persona.ids.billing('li', at), offer, quantity: Math.max(1, quantity), subtotal, tax };
}
