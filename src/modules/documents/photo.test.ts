import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { MAX_UPLOAD_BYTES } from './model.ts';
import { preparePhoto } from './photo.ts';

const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: '#888888', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  });

function pngChunk(name: string, data: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(name, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

/** A PNG that says it is `width` × `height`, whatever its data holds. */
function png(width: number, height: number, data: Uint8Array, ...extra: Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...extra,
    pngChunk('IDAT', data),
    pngChunk('IEND', new Uint8Array()),
  ]);
}

const GPS_EXIF = {
  IFD0: { Make: 'SampleCamera', ImageDescription: 'canary-description' },
  IFD2: { DateTimeOriginal: '2026:11:21 14:30:00' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '26/1 25/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '50/1 6/1 0/1' },
};

describe('an accepted photo', () => {
  test.each([
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['webp', 'application/octet-stream'],
    // Phones and messengers rename pictures; what the bytes are counts.
    ['png', 'image/jpeg'],
  ] as const)('%s declared as %s becomes two WebP pictures', async (format, declared) => {
    const photo = await preparePhoto(await noise(2_400, 1_200).toFormat(format).toBuffer(), declared);
    expect(photo.display).toMatchObject({ width: 1_600, height: 800 });
    expect(photo.thumbnail).toMatchObject({ width: 320, height: 160 });
    expect(await sharp(photo.display.bytes).metadata()).toMatchObject({ format: 'webp', width: 1_600 });
    expect(photo.original.format).toBe(format);
  });

  test('keeps nothing of its metadata but hands over place and time', async () => {
    const jpeg = await noise(600, 400).withExif(GPS_EXIF).withXmp('<x>canary-xmp</x>').jpeg().toBuffer();
    expect(jpeg.includes('canary-description')).toBe(true);
    const { display, thumbnail, evidence } = await preparePhoto(jpeg);
    expect(evidence.position!.latitude).toBeCloseTo(26 + 25 / 60, 4);
    expect(evidence.position!.longitude).toBeCloseTo(50.1, 4);
    expect(evidence.takenAt).toBe('2026-11-21T14:30:00');
    for (const { bytes } of [display, thumbnail]) {
      const { exif, xmp, icc, iptc } = await sharp(bytes).metadata();
      expect([exif, xmp, icc, iptc]).toEqual([undefined, undefined, undefined, undefined]);
      expect(Buffer.from(bytes).includes('canary')).toBe(false);
    }
  });

  test('stands upright', async () => {
    const lying = await noise(600, 400).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect((await preparePhoto(lying)).display).toMatchObject({ width: 400, height: 600 });
  });

  test('is not enlarged, and is white where it was transparent', async () => {
    const clear = await sharp({ create: { width: 100, height: 80, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const { display } = await preparePhoto(clear);
    expect(display).toMatchObject({ width: 100, height: 80 });
    expect((await sharp(display.bytes).stats()).channels.map(({ mean }) => Math.round(mean))).toEqual([255, 255, 255]);
  });

  test('loses what was hidden behind it', async () => {
    const jpeg = await noise(300, 200).jpeg().toBuffer();
    const polyglot = Buffer.concat([jpeg, Buffer.from('<script>canary</script>PK\u0003\u0004canary')]);
    expect(Buffer.from((await preparePhoto(polyglot)).display.bytes).includes('canary')).toBe(false);
  });

  test('many at once take turns, and all end', async () => {
    const jpeg = await noise(400, 300).jpeg().toBuffer();
    const done = await Promise.allSettled(Array.from({ length: 40 }, () => preparePhoto(jpeg)));
    const refused = done.filter((one) => one.status === 'rejected');
    expect(refused.every(({ reason }) => reason.code === 'documents.busy')).toBe(true);
    expect(done.length - refused.length).toBe(32);
    expect((await preparePhoto(jpeg)).display.width).toBe(400);
  });
});

describe('a refused file', () => {
  const codeOf = async (bytes: Uint8Array, declared = 'image/jpeg'): Promise<string> => {
    try {
      await preparePhoto(bytes, declared);
      return 'accepted';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  const text = (value: string) => new TextEncoder().encode(value);

  test.each([
    ['nothing', '', 'documents.empty'],
    [
      'SVG',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>',
      'documents.not-a-photo',
    ],
    [
      'SVG behind an XML head',
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
      'documents.not-a-photo',
    ],
    ['HTML', '<!doctype html><script>1</script>', 'documents.not-a-photo'],
    ['PDF', '%PDF-1.7\n%âãÏÓ', 'documents.not-a-photo'],
    ['EICAR', 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*', 'documents.not-a-photo'],
  ])('%s', async (_name, content, code) => expect(await codeOf(text(content))).toBe(code));

  test('GIF, TIFF and AVIF', async () => {
    for (const format of ['gif', 'tiff', 'avif'] as const) {
      expect(await codeOf(await noise(20, 20).toFormat(format).toBuffer(), 'image/png')).toBe('documents.not-a-photo');
    }
  });

  test('a picture declared as a page or a document', async () => {
    const jpeg = await noise(20, 20).jpeg().toBuffer();
    for (const declared of ['text/html', 'image/svg+xml', 'application/pdf', 'image/gif']) {
      expect(await codeOf(jpeg, declared)).toBe('documents.not-a-photo');
    }
  });

  test('the first bytes of a picture before something else', async () => {
    for (const head of ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'RIFF\x00\x00\x00\x00WEBP']) {
      const lie = Buffer.concat([Buffer.from(head, 'latin1'), text('<svg xmlns="http://www.w3.org/2000/svg"/>')]);
      expect(await codeOf(lie)).toBe('documents.unreadable');
    }
  });

  test.each(['jpeg', 'png', 'webp'] as const)('a truncated %s', async (format) => {
    const whole = await noise(400, 300).toFormat(format).toBuffer();
    for (const share of [0.1, 0.5, 0.9]) {
      expect(await codeOf(whole.subarray(0, Math.floor(whole.length * share)))).toBe('documents.unreadable');
    }
  });

  test('moving pictures', async () => {
    const frames = await sharp(await Promise.all([noise(20, 20).png().toBuffer(), noise(20, 20).png().toBuffer()]), {
      join: { animated: true },
    })
      .webp({ loop: 0 })
      .toBuffer();
    expect(await codeOf(frames)).toBe('documents.animated');
    const data = deflateSync(Buffer.alloc(21 * 20));
    expect(await codeOf(png(20, 20, data, pngChunk('acTL', Buffer.alloc(8))))).toBe('documents.animated');
    expect(await codeOf(png(20, 20, data))).toBe('accepted');
  });

  test('a header that promises a city of pixels', async () => {
    expect(await codeOf(png(60_000, 60_000, deflateSync(Buffer.alloc(100))))).toBe('documents.too-many-pixels');
    expect(await codeOf(png(0x7fffffff, 0x7fffffff, new Uint8Array(10)))).toMatch(/too-many-pixels|unreadable/);
    expect(await codeOf(png(0, 0, new Uint8Array(10)))).toBe('documents.unreadable');
  });

  test('a bomb: a few bytes that unpack to far more than allowed', async () => {
    const bomb = png(10_000, 10_000, deflateSync(Buffer.alloc(10_001 * 10_000), { level: 9 }));
    expect(bomb.length).toBeLessThan(200_000);
    expect(await codeOf(bomb)).toBe('documents.too-many-pixels');
  });

  test('HEIC, which the decoder here cannot read', async () => {
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), text('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(100)]);
    expect(await codeOf(heic, 'image/heic')).toBe('documents.heic');
  });

  test('more bytes than may be uploaded', async () => {
    const jpeg = await noise(20, 20).jpeg().toBuffer();
    expect(await codeOf(Buffer.concat([jpeg, Buffer.alloc(MAX_UPLOAD_BYTES)]))).toBe('documents.not-a-photo');
  });
});
