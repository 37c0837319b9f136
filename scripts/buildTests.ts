import { buildHostTests } from './hostTests.ts';

await buildHostTests();
