// The user's mistake on the command line, or a file that cannot be had: one line on standard error, exit code 2.
namespace KScript.Cli.Hosting;

/// <summary>Ends a command with a line and exit code 2.</summary>
internal sealed class CommandException : Exception
{
    public CommandException()
        : base("the command cannot be done")
    {
    }

    public CommandException(string message)
        : base(message)
    {
    }

    public CommandException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
