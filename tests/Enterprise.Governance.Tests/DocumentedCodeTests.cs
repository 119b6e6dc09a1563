namespace Enterprise.Governance.Tests;

/// <summary>The C# on our pages is compiled: every block stands, line for line, in a file of samples/Documentation or samples/HostTransaction.</summary>
public sealed class DocumentedCodeTests
{
    private static readonly string[] PageFolders = ["docs", "src"], SampleFolders = ["Documentation", "HostTransaction"];

    public static TheoryData<string> Pages() => new(
        PageFolders.SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*.md", SearchOption.AllDirectories))
            .Where(static path => !path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Append(Path.Combine(RepositoryFiles.Root, "README.md"))
            .Where(static path => File.ReadAllText(path).Contains("```csharp", StringComparison.Ordinal))
            .Select(static path => Path.GetRelativePath(RepositoryFiles.Root, path)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Code_OfAPage_IsCompiledInTheSamples(string page)
    {
        string[] samples =
        [
            .. SampleFolders.SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "samples", folder), "*.cs"))
                .Select(static path => "\n" + string.Join('\n', Normalized(File.ReadLines(path))) + "\n"),
        ];

        foreach (string block in Blocks(File.ReadAllLines(Path.Combine(RepositoryFiles.Root, page))))
            samples.Should().Contain(sample => sample.Contains(block, StringComparison.Ordinal), "this is on the page {0}:{1}", page, block);
    }

    private static IEnumerable<string> Blocks(string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() != "```csharp")
                continue;
            string[] block = [.. lines.Skip(i + 1).TakeWhile(static line => line.Trim() != "```")];
            i += block.Length + 1;
            yield return "\n" + string.Join('\n', Normalized(block)) + "\n";
        }
    }

    private static IEnumerable<string> Normalized(IEnumerable<string> lines) => lines
        .Select(static line => line.Trim())
        .Where(static line => line.Length > 0 && !(line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';') && !line.Contains('=', StringComparison.Ordinal)));
}
