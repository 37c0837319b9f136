import type { ColumnType } from '../../src/shared/columns.ts';

/*
 * TypeScript knows only `number` where Stripe's API description tells timestamps, integers and fractions apart, and
 * the SDK's comments name the unit only now and then (`trial_end`: “If the subscription has a trial, the end of that
 * trial.”). So both the comment and the name of a field speak. Checked by eye for all numbers of stripe 23.1.0.
 */
const timeComment =
  /\bunix\b|\bepoch\b|\btimestamp\b|^(?:the )?(?:time|date) (?:at|that|the|when|which|after|before|by|on)\b/i;
const timeName =
  /^(?:created|date|start|end|eta)$|(?:_at|_on|_date|_time|_start|_end|_until|_deadline|_anchor|_created|(?:due|redeem)_by|deletes_after)$|^deadline$/;
const milliseconds = /\bin milliseconds\b/i;
const fractionName =
  /(?:^|_)(?:percent|percentage|rate|weight|height|width|length|latitude|longitude)(?:$|_)/;

/**
 * The column type of a number in Stripe's API.
 * @param name The field's own name, without its parents'.
 * @param comment What the SDK says about it.
 */
export function numberType(name: string, comment: string): ColumnType {
  // terminal.reader's last_seen_at counts milliseconds: as a DATETIME it would lie about the unit.
  if ((timeComment.test(comment) || timeName.test(name)) && !milliseconds.test(comment)) {
    return 'datetime';
  }
  return fractionName.test(name) ? 'real' : 'integer';
}
