/** Windows takes these for devices, whatever their extension. */
const device = /^(con|prn|aux|nul|(com|lpt)\d)$/i;

/**
 * A file's name for each table. A table's name may hold what a file's may not; and where less of it than all tells the
 * tables apart, a number does, so that no file replaces another one.
 */
export function fileNames(tables: readonly string[], extension: string): string[] {
  const taken = new Set<string>();
  return tables.map((table) => {
    const name = beginning(table.replace(/[\p{Cc}\\/:*?"<>|]/gu, '_').replace(device, '$&_'));
    let free = name;
    // Most file systems take names for the same that differ in case alone.
    for (let number = 2; taken.has(free.toLowerCase()); number += 1) {
      free = `${name}-${number}`;
    }
    taken.add(free.toLowerCase());
    return `${free}.${extension}`;
  });
}

/** Most file systems take 255 bytes; a number and an extension are to follow. */
function beginning(name: string): string {
  return Buffer.from(name)
    .subarray(0, 200)
    .toString()
    .replace(/\ufffd$/, '');
}
