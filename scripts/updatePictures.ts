// Puts the pictures that the last e2e run left into docs/images, where the README shows them.
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { root, testResultsDir } from './paths.ts';

const images = path.join(root, 'docs', 'images');
await mkdir(images, { recursive: true });
for (const file of await readdir(testResultsDir)) {
  if (file.startsWith('readme-')) {
    await copyFile(path.join(testResultsDir, file), path.join(images, file.slice('readme-'.length)));
  }
}
