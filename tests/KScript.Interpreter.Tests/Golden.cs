// Texts beside what they were when somebody last read them: NAME.verified.txt; on a difference NAME.received.txt is written beside it, to be
// renamed if it is right.

namespace KScript.Interpreter.Tests;

internal static class Golden
{
    /// <summary>Compares a text with the accepted one.</summary>
    public static void Check(string folder, string name, string received)
    {
        string verifiedFile = Path.Combine(folder, name + ".verified.txt");
        string receivedFile = Path.Combine(folder, name + ".received.txt");
        string verified = File.Exists(verifiedFile) ? File.ReadAllText(verifiedFile) : "";
        if (received == verified)
        {
            File.Delete(receivedFile);
        }
        else
        {
            File.WriteAllText(receivedFile, received);
        }

        Xunit.Assert.Equal(verified, received);
    }
}
