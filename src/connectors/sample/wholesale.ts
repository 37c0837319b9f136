import { addMonths, day, hour, shortDate } from './calendar.ts';
import type { CustomerScope } from './customerScope.ts';
import { addInvoiceItem, draftItem } from './invoiceItems.ts';
import { addInvoice, type InvoicePlan } from './invoices.ts';
import { isFirstCafe } from './persona.ts';

const daysUntilDue = 14;

/**
 * A café orders beans and gear besides its standing order, every few months, on one long invoice. Yields after each, as
 * `generateAccount` does.
 */
export function* addWholesaleOrders(scope: CustomerScope): Generator<void> {
  const { business, persona } = scope;
  const { random } = persona;
  const special = isFirstCafe(persona.index)
    ? [{ lines: 130 }, { lines: 14, ending: 'returned' as const }]
    : [];
  for (
    let at = persona.created + random.integer(day, 20 * day);
    at <= business.now;
    at = addMonths(at, random.integer(2, 4)) + random.integer(0, 6 * day)
  ) {
    const ordinary = {
      lines: random.integer(4, 38),
      ending: random.chance(0.04) ? ('void' as const) : undefined,
    };
    addOrder(scope, at, special.shift() ?? ordinary);
    yield;
  }
  if (random.chance(0.5) && persona.created < business.now - 2 * day) {
    const at = business.now - random.integer(hour / 2, 20 * hour);
    addOrder(scope, at, { lines: random.integer(3, 12), ending: 'draft' });
  }
}

function addOrder(
  scope: CustomerScope,
  created: number,
  { lines, ending }: { readonly lines: number; readonly ending?: InvoicePlan['ending'] },
): void {
  const { catalogue, persona } = scope;
  const goods = catalogue.goods(persona.currency);
  const items = Array.from({ length: lines }, () => {
    const offer = persona.random.pick(goods);
    const quantity = persona.random.integer(1, offer.product.unit_label === 'kg' ? 12 : 2);
    const orderedAt = created - hour;
    const batch = persona.random.integer(1000, 9999);
    return draftItem(
      scope,
      orderedAt,
      {
        offer,
        quantity,
        amount: offer.unitAmount * quantity,
        description:
          offer.product.unit_label === 'kg'
            ? `${offer.product.name} (batch ${batch}, roasted ${shortDate(orderedAt)})`
            : offer.product.name,
        start: orderedAt,
        end: orderedAt,
      },
      null,
    );
  });
  const invoice = addInvoice(scope, {
    created,
    reason: 'manual',
    periodStart: created,
    periodEnd: created,
    drafts: items.map((item) => item.draft),
    discounts: scope.discount === undefined ? [] : [scope.discount],
    daysUntilDue,
    ...(ending === undefined ? {} : { ending }),
  });
  for (const item of items) {
    addInvoiceItem(scope, item, invoice.id);
  }
}
