export interface NoticePart {
  readonly is: 'words' | 'number' | 'address';
  readonly text: string;
}

/** The words of a notice with what must not break apart: addresses, without the stop that ends their sentence, and its number. */
export function noticeParts(text: string, number: string | null): NoticePart[] {
  return text.split(/(https?:\/\/\S*[^\s.,،؛;:!?؟)»])/u).flatMap((piece, index): NoticePart[] => {
    if (index % 2 === 1) return [{ is: 'address', text: piece }];
    const pieces = number === null || number === '' ? [piece] : piece.split(number);
    return pieces.flatMap((words, nth): NoticePart[] => [
      ...(nth > 0 ? [{ is: 'number' as const, text: number! }] : []),
      ...(words === '' ? [] : [{ is: 'words' as const, text: words }]),
    ]);
  });
}
