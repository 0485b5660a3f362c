/** What units are, a number for each: a stretch of the text of a document, its title, its headings, or an annotation. */

export const TEXT = 0;
export const TITLE = 1;
export const HEADINGS = 2;
export const ANNOTATION = 3;
