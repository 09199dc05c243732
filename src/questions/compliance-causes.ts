import type { Entity } from '../core/snapshot';
import { textAt } from '../core/snapshot';
import { GraphRefused } from '../ports';
import { collect, inTime } from './patience';
import type { QuestionPorts } from './question-kind';

/** A policy and how many devices do not meet it. */
export interface Causing {
  readonly name: string;
  readonly devices: number;
}

/** Graph counts policy by policy, a call each. */
const mostAsked = 60;
const mostTold = 5;

/** The policies that most devices do not meet; none when the counts may not be read. */
export async function policiesNotMet(ports: QuestionPorts): Promise<readonly Causing[]> {
  const path = '/deviceManagement/deviceCompliancePolicies?$select=id,displayName';
  try {
    const { rows } = await collect(ports, { version: 'v1.0', path }, mostAsked);
    const counted = await Promise.all(rows.map((policy) => countOf(ports, policy)));
    return counted
      .filter(({ devices }) => devices > 0)
      .sort((a, b) => b.devices - a.devices || (a.name < b.name ? -1 : 1))
      .slice(0, mostTold);
  } catch (error) {
    if (error instanceof GraphRefused) return [];
    throw error;
  }
}

async function countOf(ports: QuestionPorts, policy: Entity): Promise<Causing> {
  const path = `/deviceManagement/deviceCompliancePolicies/${encodeURIComponent(textAt(policy, 'id'))}/deviceStatusOverview`;
  const overview = (await inTime(ports.patience, ports.graph.get({ version: 'v1.0', path }))) ?? {};
  const number = (at: string) => (typeof overview[at] === 'number' ? Number(overview[at]) : 0);
  return { name: textAt(policy, 'displayName'), devices: number('failedCount') + number('errorCount') };
}
