/** How a diary page or a letter begins. */
export const OPENINGS: readonly string[] = [
  "Dear {name},",
  "My dear {name},",
  "{weekday}, the {day} of {month}.",
  "{weekday} evening, {clock} o'clock.",
  "Notes for {weekday}, the {day} of {month}.",
  "Dear diary,",
];

/** What a private page tells; each has several things that nothing else in the page gives away. */
export const SENTENCES: readonly string[] = [
  "I paid {number} coins for a {colour} {object} at the {spot}.",
  "{name} came at {clock} and brought me {few} {object:s} and a {colour} {other}.",
  "We counted {number} {animal:s} behind the {spot} and {few} more near the {place}.",
  "My {relative} still keeps the {colour} {object} under the {furniture}.",
  "On {weekday} I [saw|met] {name} at the {spot}, carrying {object:a} and {few} {other:s}.",
  "The {animal} of {name} ate {few} of my {object:s}, and I laughed.",
  "I dreamt of a {colour} {animal} that sat on the {furniture} with {object:a}.",
  "There were {number} guests, and {name} sat between my {relative} and {person}.",
  "We walked {few} miles to the {spot} and had {food} with {meal}.",
  "Please send {number} {object:s} and the {colour} {other} to {name} before {month}.",
  "I hid the {object} and {few} coins in the {furniture} near the {spot}.",
  "{name} owes me {number} coins since {month}, and {person} owes me {few}.",
  "It rained for {few} days, so I mended the {object} and the {colour} {other}.",
  "My room at the {spot} has the number {number}, a {furniture} and {few} {object:s}.",
  "The train leaves on {weekday} at {clock}, and {name} waits near the {spot}.",
  "I sold my {colour} {object} to {name} for {number} coins and {other:a}.",
  "At {clock} the {animal} got out and ran to the {spot}, where {name} caught it.",
  "Nobody but {name} and my {relative} knows about the {object} from {month}.",
  "I read {number} pages, made {food} and wrote to {name} about the {animal}.",
  "In {month} I shall be {number} years old, and {name} will give me {object:a}.",
  "I could not sleep before {clock}, so I ate {food} and thought of {name}.",
  "The {colour} {object} cost {number} coins, {few} more than the {other}.",
];

export const CLOSINGS: readonly string[] = [
  "Your {name}.",
  "With love, {name}.",
  "Good night.",
  "More on {weekday}.",
  "Burn this page.",
  "That is all for the {day} of {month}.",
];
