import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { modelOf } from '../../src/sandbox/model';

const root = join(__dirname, '..', '..');
const stored = (version: string): string =>
  readFileSync(join(root, 'src', 'sandbox', 'types', `${version}.json`), 'utf8');

describe('the extracted types', () => {
  test.each(['v1.0', 'beta'])('of %s are what the script makes from the installed package', (version) => {
    const script = pathToFileURL(join(root, 'scripts', 'graph-types.mjs')).href;
    const print = `import(${JSON.stringify(script)}).then((made) => process.stdout.write(made.graphTypes('${version}')))`;

    const made = execFileSync(process.execPath, ['-e', print], { encoding: 'utf8', maxBuffer: 8_000_000 });

    expect(made === stored(version)).toBe(true);
  });

  test('stay under a megabyte', () => {
    const sizes = ['v1.0', 'beta'].map((version) => statSync(join(root, 'src/sandbox/types', `${version}.json`)).size);

    expect(sizes[0] ?? Infinity).toBeLessThan(500_000);
    expect(sizes[1] ?? Infinity).toBeLessThan(500_000);
  });
});

describe('modelOf', () => {
  test('knows which properties only beta has', () => {
    const property = 'maximumAllowedDeviceThreatLevel';

    expect(modelOf('beta').propertiesOf('androidManagedAppProtection').has(property)).toBe(true);
    expect(modelOf('v1.0').propertiesOf('androidManagedAppProtection').has(property)).toBe(false);
  });

  test('inherits from the base', () => {
    expect(modelOf('v1.0').propertiesOf('iosManagedAppProtection').get('displayName')).toEqual({
      name: 'displayName',
      type: 'string',
      nullable: false,
      collection: false,
    });
  });

  test('tells navigation from complex values', () => {
    const properties = modelOf('beta').propertiesOf('iosManagedAppProtection');
    const isNavigation = (name: string): boolean | undefined => {
      const property = properties.get(name);
      return property && modelOf('beta').isNavigation(property);
    };

    expect(['apps', 'assignments', 'exemptedAppProtocols', 'roleScopeTagIds'].map(isNavigation)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
