// Imports: what the file named there declares takes its place behind the import, each file once. Its statements keep spans of their own:
// their text stands in the whole text behind the script's (Diagnostics/SourceText.cs).
using KScript.Interpreter.Ast;
using KScript.Interpreter.Diagnostics;
using KScript.Interpreter.Parsing;

namespace KScript.Interpreter.Importing;

/// <summary>Loads the files that a script imports.</summary>
internal sealed class Importer
{
    private readonly ImportReader reader;
    private readonly DiagnosticBag diagnostics;
    private readonly HashSet<string> known;
    private readonly List<string> open = [];
    private readonly List<SourcePart> parts = [];
    private int end;

    private Importer(ImportReader reader, IEnumerable<SourcePart> known, int end, DiagnosticBag diagnostics)
    {
        this.reader = reader;
        this.known = [.. known.Select(part => part.Key)];
        this.end = end;
        this.diagnostics = diagnostics;
    }

    /// <summary>A script with what it imports.</summary>
    /// <param name="file">The script.</param>
    /// <param name="reader">Where files are read.</param>
    /// <param name="known">Files that were imported before: they are not imported again.</param>
    /// <param name="end">Where the script's text ends; the first imported one begins behind a line end.</param>
    /// <param name="diagnostics">Gets what is wrong.</param>
    /// <param name="parts">The files that it imports.</param>
    public static ScriptFile Load(ScriptFile file, ImportReader reader, IEnumerable<SourcePart> known, int end, DiagnosticBag diagnostics, out IReadOnlyList<SourcePart> parts)
    {
        parts = [];
        if (!file.Statements.Exists(static statement => statement is ImportDecl))
        {
            return file;
        }

        var importer = new Importer(reader, known, end, diagnostics);
        importer.open.Add(reader.OwnKey);
        var statements = new List<Stmt>();
        foreach (Stmt statement in file.Statements)
        {
            statements.Add(statement);
            if (statement is ImportDecl import)
            {
                importer.Import(import, statements);
            }
        }

        parts = importer.parts;
        return new ScriptFile(file.Span, statements);
    }

    private void Import(ImportDecl import, List<Stmt> statements)
    {
        ImportedFile found = import.IsLibrary ? FindInLibrary(import) : reader.Read(import.What, open[^1]);
        if (found.Text is null)
        {
            if (!import.IsLibrary)
            {
                diagnostics.Error(DiagnosticTable.CannotImport, import.Target, $"`{import.What}` cannot be imported: {found.Error}");
            }

            return;
        }

        if (open.Contains(found.Key))
        {
            diagnostics.Error(DiagnosticTable.ImportCircle, import.Target, $"`{import.What}` imports this file, itself or through others",
                "what both need belongs in a file of its own, which both import");
            return;
        }

        if (known.Add(found.Key))
        {
            Read(found, found.Text, statements);
        }
    }

    private ImportedFile FindInLibrary(ImportDecl import)
    {
        if (Library.Find(import.What) is { } found)
        {
            return found;
        }

        diagnostics.Error(DiagnosticTable.CannotImport, import.Target, $"the library has no `{import.What}`",
            Spelling.DidYouMean(import.What, Library.Names) ?? $"it has {string.Join(", ", Library.Names)}; a file is imported by its path: import \"{import.What}.ks\"");
        return default;
    }

    private void Read(ImportedFile found, string text, List<Stmt> statements)
    {
        var part = new SourcePart(found.Key, end + 1, new SourceText(found.Name, text));
        parts.Add(part);
        end = part.End;
        // Blanks stand for what is before it, so that its spans are in the whole text.
        ParseResult parsed = Parser.Parse(new SourceText(found.Name, new string(' ', part.Start) + text));
        diagnostics.AddAll(parsed.Diagnostics);
        open.Add(found.Key);
        foreach (Stmt statement in parsed.Succeeded ? parsed.File.Statements : [])
        {
            if (!IsImportable(statement))
            {
                diagnostics.Error(DiagnosticTable.NotImportable, statement.Header, "an imported file holds functions, programs and constants alone",
                    "put it into a function that the importing script calls");
                continue;
            }

            statement.Origin = part.File;
            statements.Add(statement);
            if (statement is ImportDecl import)
            {
                Import(import, statements);
            }
        }

        open.RemoveAt(open.Count - 1);
    }

    private static bool IsImportable(Stmt statement) => statement switch
    {
        FunctionDecl or ProgramDecl or ImportDecl => true,
        LetStmt { IsShared: false } let => let.Value.Tree().All(static part =>
            part is IntExpr or TimeExpr or BoolExpr or TextExpr or NameExpr or ListExpr or RecordExpr or UnaryExpr or BinaryExpr),
        _ => false,
    };
}
