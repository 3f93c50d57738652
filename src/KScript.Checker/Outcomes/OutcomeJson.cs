// Outcomes for another program: one JSON object on one line.
using System.Buffers;
using System.Text;
using System.Text.Json;

namespace KScript.Checker.Outcomes;

/// <summary>Writes it.</summary>
internal static class OutcomeJson
{
    /// <summary>The object, with a newline behind it.</summary>
    public static string Of(OutcomeList list)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBoolean("complete", list.IsComplete);
            json.WriteString("bound", list.Explored.Bound);
            json.WriteNumber("states", list.Explored.States);
            json.WriteNumber("steps", list.Explored.Steps);
            json.WriteStartArray("outcomes");
            foreach (Outcome outcome in list.Outcomes)
            {
                json.WriteStartObject();
                json.WriteString("output", outcome.Output);
                json.WriteString("end", outcome.End.ToString().ToLowerInvariant());
                json.WriteString("schedule", outcome.Schedule.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
