/** Where a customer lives: what the generator needs to write an address and to know the tax. */
export interface Place {
  readonly country: string;
  readonly city: string;
  readonly state: string | null;
  readonly postalCode: string;
  readonly street: string;
  readonly phonePrefix: string;
  readonly locale: string;
  readonly currency: 'usd' | 'eur';
  readonly givenNames: readonly string[];
  readonly familyNames: readonly string[];
}

const american = {
  country: 'US',
  phonePrefix: '+1',
  locale: 'en-US',
  currency: 'usd',
  givenNames: [
    'Ava',
    'Liam',
    'Olivia',
    'Noah',
    'Emma',
    'Ethan',
    'Maya',
    'Caleb',
    'Grace',
    'Lucas',
    'Zoe',
    'Isaac',
    'Nora',
    'Owen',
    'Ruby',
    'Marcus',
    'Imani',
    'Dylan',
    'Tessa',
    'Andre',
    'Priya',
    'Mateo',
    'Hannah',
    'Jamal',
    'Claire',
    'Victor',
  ],
  familyNames: [
    'Johnson',
    'Nguyen',
    'Garcia',
    'Patel',
    'Thompson',
    'Kim',
    'Robinson',
    'Castillo',
    'Murphy',
    'Brooks',
    'Okafor',
    'Bennett',
    'Alvarez',
    'Foster',
    'Hughes',
    'Delgado',
    'Whitaker',
    'Sanders',
    "O'Neill",
    'Larsen',
    'Goldberg',
    'Reyes',
  ],
} as const;

const german = {
  country: 'DE',
  state: null,
  phonePrefix: '+49',
  locale: 'de',
  currency: 'eur',
  givenNames: ['Jürgen', 'Anna', 'Felix', 'Käthe', 'Lukas', 'Greta', 'Matthias', 'Sophie', 'Björn', 'Leonie'],
  familyNames: ['Müller', 'Schröder', 'Weiß', 'Köhler', 'Schneider', 'Hoffmann', 'Krüger', 'Vogel', 'Jäger'],
} as const;

const french = {
  country: 'FR',
  state: null,
  phonePrefix: '+33',
  locale: 'fr',
  currency: 'eur',
  givenNames: ['Zoé', 'Jérôme', 'Chloé', 'François', 'Amélie', 'Théo', 'Hélène', 'Mathis', 'Noémie'],
  familyNames: ['Lefèvre', 'Dubois', 'Moreau', 'Béranger', 'Girard', 'Chevalier', 'Rousseau', 'Garçon'],
} as const;

const british = {
  country: 'GB',
  state: null,
  phonePrefix: '+44',
  locale: 'en-GB',
  currency: 'usd',
  givenNames: ['Oliver', 'Amelia', 'Harry', 'Isla', 'Callum', 'Freya', 'Rhys', 'Poppy', 'Siân', 'Tariq'],
  familyNames: [
    'Smith',
    'Davies',
    'Campbell',
    'Wright',
    'Khan',
    'Fletcher',
    'Ó Súilleabháin',
    'Hargreaves',
    'Begum',
  ],
} as const;

const canadian = {
  ...american,
  country: 'CA',
  locale: 'en-CA',
  familyNames: ['Tremblay', 'MacDonald', 'Singh', 'Gagnon', 'Wilson', 'Chen', 'Lavoie', 'Fraser'],
} as const;

const spanish = {
  country: 'ES',
  state: null,
  phonePrefix: '+34',
  locale: 'es',
  currency: 'eur',
  givenNames: ['Lucía', 'Íñigo', 'Martín', 'Sofía', 'Begoña', 'Álvaro', 'Inés', 'Joaquín'],
  familyNames: ['Núñez', 'García', 'Ibáñez', 'Fernández', 'Peña', 'Muñoz', 'Castaño'],
} as const;

const japanese = {
  country: 'JP',
  phonePrefix: '+81',
  locale: 'ja',
  currency: 'usd',
  givenNames: ['さくら', '健太', '陽子', '翔', '美咲', '大輔', '直樹'],
  familyNames: ['佐藤', '鈴木', '高橋', '田中', '渡辺', '小林', '山本'],
} as const;

const polish = {
  country: 'PL',
  state: null,
  phonePrefix: '+48',
  locale: 'pl',
  currency: 'eur',
  givenNames: ['Łukasz', 'Małgorzata', 'Paweł', 'Zofia', 'Wojciech', 'Agnieszka'],
  familyNames: ['Wójcik', 'Kamińska', 'Lewandowski', 'Dąbrowska', 'Zieliński', 'Woźniak'],
} as const;

const brazilian = {
  country: 'BR',
  phonePrefix: '+55',
  locale: 'pt-BR',
  currency: 'usd',
  givenNames: ['João', 'Beatriz', 'Thiago', 'Conceição', 'Rafael', 'Letícia'],
  familyNames: ['Araújo', 'Gonçalves', 'Silva', 'Magalhães', 'Oliveira', 'Guimarães'],
} as const;

const swedish = {
  country: 'SE',
  state: null,
  phonePrefix: '+46',
  locale: 'sv',
  currency: 'usd',
  givenNames: ['Åsa', 'Björn', 'Linnéa', 'Nils', 'Ebba', 'Örjan'],
  familyNames: ['Lindström', 'Åkesson', 'Sjöberg', 'Nyström', 'Öhman'],
} as const;

/** Weighted as the orders of a roaster in Seattle are. */
export const places: readonly (readonly [number, Place])[] = [
  [16, { ...american, city: 'Seattle', state: 'WA', postalCode: '98101', street: 'Pine Street' }],
  [10, { ...american, city: 'Portland', state: 'OR', postalCode: '97205', street: 'SW Salmon Street' }],
  [9, { ...american, city: 'San Francisco', state: 'CA', postalCode: '94110', street: 'Valencia Street' }],
  [6, { ...american, city: 'Austin', state: 'TX', postalCode: '78704', street: 'South Congress Avenue' }],
  [7, { ...american, city: 'Brooklyn', state: 'NY', postalCode: '11211', street: 'Bedford Avenue' }],
  [5, { ...american, city: 'Boise', state: 'ID', postalCode: '83702', street: 'Grove Street' }],
  [5, { ...canadian, city: 'Vancouver', state: 'BC', postalCode: 'V6B 1A1', street: 'Granville Street' }],
  [4, { ...canadian, city: 'Montréal', state: 'QC', postalCode: 'H2X 1Y4', street: 'Rue Saint-Denis' }],
  [5, { ...british, city: 'Bristol', postalCode: 'BS1 4DJ', street: 'Park Street' }],
  [4, { ...british, city: 'Edinburgh', postalCode: 'EH1 2NG', street: 'Lothian Road' }],
  [5, { ...german, city: 'Berlin', postalCode: '10435', street: 'Kastanienallee' }],
  [4, { ...german, city: 'München', postalCode: '80331', street: 'Müllerstraße' }],
  [4, { ...french, city: 'Lyon', postalCode: '69002', street: 'Rue de la République' }],
  [3, { ...spanish, city: 'Málaga', postalCode: '29005', street: 'Calle Larios' }],
  [3, { ...polish, city: 'Łódź', postalCode: '90-001', street: 'Piotrkowska' }],
  [3, { ...swedish, city: 'Göteborg', postalCode: '411 04', street: 'Haga Nygata' }],
  [3, { ...japanese, city: '京都市', state: '京都府', postalCode: '604-8005', street: '三条通' }],
  [2, { ...brazilian, city: 'São Paulo', state: 'SP', postalCode: '01310-100', street: 'Avenida Paulista' }],
];

export const officeNames: readonly string[] = [
  'Alder & Finch Architects',
  'Bluebird Software',
  'Cascade Legal',
  'Driftwood Studios',
  'Evergreen Dental',
  'Fathom Labs',
  'Granite Robotics',
  'Harbor Insurance',
  'Inkwell Publishing',
  'Juniper Health',
  'Kestrel Analytics',
  'Lumen Biotech',
  'Meridian Credit Union',
  'Nimbus Games',
  'Orchard Realty',
  'Pinecone Design',
  'Quarry Construction',
  'Redwood Veterinary',
  'Saltbox Films',
  'Tidewater Logistics',
  'Umbra Security',
  'Vantage Accounting',
  'Willow Montessori',
  'Zephyr Bikes',
];

export const cafeNames: readonly string[] = [
  'Café Größenwahn',
  'The Daily Grind',
  'Kaffeehaus Müller',
  'Little Owl Espresso',
  'Le Petit Matin',
  'Brew & Bind Books',
  'Corner Post Café',
  'Señor Tostado',
  'Third Place Coffee',
  'Kissaten Aoi 葵',
  'Morning Glory Bakery',
  'Bean There',
];

/** The given and family name, in the order of the place. */
export function fullName(place: Place, given: string, family: string): string {
  return place.country === 'JP' ? `${family} ${given}` : `${given} ${family}`;
}

/** Lower-case ASCII for addresses: `Jürgen Weiß` becomes `jurgen.weiss`. Empty where no Latin letter is left. */
export function slug(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/ł/gi, 'l')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replace(/ /g, '.');
}
