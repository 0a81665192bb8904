/** All of the page in one file: as text, and as it is sent. */
export declare function buildPage(): { html: string; gzip: Uint8Array };

/** Every text of the page: key -> one text in each language. */
export declare function pageTexts(): Record<
  string,
  [en: string, fr: string, de: string, lb: string]
>;
