import type { Request, SeveralRequest } from '../core/request';
import { nearNames } from '../language/names';
import { devicesCalled } from '../operations/finding';
import { GraphRefused, GraphUnreachable } from '../ports';
import { readReadable } from '../changes/read';
import { namedFamilies } from '../questions/question-kind';
import type { BotPorts } from './ports';

/** «show Petra-Pixel-39»: an id may be that of a policy or of a device. What no policy is called, and a device is, is the device. */
export async function deviceInstead<R extends Request | SeveralRequest>(
  ports: BotPorts,
  request: R,
  text: string,
): Promise<R | Extract<Request, { kind: 'showDevice' | 'explainDevice' }>> {
  const name = request.kind === 'showPolicy' ? request.policy : undefined;
  if (name === undefined || !/^[^\s"]*\d[^\s"]*$/.test(name) || /\bpolic/i.test(text)) return request;
  try {
    const [device] = await devicesCalled(ports.graph, name);
    if (!device) return request;
    const policies = await readReadable(ports.graph, namedFamilies(ports.rules().families, undefined));
    const isPolicy =
      nearNames(
        name,
        policies.map((one) => one.name),
      ).exact !== undefined;
    return isPolicy ? request : { kind: /\bwhy\b/i.test(text) ? 'explainDevice' : 'showDevice', device: device.name };
  } catch (error) {
    if (error instanceof GraphRefused || error instanceof GraphUnreachable) return request;
    throw error;
  }
}
