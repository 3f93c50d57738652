// The entry point of the kscript command.
namespace KScript.Cli;

internal static class Program
{
    private static int Main() => 0;
}
