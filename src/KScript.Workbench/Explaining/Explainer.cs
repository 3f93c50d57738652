// Why is it so? What leaked in a session's run, what waits for ever, and what would help, each way out having been tried.
using KScript.Kernel;
using KScript.Workbench.Live;

namespace KScript.Workbench.Explaining;

/// <summary>Explains sessions. What it finds is of the moment at which the session is; the run is looked at again from its start.</summary>
internal static class Explainer
{
    /// <summary>Zombies and blocked processes are tried out a dozen times each: of very many only the first are explained.</summary>
    private const int MostFindings = 12;

    private const int MostInAll = 40;

    /// <summary>Explains one process, as text.</summary>
    public static string Explain(LiveSession session, int pid, int width = ExplanationText.Columns) => ExplanationText.Of(Analyse(session, pid), width);

    /// <summary>Explains all there is, as text.</summary>
    public static string ExplainAll(LiveSession session, int width = ExplanationText.Columns) => ExplanationText.Of(Analyse(session), width);

    /// <summary>Answers a question, as text.</summary>
    public static string Answer(LiveSession session, Question question) => ExplanationText.Of(Analyse(session, question));

    /// <summary>Answers a question.</summary>
    /// <param name="session">The session; it is not changed.</param>
    /// <param name="question">What is asked.</param>
    public static Explanation Analyse(LiveSession session, Question question)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(question);
        if (question.Pid is not null || !session.Machine.IsBooted)
        {
            return Analyse(session, question.Pid);
        }

        Case facts = Case.Of(session);
        CallDone last = facts.History.Calls.Done.LastOrDefault(call => call.By.Pid == question.LastOf && facts.IsPast(call.At));
        List<Finding> findings = question.Signal != 0 ? SentSignals.Find(facts, question.Signal)
            : question.Error != Errno.None ? FailedCalls.Find(facts, question.Error)
            : last.By is null ? [] : FailedCalls.FindLast(facts, last);
        string[] none = findings.Count > 0 ? [] : [Summary.Nothing(facts, question, last)];
        string[] more = findings.Count <= MostInAll ? [] : [$"There is more of the kind, {findings.Count - MostInAll} in all."];
        return new Explanation(session.Machine.Now, [.. findings.Take(MostInAll)], [.. none, .. more]);
    }

    /// <summary>Explains one process, or all there is.</summary>
    /// <param name="session">The session; it is not changed.</param>
    /// <param name="pid">The process; null: all.</param>
    public static Explanation Analyse(LiveSession session, int? pid = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (!session.Machine.IsBooted)
        {
            return new Explanation(0, [], ["Nothing has happened yet: the machine has not been started."]);
        }

        Case facts = Case.Of(session);
        List<Finding> findings =
        [
            .. Zombies.Find(facts, pid, MostFindings, out int moreZombies),
            .. BlockedForEver.Find(facts, pid, MostFindings, out int moreBlocked),
            .. LostSignals.Find(facts, pid),
            .. FailedCalls.Find(facts, pid),
            .. SentSignals.ToReusedPids(facts, pid),
            .. Orphans.Find(facts, pid),
        ];
        IReadOnlyList<string> summary = pid is { } one ? Summary.OfProcess(facts, one, findings) : Summary.OfAll(facts, findings);
        int more = moreZombies + moreBlocked + Math.Max(0, findings.Count - MostInAll);
        if (more > 0)
        {
            summary = [$"There is more of the kind, {more} in all; explained by a pid it is one process only.", .. summary];
        }

        return new Explanation(session.Machine.Now, [.. findings.Take(MostInAll)], summary);
    }
}
