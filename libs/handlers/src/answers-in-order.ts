/**
 * Answers for groups that were named in a request, in its order: those that may be asked are asked together, the others refused.
 * @param ask one answer per id that may be asked, in order
 */
export async function answersInOrder<Answer>(
  groupIds: readonly string[],
  {
    mayAsk,
    ask,
    refuse,
  }: {
    readonly mayAsk: (groupId: string) => boolean;
    readonly ask: (groupIds: readonly string[]) => Promise<readonly Answer[]>;
    readonly refuse: (groupId: string) => Answer;
  },
): Promise<Answer[]> {
  const verdicts = groupIds.map(mayAsk);
  const allowed = groupIds.filter((_, index) => verdicts[index]);
  const answers = (allowed.length === 0 ? [] : await ask(allowed)).values();
  return groupIds.map((groupId, index) => {
    const next = verdicts[index] === true ? answers.next() : null;
    return next === null || next.done === true ? refuse(groupId) : next.value;
  });
}
