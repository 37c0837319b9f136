/** Writes figures: the median of several runs, with the least and the most where they differ. */
export function figure<T>(
  samples: readonly T[],
  of: (sample: T) => number,
  format: (value: number) => string,
): string {
  const values = samples.map(of).sort((a, b) => a - b);
  const median = format(values[Math.floor(values.length / 2)] ?? 0);
  const [least, most] = [format(values[0] ?? 0), format(values.at(-1) ?? 0)];
  return least === most ? median : `${median} (${least} to ${most})`;
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

export function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

export function ratio(value: number): string {
  return `${value.toFixed(3)} ×`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}

export function milliseconds(value: number): string {
  return `${value.toFixed(0)} ms`;
}
