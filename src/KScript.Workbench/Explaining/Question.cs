// What is asked: a process, a signal, an errno, the last call.
using System.Globalization;
using KScript.Kernel;

namespace KScript.Workbench.Explaining;

/// <summary>A question; one of its fields is set.</summary>
/// <param name="Pid">Why is this process as it is?</param>
/// <param name="Signal">What became of this signal? 0: not asked.</param>
/// <param name="Error">Why did calls fail with this?</param>
/// <param name="LastOf">What came of the last call of this process? 0: not asked.</param>
internal sealed record Question(int? Pid = null, int Signal = 0, Errno Error = Errno.None, int LastOf = 0)
{
    /// <summary>What can be asked, for who asked something else.</summary>
    public const string Forms = "a pid (3), a signal (SIGTERM), an errno (ECHILD), or last for the last call";

    /// <summary>Reads a question.</summary>
    /// <param name="text">"3", "SIGTERM", "ECHILD", "last"; upper or lower case.</param>
    /// <param name="current">Whose last call is meant by "last".</param>
    /// <param name="question">It.</param>
    public static bool TryParse(string text, int current, out Question question)
    {
        ArgumentNullException.ThrowIfNull(text);
        string word = text.ToUpperInvariant();
        question = new Question();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
        {
            question = new Question(Pid: pid);
        }
        else if (word == "LAST")
        {
            question = new Question(LastOf: current);
        }
        else if (SignalTable.TryFind(word, out int signal))
        {
            question = new Question(Signal: signal);
        }
        else if (Enum.TryParse(word, out Errno error) && error != Errno.None && Enum.IsDefined(error))
        {
            question = new Question(Error: error);
        }
        else
        {
            return false;
        }

        return true;
    }
}
