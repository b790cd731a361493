/** The eight-pointed mark of the platform, for a tenant without an emblem of its own. */
export const STAR = `<path fill="#1b8354" d="M24 1l6.7 6.8h9.500v9.500L47 24l-6.800 6.700v9.500h-9.500L24 47l-6.700-6.800H7.800v-9.500L1 24l6.800-6.700V7.800h9.500z"/><path fill="none" stroke="#fff" stroke-width="2.4" stroke-linejoin="round" stroke-linecap="round" d="M15 33V22l9-7 9 7v11M20.500 33v-7.500a3.500 3.500 0 0 1 7 0V33M12.500 33h23"/>`;

const TILE = 16;
const [ACROSS, DOWN] = [12, 17];

/** One star of the web: two squares across each other and a smaller star within, in a square of `TILE` millimetres. */
const star = (x: number, y: number): string =>
  `M${x + 8} ${y + 1.5}l2 2h2.500v2.500l2 2-2 2v2.500h-2.500l-2 2-2-2h-2.500v-2.500l-2-2 2-2v-2.500h2.500zM${x + 8} ${y + 4}l1.200 2.800 2.800 1.200-2.800 1.200-1.200 2.800-1.200-2.800-2.800-1.200 2.800-1.200zM${x} ${y + 8}h1.500M${x + 14.5} ${y + 8}h1.500M${x + 8} ${y}v1.500M${x + 8} ${y + 14.5}v1.500`;

/** A web of eight-pointed stars in a hair's breadth behind each page: what a copier blurs first. */
export const WEB = `<svg class="web" viewBox="0 0 ${ACROSS * TILE} ${DOWN * TILE}" preserveAspectRatio="xMidYMid slice" aria-hidden="true"><path fill="none" stroke="#dff6e7" stroke-width=".16" d="${Array.from(
  { length: ACROSS * DOWN },
  (_, index) => star((index % ACROSS) * TILE, Math.floor(index / ACROSS) * TILE),
).join('')}"/></svg>`;

/** How a document looks on A4. Greys and greens of the palette; sizes for paper. */
export const PAPER_STYLE = `
@page{size:A4;margin:13mm 16mm 16mm}
@page{@bottom-left{font:400 7.5pt "IBM Plex Sans Arabic";color:#6c737f;vertical-align:top;padding-top:3mm}
@bottom-right{font:600 7.5pt "IBM Plex Sans Arabic";color:#6c737f;vertical-align:top;padding-top:3mm;direction:ltr}}
*{box-sizing:border-box;margin:0;padding:0}
html{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{font:400 9.6pt/1.5 "IBM Plex Sans Arabic",sans-serif;color:#161616;background:#fff}
bdi,.number{unicode-bidi:isolate}
.frame{position:fixed;overflow:hidden;inset:0;z-index:-1}
.web{position:absolute;inset:0;inline-size:100%;block-size:100%}
header{display:grid;grid-template-columns:1fr 22mm 1fr;gap:5mm;align-items:center;padding-bottom:4mm;border-bottom:.5mm solid #1b8354}

.emblem{inline-size:18mm;block-size:18mm;justify-self:center}
.authority{display:grid;gap:.5mm}
.authority b{font-size:12.5pt;font-weight:700;line-height:1.3;color:#104631}
.authority span{font-size:9.6pt;color:#384250}
.authority[lang=en] b{font-size:11.5pt}
.single header{grid-template-columns:22mm 1fr}
.single .emblem{order:-1}
.single header>div:last-child{display:none}
.title{display:grid;gap:0;justify-items:center;padding:3.5mm 0 3mm;text-align:center}
.title h1{font-size:23pt;font-weight:700;line-height:1.25;color:#14573a}
.title h1+h1{font-size:14.5pt;font-weight:600;color:#1b8354}
.sample{display:flex;gap:6mm;justify-content:center;margin-bottom:3.5mm;padding:1mm 3mm;border:.3mm dashed #b42318;border-radius:1.5mm;font-size:8.6pt;font-weight:600;color:#b42318}
.top{display:grid;grid-template-columns:1fr 46mm;gap:5mm;align-items:stretch}
.facts{display:grid;grid-template-columns:1fr 1fr;gap:2.5mm}
.fact{display:grid;align-content:start;gap:1mm;padding:2.2mm 3mm;border:.25mm solid #b8eacb;border-radius:2mm;background:rgba(243,252,246,.85)}
.fact:first-child{grid-column:1/-1}
.fact:first-child{background:#14573a;border-color:#14573a;color:#fff}
.fact:first-child .labels{color:#dff6e7}
.labels{display:flex;justify-content:space-between;gap:3mm;font-size:7.8pt;color:#4d5761}
.number{font-size:15pt;font-weight:700;letter-spacing:.02em;text-align:center;display:block}
.code{grid-column:1/-1;align-self:center;font-size:13pt;letter-spacing:.06em;color:#14573a}
.dates{display:grid;gap:.6mm;font-size:8.8pt;line-height:1.35}
.dates b{font-weight:600}
.dates i{display:block;font-style:normal;font-size:7.7pt;white-space:nowrap;color:#384250}
.dates [lang=en]{text-align:left}
.both .fact:not(:first-child) .dates{grid-template-columns:1fr 1fr}
.fact:first-child .dates{display:block}
.qr{display:grid;gap:1mm;justify-items:center;align-content:center;border:.25mm solid #b8eacb;border-radius:2mm;background:#fff;padding:1.5mm}
.qr svg{inline-size:43mm;block-size:43mm;fill:#000}
.qr figcaption{display:flex;gap:3mm;font-size:7.8pt;font-weight:600;color:#14573a}
.statement{display:grid;grid-template-columns:1fr 1fr;gap:7mm;margin:3mm 0 0;font-size:9.8pt;line-height:1.6}
.statement [lang=en]{font-size:9.4pt;line-height:1.55}
.single .statement{grid-template-columns:1fr}
section{margin-top:3mm}
h2{display:flex;justify-content:space-between;padding:1mm 3mm;border-radius:1.2mm;font-size:9.8pt;font-weight:700;line-height:1.4;color:#fff;background:#1b8354;break-after:avoid}
table{inline-size:100%;border-collapse:collapse;background:rgba(255,255,255,.72)}
tr{break-inside:avoid;border-bottom:.2mm solid #d2d6db}
th{inline-size:26%;padding:1.1mm 3mm;font-size:8.6pt;font-weight:500;vertical-align:middle;color:#4d5761;text-align:start}
td{padding:1.1mm 2mm;text-align:center;vertical-align:middle}
.values{display:flex;flex-wrap:wrap;gap:0 5mm;justify-content:center;align-items:baseline}
.single .values{justify-content:start}
.single td{text-align:start}
.value{font-weight:600;line-height:1.4}
.value+.value{font-size:8.6pt;font-weight:500;color:#384250}
.name{font-size:11.5pt}
.items{list-style:none}
.items li{display:grid;grid-template-columns:1fr 6mm 1fr;gap:2.5mm;padding:.9mm 3mm;border-bottom:.2mm solid #e5e7eb;font-size:8.4pt;line-height:1.45;break-inside:avoid}
.items .mark{grid-column:2;grid-row:1;font-weight:600;color:#1b8354;text-align:center}
.items p:nth-of-type(1){grid-column:1;grid-row:1}
.items p:nth-of-type(2){grid-column:3;grid-row:1;font-size:7.9pt}
.items li.one,.single .items li{grid-template-columns:6mm 1fr}
.items li.one .mark,.single .items .mark{grid-column:1}
.items li.one p,.single .items p:nth-of-type(1){grid-column:2;white-space:pre-line}
.note{display:grid;grid-template-columns:1fr 1fr;gap:7mm;margin-top:2.5mm;padding:1.2mm 3mm;border-inline-start:1mm solid #dba102;background:#fffef2;font-size:8.6pt;font-weight:600;break-inside:avoid}
.single .note{grid-template-columns:1fr}
footer{margin-top:3mm;padding-top:2.5mm;border-top:.3mm solid #1b8354;break-inside:avoid}
.how{display:grid;grid-template-columns:1fr 1fr;gap:7mm;font-size:7.9pt;line-height:1.5;color:#384250}
.single .how{grid-template-columns:1fr}
.how bdi{font-weight:600;color:#14573a}
dl{display:flex;justify-content:space-between;gap:6mm;margin-top:2.5mm;padding:1.800mm 3mm;border-radius:1.5mm;background:#f3f4f6}
dl div{display:flex;gap:3mm;align-items:baseline}
dt{display:flex;gap:2.500mm;font-size:7.9pt;color:#4d5761}
dd{font-size:9.800pt;font-weight:700;letter-spacing:.04em}
.version{display:flex;justify-content:space-between;margin-top:1.5mm;font-size:7.9pt;font-weight:600;color:#b54708}
@media screen{html{background:#f3f4f6}body{position:relative;max-width:210mm;margin:8mm auto;padding:13mm 16mm 16mm;isolation:isolate;overflow:hidden;box-shadow:0 1mm 4mm #1018281a}.frame{position:absolute}}
@media screen and (max-width:50rem){body{margin:0;padding:5mm}.top,.facts{grid-template-columns:minmax(0,1fr)}.dates i{white-space:normal}}
`;
