// An explanation as one JSON object, for other programs.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KScript.Workbench.Explaining;

/// <summary>Writes explanations as JSON.</summary>
internal static class ExplanationJson
{
    /// <summary>The object on one line: time, leak, findings, summary; keys in snake_case, as in the other JSON of the tool.</summary>
    public static string Of(Explanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return JsonSerializer.Serialize(explanation, ExplanationJsonContext.Default.Explanation) + "\n";
    }
}

/// <summary>How the types of an explanation are written, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Explanation))]
internal sealed partial class ExplanationJsonContext : JsonSerializerContext;
