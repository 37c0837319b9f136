import type { Business } from './business.ts';
import { hour } from './calendar.ts';
import type { Persona } from './persona.ts';
import type { AppliedDiscount } from './promotions.ts';
import type { SampleObjects } from './sampleObjects.ts';

/** What has become of a customer by now, as far as the customer object tells. */
export interface CustomerState {
  readonly invoicePrefix: string;
  readonly nextInvoice: number;
  readonly delinquent: boolean;
  readonly paymentMethod: string | undefined;
  readonly discount: AppliedDiscount | undefined;
}

const sources = ['website', 'newsletter', 'friend', 'instagram', 'farmers market'];

/** The customer as `GET /v1/customers` lists it. */
export function customerObject(
  business: Business,
  persona: Persona,
  state: CustomerState,
): SampleObjects['customers'] {
  const { name, phone, address } = persona;
  return {
    id: persona.id,
    object: 'customer',
    address,
    balance: 0,
    created: persona.created,
    currency: persona.currency,
    customer_account: null,
    default_source: null,
    delinquent: state.delinquent,
    description:
      persona.company === null ? null : `${persona.kind === 'cafe' ? 'Wholesale' : 'Office'} customer`,
    discount: state.discount === undefined ? null : discountObject(state.discount, persona.id),
    email: persona.email,
    invoice_prefix: state.invoicePrefix,
    invoice_settings: {
      custom_fields: persona.kind === 'cafe' ? [{ name: 'PO', value: `PO-${4000 + persona.index}` }] : null,
      default_payment_method: state.paymentMethod ?? null,
      footer: null,
      rendering_options: null,
    },
    livemode: business.livemode,
    metadata: customerMetadata(persona),
    name,
    next_invoice_sequence: state.nextInvoice,
    phone,
    preferred_locales: [persona.place.locale],
    shipping: persona.kind === 'office' ? null : { address, name, phone },
    tax_exempt: persona.taxExempt,
    test_clock: null,
  };
}

function customerMetadata({ index, kind, created }: Persona): Record<string, string> {
  const source = sources[Math.floor(created / hour) % sources.length] ?? 'website';
  switch (kind) {
    case 'home':
      return index % 3 === 0 ? { source, grind: index % 2 === 0 ? 'whole bean' : 'filter' } : { source };
    case 'office':
      return { source, account_manager: index % 2 === 0 ? 'Noor' : 'Sébastien' };
    case 'cafe':
      return { route: `R${1 + (index % 4)}`, delivery_day: 'Tuesday', account_manager: 'Noor' };
    case 'shopper':
      return {};
  }
}

function discountObject(
  discount: AppliedDiscount,
  customer: string,
): NonNullable<SampleObjects['customers']['discount']> {
  return {
    id: discount.id,
    object: 'discount',
    checkout_session: null,
    customer,
    customer_account: null,
    end: discount.end ?? null,
    invoice: null,
    invoice_item: null,
    promotion_code: discount.promotionCode,
    source: { coupon: discount.coupon.id, type: 'coupon' },
    start: discount.start,
    subscription: null,
    subscription_item: null,
  };
}
