/**
 * Asking while somebody types: at most one question is on its way, and of those that came meanwhile only the newest is
 * asked after it. Answers to older questions are not taken when a newer one waits.
 */
export function latest<A, R>(ask: (question: A) => Promise<R>, take: (answer: R, question: A) => void): (question: A) => void {
  let waiting: { question: A } | null = null
  let isAsking = false
  const go = async (): Promise<void> => {
    isAsking = true
    while (waiting) {
      const { question } = waiting
      waiting = null
      const answer = await ask(question).catch(() => null)
      if (answer !== null && !waiting) take(answer, question)
    }
    isAsking = false
  }
  return (question) => {
    waiting = { question }
    if (!isAsking) void go()
  }
}
