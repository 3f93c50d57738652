// Lines without an editor: from a pipe, a file, or a terminal that can do no better. What is unfinished goes on in
// the next line here too.
using System.Text;

namespace KScript.Cli.LineEditing;

internal sealed class PlainLineReader(Stream input, Stream? prompts, IContinuation? continuation) : ILineReader
{
    private const string NextPrompt = "...> ";
    private readonly StreamReader reader = new(input, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    /// <inheritdoc/>
    public History History { get; } = new();

    /// <inheritdoc/>
    public LineResult Read(string prompt)
    {
        if (ReadLine(prompt) is not { } line)
        {
            return LineResult.End;
        }

        var text = new StringBuilder(line);
        while (continuation?.Check(text.ToString()).IsUnfinished == true && ReadLine(NextPrompt) is { } next)
        {
            text.Append('\n').Append(next);
        }

        return LineResult.Line(text.ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    private string? ReadLine(string prompt)
    {
        if (prompts is not null)
        {
            prompts.Write(Encoding.UTF8.GetBytes(prompt));
            prompts.Flush();
        }

        return reader.ReadLine();
    }
}
