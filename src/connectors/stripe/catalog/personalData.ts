import type { PersonalData } from '../../../shared/personalData.ts';

/*
 * Stripe's API does not say which fields are personal data, but it names them alike everywhere. The names below were
 * looked for in all columns of stripe 23.1.0. A field that is not found is `none`: a help for people, no proof.
 */

/** Where a person's own `name` is, and not that of a product or a file. */
const people = new Set([
  'account_holder',
  'billing_details',
  'cardholder',
  'customer_details',
  'customer_shipping',
  'individual',
  'owner',
  'ship_from_details',
  'shipping',
  'shipping_details',
]);
const personalObjects = new Set(['customer', 'issuing.cardholder', 'person', 'source']);
const personName =
  /^(?:first|last|full|maiden|legal|customer|cardholder|account_holder|individual|business|recipient|owner|verified)_name(?:_kana|_kanji)?$/;

/** What holds what a person pays with. Elsewhere the same names are settings: `payment_method_options.card`. */
const instrumentObjects = new Set(['payment_method', 'source', 'issuing.card', 'issuing.authorization']);
const instrument =
  /^(?:card|card_present|interac_present|bank_account|(?:us|nz)_bank_account|(?:acss|au_becs|bacs|sepa)_debit|ach_(?:debit|credit_transfer)|ideal|sofort|paypal|cashapp|klarna|boleto|bancontact|eps|fpx|giropay|kr_card|p24|payto|pix)$/;
const instrumentPart =
  /^(?:(?:dynamic_)?last4|fingerprint|iban|bic|cvc|exp_(?:month|year)|(?:account|routing|transit|bsb)_number|sort_code)$/;

/**
 * The class of personal data that a field holds.
 * @param object What the objects say they are: `customer`.
 * @param path Where the value stands in the object: `['address', 'city']`.
 */
export function personalDataOf(object: string, path: readonly string[]): PersonalData {
  const field = path.at(-1) ?? '';
  const parent = path.length > 1 ? (path[0] ?? '') : '';
  // Texts of a payment page, and merchants, which are no persons.
  if (parent === 'custom_text' || parent === 'merchant_data') {
    return 'none';
  }
  if (/(?:^|_)email(?:_address)?$/.test(field)) {
    return 'email';
  }
  if (/(?:^|_)phone(?:_number)?$/.test(field)) {
    return 'phone';
  }
  if (isAddress(field) || isAddress(parent)) {
    return 'address';
  }
  if (personName.test(field) || (field === 'name' && isPerson(object, parent))) {
    return 'name';
  }
  return isPayment(object, parent, field) ? 'payment' : 'none';
}

function isPerson(object: string, parent: string): boolean {
  return parent === '' ? personalObjects.has(object) : people.has(parent);
}

function isPayment(object: string, parent: string, field: string): boolean {
  return (
    instrumentPart.test(field) ||
    parent === 'payment_method_details' ||
    (object === 'issuing.card' && field === 'number') ||
    (instrumentObjects.has(object) && (instrument.test(parent) || instrument.test(field)))
  );
}

/** Not the addresses of machines and of ledgers. */
function isAddress(name: string): boolean {
  return (
    /(?:^|_)address(?:_kana|_kanji)?$|^postal_code$/.test(name) &&
    !/(?:^|_)(?:ip|mac|deposit|wallet)_address$/.test(name)
  );
}
