/** Days, months and what one calls the parts of a day. */
export const weekdays: readonly string[] =
  "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

export const months: readonly string[] =
  "January February March April May June July August September October November December".split(
    " ",
  );
