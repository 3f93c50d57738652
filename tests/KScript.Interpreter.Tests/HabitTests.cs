// What is typed by habit of C, Python, Go, Rust and the shell: tests/golden/habits/habits.txt has what is typed, the form of KScript
// that the first diagnostic has to show, and what it has to say. Forms that are whole statements compile. The names of Linux's calls and
// constants, from its headers, are in files of their own.
using KScript.Interpreter.Diagnostics;
using KScript.Workbench.Runs;
using Xunit;

namespace KScript.Interpreter.Tests;

public class HabitTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "golden", "habits");

    /// <summary>What the forms use.</summary>
    private const string Around = "shared list = [0]\nshared x = 1\nshared i = 2\nprogram worker(n) { print n }\n";

    /// <summary>Forms of the file that are a part of a statement.</summary>
    private static readonly string[] Parts = ["!", "&&", "==", "=", "q=", "queues=", "cpus=", "else if", "1 << n", "blocks stand in braces"];

    public static TheoryData<string, string, string> Lines()
    {
        var data = new TheoryData<string, string, string>();
        foreach (string line in File.ReadAllLines(Path.Combine(Folder, "habits.txt")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            string[] parts = line.TrimEnd(' ', '|').Split(" | ", 3);
            data.Add(parts[0].Replace("\\n", "\n", StringComparison.Ordinal), parts[1], parts.Length > 2 ? parts[2] : "");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_habit_is_answered_with_the_form_of_KScript(string typed, string form, string said)
    {
        IReadOnlyList<Diagnostic> found = Script.Compile(new SourceText("habit.ks", typed + "\n")).Diagnostics;
        Assert.NotEmpty(found);
        string answer = $"{found[0].Message}\n{found[0].Hint}";
        Assert.Contains(said, answer, StringComparison.Ordinal);
        if (form != "-")
        {
            Assert.Contains(form, found[0].Hint, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void There_are_many() => Assert.True(Lines().Count >= 150);

    public static TheoryData<string> Forms()
    {
        IEnumerable<string> written = Lines().Select(line => (string)line[1]).Where(form => form != "-" && !form.Contains('…') && !Parts.Contains(form));
        return [.. HabitTable.Values.Concat(HabitTable.Words).Select(row => row.Form).OfType<string>().Concat(written).Distinct().Order(StringComparer.Ordinal)];
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_form_compiles(string form)
    {
        string script = form.StartsWith("program", StringComparison.Ordinal) ? form : Around + (IsValue(form) ? "print " + form : form);
        Assert.Empty(Script.Compile(new SourceText("form.ks", script + "\n")).Diagnostics.Select(found => found.Message));
    }

    /// <summary>Words that stand for a value, and no statements.</summary>
    private static bool IsValue(string form) => form is "true" or "false" or "status" or "\"a\"";

    [Fact]
    public void Each_row_says_something()
    {
        Assert.Empty(HabitTable.Values.Concat(HabitTable.Words).Where(row => row.Hint.Length == 0).Select(row => row.Name));
        Assert.Empty(HabitTable.Values.Concat(HabitTable.Words).GroupBy(row => row.Name).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    public static TheoryData<string, string> LinuxNames()
    {
        var data = new TheoryData<string, string>();
        foreach ((string file, string use) in new[] { ("linux-calls.txt", "{0}(1)"), ("linux-constants.txt", "print {0}") })
        {
            foreach (string name in File.ReadAllLines(Path.Combine(Folder, file)))
            {
                data.Add(name, string.Format(System.Globalization.CultureInfo.InvariantCulture, use, name));
            }
        }

        return data;
    }

    /// <summary>Either it is there, or a later version will have it, or it is said that it is not: no other name is proposed.</summary>
    [Theory]
    [MemberData(nameof(LinuxNames))]
    public void A_name_of_Linux_is_there_or_said_not_to_be(string name, string use)
    {
        Diagnostic? error = Script.Compile(new SourceText("linux.ks", use + "\n")).Diagnostics.FirstOrDefault(found => found.Severity == Severity.Error);
        // There, and wrongly used by this test.
        if (error is not null && error.Code != DiagnosticTable.NotSupported.Code && error.Code != DiagnosticTable.WrongArgumentCount.Code && error.Code != DiagnosticTable.ForkArguments.Code && error.Code != DiagnosticTable.TypeMismatch.Code)
        {
            Assert.Equal(DiagnosticTable.ForeignName.Code, error.Code);
            Assert.Contains($"`{name}`", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("did you mean", error.Hint ?? "", StringComparison.Ordinal);
        }
    }
}
