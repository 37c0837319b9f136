/** The currencies the business sells in; it holds a balance in each. */
export const currencies = ['usd', 'eur'] as const;
export type Currency = (typeof currencies)[number];

/** For price lists only: nothing is ever converted. */
export const eurosPerDollar = 0.9;

export interface PriceDefinition {
  /** Cents of a dollar. */
  readonly amount: number;
  /** Months between invoices; 0 for what is sold once. */
  readonly months: 0 | 1 | 12;
}

export interface ProductDefinition {
  readonly name: string;
  readonly description: string;
  /** Who buys it: at home, in an office, a café at wholesale prices, or anyone in the shop. */
  readonly audience: 'home' | 'office' | 'cafe' | 'shop';
  readonly prices: readonly PriceDefinition[];
  readonly unit?: string;
  readonly origin?: string;
  readonly image?: string;
  readonly features?: readonly string[];
  readonly active?: boolean;
}

const monthly = (amount: number): PriceDefinition => ({ amount, months: 1 });
const annual = (amount: number): PriceDefinition => ({ amount, months: 12 });
const once = (amount: number): PriceDefinition => ({ amount, months: 0 });

const clubs: readonly ProductDefinition[] = [
  {
    name: 'Home Espresso Club',
    description: 'Two bags of our house espresso, roasted on Monday, with you by Thursday.',
    audience: 'home',
    prices: [monthly(2400), annual(24000)],
    image: 'home-espresso',
    features: ['2 × 340 g', 'Free shipping', 'Pause any time'],
  },
  {
    name: 'Filter Discovery Box',
    description: 'Three small bags from three farms, with tasting notes.',
    audience: 'home',
    prices: [monthly(2900), annual(29900)],
    image: 'filter-discovery',
    features: ['3 × 200 g', 'Tasting notes', 'A new origin each month'],
  },
  {
    name: 'Single Origin Reserve',
    description: 'Micro-lots of fewer than twenty bags, for members first.',
    audience: 'home',
    prices: [monthly(4200), annual(45000)],
    image: 'reserve',
    features: ['340 g micro-lot', 'Numbered bags'],
  },
  {
    name: 'Decaf Delight',
    description: 'Swiss Water decaf, light and sweet.',
    audience: 'home',
    prices: [monthly(2100)],
    image: 'decaf',
  },
  {
    name: 'Barista School Online',
    description: 'Lessons, recipes and a monthly live session.',
    audience: 'home',
    prices: [monthly(1500), annual(14400)],
  },
  {
    name: 'Office Coffee',
    description: 'Beans, milk and a machine that someone else descales, per seat.',
    audience: 'office',
    prices: [monthly(1200), annual(12000)],
    unit: 'seat',
    features: ['Machine included', 'Next-day service'],
  },
  {
    name: 'Cold Brew on Tap',
    description: 'A keg a week for the office kitchen.',
    audience: 'office',
    prices: [monthly(18500)],
    unit: 'tap',
  },
  {
    name: 'Founders Blend Club',
    description: 'The blend we opened with. No longer sold to new members.',
    audience: 'home',
    prices: [monthly(1900)],
    active: false,
  },
];

const beans: readonly (readonly [name: string, origin: string, amount: number])[] = [
  ['Ethiopia Yirgacheffe', 'Ethiopia', 2350],
  ['Kenya Nyeri AA', 'Kenya', 2680],
  ['Colombia Huila', 'Colombia', 1990],
  ['Guatemala Antigua', 'Guatemala', 2050],
  ['Costa Rica Tarrazú', 'Costa Rica', 2240],
  ['Brazil Fazenda São João', 'Brazil', 1720],
  ['Sumatra Mandheling', 'Indonesia', 1880],
  ['Rwanda Nyamagabe', 'Rwanda', 2310],
  ['Perú Cajamarca', 'Peru', 1850],
  ['Honduras Marcala', 'Honduras', 1790],
  ['El Salvador Santa Ana', 'El Salvador', 2120],
  ['Panama Boquete Geisha', 'Panama', 8900],
  ['House Espresso Blend', 'Blend', 1650],
  ['Northern Lights Blend', 'Blend', 1690],
  ['Swiss Water Decaf', 'Blend', 1950],
];

const shop: readonly ProductDefinition[] = [
  ['Gooseneck Kettle', 'A litre, with a thermometer in the lid.', 6900],
  ['Burr Grinder', 'Forty settings, from espresso to French press.', 14900],
  ['Pour-over Set', 'Dripper, server and a hundred filters.', 4500],
  ['Espresso Machine E1', 'Dual boiler, made to be repaired.', 129900],
  ['Ceramic Mug', 'Thrown in Tacoma; no two alike.', 2200],
  ['Paper Filters', 'Unbleached, a hundred to a pack.', 700],
  ['Gift Box', 'Three bags, a mug and a card in your words.', 5800],
  ['Tasting Workshop', 'Two hours at the roastery, for one.', 8500],
  ['Freight', 'Pallet delivery to your loading dock.', 6400],
  ['Barista Training Day', 'At your place, for up to six.', 48000],
].map(([name, description, amount]) => ({
  name: String(name),
  description: String(description),
  audience: 'shop' as const,
  prices: [once(Number(amount))],
}));

/** All that the business sells or has sold. */
export const productDefinitions: readonly ProductDefinition[] = [
  ...clubs,
  ...beans.map(([name, origin, amount]) => ({
    name: `${name}, 1 kg`,
    description: `Wholesale beans from ${origin === 'Blend' ? 'our own blending table' : origin}, by the kilogram.`,
    audience: 'cafe' as const,
    prices: [monthly(amount), once(amount)],
    unit: 'kg',
    origin,
  })),
  ...shop,
];
