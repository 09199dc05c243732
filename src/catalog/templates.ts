import type { CatalogTemplate } from '../core/shapes/catalog';
import catalog from './settings-catalog.json';

type Name = keyof typeof catalog.templates;

// TypeScript reads a pair in JSON as a list; test/catalog/templates.test.ts holds the data against the shape.
export const templates = catalog.templates as unknown as Readonly<Record<Name, CatalogTemplate>>;
