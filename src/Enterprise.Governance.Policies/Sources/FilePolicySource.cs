using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Sources;

/// <summary>One file.</summary>
internal sealed class FilePolicySource(string path) : IPolicySource
{
    public async ValueTask<PolicySourceContent> ReadAsync(CancellationToken cancellationToken)
    {
        List<SourceDiagnostic> errors = [];
        return await TryReadAsync(path, errors, cancellationToken).ConfigureAwait(false) is { } file
            ? new PolicySourceContent([file], [])
            : new PolicySourceContent([], [.. errors]);
    }

    public IDisposable? Watch(Action changed)
    {
        string full = Path.GetFullPath(path);
        return FileHints.TryWatch(Path.GetDirectoryName(full)!, Path.GetFileName(full), changed);
    }

    internal static async ValueTask<PolicyFile?> TryReadAsync(string path, ICollection<SourceDiagnostic> errors, CancellationToken cancellationToken)
    {
        try
        {
            return new PolicyFile(path, await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(Unreadable(path, e));
            return null;
        }
    }

    /// <summary>Says in words of our own why a path cannot be read; the system's would differ from machine to machine.</summary>
    internal static SourceDiagnostic Unreadable(string path, Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => new("not_found", $"`{path}` does not exist", path, 1, 1, "", "check the path"),
        UnauthorizedAccessException => new("not_readable", $"`{path}` may not be read by this process", path, 1, 1, "", "check its owner and mode"),
        _ => new("not_readable", $"`{path}` cannot be read", path, 1, 1, "", "check that it is a file and that its disk works"),
    };
}
