/** What the builder hands to the script: keys in groups, and all texts of each language in one. */
declare const TEXT_KEYS: string;
declare const TEXTS: readonly string[];
