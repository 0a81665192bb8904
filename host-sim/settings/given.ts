/** Settings as they were given somewhere, before they are read; and what is wrong with them. */

/** One setting, as text. */
export interface Given {
  /** Undefined: for all meters. */
  meter: string | undefined;
  group: string;
  name: string;
  text: string;
  /** "smarty.toml:12", "--key", "SMARTY_KEY". */
  where: string;
  /** What the names of files are relative to. */
  base?: string;
}

/** A sentence with the remedy. No value is repeated in it: it may be a key or hold a password. */
export interface Complaint {
  where: string;
  sentence: string;
  /** It is only a warning: the reader runs all the same. */
  isWarning?: boolean;
}

/** What one file, the environment or the command line says. */
export interface Layer {
  given: Given[];
  complaints: Complaint[];
  /** Meters that it names. */
  meters: string[];
}

export function newLayer(): Layer {
  return { given: [], complaints: [], meters: [] };
}

export function complain(layer: Layer, where: string, sentence: string, isWarning?: boolean): void {
  layer.complaints.push({ where, sentence, ...(isWarning ? { isWarning } : {}) });
}
