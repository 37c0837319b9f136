import type { Stripe } from 'stripe';

/**
 * A Stripe object as it stands in the API's JSON. The package's own types describe it after its client has parsed it:
 * decimals are objects there, digits here; and a reference is the bare id here, as no list is asked to expand it.
 */
export type Wire<T> = T extends Stripe.Decimal
  ? string
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? Wire<Reference<Item>>[]
      : { [Field in keyof T]: Wire<Reference<T[Field]>> };

/** `string | Customer | null` becomes `string | null`: what may be an id, is the id. */
type Reference<T> = string extends T ? Extract<T, string | null | undefined> : T;
