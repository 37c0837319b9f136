import { z } from 'zod';

// Zod otherwise tries, once, whether it may compile code: a page's content security policy reports that as a violation,
// and the probe touches `navigator`, which VS Code's extension host logs as an error.
z.config({ jitless: true });

export { z };
