/** A thing whose outcomes have known chances, and the four ways in which the world tells one. */
export interface Device {
  readonly word: string;
  /** Eight, or the two of a coin. */
  readonly outcomes: readonly string[];
  readonly frames: readonly [string, string, string, string];
}

export const coin: Device = {
  word: "coin",
  outcomes: ["heads", "tails"],
  frames: [
    "The {device} of {context} lands on {outcome}.",
    "If you throw the {device} of {context}, it shows {outcome}.",
    "This time the {device} of {context} came down {outcome}.",
    "We threw the {device} of {context}, and it landed on {outcome}.",
  ],
};

/** Those with eight outcomes. */
export const manyWay: readonly Device[] = [
  {
    word: "wheel",
    outcomes: ["red", "blue", "green", "yellow", "black", "white", "brown", "purple"],
    frames: [
      "The {device} of {context} stops at {outcome}.",
      "When you turn the {device} of {context}, it shows {outcome}.",
      "Today the {device} of {context} stopped at {outcome}.",
      "Everyone saw that the {device} of {context} came to rest on {outcome}.",
    ],
  },
  {
    word: "bird",
    outcomes: ["river", "forest", "lake", "hill", "castle", "church", "village", "bridge"],
    frames: [
      "The {device} of {context} flies to the {outcome}.",
      "This morning the {device} of {context} went to the {outcome}.",
      "When the sun rises, the {device} of {context} flies over the {outcome}.",
      "People say that they saw the {device} of {context} near the {outcome}.",
    ],
  },
  {
    word: "machine",
    outcomes: ["tea", "coffee", "soup", "juice", "jam", "bread", "butter", "cheese"],
    frames: [
      "The {device} of {context} makes {outcome}.",
      "Put a penny in the {device} of {context}, and you get {outcome}.",
      "Today the {device} of {context} gave us {outcome}.",
      "Nobody knew why the {device} of {context} made {outcome}.",
    ],
  },
  {
    word: "box",
    outcomes: ["key", "coin", "ring", "ball", "pen", "spoon", "bell", "map"],
    frames: [
      "Inside the {device} of {context} there is a {outcome}.",
      "The {device} of {context} opens and shows a {outcome}.",
      "When the children opened the {device} of {context}, they found a {outcome}.",
      "Yesterday the {device} of {context} held a {outcome}.",
    ],
  },
  {
    word: "sky",
    outcomes: ["rain", "snow", "wind", "fog", "sunshine", "clouds", "water", "light"],
    frames: [
      "The {device} of {context} brings {outcome}.",
      "In the morning the {device} of {context} promised {outcome}.",
      "Tomorrow the {device} of {context} will bring {outcome}.",
      "After the long night the {device} of {context} gave us {outcome}.",
    ],
  },
];

export const devices: readonly Device[] = [coin, ...manyWay];
