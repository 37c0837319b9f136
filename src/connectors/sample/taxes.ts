import type { Business } from './business.ts';
import { Ids } from './ids.ts';
import type { Place } from './names.ts';
import { Random } from './random.ts';
import type { SampleObjects } from './sampleObjects.ts';

export type TaxRate = SampleObjects['tax_rates'];

interface TaxDefinition {
  readonly name: string;
  readonly country: string;
  readonly state: string | null;
  readonly percentage: number;
  readonly type: 'sales_tax' | 'vat' | 'gst' | 'qst' | 'jct';
  readonly active?: boolean;
}

const definitions: readonly TaxDefinition[] = [
  { name: 'Sales Tax', country: 'US', state: 'WA', percentage: 10.35, type: 'sales_tax' },
  { name: 'Sales Tax', country: 'US', state: 'WA', percentage: 10.25, type: 'sales_tax', active: false },
  { name: 'Sales Tax', country: 'US', state: 'CA', percentage: 8.625, type: 'sales_tax' },
  { name: 'Sales Tax', country: 'US', state: 'NY', percentage: 8.875, type: 'sales_tax' },
  { name: 'Sales Tax', country: 'US', state: 'TX', percentage: 8.25, type: 'sales_tax' },
  { name: 'GST', country: 'CA', state: null, percentage: 5, type: 'gst' },
  { name: 'QST', country: 'CA', state: 'QC', percentage: 9.975, type: 'qst' },
  { name: 'VAT', country: 'GB', state: null, percentage: 20, type: 'vat' },
  { name: 'MwSt.', country: 'DE', state: null, percentage: 19, type: 'vat' },
  { name: 'TVA', country: 'FR', state: null, percentage: 20, type: 'vat' },
  { name: 'IVA', country: 'ES', state: null, percentage: 21, type: 'vat' },
  { name: 'VAT', country: 'PL', state: null, percentage: 23, type: 'vat' },
  { name: 'Moms', country: 'SE', state: null, percentage: 25, type: 'vat' },
  { name: '消費税', country: 'JP', state: null, percentage: 10, type: 'jct' },
];

/** Makes the tax rates, hands them to the sink, and returns them. */
export function makeTaxRates(business: Business, opened: number): readonly TaxRate[] {
  const ids = new Ids(new Random(business.seed, 2), business.accountId);
  return definitions.map((definition, index) => {
    const created = opened + index * 90;
    const rate = taxRateObject(definition, ids.billing('txr', created), created, business.livemode);
    business.sink.add('tax_rates', () => rate);
    return rate;
  });
}

function taxRateObject(definition: TaxDefinition, id: string, created: number, livemode: boolean): TaxRate {
  return {
    id,
    object: 'tax_rate',
    active: definition.active ?? true,
    country: definition.country,
    created,
    description: null,
    display_name: definition.name,
    effective_percentage: definition.percentage,
    flat_amount: null,
    inclusive: false,
    jurisdiction: definition.state ?? definition.country,
    jurisdiction_level: definition.state === null ? 'country' : 'state',
    livemode,
    metadata: {},
    percentage: definition.percentage,
    rate_type: 'percentage',
    state: definition.state,
    tax_type: definition.type,
  };
}

/** The rates that an invoice to this place carries: none, one, or in Québec two. */
export function taxRatesAt(rates: readonly TaxRate[], place: Place): readonly TaxRate[] {
  return rates.filter(
    (rate) =>
      rate.active && rate.country === place.country && (rate.state === null || rate.state === place.state),
  );
}
