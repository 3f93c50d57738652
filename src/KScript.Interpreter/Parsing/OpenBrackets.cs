// How many brackets a text has opened, line by line: a cheap answer to whether a long block can be over, without parsing it at each line.
namespace KScript.Interpreter.Parsing;

/// <summary>Counts brackets outside of texts and comments.</summary>
internal struct OpenBrackets
{
    /// <summary>How many are open; below 0 where more were closed.</summary>
    public int Count { get; private set; }

    /// <summary>One more line. A text in quotes ends at its end at the latest.</summary>
    public void Add(ReadOnlySpan<char> line)
    {
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (quoted)
            {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            }
            else if (c == '#')
            {
                return;
            }
            else
            {
                quoted = c == '"';
                Count += c is '{' or '(' or '[' ? 1 : c is '}' or ')' or ']' ? -1 : 0;
            }
        }
    }
}
