// Reads lines with the editor and says what came of each: `=> "text"`, `interrupted`, `end`. `LineEditingDriver
// PROMPT`; 'crash' throws, to see what becomes of the terminal.
using KScript.Cli.LineEditing;
using LineEditingDriver;

string prompt = args.Length > 0 ? args[0] : "> ";
using var reader = LineReader.Open(new LineReaderOptions
{
    Highlighter = new ToyLanguage(),
    Completer = new ToyLanguage(),
    Continuation = new ToyLanguage(),
});

while (true)
{
    var result = reader.Read(prompt);
    Console.WriteLine(result.Outcome switch
    {
        LineOutcome.Line => $"=> {ToyLanguage.Quote(result.Text)}",
        LineOutcome.Interrupted => "interrupted",
        LineOutcome.End => "end",
    });
    switch (result)
    {
        case { Outcome: LineOutcome.End }:
            return 0;
        case { Text: "crash" }:
            throw new InvalidOperationException("crash");
        case { Text: "busy" }:
            // What is typed now is typed ahead.
            System.Threading.Thread.Sleep(1000);
            break;
    }
}
