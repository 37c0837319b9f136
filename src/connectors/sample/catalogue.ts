import type { Business } from './business.ts';
import { day } from './calendar.ts';
import { Ids } from './ids.ts';
import type { Currency, PriceDefinition, ProductDefinition } from './products.ts';
import { currencies, eurosPerDollar, productDefinitions } from './products.ts';
import { Random } from './random.ts';
import type { SampleObjects } from './sampleObjects.ts';

type Price = SampleObjects['prices'];
type Plan = SampleObjects['plans'];

/** Something for sale in one currency and rhythm. */
export interface Offer {
  readonly product: SampleObjects['products'];
  readonly price: Price;
  /** The price as a plan; undefined for what is sold once. */
  readonly plan: Plan | undefined;
  readonly unitAmount: number;
  readonly currency: Currency;
  /** Months between invoices; 0 for what is sold once. */
  readonly months: number;
}

/** What the business sells, as the rest of the generator asks for it. */
export interface Catalogue {
  /** The subscriptions sold to a kind of customer. */
  subscriptions(audience: ProductDefinition['audience'], currency: Currency): readonly Offer[];
  /** What is sold once, in the shop and on wholesale invoices. */
  goods(currency: Currency): readonly Offer[];
}

/** Makes the products with their prices and plans, hands them to the sink, and returns what can be bought. */
export function makeCatalogue(business: Business, opened: number): Catalogue {
  const random = new Random(business.seed, 1);
  const ids = new Ids(random, business.accountId);
  const offers: { definition: ProductDefinition; offer: Offer }[] = [];
  productDefinitions.forEach((definition, index) => {
    const created = opened + Math.floor(index / 5) * day + random.integer(0, day - 1);
    const productId = ids.short('prod');
    const made = definition.prices.flatMap((priceDefinition) =>
      currencies.map((currency) => ({
        id: ids.billing('price', created),
        priceDefinition,
        currency,
      })),
    );
    const product = makeProduct(business, definition, productId, created, made[0]?.id ?? null);
    business.sink.add('products', () => product);
    for (const { id, priceDefinition, currency } of made) {
      const offer = makeOffer({ business, product, id, priceDefinition, currency, created: created + 60 });
      business.sink.add('prices', () => offer.price);
      const { plan } = offer;
      if (plan !== undefined) {
        business.sink.add('plans', () => plan);
      }
      if (product.active) {
        offers.push({ definition, offer });
      }
    }
  });
  return {
    subscriptions: (audience, currency) =>
      offers
        .filter(({ definition, offer }) => definition.audience === audience && offer.currency === currency)
        .map(({ offer }) => offer)
        .filter((offer) => offer.months > 0),
    goods: (currency) =>
      offers.map(({ offer }) => offer).filter((offer) => offer.months === 0 && offer.currency === currency),
  };
}

function makeProduct(
  business: Business,
  definition: ProductDefinition,
  id: string,
  created: number,
  defaultPrice: string | null,
): SampleObjects['products'] {
  return {
    id,
    object: 'product',
    active: definition.active ?? true,
    created,
    default_price: defaultPrice,
    description: definition.description,
    images:
      definition.image === undefined ? [] : [`https://coffee.example.com/images/${definition.image}.jpg`],
    livemode: business.livemode,
    marketing_features: (definition.features ?? []).map((name) => ({ name })),
    metadata: definition.origin === undefined ? {} : { origin: definition.origin },
    name: definition.name,
    package_dimensions: null,
    shippable: definition.audience === 'shop' ? true : null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: definition.unit ?? null,
    updated: created + 60,
    url: null,
  };
}

interface OfferParts {
  readonly business: Business;
  readonly product: SampleObjects['products'];
  readonly id: string;
  readonly priceDefinition: PriceDefinition;
  readonly currency: Currency;
  readonly created: number;
}

function makeOffer({ business, product, id, priceDefinition, currency, created }: OfferParts): Offer {
  const unitAmount = currency === 'usd' ? priceDefinition.amount : inEuros(priceDefinition.amount);
  const { months } = priceDefinition;
  const interval = months === 12 ? ('year' as const) : ('month' as const);
  const nickname = months === 0 ? null : `${months === 12 ? 'Annual' : 'Monthly'} ${currency.toUpperCase()}`;
  const price: Price = {
    id,
    object: 'price',
    active: product.active,
    billing_scheme: 'per_unit',
    created,
    currency,
    custom_unit_amount: null,
    livemode: business.livemode,
    lookup_key: null,
    metadata: {},
    nickname,
    product: product.id,
    recurring:
      months === 0
        ? null
        : { interval, interval_count: 1, meter: null, trial_period_days: null, usage_type: 'licensed' },
    tax_behavior: 'exclusive',
    tiers_mode: null,
    transform_quantity: null,
    type: months === 0 ? 'one_time' : 'recurring',
    unit_amount: unitAmount,
    unit_amount_decimal: String(unitAmount),
  };
  const plan: Plan = {
    id,
    object: 'plan',
    active: product.active,
    amount: unitAmount,
    amount_decimal: String(unitAmount),
    billing_scheme: 'per_unit',
    created,
    currency,
    interval,
    interval_count: 1,
    livemode: business.livemode,
    metadata: {},
    meter: null,
    nickname,
    product: product.id,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
  return { product, price, plan: months === 0 ? undefined : plan, unitAmount, currency, months };
}

/** Rounded to whole euros, as a shop prices. */
function inEuros(dollars: number): number {
  return Math.max(100, Math.round((dollars * eurosPerDollar) / 100) * 100);
}
