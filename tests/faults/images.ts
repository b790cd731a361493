import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { Problem } from '#kernel/problem.ts';
import { preparePhoto } from '#modules/documents/photo.ts';

/** A file somebody could send, made by code, and the marks that must not be in anything made of it. */
export interface HostileImage {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly declared: string;
  /** `blocked`: refused; `neutralised`: taken, with nothing of the marks left; `either`: whichever, never a fault. */
  readonly expected: 'blocked' | 'neutralised' | 'either';
}

/** Written into every file wherever it can hold a text. */
export const MARK = 'kanari-in-the-picture';
const SCRIPT = `<script>alert("${MARK}")</script>`;
/** EICAR's test file, put together here so that no scanner takes this source for it. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE', '!$H+H*'].join('');

const text = (value: string) => Buffer.from(value, 'latin1');
const join = (...parts: Uint8Array[]) => Buffer.concat(parts);

/** Numbers that are the same for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const made = Buffer.alloc(12 + data.length);
  made.writeUInt32BE(data.length, 0);
  made.write(name, 4, 'latin1');
  made.set(data, 8);
  made.writeUInt32BE(crc32(made.subarray(4, 8 + data.length)), 8 + data.length);
  return made;
}

/** A PNG that says it is so large, whatever its data hold. */
function png(width: number, height: number, data: Uint8Array, ...extra: Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width >>> 0, 0);
  header.writeUInt32BE(height >>> 0, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const start = text('\x89PNG\r\n\x1a\n');
  return join(start, chunk('IHDR', header), ...extra, chunk('IDAT', data), chunk('IEND', new Uint8Array()));
}

/** A segment of a JPEG put behind its first marker. */
function withSegment(jpeg: Uint8Array, marker: number, data: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += 65_000) {
    const piece = data.subarray(at, at + 65_000);
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(piece.length + 2, 2);
    pieces.push(head, piece);
  }
  return join(jpeg.subarray(0, 2), ...pieces, jpeg.subarray(2));
}

/** Says another size in the frame header of a JPEG. */
function resizedJpeg(jpeg: Uint8Array, width: number, height: number): Uint8Array {
  const bytes = Buffer.from(jpeg);
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at + 1]! < 0xc0 || bytes[at + 1]! > 0xc2) continue;
    bytes.writeUInt16BE(height, at + 5);
    bytes.writeUInt16BE(width, at + 7);
    break;
  }
  return bytes;
}

const GPS = { GPSLatitudeRef: 'N', GPSLatitude: '26/1 25/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '50/1 6/1 0/1' };
const EXIF = { IFD0: { Make: MARK, Artist: MARK, Copyright: MARK, ImageDescription: SCRIPT }, IFD3: GPS };
const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description exif:GPSLatitude="26,25N" xmlns:exif="http://ns.adobe.com/exif/1.0/">${MARK}</rdf:Description></rdf:RDF></x:xmpmeta>`;

const FORMATS = ['jpeg', 'png', 'webp'] as const;

async function samples() {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const plain = () => sharp({ create: { width: 320, height: 200, channels: 3, background: '#888', noise } });
  const made = {} as Record<(typeof FORMATS)[number], Buffer>;
  const tagged = {} as Record<(typeof FORMATS)[number], Buffer>;
  for (const format of FORMATS) {
    made[format] = await plain().toFormat(format).toBuffer();
    tagged[format] = await plain().withExif(EXIF).withXmp(XMP).toFormat(format).toBuffer();
  }
  const frames = Buffer.alloc(20 * 20 * 3 * 4).map((_, at) => (at * 7) % 251);
  const moving = { raw: { width: 20, height: 80, channels: 3, pageHeight: 20 } } as const;
  return {
    made,
    tagged,
    cmyk: await plain().toColourspace('cmyk').jpeg().toBuffer(),
    grey: await plain().greyscale().jpeg().toBuffer(),
    progressive: await plain().jpeg({ progressive: true }).toBuffer(),
    lying: await plain().withMetadata({ orientation: 8 }).jpeg().toBuffer(),
    deep: await plain().toColourspace('rgb16').png().toBuffer(),
    avif: await plain().avif({ effort: 0 }).toBuffer(),
    tiff: await plain().tiff().toBuffer(),
    gif: await plain().gif().toBuffer(),
    movingGif: await sharp(frames, moving)
      .gif({ delay: [100, 100, 100, 100] })
      .toBuffer(),
    movingWebp: await sharp(frames, moving)
      .webp({ delay: [100, 100, 100, 100] })
      .toBuffer(),
  };
}

/**
 * Files that are no photo, or are one and something else too. The first ones are each of a kind; beyond them, up to
 * `count`, accepted formats are cut, bent and put together at places drawn from `seed`.
 */
export async function hostileImages(seed: number, count: number): Promise<HostileImage[]> {
  const s = await samples();
  const files: HostileImage[] = [];
  const add = (name: string, bytes: Uint8Array, expected: HostileImage['expected'], declared = 'image/jpeg') =>
    files.push({ name, bytes, declared, expected });

  const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert('${MARK}')"><image href="file:///etc/passwd"/></svg>`;
  for (const [name, body] of Object.entries({
    'svg.jpg': svg,
    'svg-with-declaration.png': `<?xml version="1.0"?>\n<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${svg}`,
    'page.jpg': `<!doctype html><html><body>${SCRIPT}</body></html>`,
    'script.png': `alert("${MARK}")`,
    'shell.jpg': '#!/bin/sh\nid\n',
    'php.jpg': '<?php system($_GET["c"]); ?>',
    'document.jpg': `%PDF-1.7\n${SCRIPT}`,
    'postscript.jpg': '%!PS-Adobe-3.0\n(w) (%pipe%id) file\n',
    'magick.jpg': 'push graphic-context\nfill \'url(https://example.com/x.jpg"|id")\'\npop graphic-context\n',
    'program.jpg': 'MZ\x90\0\x03',
    'elf.jpg': '\x7fELF\x02\x01\x01',
    'archive.jpg': 'PK\x03\x04',
    'eicar.jpg': EICAR,
    'bmp.jpg': 'BM\x3a\0\0\0',
    'icon.jpg': '\0\0\x01\0\x01\0',
    'nothing.jpg': '',
    'zeros.jpg': '\0'.repeat(5_000),
    'one-byte.jpg': '\xff',
    'jpeg-start-only.jpg': '\xff\xd8\xff',
    'png-start-only.png': '\x89PNG\r\n\x1a\n',
    'webp-start-only.webp': 'RIFF\xff\xff\xff\xffWEBP',
    'heic-start-only.heic': '\0\0\0\x18ftypheic',
  })) {
    add(name, text(body), 'blocked');
  }
  for (const [name, bytes] of Object.entries({
    'avif.jpg': s.avif,
    'tiff.jpg': s.tiff,
    'gif.jpg': s.gif,
    'moving.gif': s.movingGif,
    'moving.webp': s.movingWebp,
  })) {
    add(name, bytes, 'blocked');
  }
  const acTL = chunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]));
  add('moving.png', join(s.made.png.subarray(0, 33), acTL, s.made.png.subarray(33)), 'blocked', 'image/png');
  for (const [width, height] of [
    [50_000, 50_000],
    [0xffff_ffff, 0xffff_ffff],
    [0x7fff_ffff, 2],
    [0, 0],
    [0, 10],
    [100_000, 1_000],
  ] as const) {
    add(`png-${width}x${height}.png`, png(width, height, deflateSync(Buffer.alloc(100))), 'blocked', 'image/png');
  }
  add('jpeg-65500x65500.jpg', resizedJpeg(s.made.jpeg, 65_500, 65_500), 'blocked');
  add('bomb-in-data.png', png(7_000, 7_000, deflateSync(Buffer.alloc(50_000_000))), 'either', 'image/png');
  const bomb = deflateSync(Buffer.alloc(30_000_000));
  add('bomb-in-text.png', png(8, 8, deflateSync(Buffer.alloc(72)), chunk('zTXt', join(text('x\0\0'), bomb))), 'either');
  add(
    'bomb-in-profile.png',
    png(8, 8, deflateSync(Buffer.alloc(72)), chunk('iCCP', join(text('x\0\0'), bomb))),
    'either',
  );
  add('larger-than-allowed.jpg', join(s.made.jpeg, Buffer.alloc(13 << 20)), 'blocked');
  for (const declared of ['image/svg+xml', 'text/html', 'application/pdf', 'application/x-php', 'image/gif']) {
    add(`declared-${declared.replace('/', '-')}.jpg`, s.made.jpeg, 'blocked', declared);
  }
  for (const format of FORMATS) {
    const other = format === 'png' ? 'image/webp' : 'image/png';
    add(`named-otherwise.${format}`, s.made[format], 'neutralised', other);
    add(`position.${format}`, s.tagged[format], 'neutralised');
    add(`page-behind.${format}`, join(s.made[format], text(SCRIPT)), 'either');
    add(`eicar-behind.${format}`, join(s.made[format], text(EICAR)), 'either');
    add(`archive-behind.${format}`, join(s.made[format], text(`PK\x03\x04${MARK}PK\x05\x06`)), 'either');
    add(`half.${format}`, s.made[format].subarray(0, s.made[format].length >> 1), 'blocked');
    add(`header-only.${format}`, s.made[format].subarray(0, 60), 'blocked');
  }
  for (const [name, bytes] of Object.entries({
    'cmyk.jpg': s.cmyk,
    'grey.jpg': s.grey,
    'progressive.jpg': s.progressive,
    'lying.jpg': s.lying,
    'sixteen-bit.png': s.deep,
    'comment.jpg': withSegment(s.made.jpeg, 0xfe, text(SCRIPT)),
    'iptc.jpg': withSegment(s.made.jpeg, 0xed, text(`Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x10${MARK}`)),
    'php-comment.jpg': withSegment(s.made.jpeg, 0xfe, text(`<?php /*${MARK}*/ ?>`)),
    'text.png': join(s.made.png.subarray(0, 33), chunk('tEXt', text(`Comment\0${SCRIPT}`)), s.made.png.subarray(33)),
  })) {
    add(name, bytes, 'neutralised');
  }
  const megabytes = Buffer.alloc(4 << 20, MARK);
  add('megabytes-of-comment.jpg', withSegment(s.made.jpeg, 0xfe, megabytes), 'either');
  add('megabytes-of-exif.jpg', withSegment(s.made.jpeg, 0xe1, join(text('Exif\0\0'), megabytes)), 'either');
  add(
    'megabytes-of-profile.jpg',
    withSegment(s.made.jpeg, 0xe2, join(text('ICC_PROFILE\0\x01\x01'), megabytes)),
    'either',
  );
  add(
    'exif-in-a-ring.jpg',
    withSegment(s.made.jpeg, 0xe1, text('Exif\0\0II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x08\0\0\0\0\0\0\0')),
    'neutralised',
  );
  for (const name of [
    '../../../etc/passwd',
    '..\\..\\a.jpg',
    'a.jpg\0.php',
    'con.jpg',
    `${'x'.repeat(900)}.jpg`,
    '\u202egpj.exe',
  ]) {
    add(name, s.made.jpeg, 'neutralised');
  }

  const draw = numbers(seed);
  for (let n = 0; files.length < count; n++) {
    const format = FORMATS[n % FORMATS.length]!;
    const bytes = Buffer.from(draw(2) === 0 ? s.tagged[format] : s.made[format]);
    switch (draw(4)) {
      case 0:
        for (let times = 1 + draw(20); times > 0; times--) bytes[12 + draw(bytes.length - 12)] = draw(256);
        add(`bent-${n}.${format}`, bytes, 'either');
        break;
      case 1:
        add(`cut-${n}.${format}`, bytes.subarray(0, 4 + draw(bytes.length - 4)), 'either');
        break;
      case 2: {
        const at = draw(bytes.length);
        add(`filled-${n}.${format}`, join(bytes.subarray(0, at), text(SCRIPT), bytes.subarray(at)), 'either');
        break;
      }
      default: {
        const other = s.made[FORMATS[draw(FORMATS.length)]!];
        add(`joined-${n}.${format}`, join(bytes.subarray(0, draw(bytes.length)), other), 'either');
      }
    }
  }
  return files;
}

export interface ImageFinding {
  readonly files: number;
  readonly blocked: number;
  readonly neutralised: number;
  readonly faults: readonly string[];
}

/** Whether one of the marks, or anything a program could run, is in what would be served. */
async function remains(bytes: Uint8Array): Promise<string | undefined> {
  const buffer = Buffer.from(bytes);
  for (const mark of [MARK, EICAR, '<script', '<?php', '<svg', 'Exif', 'GPS', 'PK\x03\x04']) {
    if (buffer.includes(mark, 0, 'latin1')) return `holds ${JSON.stringify(mark)}`;
  }
  const { format, exif, xmp, iptc, icc, pages = 1, width, height } = await sharp(buffer).metadata();
  if (format !== 'webp') return `is ${format}`;
  if (exif ?? xmp ?? iptc ?? icc) return 'has metadata';
  return pages > 1 || width > 1_600 || height > 1_600 ? `has ${pages} pages of ${width} × ${height}` : undefined;
}

/** Puts each file through what an upload goes through. */
export async function tryImages(files: readonly HostileImage[]): Promise<ImageFinding> {
  const faults: string[] = [];
  let blocked = 0;
  for (const { name, bytes, declared, expected } of files) {
    const fault = (what: string) =>
      faults.push(`${name} (${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}): ${what}`);
    try {
      const photo = await preparePhoto(bytes, declared);
      if (expected === 'blocked') fault('was taken');
      for (const { bytes: copy } of [photo.display, photo.thumbnail]) {
        const left = await remains(copy);
        if (left !== undefined) fault(left);
      }
    } catch (error) {
      blocked += 1;
      if (!(error instanceof Problem)) fault(`failed: ${error}`);
      else if (error.status >= 500 || error.fields[0]?.path !== 'bytes') fault(`${error.code} ${error.status}`);
      else if (expected === 'neutralised') fault(`was refused: ${error.code}`);
    }
  }
  return { files: files.length, blocked, neutralised: files.length - blocked, faults };
}
