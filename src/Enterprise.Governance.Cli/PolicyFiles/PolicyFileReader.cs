using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyFiles;

/// <summary>Reads what the command line names: files, and the files <c>*.json</c> of directories.</summary>
internal static class PolicyFileReader
{
    internal static async Task<(IReadOnlyList<PolicyFile> Files, IReadOnlyList<SourceDiagnostic> Unreadable)> ReadAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        List<PolicyFile> files = [];
        List<SourceDiagnostic> unreadable = [];

        // A shell's `policies/*.json` names the tests beside the policies too.
        if (paths.All(PolicyTestSuite.IsTestFile))
            unreadable.AddRange(paths.Select(static path => new SourceDiagnostic("no_files", $"`{path}` holds tests, not policies", path, 1, 1, "", "run it with `governance policy test`")));
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string path in paths.Where(static path => !PolicyTestSuite.IsTestFile(path)))
        {
            IPolicySource source = Directory.Exists(path) ? PolicySource.Directory(path) : PolicySource.File(path);
            PolicySourceContent content = await source.ReadAsync(cancellationToken);
            unreadable.AddRange(content.Errors);

            // A file named twice, or named beside its directory, is one file.
            files.AddRange(content.Files.Where(file => seen.Add(Path.GetFullPath(file.Name!))));
        }

        return (files, unreadable);
    }

    /// <summary>Loads all of them as one set.</summary>
    internal static async Task<(PolicyLoadResult Result, IReadOnlyList<SourceDiagnostic> Unreadable, int Files)> LoadAsync(
        IReadOnlyList<string> paths, PolicySetOptions options, CancellationToken cancellationToken)
    {
        (IReadOnlyList<PolicyFile> files, IReadOnlyList<SourceDiagnostic> unreadable) = await ReadAsync(paths, cancellationToken);
        return (PolicySet.Load(files, options), unreadable, files.Count);
    }
}
