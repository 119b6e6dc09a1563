using System.Collections.Immutable;
using System.Text;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies.PolicyTests;
using Enterprise.Governance.Policies.Sources;

namespace Enterprise.Governance.Policies;

public sealed partial class PolicyTestSuite
{
    /// <summary>Loads tests whose rules stand in the same text, under <c>policies</c>.</summary>
    /// <param name="json">The text of a test file.</param>
    /// <param name="file">The name that diagnostics show, or <see langword="null"/>.</param>
    /// <returns>The tests, or everything that is wrong.</returns>
    public static PolicyTestLoadResult Load(string json, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        List<SourceDiagnostic> errors = [];
        if (Read(Encoding.UTF8.GetBytes(json), file, errors) is not { } document)
            return new PolicyTestLoadResult(null, errors);
        if (document.Policies is null || !document.Files.IsEmpty)
            errors.Add(new SourceDiagnostic("missing_key", "text that came from no file must hold the policies that it tests", file, 1, 1, "", "write `\"policies\": [ … ]` and no `files`"));
        return Compose(document, file, [], errors);
    }

    /// <summary>Loads a test file and the policies that it tests.</summary>
    /// <param name="path">The path of the test file, relative to the current directory or absolute; diagnostics show it as it is given.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The tests, or everything that is wrong; a file that cannot be read is an error like any other.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static async Task<PolicyTestLoadResult> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        List<SourceDiagnostic> errors = [];
        if (await FilePolicySource.TryReadAsync(path, errors, cancellationToken).ConfigureAwait(false) is not { } file || Read(file.Utf8Json, path, errors) is not { } document)
            return new PolicyTestLoadResult(null, errors);
        List<PolicyFile> files = [];
        foreach (SourceNode name in document.Files)
            files.AddRange(await ReadAsync(path, name.StringValue!, problem => name.Problem(problem.Code, problem.Message, problem.Help), errors, cancellationToken).ConfigureAwait(false));
        if (document.Files.IsEmpty && document.Policies is null)
            files.AddRange(await ReadAsync(path, DefaultName(path), problem => NoPolicies(path, problem), errors, cancellationToken).ConfigureAwait(false));
        return Compose(document, path, files, errors);
    }

    private static PolicyTestDocument? Read(ReadOnlyMemory<byte> utf8Json, string? file, List<SourceDiagnostic> errors)
    {
        if (!SourceDocument.TryParse(utf8Json, file, out SourceNode? root, out ImmutableArray<SourceDiagnostic> problems))
        {
            errors.AddRange(problems);
            return null;
        }

        List<SourceDiagnostic> own = [];
        PolicyTestDocument? document = new PolicyTestReader(file, own).Read(root);
        errors.AddRange(own.OrderBy(static error => error.Line).ThenBy(static error => error.Column));
        return document;
    }

    private static async Task<ImmutableArray<PolicyFile>> ReadAsync(
        string testFile, string name, Func<SourceDiagnostic, SourceDiagnostic> place, List<SourceDiagnostic> errors, CancellationToken cancellationToken)
    {
        string path = Beside(testFile, name);
        IPolicySource source = Directory.Exists(path) ? PolicySource.Directory(path) : PolicySource.File(path);
        PolicySourceContent content = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
        errors.AddRange(content.Errors.Select(place));
        return content.Files;
    }

    private static PolicyTestLoadResult Compose(PolicyTestDocument document, string? file, IEnumerable<PolicyFile> files, List<SourceDiagnostic> errors)
    {
        PolicyLoadResult read = PolicySet.Load(files);
        errors.AddRange(read.Errors);
        PolicyRules? own = document.Policies is null ? PolicyRules.Empty : PolicyRules.Read(document.Policies, null, errors, []);
        if (read.Set is null || own is null)
            return new PolicyTestLoadResult(null, errors);
        PolicyLoadResult all = PolicySet.Compose([new PolicyRules(null, read.Set.Rules), own], document.Options);
        errors.AddRange(all.Errors);
        return new PolicyTestLoadResult(all.Set is { } set ? new PolicyTestSuite(file, set, document.Tests) : null, errors);
    }

    private static string DefaultName(string testFile) =>
        IsTestFile(testFile) ? Path.GetFileName(testFile)[..^FileSuffix.Length] + ".json" : Path.GetFileName(testFile);

    /// <summary>Returns the path of a file beside the test file, as the test file's own path is given: absolute, or relative to the current directory.</summary>
    private static string Beside(string testFile, string name)
    {
        string path = Path.GetFullPath(name, Path.GetDirectoryName(Path.GetFullPath(testFile))!);
        return Path.IsPathRooted(testFile) ? path : Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
    }

    private static SourceDiagnostic NoPolicies(string testFile, SourceDiagnostic problem) =>
        problem with { File = testFile, Help = "the test file names no policies: name them in `files`, or write rules in `policies`" };
}
