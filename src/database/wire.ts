import { type TransferHandler, transferHandlers } from 'comlink';
import { DatabaseError, type DatabaseErrorReason } from './api.ts';

/*
 * How errors cross between the threads. Comlink hands over an error's message and name only; a DatabaseError must
 * arrive as one, with its reason.
 */

interface SentError {
  readonly reason: DatabaseErrorReason;
  readonly message: string;
}

interface Thrown {
  readonly value: unknown;
}

/**
 * To be called once in each thread, before the first message.
 * @param onUnforeseen Told of errors that are no DatabaseError; the other thread gets reason `internal`.
 */
export function carryDatabaseErrors(onUnforeseen: (error: unknown) => void = () => undefined): void {
  const original = transferHandlers.get('throw');
  if (original === undefined) {
    throw new Error('comlink has no handler for thrown errors');
  }
  const handler: TransferHandler<Thrown, SentError> = {
    canHandle: (value): value is Thrown => original.canHandle(value),
    serialize: ({ value }) => {
      if (DatabaseError.is(value)) {
        return [{ reason: value.reason, message: value.message }, []];
      }
      onUnforeseen(value);
      return [{ reason: 'internal', message: value instanceof Error ? value.message : String(value) }, []];
    },
    deserialize: ({ reason, message }) => {
      throw new DatabaseError(reason, message);
    },
  };
  transferHandlers.set('throw', handler);
}
