/** A share of 0 to 1: `99.5 %`. Not rounded up to all, nor down to nothing. */
export function formatPercent(share: number): string {
  const rounded = (share * 100).toFixed(1);
  if (share > 0 && rounded === '0.0') {
    return '< 0.1 %';
  }
  return share < 1 && rounded === '100.0' ? '> 99.9 %' : `${rounded} %`;
}
