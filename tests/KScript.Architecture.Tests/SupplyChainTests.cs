// What comes from elsewhere: pinned, locked, used, and listed in docs/sbom.cdx.json, which is made from the lock file of the tool
// (KSCRIPT_UPDATE_DOCS=1).
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace KScript.Architecture.Tests;

public class SupplyChainTests
{
    private static readonly string[] BuildFolders = ["bin", "obj", "artifacts", ".git", "node_modules"];

    // Part of the build, and of nothing that is shipped.
    private static readonly string[] BuildTools = ["Microsoft.NET.ILLink.Tasks"];

    [Fact]
    public void Every_package_that_is_pinned_is_used()
    {
        string[] used = [.. ProjectFiles().SelectMany(file => XDocument.Load(file).Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value))];
        Assert.NotEmpty(used);
        Assert.Empty(Pinned().Except(used));
        Assert.Empty(used.Except(Pinned()));
    }

    [Fact]
    public void Every_project_has_its_lock_file_and_CI_restores_by_it()
    {
        Assert.Empty(ProjectFiles().Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(file => Path.GetDirectoryName(file)!)
            .Where(folder => !File.Exists(Path.Combine(folder, "packages.lock.json"))).Select(folder => Path.GetRelativePath(Repository.Root, folder)));
        Assert.Contains("dotnet restore KScript.sln --locked-mode", File.ReadAllText(Path.Combine(Repository.Root, ".ci", "run")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_bill_of_materials_is_that_of_the_lock_file()
    {
        string page = Path.Combine(Repository.Root, "docs", "sbom.cdx.json");
        string expected = BillOfMaterials();
        if (Environment.GetEnvironmentVariable("KSCRIPT_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(page, expected);
        }

        Assert.Equal(expected, File.ReadAllText(page).ReplaceLineEndings("\n"));
    }

    private static IEnumerable<string> Pinned() =>
        XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").Select(pin => pin.Attribute("Include")!.Value);

    private static IEnumerable<string> ProjectFiles() => Files(Repository.Root).Where(file => Path.GetExtension(file) is ".csproj" or ".props" or ".targets");

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateDirectories(folder)
        .Where(child => !BuildFolders.Contains(Path.GetFileName(child)))
        .SelectMany(Files)
        .Concat(Directory.EnumerateFiles(folder));

    // CycloneDX 1.6 (ECMA-424).
    private static string BillOfMaterials()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("bomFormat", "CycloneDX");
            json.WriteString("specVersion", "1.6");
            json.WriteNumber("version", 1);
            json.WriteStartObject("metadata");
            json.WriteStartObject("component");
            json.WriteString("type", "application");
            json.WriteString("name", "kscript");
            json.WriteString("version", XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("components");
            foreach (var (name, version, hash) in Locked())
            {
                json.WriteStartObject();
                json.WriteString("type", "library");
                json.WriteString("bom-ref", $"pkg:nuget/{name}@{version}");
                json.WriteString("name", name);
                json.WriteString("version", version);
                json.WriteString("scope", BuildTools.Contains(name) ? "excluded" : "required");
                json.WriteStartArray("hashes");
                json.WriteStartObject();
                json.WriteString("alg", "SHA-512");
                json.WriteString("content", hash);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteString("purl", $"pkg:nuget/{name}@{version}");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static IEnumerable<(string Name, string Version, string Hash)> Locked()
    {
        using JsonDocument locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "src", "KScript.Cli", "packages.lock.json")));
        return [.. locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.TryGetProperty("contentHash", out _))
            .Select(package => (package.Name, package.Value.GetProperty("resolved").GetString()!, HexOf(package.Value.GetProperty("contentHash").GetString()!)))
            .OrderBy(package => package.Name, StringComparer.Ordinal)];
    }

    private static string HexOf(string base64) => Convert.ToHexStringLower(Convert.FromBase64String(base64));
}
