/** The version of this package: from the nearest package.json above, also where the code is built elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function packageFile(directory: string): string {
  const file = join(directory, 'package.json');
  return existsSync(file) ? file : packageFile(dirname(directory));
}

export function versionText(): string {
  const file = readFileSync(packageFile(import.meta.dirname), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
