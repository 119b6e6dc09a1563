using System.Collections.Immutable;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Sources;

/// <summary>The files <c>*.json</c> of one directory, without the tests that lie beside them.</summary>
internal sealed class DirectoryPolicySource(string path) : IPolicySource
{
    private const string Pattern = "*.json";

    public async ValueTask<PolicySourceContent> ReadAsync(CancellationToken cancellationToken)
    {
        List<SourceDiagnostic> errors = [];
        ImmutableArray<PolicyFile>.Builder files = ImmutableArray.CreateBuilder<PolicyFile>();
        foreach (string file in List(errors))
        {
            if (await FilePolicySource.TryReadAsync(file, errors, cancellationToken).ConfigureAwait(false) is { } content)
                files.Add(content);
        }

        return new PolicySourceContent(files.ToImmutable(), [.. errors]);
    }

    public IDisposable? Watch(Action changed) => FileHints.TryWatch(path, Pattern, changed);

    private string[] List(List<SourceDiagnostic> errors)
    {
        try
        {
            string[] files =
            [
                .. Directory.EnumerateFiles(path, Pattern)
                    .Where(static file => !Path.GetFileName(file).StartsWith('.') && !PolicyTestSuite.IsTestFile(file))
                    .Order(StringComparer.Ordinal),
            ];
            if (files.Length == 0)
                errors.Add(new SourceDiagnostic("no_files", $"`{path}` holds no file `{Pattern}`", path, 1, 1, "", "add a file, `[]` if no rules are wanted"));
            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(FilePolicySource.Unreadable(path, e));
            return [];
        }
    }
}
