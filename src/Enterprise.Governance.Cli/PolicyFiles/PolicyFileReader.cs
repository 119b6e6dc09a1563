using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyFiles;

/// <summary>Loads what the command line names: files, and the files <c>*.json</c> of directories, as one set.</summary>
internal static class PolicyFileReader
{
    internal static async Task<(PolicyLoadResult Result, IReadOnlyList<Json.SourceDiagnostic> Unreadable, int Files)> LoadAsync(
        IEnumerable<string> paths, PolicySetOptions options, CancellationToken cancellationToken)
    {
        List<PolicyFile> files = [];
        List<Json.SourceDiagnostic> unreadable = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            IPolicySource source = Directory.Exists(path) ? PolicySource.Directory(path) : PolicySource.File(path);
            PolicySourceContent content = await source.ReadAsync(cancellationToken);
            unreadable.AddRange(content.Errors);

            // A file named twice, or named beside its directory, is one file.
            files.AddRange(content.Files.Where(file => seen.Add(Path.GetFullPath(file.Name!))));
        }

        return (PolicySet.Load(files, options), unreadable, files.Count);
    }
}
