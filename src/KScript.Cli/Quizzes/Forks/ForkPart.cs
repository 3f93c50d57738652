// The lines that fork puzzles are put together from, as rows. Each is something that every process that comes to it does.
namespace KScript.Cli.Quizzes.Forks;

/// <summary>A part of a puzzle, for one process that comes to it.</summary>
/// <param name="Level">From which level on it is used.</param>
/// <param name="GoOn">How many processes go on behind it.</param>
/// <param name="End">How many end in it.</param>
/// <param name="Prints">How often its letter is printed.</param>
/// <param name="Code">Its lines; `$` stands for the letter.</param>
internal sealed record ForkPart(int Level, int GoOn, int End, int Prints, string Code)
{
    /// <summary>All parts. The numbers bound the size of a puzzle and explain it; the answers come from running it.</summary>
    public static ForkPart[] All { get; } =
    [
        new(1, 2, 0, 0, "fork"),
        new(1, 3, 0, 0, "fork && fork"),
        new(1, 3, 0, 0, "fork || fork"),
        new(1, 3, 0, 0, "if fork == 0 { fork }"),
        new(1, 3, 0, 0, "if fork > 0 { fork }"),
        new(1, 2, 0, 1, "if fork == 0 { print \"$\" }"),
        new(1, 2, 0, 1, "if fork > 0 { print \"$\" }"),
        new(1, 4, 0, 0, "for i in 0..2 { fork }"),
        new(2, 5, 0, 0, "fork && fork || fork"),
        new(2, 4, 0, 0, "fork || fork && fork"),
        new(2, 5, 0, 0, "if fork || fork { fork }"),
        new(2, 4, 0, 0, "if fork && fork { fork }"),
        new(2, 4, 0, 6, "for i in 0..2 {\n    fork\n    print \"$\"\n}"),
        new(2, 4, 0, 0, "for i in 0..3 {\n    if fork == 0 { break }\n}"),
        new(2, 1, 1, 1, "if fork == 0 {\n    print \"$\"\n    exit 0\n}"),
        new(2, 1, 2, 0, "for i in 0..2 {\n    if fork == 0 { exit 0 }\n}"),
        new(3, 5, 0, 0, "(fork || fork) && fork"),
        new(3, 4, 0, 0, "fork && (fork || fork)"),
        new(3, 2, 1, 0, "if fork > 0 && fork == 0 { exit 0 }"),
        new(3, 4, 0, 0, "for i in 0..3 {\n    if fork > 0 { break }\n}"),
    ];

    /// <summary>Whether it prints.</summary>
    public bool IsPrinting => Prints > 0;
}
