// The entry point of the kscript command: the real streams, and the tool itself in Tool.cs.
using KScript.Cli.Hosting;

namespace KScript.Cli;

internal static class Program
{
    private static int Main(string[] args) => Tool.Run(args, CliHost.ForProcess());
}
