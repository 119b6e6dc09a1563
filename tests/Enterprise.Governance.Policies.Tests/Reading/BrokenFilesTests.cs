using System.Text;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Tests.Reading;

/// <summary>Each file under <c>Broken</c> has beside it exactly what a person is told about it.</summary>
public sealed class BrokenFilesTests
{
    private static readonly string s_directory = Path.Combine(RepositoryFiles.Root, "tests", "Enterprise.Governance.Policies.Tests", "Broken");

    public static TheoryData<string> Files() =>
        [.. Directory.EnumerateFiles(s_directory, "*.json").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_BrokenFile_SaysExactlyThis(string file)
    {
        PolicyLoadResult result = PolicySet.Load([new PolicyFile(file, File.ReadAllBytes(Path.Combine(s_directory, file)))]);

        result.IsLoaded.Should().BeFalse();
        Describe(result.Errors).Should().Be(File.ReadAllText(Path.Combine(s_directory, Path.ChangeExtension(file, ".expected"))));
    }

    [Fact]
    public void Files_AreAtLeastTwoHundred() => Files().Count.Should().BeGreaterThanOrEqualTo(200);

    private static string Describe(IEnumerable<SourceDiagnostic> errors)
    {
        StringBuilder text = new();
        foreach (SourceDiagnostic error in errors)
        {
            text.Append(error.File).Append(':').Append(error.Line).Append(':').Append(error.Column).Append(": ").Append(error.Code).Append('\n');
            text.Append("  ").Append(error.Message).Append('\n');
            text.Append("  offending: ").Append(error.Offending).Append('\n');
            text.Append("  help: ").Append(error.Help ?? "-").Append('\n');
        }

        return text.ToString();
    }
}
