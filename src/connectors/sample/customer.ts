import type { Business } from './business.ts';
import { day, hour, minute } from './calendar.ts';
import type { Catalogue, Offer } from './catalogue.ts';
import { addPurchase, addSubscriptionCheckout } from './checkout.ts';
import { customerObject } from './customerObject.ts';
import { type CustomerScope, InvoiceNumbers } from './customerScope.ts';
import type { Ledger } from './ledger.ts';
import { addPaymentMethod } from './paymentMethods.ts';
import type { Persona } from './persona.ts';
import { type Promotions, runsAt } from './promotions.ts';
import { addSetupIntent } from './setupIntents.ts';
import { addSubscription } from './subscriptions.ts';
import { addWholesaleOrders } from './wholesale.ts';

/** Days within which a café's or an office's invoice is to be paid. */
const daysUntilDue = 14;

/** Cafés with these numbers order more than ten kinds of beans. */
const longStandingOrders = 50;
const longStandingOrderOffset = 7;

/** Shoppers with these numbers once bought more than ten things at a time. */
const fullBaskets = 40;

/** Plays all that one customer did since the beginning, and hands the objects to the sink. Yields where it takes long. */
export function* addCustomer(
  business: Business,
  shared: { readonly catalogue: Catalogue; readonly promotions: Promotions; readonly ledger: Ledger },
  persona: Persona,
): Generator<void> {
  const { random, ids } = persona;
  const method = addPaymentMethod(business, persona, persona.created + random.integer(2, 30) * minute);
  if (random.chance(0.35)) {
    addSetupIntent(business, persona, method, random.chance(0.9));
  }
  const discount = random.chance(0.05)
    ? shared.promotions.redeem(random, ids, persona.created, persona.currency)
    : undefined;
  const numbers = new InvoiceNumbers(persona.id.slice(-8).toUpperCase());
  const scope: CustomerScope = { ...shared, business, persona, method, discount, numbers };
  yield* addBusinessOf(scope);
  business.sink.add('customers', () =>
    customerObject(business, persona, {
      invoicePrefix: numbers.prefix,
      nextInvoice: numbers.next,
      delinquent: numbers.delinquent,
      paymentMethod: method.id,
      discount: discount !== undefined && runsAt(discount, business.now) ? discount : undefined,
    }),
  );
}

function* addBusinessOf(scope: CustomerScope): Generator<void> {
  const { persona } = scope;
  switch (persona.kind) {
    case 'home':
      addHomeSubscriptions(scope);
      addPurchases(scope, persona.random.chance(0.25) ? 1 : 0);
      break;
    case 'office':
      addOfficeSubscription(scope);
      break;
    case 'cafe':
      addStandingOrder(scope);
      yield;
      yield* addWholesaleOrders(scope);
      break;
    case 'shopper':
      addPurchases(scope, persona.random.integer(1, 5));
      break;
  }
}

function addHomeSubscriptions(scope: CustomerScope): void {
  const { business, persona, catalogue, method } = scope;
  const { random } = persona;
  const offers = catalogue.subscriptions('home', persona.currency);
  const count = random.chance(0.12) ? 2 : 1;
  let start = method.created + random.integer(1, 40) * minute;
  for (const offer of random.sample(offers, count)) {
    subscribe(scope, [{ offer, quantity: random.chance(0.1) ? 2 : 1 }], start);
    start += random.integer(20, 200) * day;
    if (start > business.now) {
      break;
    }
  }
}

/** A subscription that a person takes out, perhaps on the checkout page, perhaps with a trial or a discount. */
function subscribe(
  scope: CustomerScope,
  offers: readonly { readonly offer: Offer; readonly quantity: number }[],
  start: number,
): void {
  const { persona, promotions } = scope;
  const { random, ids } = persona;
  const trialDays = random.chance(0.3) ? 14 : 0;
  const discount =
    trialDays === 0 && scope.discount === undefined && random.chance(0.22)
      ? promotions.redeem(random, ids, start, persona.currency)
      : undefined;
  const subscribed = addSubscription(scope, {
    offers,
    start,
    trialDays,
    discount,
    grows: false,
    metadata: random.chance(0.12) ? { gift: 'true', occasion: random.pick(['birthday', 'holidays']) } : {},
  });
  // A session's total is that of its lines here, so it is kept to those that no discount changes.
  if (discount === undefined && scope.discount === undefined && random.chance(0.5)) {
    const { id: subscription, firstInvoice } = subscribed;
    if (trialDays > 0 || firstInvoice?.status === 'paid') {
      addSubscriptionCheckout(scope, offers, start, {
        subscription,
        invoice: firstInvoice?.id,
        hasTrial: trialDays > 0,
      });
    }
  }
}

function addOfficeSubscription(scope: CustomerScope): void {
  const { persona, catalogue, method } = scope;
  const { random } = persona;
  const [seatsMonthly, ...others] = catalogue.subscriptions('office', persona.currency);
  const seatsAnnual = others.find((offer) => offer.months === 12);
  const tap = others.find((offer) => offer.months === 1);
  const isAnnual = random.chance(0.25);
  const seats = isAnnual ? seatsAnnual : seatsMonthly;
  const withTap = !isAnnual && random.chance(0.3);
  const offers = [
    ...(seats === undefined ? [] : [{ offer: seats, quantity: random.integer(4, 60) }]),
    ...(withTap && tap !== undefined ? [{ offer: tap, quantity: 1 }] : []),
  ];
  addSubscription(scope, {
    offers,
    start: method.created + random.integer(1, 30) * hour,
    trialDays: 0,
    discount: undefined,
    ...(random.chance(0.4) ? { daysUntilDue } : {}),
    grows: true,
    metadata: { cost_center: `CC-${100 + (persona.index % 60)}` },
  });
}

function addStandingOrder(scope: CustomerScope): void {
  const { persona, catalogue, method } = scope;
  const { random } = persona;
  const offers = catalogue.subscriptions('cafe', persona.currency);
  const isLong = persona.index % longStandingOrders === longStandingOrderOffset;
  const kinds = isLong ? 13 : random.integer(3, 9);
  addSubscription(scope, {
    offers: random.sample(offers, kinds).map((offer) => ({ offer, quantity: random.integer(2, 24) })),
    start: method.created + hour,
    trialDays: 0,
    discount: undefined,
    daysUntilDue,
    grows: false,
    metadata: { delivery: 'weekly' },
  });
}

function addPurchases(scope: CustomerScope, visits: number): void {
  const { business, persona } = scope;
  const { random } = persona;
  let at = persona.created + random.integer(1, 3) * hour;
  for (let visit = 0; visit < visits && at <= business.now; visit++) {
    const isFull = persona.kind === 'shopper' && visit === 0 && persona.index % fullBaskets < 8;
    addPurchase(scope, at, isFull ? 12 : random.integer(1, 4));
    at += random.integer(5, 150) * day;
  }
}
