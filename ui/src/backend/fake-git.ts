/** A git work tree of the in-memory backend, when one is wished for: two files are not committed, the remote has one commit more. */
import { fakeError, type FakeBackend } from './fake'
import type { GitView } from './generated/GitView'
import type { Synced } from './generated/Synced'

const trees = new WeakMap<FakeBackend, GitView>()

export function fakeGit(fake: FakeBackend): GitView | null {
  if (!fake.wishes.git) return null
  const tree = trees.get(fake) ?? {
    branch: 'main', changed: 2, ahead: 0, behind: 1, conflicted: 0, remote: 'origin', inProgress: '', commitOnPublish: false, message: 'Write notes-from-the-early-train.md',
    ...fake.wishes.git,
  }
  trees.set(fake, tree)
  return tree
}

export function fakeSync(fake: FakeBackend): Synced {
  const tree = fakeGit(fake)
  if (!tree || tree.inProgress) throw fakeError('refused', 'A merge was begun with git in this folder and is not finished.', 'Your posts are as they were, in their files and in git. Finish or end the merge in a terminal, then try again.')
  trees.set(fake, { ...tree, changed: 0, ahead: 0, behind: 0 })
  return { message: 'Your changes were sent, and what was new there is here.', committed: tree.changed > 0, received: tree.behind > 0, sent: true, conflicts: [], notes: [] }
}

export function fakeCommitOnPublish(fake: FakeBackend, on: boolean): Record<string, never> {
  const tree = fakeGit(fake)
  if (tree) trees.set(fake, { ...tree, commitOnPublish: on })
  return {}
}
