import type { Business } from './business.ts';
import { minute } from './calendar.ts';
import type { PaymentMethod } from './paymentMethods.ts';
import type { Persona } from './persona.ts';
import type { SampleObjects } from './sampleObjects.ts';

/** The saving of a payment method for later, as a trial needs it; `saved` is undefined where it was given up. */
export function addSetupIntent(
  { sink, livemode }: Business,
  { ids, id: customer }: Persona,
  method: PaymentMethod,
  saved: boolean,
): string {
  const created = method.created - minute;
  const id = ids.billing('seti', created);
  const attempt = ids.billing('setatt', created);
  const clientSecret = ids.clientSecret(id);
  sink.add('setup_intents', (): SampleObjects['setup_intents'] => ({
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: saved ? null : 'abandoned',
    client_secret: clientSecret,
    created,
    customer,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: saved ? attempt : null,
    livemode,
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: saved ? method.id : null,
    payment_method_configuration_details: null,
    payment_method_options:
      method.type === 'card'
        ? { card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' } }
        : { sepa_debit: {} },
    payment_method_types: [method.type],
    single_use_mandate: null,
    status: saved ? 'succeeded' : 'canceled',
    usage: 'off_session',
  }));
  return id;
}
