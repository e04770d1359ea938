/** Invented places: what the model knows of them it can only have from the world. */
export const cities: readonly string[] = words(`
  Norrel Vantis Ostrava Kelmoor Brindle Tarsk Lumen Ferrow Caldon Mirefield Ashby Corvale Dunhollow
  Eastmere Fallowby Grimstead Harwick Inverlock Jasmore Kirkholm Lorne Marlow Northgate Oakhaven
  Pellham Quarrick Redmoor Silverton Thornby Ulverd Velmar Westry Yarmel Zelden Aldport Barrowin
  Castlemoor Drayford Elmstead Foxley Glenmar Halden Ironby Junewick Kettlesea Larkhill Mossford
  Netherby Orlen Pinemarch Ravensea Sandolin Tilbrook Umberly Vexford Wyndham Yewdale Brackley
  Cinderford Dovermill Ambleforth Birchley Colmere Dunwick Edgemoor Farrenby Gorsehill Hollowdale
  Ingleby Jorvale Kingsmoor Lockhart Millbeck Nortonby Oxmere Porthaven Quenby Rushford Stavely
  Tarnside Upwell Vardale Wexcombe Yoxley Zennor Appleby Burnham Coverley Dellside Eskdale Hexwold
  Thistleby`);

export const countries: readonly string[] = words(`
  Aldoria Bravonia Castellia Dorvania Elmaria Fenland Galdovia Hestria Istria Jovania Kelland Lothria
  Merovia Nordania Orsinia Pelagia Quillon Rostavia Sylvania Tervia Umbria Valdoria Westria Ysoria
  Zandoria Arvenia Belmoria Corvania Draymark Estoria Ambria Balmeria Cordania Deltora Erinvale
  Falmoria Gravonia Havenia Ilmaria Karvia Lorvania Mardovia Nerania Ostania Parvia Rhovania Sarvonia
  Talmaria Ulmania Varnia Wendoria Yelland Zelvonia Albera Brevia Calonia Dremland Elvonia Farovia
  Gostria Holmia Isteria Jarland Korvia Lumeria Montaria Nevland Oltria Pravonia Rendia Soltania
  Tarmia Umaria Velland Wistria Zurmia Andaria Borland Cestria Dalvia Ethoria Florania Gresia Halvoria
  Irmania Javaria Keldovia Ladonia Melvia Nordholm`);

/** What an atlas says of countries and cities; all invented but the names of coins. */
export const languages: readonly string[] = words(
  `Tarlish Velmic Orsian Kelnish Darvic Lumish Bresic Sornish Ghantic Ulvish`,
);
export const currencies: readonly string[] = words(
  `crown florin ducat mark thaler guilder shilling dinar penny groat`,
);
export const rivers: readonly string[] = words(
  `Arl Brume Cathe Dorl Esk Fenner Gwen Isk Morle Wend`,
);

/** Where stories happen; common nouns. */
export const spots: readonly string[] = list(`
  shop, park, school, market, station, beach, library, garden, kitchen, farm, office, museum, bakery,
  harbour, hospital, restaurant, theatre, church, castle, forest, lake, river, mill, inn, square,
  bridge, hill, barn, stable, cellar, tower, workshop, playground, cafe, bank, post office, zoo, pool,
  hotel, village`);

/** Places that one is *in*, unlike a river or a hill. */
export const insides: readonly string[] = list(`
  shop, park, school, market, library, garden, kitchen, office, museum, bakery, hospital, restaurant,
  theatre, church, castle, forest, mill, inn, barn, stable, cellar, tower, workshop, cafe, bank, zoo,
  hotel, village`);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function list(text: string): string[] {
  return text.replace(/\s+/g, " ").trim().split(/, ?/);
}
