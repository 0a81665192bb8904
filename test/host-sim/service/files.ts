/** The files of the service, as they are shipped. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../host-sim/service');

export const pathOf = (name: string) => join(FOLDER, name);
export const textOf = (name: string) => readFileSync(pathOf(name), 'utf8');
