import type { Business } from './business.ts';
import { day } from './calendar.ts';
import { Ids } from './ids.ts';
import type { Place } from './names.ts';
import { cafeNames, fullName, officeNames, places, slug } from './names.ts';
import type { Currency } from './products.ts';
import { Random } from './random.ts';
import type { SampleObjects } from './sampleObjects.ts';
import type { TaxRate } from './taxes.ts';
import { taxRatesAt } from './taxes.ts';

type Address = NonNullable<SampleObjects['customers']['address']>;

/** What kind of buyer a customer is, which decides all that follows. */
type CustomerKind = 'home' | 'office' | 'cafe' | 'shopper';

/** A customer of the business before anything has been bought. */
export interface Persona {
  readonly index: number;
  readonly kind: CustomerKind;
  readonly id: string;
  readonly created: number;
  readonly name: string;
  readonly company: string | null;
  readonly email: string;
  readonly phone: string | null;
  readonly place: Place;
  readonly address: Address;
  readonly currency: Currency;
  readonly taxRates: readonly TaxRate[];
  readonly taxExempt: 'none' | 'reverse' | 'exempt';
  readonly random: Random;
  readonly ids: Ids;
}

/** Every 25th customer is a café: enough of them for long invoices in a small account too. */
const cafeEvery = 25;
const cafeOffset = 7;
const firstCafes = 200;

/**
 * Whether this is one of the first cafés, whose large orders are sure to be in every account of eight customers or more:
 * an invoice of over a hundred lines, and a credit note of over ten.
 */
export function isFirstCafe(index: number): boolean {
  return index % firstCafes === cafeOffset;
}

/** Makes up the customer with this number. A customer is the same however many others there are. */
export function makePersona(
  business: Business,
  index: number,
  opened: number,
  taxRates: readonly TaxRate[],
): Persona {
  const random = new Random(business.seed, 5, index);
  const ids = new Ids(random, business.accountId);
  const kind: CustomerKind =
    index % cafeEvery === cafeOffset
      ? 'cafe'
      : random.weighted([
          [72, 'home'],
          [16, 'office'],
          [12, 'shopper'],
        ]);
  const place = random.weighted(places);
  const given = random.pick(place.givenNames);
  const family = random.pick(place.familyNames);
  const name = fullName(place, given, family);
  const company =
    kind === 'cafe' ? random.pick(cafeNames) : kind === 'office' ? random.pick(officeNames) : null;
  const reverseCharge = kind === 'office' && place.currency === 'eur';
  return {
    index,
    kind,
    created: joinedAt(business, random, opened, index),
    id: ids.short('cus'),
    name: company ?? name,
    company,
    email: emailAddress(random, given, family, company),
    phone: random.chance(0.6) ? `${place.phonePrefix}555${random.digits(7)}` : null,
    place,
    address: {
      city: place.city,
      country: place.country,
      line1: `${random.integer(1, 980)} ${place.street}`,
      line2: random.chance(0.2) ? `Apt ${random.integer(1, 40)}` : null,
      postal_code: place.postalCode,
      state: place.state,
    },
    currency: place.currency,
    taxRates: reverseCharge ? [] : taxRatesAt(taxRates, place),
    taxExempt: reverseCharge ? 'reverse' : 'none',
    random,
    ids,
  };
}

/** Customers come evenly over the two years, more in the last weeks; none so late that nothing has happened yet. */
function joinedAt(business: Business, random: Random, opened: number, index: number): number {
  if (isFirstCafe(index)) {
    return opened + 40 * day + index;
  }
  const last = business.now - 3 * day;
  const first = random.chance(0.07) ? last - 20 * day : opened;
  return random.integer(first, last);
}

function emailAddress(random: Random, given: string, family: string, company: string | null): string {
  const person = [slug(given), slug(family)].filter((part) => part !== '').join('.');
  const local =
    company === null
      ? person
      : `${['accounts', 'hello', 'office'].at(random.integer(0, 2))}.${slug(company)}`;
  return `${local === '' ? 'customer' : local}${random.integer(2, 99)}@example.com`;
}
