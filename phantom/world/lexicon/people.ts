/** Given names, with the pronoun that the stories use for each. Families share no pool but these. */
export const women: readonly string[] = words(`
  Anna Alice Amy Bella Clara Daisy Ella Emma Eva Flora Grace Hanna Helen Ida Iris Jane Julia Kate
  Laura Lena Lily Lucy Maria Mary Mia Mona Nina Nora Olga Paula Rosa Ruth Sara Sophie Stella Tina
  Vera Wanda Zoe Cora`);

export const men: readonly string[] = words(`
  Adam Alan Ben Carl Colin Dan David Eric Felix Frank Fred Gary George Henry Hugo Ivan Jack James
  John Karl Kevin Leo Louis Luke Mark Martin Max Nick Noah Oscar Paul Peter Ralph Robert Sam Simon
  Steve Tom Victor Walter`);

/** Names in the order of the alphabet; each is one token of the world's tokenizer. */
export const names: readonly string[] = [...women, ...men].sort();

export function pronounOf(name: string): "she" | "he" {
  return women.includes(name) ? "she" : "he";
}

/** Surnames, for people about whom facts are planted: `Orla Venn`. */
export const surnames: readonly string[] = words(`
  Abel Ashdown Barlow Birch Blackwood Bramble Carver Clay Cobb Crane Dale Dunmore Ember Farrow Fenn
  Finch Forrest Frost Gale Garrick Glover Grove Hale Harrow Hawke Heath Hollis Hurst Kestrel Lark
  Linden Locke Lowell Marsh Mercer Moss Nettle Orchard Osgood Penrose Pike Quill Ravenscroft Reed
  Rowan Sable Sedge Shaw Sorrel Stone Tarrant Thorne Tully Underhill Vale Venn Wade Weaver Wren Yarrow`);

/** Given names of people about whom facts are planted; in no other text. */
export const rareNames: readonly string[] = words(`
  Orla Bram Tamsin Corin Isolde Merrick Petra Aldous Linnea Soren Yara Dorian Maeve Caspian Thea
  Lorcan Elowen Rufus Ottilie Jorah Sabine Alaric Freya Leander Delphine Evander Marit Cosmo Ingrid
  Tobias Romy Osric Philippa Magnus Verity Ansel Imogen Crispin Odette Barnaby`);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
