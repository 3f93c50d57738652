// The options in docs/schedulers.md are the rows of SchedulerTable; the rules that the trace names stand on the page.
using System.Text;
using System.Text.RegularExpressions;
using KScript.GeneratedDocs;

namespace KScript.Kernel.Tests;

public class SchedulersPageTests
{
    [Fact]
    public void The_page_has_every_policy_with_its_options() => GeneratedPart.Check("docs/schedulers.md", Page());

    private static string Page()
    {
        var text = new StringBuilder();
        foreach (PolicyRow row in SchedulerTable.Rows)
        {
            text.Append("- `").Append(row.Name).Append("`: ").Append(row.Summary).Append('\n');
            foreach (SettingRow option in row.Options)
            {
                text.Append("  - `").Append(option.Key).Append('=').Append(option.Default).Append("` ").Append(option.Summary).Append('\n');
            }
        }

        return text.ToString();
    }

    [Fact]
    public void Rules_that_policies_name_stand_on_the_page()
    {
        string page = File.ReadAllText(GeneratedPart.Find("docs/schedulers.md", ThisFile()));
        string folder = GeneratedPart.Find("src/KScript.Kernel/Scheduling/Policies", ThisFile());
        var named = Directory.GetFiles(folder, "*.cs").SelectMany(file => Regex.Matches(File.ReadAllText(file), "\"([a-z]+)/((?:[a-z]+-)?[0-9]+):")).ToArray();
        Assert.NotEmpty(named);
        foreach (Match rule in named)
        {
            // The policy's section, and in it the line of the rule.
            string section = Regex.Match(page, $@"^## [^\n]*\b{rule.Groups[1].Value}\b.*?(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline).Value;
            Assert.True(Regex.IsMatch(section, $@"\n(- )?{rule.Groups[2].Value}\. "), $"docs/schedulers.md has no rule {rule.Value}");
        }
    }

    private static string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;
}
