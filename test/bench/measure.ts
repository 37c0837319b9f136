import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Measured<T> {
  readonly result: T;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most that the process had, and what it had more than at the start, in bytes. */
  readonly peakMemory: number;
  readonly memoryGrowth: number;
  /** How long the thread was not there for others, in milliseconds. */
  readonly longestStall: number;
  readonly stall99: number;
}

const resolution = 2;
const memoryIntervalMs = 50;

/** Does some work and looks at what it costs this process and this thread. */
export async function measure<T>(work: () => Promise<T>): Promise<Measured<T>> {
  const before = process.memoryUsage.rss();
  let peakMemory = before;
  const watch = setInterval(() => {
    peakMemory = Math.max(peakMemory, process.memoryUsage.rss());
  }, memoryIntervalMs);
  const delays = monitorEventLoopDelay({ resolution });
  const cpu = process.cpuUsage();
  const start = performance.now();
  delays.enable();
  try {
    const result = await work();
    const seconds = (performance.now() - start) / 1000;
    delays.disable();
    const { user, system } = process.cpuUsage(cpu);
    return {
      result,
      seconds,
      cpuSeconds: (user + system) / 1e6,
      peakMemory,
      memoryGrowth: peakMemory - before,
      // The histogram holds the time between two turns, of which `resolution` was asked for.
      longestStall: delays.max / 1e6 - resolution,
      stall99: delays.percentile(99) / 1e6 - resolution,
    };
  } finally {
    clearInterval(watch);
  }
}
