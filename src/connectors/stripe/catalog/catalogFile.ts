/** The shape of catalog.json, as `npm run generate:catalog` writes it. */
export interface CatalogFile {
  /** The `stripe` package that it was derived from. */
  readonly sdkVersion: string;
  /** The API version of that package: it decides the columns. */
  readonly apiVersion: string;
  /** Sorted by name. */
  readonly tables: readonly CatalogFileTable[];
}

export interface CatalogFileTable {
  readonly name: string;
  /** What the objects say they are: `checkout.session`. */
  readonly object: string;
  /** The list's endpoint; a child's has `{id}` in the place of its parent's id. */
  readonly path: string;
  /** Whether the list takes `limit` and `starting_after`; one that doesn't answers whole. */
  readonly paged: boolean;
  /** The filter by time of creation, and the field of the object that it looks at. */
  readonly created: { readonly parameter: string; readonly field: string } | null;
  readonly parent: {
    readonly resource: string;
    /** The parent's field that inlines the first ten. */
    readonly field: string;
    /** Whether the parent's list inlines them only when asked, with `expand[]=data.<field>`. */
    readonly expand: boolean;
  } | null;
  /** What a restricted key most likely needs. Only a 403's message tells for sure. */
  readonly permission: string;
  readonly tickedByDefault: boolean;
  /** The events that tell of a change to such an object. */
  readonly events: readonly string[];
  /**
   * `address.city text`: where the value stands in the object, at most two names deep, and the column's type. After it,
   * the kinds of object that the value is the id of: `customer text customer`.
   */
  readonly columns: readonly string[];
}
