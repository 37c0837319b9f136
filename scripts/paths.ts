import path from 'node:path';

/** The repository's root: every path below starts here, so that scripts work from any folder. */
export const root = path.resolve(import.meta.dirname, '..');

/** What the scripts fetch and keep; git ignores it, and deleting it costs only the time to fetch it again. */
export const cacheDir = path.join(root, '.cache');

/** What a test run leaves for people to look at: pictures, logs. Git ignores it. */
export const testResultsDir = path.join(root, 'test-results');
