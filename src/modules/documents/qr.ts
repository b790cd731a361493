import QRCode from 'qrcode';

/**
 * A text as a QR code (ISO/IEC 18004) with error correction level M: a path of one unit a module, and the modules a
 * side. Dark modules of a row are drawn as one bar, so that no printer leaves a gap between them.
 */
export function qrOf(text: string): { readonly path: string; readonly modules: number } {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const bars: string[] = [];
  for (let y = 0; y < modules.size; y += 1) {
    for (let x = 0; x < modules.size; x += 1) {
      if (!modules.get(y, x)) continue;
      const from = x;
      while (x < modules.size && modules.get(y, x)) x += 1;
      bars.push(`M${from} ${y}h${x - from}v1H${from}z`);
    }
  }
  return { path: bars.join(''), modules: modules.size };
}
