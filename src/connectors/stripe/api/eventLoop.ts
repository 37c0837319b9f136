let last = Promise.resolve();

/**
 * Waits for a turn of the event loop that nobody else has who waits here. Answers that arrive together would otherwise be
 * worked through together, and the thread, which other extensions share, would be gone for as long.
 */
export function ownTurn(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
  return last;
}
