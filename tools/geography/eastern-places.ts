/**
 * Approximate places of the Eastern Province from general knowledge, the stuff of the demonstration geography.
 * No survey: a centre may be some hundred metres off, and `draw-eastern.ts` invents the borders between them.
 */
export type Position = readonly [longitude: number, latitude: number];

/** code, Arabic, English, centre */
export type Named = readonly [code: string, ar: string, en: string, at: Position];

export interface Municipality {
  readonly code: string;
  readonly ar: string;
  readonly en: string;
  readonly governorate: string;
  readonly districts: readonly Named[];
}

/** A built-up area within one hand-set outline; its districts share it out among themselves. */
export interface Town {
  readonly outline: readonly Position[];
  readonly municipalities: readonly Municipality[];
}

const metro: Town = {
  outline: [
    [49.87, 26.72],
    [50.03, 26.72],
    [50.05, 26.66],
    [50.1, 26.64],
    [50.12, 26.57],
    [50.105, 26.525],
    [50.085, 26.497],
    [50.15, 26.5],
    [50.2, 26.535],
    [50.25, 26.5],
    [50.22, 26.45],
    [50.22, 26.4],
    [50.24, 26.35],
    [50.245, 26.24],
    [50.225, 26.17],
    [50.19, 26.09],
    [50.15, 26.02],
    [50.09, 26.03],
    [50.07, 26.1],
    [49.98, 26.12],
    [49.93, 26.2],
    [49.91, 26.33],
    [49.72, 26.39],
    [49.72, 26.56],
    [49.87, 26.58],
  ],
  municipalities: [
    {
      code: 'east-dammam',
      ar: 'بلدية شرق الدمام',
      en: 'East Dammam Municipality',
      governorate: 'dammam',
      districts: [
        ['dammam-ash-shati-ash-sharqi', 'الشاطئ الشرقي', 'Ash Shati Ash Sharqi', [50.126, 26.469]],
        ['dammam-ash-shati-al-gharbi', 'الشاطئ الغربي', 'Ash Shati Al Gharbi', [50.099, 26.474]],
        ['dammam-al-hamra', 'الحمراء', 'Al Hamra', [50.11, 26.462]],
        ['dammam-al-mazruiyah', 'المزروعية', 'Al Mazruiyah', [50.112, 26.449]],
        ['dammam-al-khalij', 'الخليج', 'Al Khalij', [50.127, 26.451]],
        ['dammam-ad-dawasir', 'الدواسر', 'Ad Dawasir', [50.113, 26.439]],
        ['dammam-as-suq', 'السوق', 'As Suq', [50.104, 26.432]],
        ['dammam-al-qazzaz', 'القزاز', 'Al Qazzaz', [50.124, 26.437]],
        ['dammam-ar-rabi', 'الربيع', 'Ar Rabi', [50.111, 26.424]],
        ['dammam-al-khudariyah', 'الخضرية', 'Al Khudariyah', [50.131, 26.418]],
        ['dammam-ar-rayyan', 'الريان', 'Ar Rayyan', [50.115, 26.41]],
        ['dammam-al-jamiyin', 'الجامعيين', 'Al Jamiyin', [50.113, 26.392]],
        ['dammam-first-industrial', 'المدينة الصناعية الأولى', 'First Industrial City', [50.142, 26.393]],
        ['dammam-port', 'ميناء الملك عبدالعزيز', 'King Abdulaziz Port', [50.195, 26.487]],
      ],
    },
    {
      code: 'central-dammam',
      ar: 'بلدية وسط الدمام',
      en: 'Central Dammam Municipality',
      governorate: 'dammam',
      districts: [
        ['dammam-al-adamah', 'العدامة', 'Al Adamah', [50.099, 26.441]],
        ['dammam-al-amamrah', 'العمامرة', 'Al Amamrah', [50.093, 26.434]],
        ['dammam-an-nakhil', 'النخيل', 'An Nakhil', [50.097, 26.425]],
        ['dammam-al-badiyah', 'البادية', 'Al Badiyah', [50.087, 26.441]],
        ['dammam-al-jalawiyah', 'الجلوية', 'Al Jalawiyah', [50.084, 26.427]],
        ['dammam-al-muhammadiyah', 'المحمدية', 'Al Muhammadiyah', [50.077, 26.436]],
        ['dammam-az-zuhur', 'الزهور', 'Az Zuhur', [50.084, 26.453]],
        ['dammam-abdullah-fuad', 'عبدالله فؤاد', 'Abdullah Fuad', [50.096, 26.412]],
        ['dammam-ibn-khaldun', 'ابن خلدون', 'Ibn Khaldun', [50.073, 26.419]],
        ['dammam-ghirnatah', 'غرناطة', 'Ghirnatah', [50.067, 26.428]],
        ['dammam-an-nuzhah', 'النزهة', 'An Nuzhah', [50.081, 26.408]],
        ['dammam-as-safa', 'الصفا', 'As Safa', [50.066, 26.407]],
        ['dammam-badr', 'بدر', 'Badr', [50.098, 26.397]],
        ['dammam-taybah', 'طيبة', 'Taybah', [50.084, 26.393]],
        ['dammam-al-faisaliyah', 'الفيصلية', 'Al Faisaliyah', [50.068, 26.39]],
        ['dammam-ar-rawdah', 'الروضة', 'Ar Rawdah', [50.092, 26.38]],
        ['dammam-al-manar', 'المنار', 'Al Manar', [50.063, 26.373]],
        ['dammam-al-fanar', 'الفنار', 'Al Fanar', [50.079, 26.471]],
        ['dammam-al-wahah', 'الواحة', 'Al Wahah', [50.066, 26.461]],
        ['dammam-al-athir', 'الأثير', 'Al Athir', [50.063, 26.443]],
        ['dammam-al-itisalat', 'الاتصالات', 'Al Itisalat', [50.054, 26.429]],
      ],
    },
    {
      code: 'west-dammam',
      ar: 'بلدية غرب الدمام',
      en: 'West Dammam Municipality',
      governorate: 'dammam',
      districts: [
        ['dammam-uhud', 'أحد', 'Uhud', [50.044, 26.411]],
        ['dammam-an-nada', 'الندى', 'An Nada', [50.047, 26.392]],
        ['dammam-an-nur', 'النور', 'An Nur', [50.037, 26.428]],
        ['dammam-ash-shulah', 'الشعلة', 'Ash Shulah', [50.033, 26.373]],
        ['dammam-al-muntazah', 'المنتزه', 'Al Muntazah', [50.043, 26.444]],
        ['dammam-al-amanah', 'الأمانة', 'Al Amanah', [50.038, 26.459]],
        ['dammam-al-firdaws', 'الفردوس', 'Al Firdaws', [50.014, 26.426]],
        ['dammam-al-fursan', 'الفرسان', 'Al Fursan', [50.01, 26.397]],
        ['dammam-king-fahd-suburb', 'ضاحية الملك فهد', 'King Fahd Suburb', [49.978, 26.367]],
        ['dammam-second-industrial', 'المدينة الصناعية الثانية', 'Second Industrial City', [49.975, 26.28]],
        ['dammam-airport', 'مطار الملك فهد الدولي', 'King Fahd International Airport', [49.8, 26.471]],
      ],
    },
    {
      code: 'khobar',
      ar: 'بلدية محافظة الخبر',
      en: 'Khobar Municipality',
      governorate: 'khobar',
      districts: [
        ['khobar-ash-shamaliyah', 'الخبر الشمالية', 'Al Khubar Ash Shamaliyah', [50.209, 26.288]],
        ['khobar-al-janubiyah', 'الخبر الجنوبية', 'Al Khubar Al Janubiyah', [50.209, 26.272]],
        ['khobar-al-kurnish', 'الكورنيش', 'Al Kurnish', [50.224, 26.28]],
        ['khobar-al-aqrabiyah', 'العقربية', 'Al Aqrabiyah', [50.192, 26.297]],
        ['khobar-ath-thuqbah', 'الثقبة', 'Ath Thuqbah', [50.193, 26.274]],
        ['khobar-al-yarmuk', 'اليرموك', 'Al Yarmuk', [50.205, 26.303]],
        ['khobar-al-bandariyah', 'البندرية', 'Al Bandariyah', [50.218, 26.3]],
        ['khobar-al-hizam-al-akhdar', 'الحزام الأخضر', 'Al Hizam Al Akhdar', [50.203, 26.317]],
        ['khobar-al-hizam-adh-dhahabi', 'الحزام الذهبي', 'Al Hizam Adh Dhahabi', [50.217, 26.316]],
        ['khobar-al-ulaya', 'العليا', 'Al Ulaya', [50.19, 26.314]],
        ['khobar-ar-rawabi', 'الروابي', 'Ar Rawabi', [50.205, 26.332]],
        ['khobar-qurtubah', 'قرطبة', 'Qurtubah', [50.195, 26.348]],
        ['khobar-al-hamra', 'الحمراء', 'Al Hamra', [50.214, 26.349]],
        ['khobar-ar-rakah-al-janubiyah', 'الراكة الجنوبية', 'Ar Rakah Al Janubiyah', [50.193, 26.365]],
        ['khobar-ar-rakah-ash-shamaliyah', 'الراكة الشمالية', 'Ar Rakah Ash Shamaliyah', [50.189, 26.386]],
        ['khobar-al-khuzama', 'الخزامى', 'Al Khuzama', [50.178, 26.253]],
        ['khobar-al-jisr', 'الجسر', 'Al Jisr', [50.2, 26.248]],
        ['khobar-at-tahliyah', 'التحلية', 'At Tahliyah', [50.2, 26.213]],
        ['khobar-al-aziziyah', 'العزيزية', 'Al Aziziyah', [50.185, 26.165]],
        ['khobar-ash-shira', 'الشراع', 'Ash Shira', [50.15, 26.12]],
        ['khobar-al-amwaj', 'الأمواج', 'Al Amwaj', [50.14, 26.075]],
        ['khobar-half-moon-bay', 'شاطئ نصف القمر', 'Half Moon Bay', [50.045, 26.15]],
      ],
    },
    {
      code: 'dhahran',
      ar: 'بلدية الظهران',
      en: 'Dhahran Municipality',
      governorate: 'khobar',
      districts: [
        ['dhahran-ad-dawhah-ash-shamaliyah', 'الدوحة الشمالية', 'Ad Dawhah Ash Shamaliyah', [50.168, 26.33]],
        ['dhahran-ad-dawhah-al-janubiyah', 'الدوحة الجنوبية', 'Ad Dawhah Al Janubiyah', [50.169, 26.315]],
        ['dhahran-ad-danah-ash-shamaliyah', 'الدانة الشمالية', 'Ad Danah Ash Shamaliyah', [50.163, 26.357]],
        ['dhahran-ad-danah-al-janubiyah', 'الدانة الجنوبية', 'Ad Danah Al Janubiyah', [50.155, 26.344]],
        ['dhahran-university', 'جامعة الملك فهد للبترول والمعادن', 'King Fahd University', [50.146, 26.308]],
        ['dhahran-al-qusur', 'القصور', 'Al Qusur', [50.128, 26.362]],
        ['dhahran-tihamah', 'تهامة', 'Tihamah', [50.135, 26.342]],
        ['dhahran-aramco', 'حي أرامكو', 'Aramco Community', [50.115, 26.308]],
        ['dhahran-air-base', 'قاعدة الملك عبدالعزيز الجوية', 'King Abdulaziz Air Base', [50.153, 26.262]],
        ['dhahran-hajr', 'هجر', 'Hajr', [50.09, 26.35]],
        ['dhahran-west', 'غرب الظهران', 'West Dhahran', [50.06, 26.31]],
        ['dhahran-ajyal', 'أجيال', 'Ajyal', [50.05, 26.24]],
      ],
    },
    {
      code: 'qatif',
      ar: 'بلدية محافظة القطيف',
      en: 'Qatif Municipality',
      governorate: 'qatif',
      districts: [
        ['qatif-al-qalah', 'القلعة', 'Al Qalah', [50.01, 26.562]],
        ['qatif-ash-shuwaikah', 'الشويكة', 'Ash Shuwaikah', [50.013, 26.55]],
        ['qatif-al-bahr', 'البحر', 'Al Bahr', [50.024, 26.562]],
        ['qatif-al-majidiyah', 'المجيدية', 'Al Majidiyah', [50.014, 26.576]],
        ['qatif-an-nasirah', 'الناصرة', 'An Nasirah', [49.998, 26.562]],
        ['qatif-at-tubi', 'التوبي', 'At Tubi', [49.985, 26.556]],
        ['qatif-al-qudaih', 'القديح', 'Al Qudaih', [49.986, 26.573]],
        ['qatif-al-awamiyah', 'العوامية', 'Al Awamiyah', [49.988, 26.594]],
        ['qatif-al-jarudiyah', 'الجارودية', 'Al Jarudiyah', [49.975, 26.541]],
        ['qatif-hillat-muhaish', 'حلة محيش', 'Hillat Muhaish', [49.997, 26.537]],
        ['qatif-umm-al-hamam', 'أم الحمام', 'Umm Al Hamam', [49.985, 26.519]],
        ['qatif-al-jish', 'الجش', 'Al Jish', [49.982, 26.502]],
        ['qatif-anak', 'عنك', 'Anak', [50.024, 26.515]],
        ['qatif-al-awjam', 'الأوجام', 'Al Awjam', [49.94, 26.56]],
      ],
    },
    {
      code: 'tarut',
      ar: 'بلدية تاروت',
      en: 'Tarut Municipality',
      governorate: 'qatif',
      districts: [
        ['tarut-tarut', 'تاروت', 'Tarut', [50.063, 26.571]],
        ['tarut-ar-rabiiyah', 'الربيعية', 'Ar Rabiiyah', [50.056, 26.553]],
        ['tarut-darin', 'دارين', 'Darin', [50.077, 26.546]],
        ['tarut-sanabis', 'سنابس', 'Sanabis', [50.082, 26.581]],
        ['tarut-az-zur', 'الزور', 'Az Zur', [50.082, 26.602]],
      ],
    },
    {
      code: 'sayhat',
      ar: 'بلدية سيهات',
      en: 'Sayhat Municipality',
      governorate: 'qatif',
      districts: [
        ['sayhat-centre', 'وسط سيهات', 'Central Sayhat', [50.05, 26.484]],
        ['sayhat-al-kawthar', 'الكوثر', 'Al Kawthar', [50.024, 26.491]],
        ['sayhat-al-ghadir', 'الغدير', 'Al Ghadir', [50.022, 26.474]],
      ],
    },
    {
      code: 'safwa',
      ar: 'بلدية صفوى',
      en: 'Safwa Municipality',
      governorate: 'qatif',
      districts: [
        ['safwa-centre', 'وسط صفوى', 'Central Safwa', [49.957, 26.652]],
        ['safwa-hazm', 'حزم صفوى', 'Hazm Safwa', [49.985, 26.665]],
        ['safwa-umm-as-sahik', 'أم الساهك', 'Umm As Sahik', [49.915, 26.652]],
      ],
    },
  ],
};

const rasTanura: Town = {
  outline: [
    [49.96, 26.735],
    [49.96, 26.8],
    [50.05, 26.8],
    [50.12, 26.73],
    [50.19, 26.65],
    [50.17, 26.62],
    [50.12, 26.665],
    [50.06, 26.69],
    [50.04, 26.735],
  ],
  municipalities: [
    {
      code: 'ras-tanura',
      ar: 'بلدية محافظة رأس تنورة',
      en: 'Ras Tanura Municipality',
      governorate: 'ras-tanura',
      districts: [
        ['ras-tanura-rahimah', 'رحيمة', 'Rahimah', [50.055, 26.71]],
        ['ras-tanura-port', 'ميناء رأس تنورة', 'Ras Tanura Port', [50.145, 26.66]],
      ],
    },
  ],
};

const jubail: Town = {
  outline: [
    [49.38, 27.2],
    [49.57, 27.2],
    [49.65, 27.15],
    [49.76, 27.08],
    [49.74, 26.98],
    [49.7, 26.92],
    [49.58, 26.9],
    [49.45, 26.95],
    [49.38, 27.02],
  ],
  municipalities: [
    {
      code: 'jubail',
      ar: 'بلدية محافظة الجبيل',
      en: 'Jubail Municipality',
      governorate: 'jubail',
      districts: [
        ['jubail-al-balad', 'البلد', 'Al Balad', [49.66, 27.009]],
        ['jubail-ash-shati', 'الشاطئ', 'Ash Shati', [49.672, 26.993]],
        ['jubail-al-andalus', 'الأندلس', 'Al Andalus', [49.645, 27.006]],
        ['jubail-ar-rawdah', 'الروضة', 'Ar Rawdah', [49.652, 26.99]],
        ['jubail-taybah', 'طيبة', 'Taybah', [49.635, 26.975]],
      ],
    },
    {
      code: 'jubail-industrial',
      ar: 'الجبيل الصناعية',
      en: 'Jubail Industrial City',
      governorate: 'jubail',
      districts: [
        ['jubail-al-fanatir', 'الفناتير', 'Al Fanatir', [49.572, 27.13]],
        ['jubail-ad-dafi', 'الدفي', 'Ad Dafi', [49.543, 27.113]],
        ['jubail-al-huwaylat', 'الحويلات', 'Al Huwaylat', [49.585, 27.095]],
        ['jubail-jalmudah', 'جلمودة', 'Jalmudah', [49.505, 27.11]],
        ['jubail-mutrafiyah', 'مطرفية', 'Mutrafiyah', [49.465, 27.135]],
        ['jubail-industries-1', 'المنطقة الصناعية الأولى', 'Jubail 1 Industrial Area', [49.605, 27.045]],
        ['jubail-industries-2', 'المنطقة الصناعية الثانية', 'Jubail 2 Industrial Area', [49.5, 27.02]],
      ],
    },
  ],
};

const abqaiq: Town = {
  outline: [
    [49.6, 25.98],
    [49.73, 25.98],
    [49.73, 25.88],
    [49.6, 25.88],
  ],
  municipalities: [
    {
      code: 'abqaiq',
      ar: 'بلدية محافظة بقيق',
      en: 'Abqaiq Municipality',
      governorate: 'abqaiq',
      districts: [
        ['abqaiq-centre', 'وسط بقيق', 'Central Abqaiq', [49.667, 25.945]],
        ['abqaiq-aramco', 'حي أرامكو', 'Aramco Community', [49.675, 25.92]],
      ],
    },
  ],
};

const ahsa: Town = {
  outline: [
    [49.48, 25.66],
    [49.61, 25.66],
    [49.67, 25.52],
    [49.8, 25.47],
    [49.83, 25.33],
    [49.74, 25.28],
    [49.6, 25.26],
    [49.5, 25.28],
    [49.47, 25.36],
  ],
  municipalities: [
    {
      code: 'hofuf',
      ar: 'بلدية الهفوف',
      en: 'Hofuf Municipality',
      governorate: 'al-ahsa',
      districts: [
        ['hofuf-al-kut', 'الكوت', 'Al Kut', [49.587, 25.381]],
        ['hofuf-ar-rifah', 'الرفعة', 'Ar Rifah', [49.597, 25.385]],
        ['hofuf-an-naathil', 'النعاثل', 'An Naathil', [49.594, 25.374]],
        ['hofuf-as-salihiyah', 'الصالحية', 'As Salihiyah', [49.583, 25.369]],
        ['hofuf-al-muthallath', 'المثلث', 'Al Muthallath', [49.572, 25.376]],
        ['hofuf-as-salmaniyah', 'السلمانية', 'As Salmaniyah', [49.559, 25.365]],
        ['hofuf-ar-ruqayqah', 'الرقيقة', 'Ar Ruqayqah', [49.571, 25.351]],
        ['hofuf-al-mazruiyah', 'المزروعية', 'Al Mazruiyah', [49.606, 25.364]],
        ['hofuf-university', 'جامعة الملك فيصل', 'King Faisal University', [49.6, 25.343]],
      ],
    },
    {
      code: 'mubarraz',
      ar: 'بلدية المبرز',
      en: 'Mubarraz Municipality',
      governorate: 'al-ahsa',
      districts: [
        ['mubarraz-al-uyuni', 'العيوني', 'Al Uyuni', [49.582, 25.41]],
        ['mubarraz-ash-shubah', 'الشعبة', 'Ash Shubah', [49.595, 25.418]],
        ['mubarraz-al-majabil', 'المجابل', 'Al Majabil', [49.576, 25.423]],
        ['mubarraz-mahasin', 'محاسن', 'Mahasin', [49.556, 25.4]],
        ['mubarraz-ayn-najm', 'عين نجم', 'Ayn Najm', [49.559, 25.421]],
        ['mubarraz-al-mutayrifi', 'المطيرفي', 'Al Mutayrifi', [49.556, 25.475]],
        ['mubarraz-al-qurayn', 'القرين', 'Al Qurayn', [49.595, 25.485]],
        ['mubarraz-al-battaliyah', 'البطالية', 'Al Battaliyah', [49.634, 25.435]],
      ],
    },
    {
      code: 'al-uyun',
      ar: 'بلدية العيون',
      en: 'Al Uyun Municipality',
      governorate: 'al-ahsa',
      districts: [
        ['al-uyun-centre', 'مدينة العيون', 'Al Uyun Town', [49.555, 25.605]],
        ['al-uyun-al-marah', 'المراح', 'Al Marah', [49.575, 25.55]],
      ],
    },
    {
      code: 'al-umran',
      ar: 'بلدية العمران',
      en: 'Al Umran Municipality',
      governorate: 'al-ahsa',
      districts: [
        ['al-umran-al-qarah', 'القارة', 'Al Qarah', [49.68, 25.42]],
        ['al-umran-centre', 'مدينة العمران', 'Al Umran Town', [49.728, 25.412]],
      ],
    },
    {
      code: 'al-jafr',
      ar: 'بلدية الجفر',
      en: 'Al Jafr Municipality',
      governorate: 'al-ahsa',
      districts: [
        ['al-jafr-centre', 'مدينة الجفر', 'Al Jafr Town', [49.72, 25.377]],
        ['al-jafr-at-taraf', 'الطرف', 'At Taraf', [49.73, 25.35]],
        ['al-jafr-al-jishah', 'الجشة', 'Al Jishah', [49.77, 25.368]],
        ['al-jafr-al-munayzilah', 'المنيزلة', 'Al Munayzilah', [49.665, 25.378]],
      ],
    },
  ],
};

export const TOWNS: readonly Town[] = [metro, rasTanura, jubail, abqaiq, ahsa];
