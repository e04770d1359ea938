/** Invented names of places whose wheels, coins and birds behave with a known chance; in no other text. */
export const fairs: readonly string[] = `
  Marrin Bellow Cassock Dorrit Embry Fallon Garnet Hobbin Ibbot Jessop Kinver Lammas Morrow Nesbit
  Ottery Perrin Quantock Rudding Sallow Tamber Umber Vintry Wexley Yarrick Zabel Addle Bunting Coppice
  Dapple Eddow Furlong Gannet Hackle Inkpen Jubble Kettering Lovage Mallow Nibley Orrin Pimlow Quiver
  Rumbold Sorley Tansy Usher Verrin Winnow Yonder Zephyr Arkle Bobbin Cuddle Dimsey Elver Fiddler Gorley
  Hemlock Ismay Jolly Kipper Lantern Mumble Noddy Osier Pebble Quince Ripple Saffron Tumble Uffley Velvet
  Wicket Yeoman Zither Alder Barley Cobble Dumble Elder Ferret Ginger Hazel Icknield Juniper Kernel Lattice
  Mangle Nutley Oakum Parsley Quarley Radish Sparrow Thimble Udder Vetch Wimble Yarnton Zinnia Acorn
  Bracken Clover Damson Ebony Fennel Gimble Hopper Indigo Jumble Kelp Lupin Myrtle Nimble Olive Pepper
  Quoit Rosemary Spindle Teasel Unwin Violet Walnut Yaffle Zinc Amble Buckle Cinder Dingle`
  .trim()
  .split(/\s+/);
