export interface Link {
  readonly slug: string;
  readonly url: string;
  readonly createdAt: string;
  readonly visits: number;
}
