/** How many objects the account of a bench has. */
export interface Size {
  readonly name: string;
  readonly customers: number;
  readonly charges: number;
  readonly balanceTransactions: number;
  readonly invoices: number;
}

/** Each invoice has as many lines: what Stripe inlines, so that they cost no request. */
export const linesPerInvoice = 10;

export const sizes = {
  small: { name: 'small', customers: 2_000, charges: 4_000, balanceTransactions: 0, invoices: 2_000 },
  medium: { name: 'medium', customers: 10_000, charges: 20_000, balanceTransactions: 0, invoices: 10_000 },
  large: {
    name: 'large',
    customers: 50_000,
    charges: 100_000,
    balanceTransactions: 100_000,
    invoices: 50_000,
  },
} as const satisfies Readonly<Record<string, Size>>;

/** What Stripe allows a key in live mode. */
export const benchLimits = { perSecond: 100, perEndpoint: 25, inFlight: 50 };

/** What a request takes on its way, in milliseconds. */
export const benchLatency = 120;

/** The objects of each top-level list. */
export function listLengths(size: Size): Readonly<Record<string, number>> {
  return {
    customers: size.customers,
    charges: size.charges,
    balance_transactions: size.balanceTransactions,
    invoices: size.invoices,
  };
}

/** All objects of the top-level lists. */
export function objectsOf(size: Size): number {
  return Object.values(listLengths(size)).reduce((sum, length) => sum + length, 0);
}

/** One object in so many changes before a refresh. */
export const changedOneIn = 1000;

/** How many objects change before a refresh. */
export function changesIn(size: Size): number {
  return Math.max(30, Math.floor(objectsOf(size) / changedOneIn));
}

/** The requests that listing everything needs at least, and the seconds that the limits give them at least. */
export function floorOf(size: Size, perEndpoint: number): { pages: number; seconds: number } {
  const pages = Object.values(listLengths(size)).map((length) => Math.ceil(length / 100));
  const sum = pages.reduce((total, count) => total + count, 0);
  const longest = perEndpoint > 0 ? Math.max(...pages) / perEndpoint : 0;
  return { pages: sum, seconds: Math.max(longest, sum / benchLimits.perSecond) };
}
