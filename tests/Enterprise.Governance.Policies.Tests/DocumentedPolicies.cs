using System.Text.RegularExpressions;

namespace Enterprise.Governance.Policies.Tests;

/// <summary>The blocks of a page of the documentation that are marked <c>```json policytest</c>: complete test files with their rules inside.</summary>
internal static partial class DocumentedPolicies
{
    /// <summary>Reads the blocks of a page; errors and differences in them have the page's lines.</summary>
    internal static IReadOnlyList<(int Line, string Text, PolicyTestLoadResult Result)> Read(string page)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", page));
        return
        [
            .. Blocks().Matches(text).Select(block =>
            {
                int lines = text.AsSpan(0, block.Groups[1].Index).Count('\n');
                return (lines, block.Groups[1].Value, PolicyTestSuite.Load(new string('\n', lines) + block.Groups[1].Value, page));
            }),
        ];
    }

    /// <summary>Returns the first block of a page that is plain JSON.</summary>
    internal static string FirstJson(string page) => FirstBlock().Match(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", page))).Groups[1].Value;

    [GeneratedRegex("^```json\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FirstBlock();

    [GeneratedRegex("^```json policytest\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
