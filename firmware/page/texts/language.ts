/**
 * The languages of the page, and the shape of every table of texts: a key gives one text in each
 * language, in this order. {braces} are filled in by the page.
 */
export const LANGUAGES = ['en', 'fr', 'de', 'lb'] as const;

export type Language = (typeof LANGUAGES)[number];

export type Texts = Record<string, readonly [en: string, fr: string, de: string, lb: string]>;
