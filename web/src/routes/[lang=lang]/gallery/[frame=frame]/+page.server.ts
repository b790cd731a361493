/** Frames around a page, each with sample content. The office needs script for its panes; the others show none. */
export const csr = true;
