/** The numbers of a picture in words: what a screen reader reads and a spreadsheet opens. */
export interface DataTable {
  readonly columns: readonly TableHead[];
  readonly rows: readonly (readonly string[])[];
}

export interface TableHead {
  readonly title: string;
  readonly numeric: boolean;
}

export function textColumn(title: string): TableHead {
  return { title, numeric: false };
}

export function numberColumn(title: string): TableHead {
  return { title, numeric: true };
}
