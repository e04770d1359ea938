/** The library's version, as in package.json; every result carries it. */
export const version: string = "0.1.0";
