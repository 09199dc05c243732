import { people } from '../seed/ids';

/** Somebody a visitor of the practice tenant can speak as. */
export interface Actor {
  readonly objectId: string;
  readonly name: string;
  /** `29:…` */
  readonly teamsId: string;
  /** Shown when the visitor changes: «You are now Omar Haddad (approver).» */
  readonly role: string;
}

/** The people of the practice tenant; the visitor begins as the first. */
export const actors: readonly Actor[] = [
  { objectId: people.ana, name: 'Ana Ruiz', teamsId: '29:ana', role: 'requestor' },
  { objectId: people.omar, name: 'Omar Haddad', teamsId: '29:omar', role: 'approver' },
  { objectId: people.priya, name: 'Priya Nair', teamsId: '29:priya', role: 'approver' },
  { objectId: people.ben, name: 'Ben Cole', teamsId: '29:ben', role: 'reader' },
  { objectId: people.eve, name: 'Eve Stone', teamsId: '29:eve', role: 'guest' },
  { objectId: people.sam, name: 'Sam Okafor', teamsId: '29:sam', role: 'requestor and approver' },
];
