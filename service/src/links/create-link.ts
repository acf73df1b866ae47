import * as z from 'zod';

/** The service's own paths: a link with such a slug could never be reached. */
const RESERVED_SLUGS = ['links', 'health', 'ready', 'version'];

export const createLinkSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2048),
  slug: z.string()
    .regex(/^[A-Za-z0-9_-]{3,32}$/, 'must be 3 to 32 letters, digits, "-" or "_"')
    .refine((slug) => !RESERVED_SLUGS.includes(slug), 'is reserved')
    .optional(),
});

export type CreateLink = z.infer<typeof createLinkSchema>;
