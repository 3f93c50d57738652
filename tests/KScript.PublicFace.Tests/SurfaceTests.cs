// What is public is a promise: the list of it is a golden file, read before it is accepted; and docs/api.md shows it.
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using KScript.GeneratedDocs;
using KScript.Testing;

namespace KScript.PublicFace.Tests;

public class SurfaceTests
{
    private static Assembly[] Assemblies => [typeof(Script).Assembly, typeof(ScriptChecking).Assembly];

    [Fact]
    public async Task What_is_public() => await VerifyXunit.Verifier.Verify(Surface());

    [Fact]
    public void The_page_shows_the_examples() => GeneratedPart.Check("docs/api.md", ExamplesAsPage(), "tests/KScript.PublicFace.Tests/Examples.cs");

    [Fact]
    public void The_page_names_every_type()
    {
        string page = File.ReadAllText(GeneratedPart.Find("docs/api.md", ThisFile()));
        foreach (Type type in Assemblies.SelectMany(assembly => assembly.GetExportedTypes()).Where(IsFace))
        {
            Assert.Contains($"`{type.Name}`", page, StringComparison.Ordinal);
        }
    }

    /// <summary>Our own assemblies show nothing but the namespace for tests; the parser that ANTLR writes is public by its generator's choice.</summary>
    [Fact]
    public void Nothing_else_is_public()
    {
        Type[] others = [.. Assemblies.SelectMany(assembly => assembly.GetReferencedAssemblies())
            .Where(name => name.Name!.StartsWith("KScript.", StringComparison.Ordinal))
            .Select(Assembly.Load).Concat(Assemblies).Distinct()
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.Namespace is not "KScript.Testing" and not "KScript.Interpreter.Parsing.Generated")];

        Assert.Empty(others.Select(type => type.FullName));
    }

    private static string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

    /// <summary>What the compiler makes of an extension block has a name that nobody can write.</summary>
    private static bool IsFace(Type type) => type.Namespace == "KScript.Testing" && !type.FullName!.Contains('<', StringComparison.Ordinal);

    private static string Surface()
    {
        var text = new StringBuilder();
        foreach (Type type in Assemblies.SelectMany(assembly => assembly.GetExportedTypes()).Where(IsFace).OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.IsEnum ? "enum " : type.IsValueType ? "struct " : type.IsAbstract ? "abstract class " : "class ").Append(type.FullName);
            text.Append(type.BaseType is { } parent && parent.Assembly == type.Assembly ? $" : {parent.Name}\n" : "\n");
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select((name, i) => $"{Convert.ToInt64(Enum.GetValues(type).GetValue(i), System.Globalization.CultureInfo.InvariantCulture)} {name}");
        }

        // What the compiler adds to every record is no promise of ours.
        return type.GetProperties(declared).Where(property => property.Name != "EqualityContract").Select(property => $"{Name(property.PropertyType)} {property.Name} {{ get;{(property.SetMethod is { IsPublic: true } ? " init;" : "")} }}")
            .Concat(type.GetMethods(declared).Where(method => !method.IsSpecialName && method.Name is not ("Equals" or "GetHashCode" or "Deconstruct") && method.Name[0] != '<')
                .Select(method => $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}({Parameters(method)})"))
            .Concat(type.GetConstructors().Where(constructor => constructor.GetParameters() is not [var only] || only.ParameterType != type).Select(constructor => $"new({Parameters(constructor)})"));
    }

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = …" : "")}"));

    private static string Name(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? Name(inner) + "?"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;

    private static string ExamplesAsPage([System.Runtime.CompilerServices.CallerFilePath] string path = "")
    {
        string code = File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, "Examples.cs")).ReplaceLineEndings("\n");
        var page = new StringBuilder("\n");
        foreach (Match example in Regex.Matches(code, "    // example: (.*)\n((?:.*\n)*?)    // end\n"))
        {
            string body = Regex.Replace(example.Groups[2].Value, "^    ", "", RegexOptions.Multiline);
            page.Append($"### {example.Groups[1].Value}\n\n```csharp\n{body}```\n\n");
        }

        return page.ToString();
    }
}
