/**
 * What can be wrong with one setting, as a closed list; the page has a sentence for each, in each
 * of its languages. A fault never quotes the value: it may be a secret.
 */
export type SettingFault =
  | 'missing'
  | 'type'
  | 'short'
  | 'long'
  | 'characters'
  | 'range'
  | 'hex'
  | 'hex-length'
  | 'choice'
  | 'address'
  | 'together'
  | 'unknown';

/** Name of the setting -> what is wrong with it. */
export type SettingFaults = { [name: string]: SettingFault };
