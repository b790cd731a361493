import type { Named, Position } from './eastern-places.ts';

/** Corners that borders of governorates share, hand-set; those of the coast lie a little offshore. */
const CORNERS = {
  kuwaitCoast: [48.65, 28.55],
  khafjiCoast: [48.8, 28.2],
  manifa: [49.15, 27.75],
  jubailNorth: [49.55, 27.5],
  jubailEast: [49.9, 27.15],
  jubailSouth: [49.9, 26.88],
  rasTanuraEast: [50.14, 26.85],
  rasTanuraTip: [50.23, 26.62],
  tarutNorth: [50.14, 26.6],
  safwaCoast: [50.04, 26.73],
  safwaWest: [49.86, 26.73],
  dammamBay: [50.13, 26.5],
  sayhatSouth: [50.06, 26.46],
  sayhatWest: [49.9, 26.48],
  desertNorth: [49.62, 26.5],
  portEast: [50.28, 26.55],
  rakahCoast: [50.25, 26.42],
  dammamSouth: [50.12, 26.37],
  dammamSouthWest: [50, 26.34],
  dhahranWest: [49.9, 26.24],
  desertSouth: [49.6, 26.2],
  khobarEast: [50.3, 26.3],
  khobarSouth: [50.26, 26.1],
  bayEast: [50.16, 25.98],
  bayWest: [50.04, 26],
  bayHead: [49.92, 26.08],
  qurayyahCoast: [50.22, 25.72],
  ahsaNorth: [49.55, 25.72],
  ghawarNorth: [49.1, 25.8],
  sarrarSouth: [48.75, 26.2],
  sarrar: [48.85, 26.75],
  jubailWest: [49.2, 26.55],
  jubailCorner: [49.65, 26.7],
  nairiyahEast: [48.85, 27.45],
  khafjiSouth: [48.4, 27.7],
  khafjiWest: [47.7, 27.95],
  kuwaitWest: [47.7, 28.53],
  kuwaitNorth: [47.46, 28.99],
  iraqEast: [46.55, 29.1],
  iraqWest: [44.7, 29.15],
  rafhaEast: [44.4, 28],
  dahnaNorth: [45, 27.3],
  dahnaMiddle: [46.3, 27.5],
  hafarSouth: [47, 27.9],
  ulyaEast: [48.05, 27.35],
  dahnaEast: [48.1, 26.6],
  dahnaSouth: [47.2, 26.3],
  dahnaWest: [46.3, 26.8],
} as const satisfies Record<string, Position>;

export interface Governorate {
  readonly code: string;
  readonly ar: string;
  readonly en: string;
  readonly corners: readonly (keyof typeof CORNERS | Position)[];
}

export const cornersOf = ({ corners }: Governorate): Position[] =>
  corners.map((corner) => (typeof corner === 'string' ? CORNERS[corner] : corner));

// biome-ignore format: one governorate, one paragraph
export const GOVERNORATES: readonly Governorate[] = [
  { code: 'dammam', ar: 'الدمام', en: 'Dammam', corners: ['desertNorth', 'sayhatWest', 'sayhatSouth', 'dammamBay', 'portEast',
    'rakahCoast', 'dammamSouth', 'dammamSouthWest', 'dhahranWest', 'desertSouth'] },
  { code: 'khobar', ar: 'الخبر', en: 'Khobar', corners: ['dammamSouthWest', 'dammamSouth', 'rakahCoast', 'khobarEast',
    'khobarSouth', 'bayEast', 'bayWest', 'bayHead', 'dhahranWest'] },
  { code: 'qatif', ar: 'القطيف', en: 'Qatif', corners: ['jubailCorner', 'safwaWest', 'safwaCoast', 'tarutNorth', 'dammamBay',
    'sayhatSouth', 'sayhatWest', 'desertNorth'] },
  { code: 'ras-tanura', ar: 'رأس تنورة', en: 'Ras Tanura', corners: ['jubailSouth', 'rasTanuraEast', 'rasTanuraTip',
    'tarutNorth', 'safwaCoast', 'safwaWest', 'jubailCorner'] },
  { code: 'jubail', ar: 'الجبيل', en: 'Jubail', corners: ['manifa', 'jubailNorth', 'jubailEast', 'jubailSouth', 'jubailCorner',
    'jubailWest', 'sarrar', 'nairiyahEast', 'khafjiSouth'] },
  { code: 'abqaiq', ar: 'بقيق', en: 'Abqaiq', corners: ['jubailCorner', 'desertNorth', 'desertSouth', 'dhahranWest', 'bayHead',
    'bayWest', 'bayEast', 'qurayyahCoast', 'ahsaNorth', 'ghawarNorth', 'sarrarSouth', 'sarrar', 'jubailWest'] },
  { code: 'al-ahsa', ar: 'الأحساء', en: 'Al-Ahsa', corners: ['qurayyahCoast', [50.35, 25.4], [50.55, 25.05], [50.8, 24.72],
    [51.22, 24.5], [51.6, 24.2], [52.58, 22.94], [55.14, 22.63], [55.67, 22], [55, 20], [52, 19], [48.8, 19.6], [48.3, 22],
    [48, 24], [48.05, 25.3], 'dahnaEast', 'sarrarSouth', 'ghawarNorth', 'ahsaNorth'] },
  { code: 'nairiyah', ar: 'النعيرية', en: 'Nairiyah', corners: ['khafjiWest', 'khafjiSouth', 'nairiyahEast', 'sarrar',
    'sarrarSouth', 'dahnaEast', 'ulyaEast'] },
  { code: 'qaryat-al-ulya', ar: 'قرية العليا', en: 'Qaryat Al-Ulya', corners: ['hafarSouth', 'khafjiWest', 'ulyaEast',
    'dahnaEast', 'dahnaSouth', 'dahnaWest', 'dahnaMiddle'] },
  { code: 'khafji', ar: 'الخفجي', en: 'Khafji', corners: ['kuwaitWest', 'kuwaitCoast', 'khafjiCoast', 'manifa', 'khafjiSouth',
    'khafjiWest'] },
  { code: 'hafar-al-batin', ar: 'حفر الباطن', en: 'Hafar Al-Batin', corners: ['iraqWest', 'iraqEast', 'kuwaitNorth',
    'kuwaitWest', 'khafjiWest', 'hafarSouth', 'dahnaMiddle', 'dahnaNorth', 'rafhaEast'] },
];

/** Municipalities drawn as one plain octagon, without districts: governorate and radius in degrees of latitude. */
export const PLAIN_MUNICIPALITIES: readonly { named: Named; governorate: string; radius: number }[] = [
  {
    named: ['khafji', 'بلدية محافظة الخفجي', 'Khafji Municipality', [48.49, 28.43]],
    governorate: 'khafji',
    radius: 0.07,
  },
  {
    named: ['nairiyah', 'بلدية محافظة النعيرية', 'Nairiyah Municipality', [48.485, 27.47]],
    governorate: 'nairiyah',
    radius: 0.05,
  },
  {
    named: ['qaryat-al-ulya', 'بلدية محافظة قرية العليا', 'Qaryat Al-Ulya Municipality', [47.7, 27.55]],
    governorate: 'qaryat-al-ulya',
    radius: 0.05,
  },
  {
    named: ['hafar-al-batin', 'بلدية محافظة حفر الباطن', 'Hafar Al-Batin Municipality', [45.96, 28.4]],
    governorate: 'hafar-al-batin',
    radius: 0.17,
  },
];

export const LANDMARKS: readonly Named[] = [
  ['landmark-dammam-corniche', 'كورنيش الدمام', 'Dammam Corniche', [50.115, 26.476]],
  ['landmark-marjan-island', 'جزيرة المرجان', 'Marjan Island', [50.135, 26.477]],
  ['landmark-king-abdulaziz-port', 'ميناء الملك عبدالعزيز', 'King Abdulaziz Port', [50.196, 26.49]],
  ['landmark-king-fahd-airport', 'مطار الملك فهد الدولي', 'King Fahd International Airport', [49.798, 26.471]],
  ['landmark-dammam-medical-complex', 'مجمع الدمام الطبي', 'Dammam Medical Complex', [50.107, 26.447]],
  ['landmark-king-fahd-hospital', 'مستشفى الملك فهد التخصصي', 'King Fahd Specialist Hospital', [50.104, 26.416]],
  ['landmark-dammam-railway-station', 'محطة قطار الدمام', 'Dammam Railway Station', [50.095, 26.386]],
  ['landmark-king-fahd-park', 'منتزه الملك فهد', 'King Fahd Park', [50.106, 26.394]],
  ['landmark-dammam-public-library', 'المكتبة العامة بالدمام', 'Dammam Public Library', [50.098, 26.439]],
  ['landmark-chamber-of-commerce', 'غرفة الشرقية', 'Asharqia Chamber', [50.125, 26.402]],
  [
    'landmark-imam-university',
    'جامعة الإمام عبدالرحمن بن فيصل',
    'Imam Abdulrahman Bin Faisal University',
    [50.188, 26.392],
  ],
  ['landmark-khobar-corniche', 'كورنيش الخبر', 'Khobar Corniche', [50.224, 26.291]],
  ['landmark-khobar-water-tower', 'برج الماء بالخبر', 'Khobar Water Tower', [50.225, 26.302]],
  ['landmark-king-fahd-causeway', 'جسر الملك فهد', 'King Fahd Causeway', [50.222, 26.185]],
  ['landmark-university-hospital', 'مستشفى الملك فهد الجامعي', 'King Fahd University Hospital', [50.203, 26.307]],
  ['landmark-rashid-mall', 'الراشد مول', 'Al Rashid Mall', [50.188, 26.294]],
  ['landmark-mall-of-dhahran', 'مجمع الظهران', 'Mall of Dhahran', [50.17, 26.305]],
  ['landmark-half-moon-beach', 'شاطئ نصف القمر', 'Half Moon Beach', [50.035, 26.157]],
  [
    'landmark-kfupm',
    'جامعة الملك فهد للبترول والمعادن',
    'King Fahd University of Petroleum and Minerals',
    [50.146, 26.307],
  ],
  ['landmark-ithra', 'مركز إثراء', 'Ithra', [50.12, 26.334]],
  ['landmark-tarut-castle', 'قلعة تاروت', 'Tarut Castle', [50.068, 26.57]],
  ['landmark-darin-port', 'ميناء دارين', 'Darin Port', [50.078, 26.544]],
  ['landmark-qatif-corniche', 'كورنيش القطيف', 'Qatif Corniche', [50.028, 26.55]],
  ['landmark-qatif-hospital', 'مستشفى القطيف المركزي', 'Qatif Central Hospital', [49.997, 26.578]],
  ['landmark-ras-tanura-beach', 'شاطئ رأس تنورة', 'Ras Tanura Beach', [50.09, 26.73]],
  ['landmark-fanatir-beach', 'شاطئ الفناتير', 'Fanatir Beach', [49.583, 27.134]],
  ['landmark-jubail-commercial-port', 'ميناء الجبيل التجاري', 'Jubail Commercial Port', [49.68, 27.03]],
  ['landmark-jubail-hospital', 'مستشفى الجبيل العام', 'Jubail General Hospital', [49.655, 27]],
  ['landmark-ibrahim-palace', 'قصر إبراهيم الأثري', 'Ibrahim Palace', [49.587, 25.383]],
  ['landmark-qaisariyah-souq', 'سوق القيصرية', 'Qaisariyah Souq', [49.588, 25.379]],
  ['landmark-king-faisal-university', 'جامعة الملك فيصل', 'King Faisal University', [49.598, 25.345]],
  ['landmark-jabal-al-qarah', 'جبل القارة', 'Jabal Al Qarah', [49.69, 25.41]],
  ['landmark-al-ahsa-airport', 'مطار الأحساء الدولي', 'Al-Ahsa International Airport', [49.487, 25.286]],
  ['landmark-al-uqayr', 'شاطئ العقير', 'Al Uqayr Beach', [50.21, 25.645]],
];
