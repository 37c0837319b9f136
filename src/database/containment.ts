import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep, win32 } from 'node:path';

/** As many links in a row as Linux follows. */
const maxLinks = 40;

/**
 * The file that a path names inside a folder. Undefined for a path that leads out of it, by itself or by symbolic links, and
 * for one that no file can have. @throws An error of the file system where there is no such folder.
 */
export function fileInFolder(folder: string, path: string): string | undefined {
  // Windows' paths too, wherever it is: a folder is shared.
  if (path.includes('\0') || isAbsolute(path) || win32.isAbsolute(path) || /^[a-z]:/i.test(path)) {
    return undefined;
  }
  const file = resolve(folder, path);
  return leadsOutOf(folder, file) ? undefined : file;
}

/**
 * Whether a path leads to something outside a folder, also by symbolic links, and also where nothing is there yet. Both
 * may come from a stranger. @throws An error of the file system where there is no such folder.
 */
export function leadsOutOf(folder: string, file: string): boolean {
  const target = realPath(file, maxLinks);
  return !isInside(folder, file) || target === undefined || !isInside(realpathSync(folder), target);
}

function isInside(folder: string, file: string): boolean {
  const inside = relative(folder, file);
  return inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

/** What a path stands for, as far down as there is something. Undefined where links go in a circle. */
function realPath(path: string, links: number): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    if (links === 0 || dirname(path) === path) {
      return links === 0 ? undefined : path;
    }
  }
  const parent = realPath(dirname(path), links - 1);
  if (parent === undefined) {
    return undefined;
  }
  const place = join(parent, basename(path));
  // A link to nothing: what is written there appears where it leads.
  return lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()
    ? realPath(resolve(parent, readlinkSync(place)), links - 1)
    : place;
}
