import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir } from '../../scripts/paths.ts';
import { Random } from '../../src/connectors/sample/random.ts';
import type { EngineMessage, ParentMessage, Phase } from './engineProcess.ts';
import { verify } from './verify.ts';

export const phases: readonly Phase[] = ['import', 'refresh', 'write', 'rollback', 'edit'];

/** One kill and what was found afterwards. */
export interface Kill {
  readonly victim: 'extension host' | 'worker';
  readonly phase: Phase;
  /** After the phase began, in milliseconds. */
  readonly delay: number;
  /** Whether the file had been written before. */
  readonly hasFile: boolean;
  /** Runs that the file has as interrupted. */
  readonly interrupted: number;
}

/**
 * Kills an engine at random moments, and checks after each kill that nothing but what was not saved is lost.
 * @param onKill Told after each kill that was survived. @throws AssertionError, which names the moment.
 */
export async function killAgainAndAgain(
  kills: number,
  seed: number,
  onKill: (kill: Kill) => void = () => undefined,
): Promise<void> {
  const server = fork(new URL('serverProcess.ts', import.meta.url));
  const random = new Random(seed, 4);
  /** How long each phase took at most so far, in milliseconds: a kill in its middle must know. */
  const durations = new Map<Phase, number>();
  try {
    const [url] = (await once(server, 'message')) as [string];
    for (let number = 0; number < kills; number += 1) {
      const phase = phases[number % phases.length] ?? 'import';
      const plan = {
        victim: random.fraction() < 0.3 ? 'worker' : 'extension host',
        phase,
        occurrence: phase === 'import' ? 1 : 1 + Math.floor(random.fraction() * 3),
        delay: random.fraction() * (durations.get(phase) ?? 100),
      } as const;
      onKill(await killOnce(server, url, plan, durations));
    }
  } finally {
    server.disconnect();
  }
}

type Plan = Pick<Kill, 'victim' | 'phase' | 'delay'> & {
  /** In which of the phases of this kind. */
  readonly occurrence: number;
};

async function killOnce(
  server: ChildProcess,
  url: string,
  plan: Plan,
  durations: Map<Phase, number>,
): Promise<Kill> {
  const folder = await mkdtemp(join(tmpdir(), 'dataflows-crash-'));
  try {
    await crash(server, folder, url, plan, durations);
    const found = await verify(folder, url);
    const leftovers = await readdir(join(folder, '.dataflows'));
    assert.deepEqual(
      leftovers.filter((name) => name.endsWith('.tmp')),
      [],
    );
    return { ...plan, ...found };
  } catch (error) {
    throw new Error(`After a kill of the ${plan.victim}, ${plan.delay.toFixed(1)} ms into ${plan.phase}`, {
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts an engine, and ends it, or its worker, in the moment that was planned. Resolves when it is dead. */
async function crash(
  server: ChildProcess,
  folder: string,
  url: string,
  { victim, phase, occurrence, delay }: Plan,
  durations: Map<Phase, number>,
): Promise<void> {
  const engine = fork(new URL('engineProcess.ts', import.meta.url), [folder, url], {
    // The SDK and the sources are compiled once and not for each kill.
    env: { ...process.env, NODE_COMPILE_CACHE: join(cacheDir, 'crash') },
  });
  const ended = once(engine, 'exit');
  const failed = Promise.withResolvers<never>();
  const dead = Promise.withResolvers<void>();
  engine.once('exit', (code) => {
    if (code !== null && code !== 0) {
      failed.reject(new Error(`The engine ended by itself, with code ${code}.`));
    } else {
      dead.resolve();
    }
  });
  let seen = 0;
  let current: { readonly phase: Phase; readonly since: number } | undefined;
  engine.on('message', (message: EngineMessage) => {
    if (message.kind === 'change') {
      server.once('message', () => engine.connected && send(engine, 'changed'));
      server.send('change');
      return;
    }
    if (message.kind === 'workerDied') {
      engine.kill('SIGKILL');
      return;
    }
    const now = performance.now();
    if (current !== undefined) {
      durations.set(current.phase, Math.max(durations.get(current.phase) ?? 0, now - current.since));
    }
    current = { phase: message.phase, since: now };
    if (message.phase === phase && ++seen === occurrence) {
      setTimeout(() => (victim === 'worker' ? send(engine, 'killWorker') : engine.kill('SIGKILL')), delay);
    }
  });
  await Promise.race([dead.promise, failed.promise]);
  await ended;
}

function send(engine: ChildProcess, message: ParentMessage): void {
  engine.send(message);
}

export function describeKill({ victim, phase, delay, hasFile, interrupted }: Kill): string {
  const found = hasFile
    ? `the file is whole, ${interrupted === 0 ? 'no run was going' : 'its run is interrupted'}`
    : 'nothing was saved yet';
  return `${victim} killed ${delay.toFixed(1)} ms into ${phase}: ${found}; the next import is equal to an undisturbed one`;
}
