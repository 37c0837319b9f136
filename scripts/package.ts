import { packageExtension } from './extensionPackage.ts';
import { root } from './paths.ts';

await packageExtension(root);
