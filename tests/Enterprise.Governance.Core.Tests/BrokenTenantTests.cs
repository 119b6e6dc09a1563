using System.Collections.Immutable;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Tenants;

namespace Enterprise.Governance.Core.Tests;

/// <summary>Pins what a broken tenant file says: code, place, message, offending text and help.</summary>
public sealed class BrokenTenantTests
{
    // 45 seconds, so that a rate which is no multiple of 4 does not fit.
    private const int WindowSeconds = 45;

    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "tests", "Enterprise.Governance.Core.Tests", "BrokenTenants");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.json").Select(static file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_BrokenFile_SaysExactlyThis(string name)
    {
        (TenantFiles? files, ImmutableArray<SourceDiagnostic> errors, _) = TenantFiles.Read([new PolicyFile($"{name}.json", File.ReadAllBytes(Path.Combine(Folder, $"{name}.json")))], WindowSeconds);

        files.Should().BeNull("a file with an error does not load at all");
        string said = string.Concat(errors.Select(static e => $"{e.Code} {e} [{e.Offending}]\n"));
        string expected = Path.Combine(Folder, $"{name}.expected");
        if (Environment.GetEnvironmentVariable("GOVERNANCE_WRITE_EXPECTED") == "1")
            File.WriteAllText(expected, said);
        said.Should().Be(File.ReadAllText(expected));
    }
}
