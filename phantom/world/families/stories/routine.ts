import type { Grammar } from "./grammar.ts";

/** What happens again and again: stories in the present tense. */
export const routine: Readonly<Record<string, Grammar>> = {
  morning: [
    [
      "Every morning {hero} gets up at {number} o'clock.",
      "{hero} is {trait:a} {girl} who lives near the {landmark}.",
      "On {day} {hero} does not have to get up early.",
      "{hero} lives with {his} {parent} and {pet:a} in a house with {number} windows.",
    ],
    [
      "First {he} washes {his} face, then {he} puts on {his} {garment} and {his} {footwear}.",
      "{he} opens the window and looks whether it is {weather} or {weather2}.",
      "{his} {parent} makes {drink}, and {hero} feeds the {pet}.",
      "{he} brushes {his} teeth and combs {his} {hair} hair.",
    ],
    [
      "For breakfast {he} eats {staple} with {fruit:s} and drinks {drink}.",
      "{he} likes {staple}, but {he} hates {vegetable:s}.",
      "There is always {staple} on the table, and sometimes there are {fruit:s}.",
    ],
    [
      "Then {friend} rings the bell, and the two of them walk to the {place}.",
      "At {number2} o'clock the {vehicle} comes, and {friend} is already sitting in it.",
      "{friend} waits at the corner, because {fhe} never wants to walk alone.",
      "When it is {weather}, {hero} takes the {vehicle}, but when it is {weather2}, {he} walks.",
    ],
    [
      "On the way they {do} or talk about {wild:s}.",
      "They always stop near the {landmark} to look at the {insect:s}.",
      "{hero} tells {friend} what {he} has dreamed: it was about {wild:a} in {garment:a}.",
      "“Are you tired?” {friend} asks. / “I am always tired on {day2},” {hero} says.",
    ],
    [
      "In the afternoon {he} likes to {do2}.",
      "In the evening {he} is tired, reads a page of {his} book and falls asleep.",
      "Tomorrow will be {day3}, and on {day3} everything is different.",
      "{he} would not want to live anywhere else.",
    ],
  ],
  picture: [
    [
      "In this picture you can see {hero} and {friend} in the {place}.",
      "Look at this photograph of {hero}!",
      "On the wall of the {room} hangs a picture of {hero} and {friend}.",
    ],
    [
      "{hero} is wearing {shade:a} {garment}, {shade2} {footwear} and {garment2:a} of {material}.",
      "{friend} is standing on the left, and {hero} is sitting on {look:a} {furniture}.",
      "The {girl} with the {hair} hair is {hero}, and next to {him} stands {friend}.",
    ],
    [
      "They are {doing}, and both of them look {glad}.",
      "In {his} hand {he} is holding {object:a}, and behind {him} there is {vehicle:a}.",
      "In front of them lies {pet:a}, and in the background you can see the {landmark}.",
      "There are {number} {tree:s} on the left and {number2} {flower:s} on the right.",
    ],
    [
      "It must be {season}, because the {tree:s} are [green|bare|yellow|white] and the sky is {weather}.",
      "Somebody has written “{month}” on the back of it.",
      "Perhaps {his} {parent} took the picture, since {phe} is not in it.",
      "Why does {friend} look so {sad}?",
    ],
    [
      "If you look closely, you can find {insect:a} on the {furniture}.",
      "{hero} says that {he} cannot remember that day.",
      "{he} still has the {object}, but the {vehicle} was sold long ago.",
      "It is the only picture in which {hero} is not laughing.",
    ],
  ],
  plans: [
    [
      "Tomorrow {hero} is going to visit {friend}.",
      "Next {season}, {hero} and {friend} will travel to the {landmark}.",
      "“What will you do on {day}, {hero}?” {friend} asks.",
      "When {hero} is grown up, {he} wants to live [in a lighthouse|on a boat|in a tower|near the {landmark}].",
    ],
    [
      "They will {do}, and if there is time, they will {do2} as well.",
      "{hero} wants to {do}, but {friend} would rather {do2}.",
      "{he} has already packed {object:a}, {garment:a} and {number} {sweet:s}.",
    ],
    [
      "If it is {weather}, they will stay at home and play {game}.",
      "They may take the {vehicle}, or they may walk, if their {footwear} are dry.",
      "{his} {parent} says that {he} should take {garment:a}, since it might rain.",
      "{other} would like to come, too, but {other} has to stay at home.",
    ],
    [
      "“Will there be {wild:s}?” {hero} asks. / “There might be,” {friend} says.",
      "“And what shall we eat?” {friend} asks. / “{dish:s} and {fruit:s},” {hero} says.",
      "“Can you {do2}?” {friend} asks. / “Not yet,” {hero} says, “but I can learn it.”",
      "",
    ],
    [
      "{hero} cannot wait until {day}.",
      "{he} hopes that nobody will be {sad}.",
      "{number} days are a long time when one has to wait.",
      "Nobody knows whether it will happen, but it is good to think about it.",
    ],
  ],
};
