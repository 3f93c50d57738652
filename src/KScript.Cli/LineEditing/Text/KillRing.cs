// What was killed, for Ctrl-Y, and Alt-Y to go round (readline's kill ring).
namespace KScript.Cli.LineEditing;

internal sealed class KillRing
{
    private const int Size = 32;
    private readonly List<string> kills = [];
    private int turned;

    /// <summary>Keeps a kill; one that follows another is joined to it, in front of it where it was killed backwards.</summary>
    public void Add(string text, bool joins, bool isBackward)
    {
        turned = 0;
        if (text.Length == 0)
        {
            return;
        }

        if (joins && kills.Count > 0)
        {
            kills[^1] = isBackward ? text + kills[^1] : kills[^1] + text;
            return;
        }

        kills.Add(text);
        if (kills.Count > Size)
        {
            kills.RemoveAt(0);
        }
    }

    /// <summary>The last kill; empty if there was none.</summary>
    public string Latest()
    {
        turned = 0;
        return kills.Count == 0 ? "" : kills[^1];
    }

    /// <summary>The kill before the one that was last asked for, round and round.</summary>
    public string Earlier()
    {
        if (kills.Count == 0)
        {
            return "";
        }

        turned = (turned + 1) % kills.Count;
        return kills[kills.Count - 1 - turned];
    }
}
