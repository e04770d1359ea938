/** Short texts that list things, with the slots of `drawCast`. */
export const LISTS: readonly string[] = [
  "To buy: {staple}, {number} {fruit:s}, {vegetable:s}, {spice}, {drink}.",
  "In the {room} there are {furniture:a}, {furniture2:a}, {number} {object:s} and {number2} {object2:s}.",
  "You need: {number} {vegetable:s}, a pinch of {spice}, some {staple} and a glass of {drink}.",
  "Lost: {look:a} {object}. / Found: {look2:a} {object2}. / Please ask at the {indoor}.",
  "For sale: {vehicle:a}, {tool:a}, {number} {tool2:s} and {shade:a} {garment}.",
  "What grows here? / {flower:s}, {flower2:s}, {tree:s} and {vegetable:s}.",
  "{day}: {subject}, {subject2}, {game}. / {day2}: {subject3}, {game2}.",
  "I spy something {shade}. / Is it the {object}? / No. / Is it the {garment}? / Yes!",
  "First {instrument:a}, then {instrument2:a}, and then {number} {instrument3:s}: it was very loud.",
  "The colours of the flag are {shade}, {shade2} and {shade3}.",
  "{month}, {month2} and {month3} are months, and {day}, {day2} and {day3} are days.",
  "{flower:s} are flowers, {insect:s} are insects, {wild:s} are animals, and {tree:s} are plants too.",
  "Neither {fruit:s} nor {vegetable:s} grow in {month}, but {number} {flower:s} are still there.",
  "Rules of the {indoor}: no {pet:s}, no {drink}, and nobody may {do}.",
  "Dear guests, today we have {dish} with {vegetable:s}, {dish2} with {staple}, and {fruit:s}.",
  "The {ordinal} letter of the sign had fallen off, and so had the {ordinal2}.",
];
