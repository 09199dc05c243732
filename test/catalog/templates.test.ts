import { z } from 'zod';
import { templates } from '../../src/catalog/templates';

const Template = z.strictObject({
  id: z.string().regex(/^[0-9a-f-]{36}_\d+$/),
  family: z.string(),
  platforms: z.literal('windows10'),
  technologies: z.string(),
  references: z.record(z.string(), z.tuple([z.guid(), z.guid().nullable()])),
  secrets: z.record(z.string(), z.object({ at: z.string(), value: z.string() })),
});

describe('templates', () => {
  test.each(Object.entries(templates))('%s has the shape that the code takes it for', (_name, template) => {
    expect(Template.safeParse(template).error?.issues).toBeUndefined();
  });
});
