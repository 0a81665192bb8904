/** A gzip file that is as small as it gets, and the same for the same bytes. */
export declare function packGzip(bytes: Uint8Array): Uint8Array;
