/** All of the page in one file: as text, and as it is sent. */
export declare function buildPage(): { html: string; gzip: Uint8Array };

/** The further settings and their texts: as text, and as they are sent. */
export declare function buildMore(): { json: string; gzip: Uint8Array };

/** Both as they are sent. */
export declare function buildDocuments(): { page: Uint8Array; more: Uint8Array };

type Texts = Record<string, [en: string, fr: string, de: string, lb: string]>;

/** Every text of the page: key -> one text in each language. */
export declare function pageTexts(): Texts;

/** Every text that comes with the further settings. */
export declare function moreTexts(): Texts;
