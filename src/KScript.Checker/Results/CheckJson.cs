// The result of a check for another program: one JSON object on one line.
using System.Buffers;
using System.Text;
using System.Text.Json;

namespace KScript.Checker.Results;

/// <summary>Writes it.</summary>
internal static class CheckJson
{
    /// <summary>The object, with a newline behind it.</summary>
    public static string Of(CheckResult result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("verdict", result.Verdict.ToString().ToLowerInvariant());
            json.WriteString("sentence", result.Sentence);
            json.WriteNumber("states", result.States);
            json.WriteNumber("steps", result.Steps);
            json.WriteStartArray("parts");
            foreach (CheckedPart part in result.Parts)
            {
                Write(json, part);
            }

            json.WriteEndArray();
            json.WriteStartArray("notes");
            foreach (Lints.Lint lint in result.Lints)
            {
                json.WriteStartObject();
                json.WriteString("name", lint.Row.Name);
                json.WriteNumber("line", lint.Line);
                json.WriteString("message", lint.Message);
                json.WriteString("schedule", lint.Schedule.ToString());
                json.WriteString("cure", lint.Row.Cure);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("shrunk", result.Shrunk.Count == 0 ? null : string.Join('\n', result.Shrunk) + "\n");
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Write(Utf8JsonWriter json, CheckedPart part)
    {
        json.WriteStartObject();
        json.WriteString("time", part.Time.ToString().ToLowerInvariant());
        json.WriteNumber("states", part.Explored.States);
        json.WriteNumber("steps", part.Explored.Steps);
        json.WriteNumber("frontier", part.Explored.Frontier);
        json.WriteString("bound", part.Bound);
        if (part.Counterexample is { } failure)
        {
            json.WriteStartObject("counterexample");
            json.WriteString("property", Properties.CheckedKindNames.WordOf(failure.Property));
            json.WriteString("message", failure.Message);
            json.WriteString("schedule", failure.Schedule.ToString());
            json.WriteString("cycle", failure.Cycle?.ToString());
            json.WriteNumber("steps", failure.Steps);
            json.WriteNumber("switches", failure.Switches);
            json.WriteStartArray("overtaken");
            foreach (int line in failure.OvertakenSleeps)
            {
                json.WriteNumberValue(line);
            }

            json.WriteEndArray();
            json.WriteStartArray("standing");
            foreach (string line in failure.Standing)
            {
                json.WriteStringValue(line);
            }

            json.WriteEndArray();
            json.WriteString("trace", failure.Trace);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
